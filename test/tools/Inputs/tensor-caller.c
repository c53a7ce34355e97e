// Calls @ends of ../shared-views.mlir on a tensor that is laid out as the first argument says.
#include HEADER
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  float numbers[10] = {1, 2, 3, 4, 5, 6};
  dynsparse_memref_3d_f32 rows = {numbers, numbers, 0, {1, 2, 3}, {77, 3, 1}};
  if (strcmp(argv[1], "strides") == 0)
    rows.strides[1] = 5;
  if (strcmp(argv[1], "offset") == 0)
    rows.offset = 2;
  if (strcmp(argv[1], "empty") == 0)
    rows = (dynsparse_memref_3d_f32){numbers, numbers, 2, {1, 0, 3}, {0, 0, 0}};
  ends_results results;
  _mlir_ciface_ends(&results, 0, &rows);
  if (results.result2 == 0)
    printf("no rows\n");
  else
    printf("first %g, last %g\n", results.result0, results.result1);
  return 0;
}
