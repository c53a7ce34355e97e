// Types that become several values (a sparsity pattern becomes its row pointers
// and its column list), carried through functions, calls and control flow.
#include "bridge.h"

#include "mlir/CAPI/IR.h"
#include "mlir/Dialect/ControlFlow/Transforms/StructuralTypeConversions.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Func/Transforms/FuncConversions.h"
#include "mlir/Dialect/SCF/Transforms/Patterns.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;

bool dsConvertTypes(MlirOperation op, DsConvertType convert, void *userData) {
  Operation *root = unwrap(op);
  MLIRContext *context = root->getContext();
  TypeConverter converter;
  converter.addConversion([](Type type) { return type; });
  converter.addConversion([=](Type type, SmallVectorImpl<Type> &out) -> std::optional<LogicalResult> {
    auto sink = [](MlirType t, void *data) {
      static_cast<SmallVectorImpl<Type> *>(data)->push_back(unwrap(t));
    };
    if (convert(wrap(type), sink, &out, userData) == 0)
      return std::nullopt;
    return success();
  });
  converter.addSourceMaterialization(
      [](OpBuilder &builder, Type type, ValueRange inputs, Location location) -> Value {
        return UnrealizedConversionCastOp::create(builder, location, type, inputs).getResult(0);
      });
  converter.addTargetMaterialization([](OpBuilder &builder, TypeRange types, ValueRange inputs,
                                        Location location) -> SmallVector<Value> {
    return UnrealizedConversionCastOp::create(builder, location, types, inputs).getResults();
  });

  RewritePatternSet patterns(context);
  ConversionTarget target(*context);
  target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
  // Blocks other than the first are converted with the branches that lead there.
  target.addDynamicallyLegalOp<func::FuncOp>(
      [&](func::FuncOp f) { return converter.isSignatureLegal(f.getFunctionType()); });
  target.addDynamicallyLegalOp<func::CallOp, func::ReturnOp>(
      [&](Operation *o) { return converter.isLegal(o); });
  populateFunctionOpInterfaceTypeConversionPattern<func::FuncOp>(patterns, converter);
  populateCallOpTypeConversionPattern(patterns, converter);
  populateReturnOpTypeConversionPattern(patterns, converter);
  scf::populateSCFStructuralTypeConversionsAndLegality(converter, patterns, target);
  cf::populateCFStructuralTypeConversionsAndLegality(converter, patterns, target);
  return succeeded(applyPartialConversion(root, target, std::move(patterns)));
}
