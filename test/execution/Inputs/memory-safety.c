// Calls the functions of ../memory-safety.mlir on operands that fill their allocations to the last byte.
#include HEADER
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Numbers for floats and bf16 (the upper half of a float), and ones and zeros for bytes.
static void *operand(size_t count, size_t size) {
  unsigned char *bytes = malloc(count * size);
  for (size_t i = 0; i < count; ++i) {
    float number = (float)(i * 37 % 101) / 50 - 1;
    unsigned char bit = i % 3 != 1;
    memcpy(bytes + size * i, size == 1 ? &bit : (unsigned char *)&number + 4 - size, size);
  }
  return bytes;
}

#define HEADS 2
#define BLOCK 16

// A descriptor of 1 x HEADS x a x b.
#define OPERAND(type, name, a, b)                                                                                      \
  type name = {0, 0, 0, {1, HEADS, a, b}, {HEADS * (a) * (b), (a) * (b), b, 1}};                                       \
  name.allocated = name.aligned = operand(HEADS * (a) * (b), sizeof *name.aligned)

static volatile long positive;

// Reads every element of a result, and frees it.
#define CONSUME(result)                                                                                                \
  do {                                                                                                                 \
    size_t count = 1, rank = sizeof(result).sizes / sizeof *(result).sizes;                                            \
    for (size_t i = 0; i < rank; ++i)                                                                                  \
      count *= (result).sizes[i];                                                                                      \
    for (size_t i = 0; i < count; ++i)                                                                                 \
      positive += (result).aligned[(result).offset + i] > 0;                                                           \
    free((result).allocated);                                                                                          \
  } while (0)

#define FREE(a, b, c, d) free(a.allocated), free(b.allocated), free(c.allocated), free(d.allocated)

static void attend(int64_t n, int64_t m) {
  int64_t rows = (n + BLOCK - 1) / BLOCK, columns = (m + BLOCK - 1) / BLOCK;
  {
    OPERAND(dynsparse_memref_4d_f32, q, n, 5);
    OPERAND(dynsparse_memref_4d_f32, k, m, 5);
    OPERAND(dynsparse_memref_4d_f32, v, m, 3);
    OPERAND(dynsparse_memref_4d_i1, mask, rows, columns);
    attend_results both;
    _mlir_ciface_attend(&both, &q, &k, &v, &mask);
    CONSUME(both.result0);
    CONSUME(both.result1);
    choose_results chosen;
    _mlir_ciface_choose(&chosen, &q, &k, &v, (columns + 1) / 2);
    CONSUME(chosen.result0);
    FREE(q, k, v, mask);
  }
  {
    OPERAND(dynsparse_memref_4d_f32, q, n, 64);
    OPERAND(dynsparse_memref_4d_f32, k, m, 64);
    OPERAND(dynsparse_memref_4d_f32, v, m, 64);
    OPERAND(dynsparse_memref_4d_i1, mask, rows, columns);
    dynsparse_memref_4d_f32 output;
    _mlir_ciface_attend_wide(&output, &q, &k, &v, &mask);
    CONSUME(output);
    FREE(q, k, v, mask);
  }
  {
    OPERAND(dynsparse_memref_4d_bf16, q, n, 7);
    OPERAND(dynsparse_memref_4d_bf16, k, m, 7);
    OPERAND(dynsparse_memref_4d_bf16, v, m, 9);
    OPERAND(dynsparse_memref_4d_i1, mask, rows, columns);
    dynsparse_memref_4d_bf16 output;
    _mlir_ciface_attend_bf16(&output, &q, &k, &v, &mask);
    CONSUME(output);
    FREE(q, k, v, mask);
  }
}

static void tokens(int64_t n) {
  dynsparse_memref_2d_f32 saliency = {0, 0, 0, {1, n}, {n, 1}};
  dynsparse_memref_3d_f32 all = {0, 0, 0, {1, n, 3}, {3 * n, 3, 1}}, result;
  saliency.allocated = saliency.aligned = operand(n, 4);
  all.allocated = all.aligned = operand(3 * n, 4);
  _mlir_ciface_tokens(&result, &saliency, &all, (n + 1) / 2);
  CONSUME(result);
  free(saliency.allocated), free(all.allocated);
}

int main(int count, char **arguments) {
  static const int64_t sizes[] = {0, 1, 15, 16, 17, 37};
  enum { COUNT = sizeof sizes / sizeof *sizes };
  dynsparse_set_num_threads(atoi(arguments[1]));
  for (int i = 0; i < COUNT; ++i) {
    for (int j = 0; j < COUNT; ++j)
      attend(sizes[i], sizes[j]);
    tokens(sizes[i]);
  }
  if (count > 2) {
    // Faults on purpose: what follows must be seen.
    float *numbers = operand(3, 4);
    if (!strcmp(arguments[2], "beyond")) {
      positive += numbers[3] > 0;
      free(numbers);
    }
    numbers = 0;
  }
  printf("%d shapes\n", COUNT * COUNT);
  return 0;
}
