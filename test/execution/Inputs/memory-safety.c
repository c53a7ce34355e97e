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

// A descriptor of 1 x heads x a x b.
#define OPERAND_OF(heads, type, name, a, b)                                                                            \
  type name = {0, 0, 0, {1, heads, a, b}, {(heads) * (a) * (b), (a) * (b), b, 1}};                                     \
  name.allocated = name.aligned = operand((heads) * (a) * (b), sizeof *name.aligned)
#define OPERAND(type, name, a, b) OPERAND_OF(HEADS, type, name, a, b)

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
    dynsparse_memref_4d_f32 output;
    _mlir_ciface_steps(&output, &q, &k, &v, &mask);
    CONSUME(output);
    OPERAND(dynsparse_memref_4d_i1, elements, n, m);
    _mlir_ciface_steps_of_elements(&output, &q, &k, &v, &elements);
    CONSUME(output);
    _mlir_ciface_steps_of_keys(&output, &q, &k, &v, &elements);
    CONSUME(output);
    dynsparse_memref_4d_i1 set;
    OPERAND_OF(1, dynsparse_memref_4d_i1, of_one_head, n, m);
    _mlir_ciface_sets(&set, &elements, &of_one_head);
    CONSUME(set);
    free(of_one_head.allocated);
    free(elements.allocated);
    // One head of keys and values for all of queries.
    OPERAND_OF(1, dynsparse_memref_4d_f32, shared_k, m, 5);
    OPERAND_OF(1, dynsparse_memref_4d_f32, shared_v, m, 3);
    _mlir_ciface_attend(&both, &q, &shared_k, &shared_v, &mask);
    CONSUME(both.result0);
    CONSUME(both.result1);
    _mlir_ciface_steps(&output, &q, &shared_k, &shared_v, &mask);
    CONSUME(output);
    free(shared_k.allocated), free(shared_v.allocated);
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
    OPERAND_OF(1, dynsparse_memref_4d_f32, shared, m, 64);
    _mlir_ciface_attend_wide(&output, &q, &shared, &shared, &mask);
    CONSUME(output);
    free(shared.allocated);
    OPERAND(dynsparse_memref_4d_i1, of_small_blocks, (n + 5) / 6, (m + 5) / 6);
    _mlir_ciface_attend_padded(&output, &q, &k, &v, &of_small_blocks);
    CONSUME(output);
    free(of_small_blocks.allocated);
    OPERAND(dynsparse_memref_4d_i1, of_halves, (n + 5) / 6, (m + 11) / 12);
    _mlir_ciface_attend_halves(&output, &q, &k, &v, &of_halves);
    CONSUME(output);
    free(of_halves.allocated);
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
    OPERAND_OF(1, dynsparse_memref_4d_bf16, shared_k, m, 7);
    OPERAND_OF(1, dynsparse_memref_4d_bf16, shared_v, m, 9);
    _mlir_ciface_attend_bf16(&output, &q, &shared_k, &shared_v, &mask);
    CONSUME(output);
    free(shared_k.allocated), free(shared_v.allocated);
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

// A descriptor of a x b, or of a x b x c.
#define ROWS(type, name, a, b)                                                                                         \
  type name = {0, 0, 0, {a, b}, {b, 1}};                                                                               \
  name.allocated = name.aligned = operand((a) * (b), sizeof *name.aligned)
#define EACH(type, name, a, b, c)                                                                                      \
  type name = {0, 0, 0, {a, b, c}, {(b) * (c), c, 1}};                                                                 \
  name.allocated = name.aligned = operand((a) * (b) * (c), sizeof *name.aligned)
#define LIST(type, name, a)                                                                                            \
  type name = {0, 0, 0, {a}, {1}};                                                                                     \
  name.allocated = name.aligned = operand(a, sizeof *name.aligned)

// 37 numbers a row and 53 columns: no multiple of a vector, a panel or a group of rows of weights.
static void layers(int64_t n) {
  ROWS(dynsparse_memref_2d_f32, x, n, 37);
  ROWS(dynsparse_memref_2d_f32, w, 37, 53);
  ROWS(dynsparse_memref_2d_f32, residual, n, 53);
  LIST(dynsparse_memref_1d_f32, bias, 53);
  dynsparse_memref_2d_f32 result;
  _mlir_ciface_layer(&result, &x, &w, &bias, &residual);
  CONSUME(result);
  ROWS(dynsparse_memref_2d_bf16, x_bf16, n, 37);
  ROWS(dynsparse_memref_2d_bf16, w_bf16, 37, 53);
  dynsparse_memref_2d_bf16 result_bf16;
  _mlir_ciface_layer_bf16(&result_bf16, &x_bf16, &w_bf16);
  CONSUME(result_bf16);
  ROWS(dynsparse_memref_2d_i8, w_i8, 37, 53);
  _mlir_ciface_layer_of_bytes(&result, &x, &w_i8, &bias);
  CONSUME(result);
  ROWS(dynsparse_memref_2d_f32, logits, n, 3);
  EACH(dynsparse_memref_3d_f32, up, 3, 37, 53);
  EACH(dynsparse_memref_3d_f32, down, 3, 53, 37);
  ROWS(dynsparse_memref_2d_f32, biases, 3, 53);
  _mlir_ciface_experts(&result, &x, &logits, &up, &biases, &down);
  CONSUME(result);
  FREE(x, w, residual, bias);
  FREE(x_bf16, w_bf16, w_i8, logits);
  free(up.allocated), free(down.allocated), free(biases.allocated);
}

// Of n tokens of c channels, and of a layer to as many.
static void channels(int64_t n, int64_t c) {
  EACH(dynsparse_memref_3d_f32, x, 1, n, c);
  EACH(dynsparse_memref_3d_f32, w, 1, c, c);
  EACH(dynsparse_memref_3d_f32, bias, 1, 1, c);
  dynsparse_memref_3d_f32 result;
  _mlir_ciface_channels(&result, &x, &w, &bias, (c + 1) / 2);
  CONSUME(result);
  free(x.allocated), free(w.allocated), free(bias.allocated);
}

int main(int count, char **arguments) {
  static const int64_t sizes[] = {0, 1, 15, 16, 17, 37};
  enum { COUNT = sizeof sizes / sizeof *sizes };
  dynsparse_set_num_threads(atoi(arguments[1]));
  for (int i = 0; i < COUNT; ++i) {
    for (int j = 0; j < COUNT; ++j) {
      attend(sizes[i], sizes[j]);
      channels(sizes[i], sizes[j]);
    }
    tokens(sizes[i]);
    layers(sizes[i]);
  }
  // More rows than a piece takes.
  layers(130);
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
