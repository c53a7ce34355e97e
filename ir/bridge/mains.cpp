// The upstream drivers, with our dialects and passes beside all of upstream's.
#include "bridge.h"

#include "mlir/CAPI/IR.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Target/LLVMIR/Dialect/All.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Tools/mlir-reduce/MlirReduceMain.h"

using namespace mlir;

void dsRegisterEverything(MlirDialectRegistry registry) {
  registerAllDialects(*unwrap(registry));
  registerAllExtensions(*unwrap(registry));
  registerAllToLLVMIRTranslations(*unwrap(registry));
}

int dsOptMain(int argc, char **argv, void (*registerDialects)(MlirDialectRegistry)) {
  DialectRegistry registry;
  registerAllDialects(registry);
  registerAllExtensions(registry);
  registerAllGPUToLLVMIRTranslations(registry);
  registerDialects(wrap(&registry));
  return asMainReturnCode(MlirOptMain(argc, argv, "MLIR modular optimizer driver, with the dynsparse dialects and passes\n", registry));
}

int dsLspMain(int argc, char **argv, void (*registerDialects)(MlirDialectRegistry)) {
  DialectRegistry registry;
  dsRegisterEverything(wrap(&registry));
  registerDialects(wrap(&registry));
  return asMainReturnCode(MlirLspServerMain(argc, argv, registry));
}

int dsReduceMain(int argc, char **argv, void (*registerDialects)(MlirDialectRegistry)) {
  DialectRegistry registry;
  dsRegisterEverything(wrap(&registry));
  registerDialects(wrap(&registry));
  MLIRContext context(registry);
  return asMainReturnCode(mlirReduceMain(argc, argv, context));
}
