#include "hooks.h"
#include "bridge.h"

#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Rewrite.h"
#include "mlir/CAPI/Support.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"
#include "mlir/Transforms/InliningUtils.h"
#include "llvm/ADT/SmallVectorExtras.h"

using namespace mlir;

LogicalResult dynsparse::verify(Operation *op) { return success(dsRustVerify(wrap(op))); }

LogicalResult dynsparse::inferTypes(StringRef name, MLIRContext *context,
                                    std::optional<Location> location, ValueRange operands,
                                    DictionaryAttr attributes, RegionRange regions,
                                    SmallVectorImpl<Type> &types) {
  auto values = llvm::map_to_vector(operands, [](Value value) { return wrap(value); });
  auto bodies = llvm::map_to_vector(regions, [](Region *region) { return wrap(region); });
  if (!attributes)
    attributes = DictionaryAttr::get(context);
  auto sink = [](MlirType type, void *data) {
    static_cast<SmallVectorImpl<Type> *>(data)->push_back(unwrap(type));
  };
  return success(dsRustInferTypes(wrap(name), wrap(context),
                                  wrap(location.value_or(UnknownLoc::get(context))), values.data(),
                                  values.size(), wrap(Attribute(attributes)), bodies.data(),
                                  bodies.size(), sink, &types));
}

LogicalResult dynsparse::fold(Operation *op, ArrayRef<Attribute> operands,
                              SmallVectorImpl<OpFoldResult> &results) {
  SmallVector<MlirAttribute> attributes;
  for (Attribute attribute : operands)
    attributes.push_back(wrap(attribute));
  auto sink = [](MlirAttribute attribute, MlirValue value, void *data) {
    auto &out = *static_cast<SmallVectorImpl<OpFoldResult> *>(data);
    if (attribute.ptr)
      out.push_back(unwrap(attribute));
    else
      out.push_back(unwrap(value));
  };
  return success(dsRustFold(wrap(op), attributes.data(), attributes.size(), sink, &results));
}

void dynsparse::canonicalization(StringRef name, RewritePatternSet &patterns) {
  dsRustCanonicalization(wrap(name), wrap(patterns.getContext()), wrap(&patterns));
}

void dynsparse::destinationEffects(Operation *op, Effects &effects) {
  auto destination = cast<DestinationStyleOpInterface>(op);
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isa<MemRefType>(operand.get().getType()))
      continue;
    if (!destination.isDpsInit(&operand) || op->hasAttr("reads_outs"))
      effects.emplace_back(MemoryEffects::Read::get(), &operand);
    if (destination.isDpsInit(&operand))
      effects.emplace_back(MemoryEffects::Write::get(), &operand);
  }
}

namespace {
struct AlwaysInline : DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;
  bool isLegalToInline(Operation *, Operation *, bool) const final { return true; }
  bool isLegalToInline(Region *, Region *, bool, IRMapping &) const final { return true; }
  bool isLegalToInline(Operation *, Region *, bool, IRMapping &) const final { return true; }
};

/// A destination-passing-style op bufferises to itself on buffers.
struct DestinationModel
    : bufferization::DstBufferizableOpInterfaceExternalModel<DestinationModel,
                                                             DestinationStyleOpInterface> {
  // An `outs` buffer is written in full by every op of ours unless the op says
  // otherwise with the unit attribute `reads_outs`.
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand,
                              const bufferization::AnalysisState &) const {
    return !cast<DestinationStyleOpInterface>(op).isDpsInit(&operand) || op->hasAttr("reads_outs");
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const bufferization::BufferizationOptions &options,
                          bufferization::BufferizationState &state) const {
    auto destination = cast<DestinationStyleOpInterface>(op);
    if (destination.hasPureBufferSemantics())
      return success();
    SmallVector<Value> operands, results;
    for (OpOperand &operand : op->getOpOperands()) {
      Value value = operand.get();
      if (isa<TensorType>(value.getType())) {
        FailureOr<Value> buffer = bufferization::getBuffer(rewriter, value, options, state);
        if (failed(buffer))
          return failure();
        value = *buffer;
      }
      operands.push_back(value);
      if (destination.isDpsInit(&operand))
        results.push_back(value);
    }
    rewriter.setInsertionPoint(op);
    OperationState copy(op->getLoc(), op->getName(), operands, TypeRange(), op->getAttrs());
    rewriter.create(copy);
    bufferization::replaceOpWithBufferizedValues(rewriter, op, results);
    return success();
  }
};
} // namespace

void dynsparse::addDialectInterfaces(Dialect *dialect) { dialect->addInterface<AlwaysInline>(); }

void dynsparse::addDestinationBufferization(MLIRContext *context, ArrayRef<StringRef> ops) {
  for (StringRef op : ops)
    if (auto name = RegisteredOperationName::lookup(op, context); name->hasInterface<DestinationStyleOpInterface>())
      name->attachInterface<DestinationModel>();
}
