// Calls @attend on queries, keys and values where they lie in one projection: rows x 3 x heads x columns.
#include HEADER
#include <math.h>
#include <stdio.h>

enum { ROWS = 20, HEADS = 2, COLUMNS = 8 };

static float fused[ROWS][3][HEADS][COLUMNS];

static dynsparse_memref_4d_f32 view(int part) {
  float *start = &fused[0][0][0][0];
  return (dynsparse_memref_4d_f32){
      start, start, (int64_t)part * HEADS * COLUMNS, {1, HEADS, ROWS, COLUMNS}, {0, COLUMNS, 3 * HEADS * COLUMNS, 1}};
}

int main(void) {
  for (int i = 0; i < ROWS * 3 * HEADS * COLUMNS; ++i)
    (&fused[0][0][0][0])[i] = (float)(i * 37 % 101) / 101 - 0.5f;
  dynsparse_memref_4d_f32 q = view(0), k = view(1), v = view(2), result;
  _mlir_ciface_attend(&result, &q, &k, &v);
  double worst = 0;
  for (int h = 0; h < HEADS; ++h)
    for (int i = 0; i < ROWS; ++i)
      for (int c = 0; c < COLUMNS; ++c) {
        double sum = 0, expected = 0;
        for (int j = 0; j < ROWS; ++j) {
          double score = 0;
          for (int d = 0; d < COLUMNS; ++d)
            score += (double)fused[i][0][h][d] * fused[j][1][h][d];
          score = exp(score / sqrt(COLUMNS));
          sum += score;
          expected += score * fused[j][2][h][c];
        }
        const int64_t at = h * result.strides[1] + i * result.strides[2] + c * result.strides[3];
        worst = fmax(worst, fabs(result.aligned[result.offset + at] - expected / sum));
      }
  printf(worst < 1e-6 ? "read where they lie\n" : "off by %g\n", worst);
  return 0;
}
