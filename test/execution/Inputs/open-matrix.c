// Calls the function of open-matrix.mlir on a mask with empty rows, and on none.
#include HEADER
#include <stdio.h>
#include <stdlib.h>

#define ROWS 4
#define COLUMNS 30

int main(void) {
  bool *bytes = calloc(ROWS * COLUMNS, 1);
  for (int j = 0; j < 11; ++j)
    bytes[2 * j] = true;
  for (int j = 0; j < COLUMNS; ++j)
    bytes[3 * COLUMNS + j] = true;
  dynsparse_memref_4d_i1 mask = {bytes, bytes, 0, {1, 1, ROWS, COLUMNS}, {ROWS * COLUMNS, ROWS * COLUMNS, COLUMNS, 1}};
  dynsparse_memref_1d_f32 sums;
  _mlir_ciface_sums(&sums, &mask);
  printf("sums");
  for (int i = 0; i < ROWS; ++i)
    printf(" %g", sums.aligned[sums.offset + i]);
  printf("\n");
  free(sums.allocated);
  mask.sizes[2] = 0;
  _mlir_ciface_sums(&sums, &mask);
  free(sums.allocated);
  free(bytes);
  return 0;
}
