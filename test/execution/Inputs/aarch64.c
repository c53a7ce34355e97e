// Calls the function of ../aarch64.mlir on .npy files: q, k, v, mask, output; the output has the shape of q.
#include HEADER
#include <stdio.h>
#include <stdlib.h>

#define FAIL(...) (fprintf(stderr, __VA_ARGS__), exit(1))

// Rust's runtime is not built for other processors here, so that the loop is a plain one.
int64_t dynsparse_get_num_threads(void) { return 1; }
void dynsparse_parallel_for(int64_t count, void (*body)(void *, int64_t), void *context) {
  for (int64_t i = 0; i < count; ++i)
    body(context, i);
}

void dynsparse_compared(int64_t a, int64_t b) { fprintf(stderr, "compared: %ld and %ld\n", (long)a, (long)b); }

struct npy {
  unsigned char *bytes;
  size_t header, size;
};

// A file of version 1: 8 bytes of magic, 2 of the header's length, the header, the numbers in row-major order.
static struct npy read_npy(const char *name) {
  struct npy npy = {0};
  FILE *file = fopen(name, "rb");
  if (!file || fseek(file, 0, SEEK_END))
    FAIL("cannot read %s\n", name);
  npy.size = ftell(file);
  npy.bytes = malloc(npy.size);
  rewind(file);
  if (fread(npy.bytes, 1, npy.size, file) != npy.size)
    FAIL("cannot read %s\n", name);
  npy.header = 10 + npy.bytes[8] + 256 * npy.bytes[9];
  return npy;
}

int main(int count, char **names) {
  if (count != 8)
    FAIL("expected q k v mask output queries keys\n");
  int64_t n = atoi(names[6]), m = atoi(names[7]), rows = (n + 15) / 16, columns = (m + 15) / 16;
  struct npy files[4];
  for (int i = 0; i < 4; ++i)
    files[i] = read_npy(names[1 + i]);
#define AT(type, i) (type *)(files[i].bytes + files[i].header), (type *)(files[i].bytes + files[i].header), 0
  dynsparse_memref_4d_f32 q = {AT(float, 0), {1, 2, n, 40}, {80 * n, 40 * n, 40, 1}};
  dynsparse_memref_4d_f32 k = {AT(float, 1), {1, 2, m, 40}, {80 * m, 40 * m, 40, 1}};
  dynsparse_memref_4d_f32 v = {AT(float, 2), {1, 2, m, 40}, {80 * m, 40 * m, 40, 1}}, output;
  dynsparse_memref_4d_i1 mask = {AT(bool, 3), {1, 2, rows, columns}, {2 * rows * columns, rows * columns, columns, 1}};
  _mlir_ciface_attend(&output, &q, &k, &v, &mask);
  FILE *file = fopen(names[5], "wb");
  size_t numbers = 80 * n;
  if (!file || fwrite(files[0].bytes, 1, files[0].header, file) != files[0].header ||
      fwrite(output.aligned + output.offset, 4, numbers, file) != numbers || fclose(file))
    FAIL("cannot write %s\n", names[5]);
  return 0;
}
