// Calls the functions of ../shared.mlir.
#include HEADER
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

// Whether malloc keeps what is freed.
static int keeps(void) {
  void *volatile memory = malloc(24 << 20);
  free(memory);
  return mallinfo2().fordblks >= 24 << 20;
}

int main(void) {
  printf("keeps: %d\n", keeps());
  dynsparse_keep_memory();
  printf("asked: %d\n", keeps());

  float numbers[3] = {1, 2, 3};
  dynsparse_memref_1d_f32 result, a = {numbers, numbers, 0, {3}, {1}};
  _mlir_ciface_double(&result, &a);
  printf("double: %g %g %g\n", result.aligned[0], result.aligned[1], result.aligned[2]);
  free(result.allocated);

  count_results counted;
  _mlir_ciface_count(&counted, &a);
  printf("count: %ld, first %g\n", (long)counted.result0, counted.result1);
  printf("positive: %d %d\n", _mlir_ciface_positive(2), _mlir_ciface_positive(-2));

  float ones[64];
  for (int i = 0; i < 64; ++i)
    ones[i] = 1;
  dynsparse_memref_4d_f32 o, q = {ones, ones, 0, {1, 1, 8, 8}, {64, 64, 8, 1}};
  dynsparse_set_num_threads(2);
  _mlir_ciface_attention(&o, &q);
  int right = 0;
  for (int i = 0; i < 64; ++i)
    right += o.aligned[o.offset + i] == 1;
  printf("attention: %d numbers of 1\n", right);
  free(o.allocated);
  return 0;
}
