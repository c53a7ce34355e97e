// Calls a function of ../tell-compared.mlir whose assertion fails.
#include HEADER

int main(void) {
  _mlir_ciface_sizes(3, 5);
  return 0;
}
