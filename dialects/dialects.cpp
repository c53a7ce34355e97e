// What ODS generates for our dialects, and the few lines it asks for by hand.
#include "hooks.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/CAPI/IR.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

// Dimension lists of the pattern type: `1x12x?x64`.
static ParseResult parseSizes(AsmParser &parser, SmallVectorImpl<int64_t> &sizes) {
  return parser.parseDimensionList(sizes, /*allowDynamic=*/true, /*withTrailingX=*/false);
}
static void printSizes(AsmPrinter &printer, ArrayRef<int64_t> sizes) {
  printer.printDimensionList(sizes);
}

#include "DsaEnums.h.inc"
#include "DsaDialect.h.inc"
#define GET_TYPEDEF_CLASSES
#include "DsaTypes.h.inc"
#define GET_OP_CLASSES
#include "DsaOps.h.inc"

#include "DskDialect.h.inc"
#define GET_OP_CLASSES
#include "DskOps.h.inc"

#include "DsaEnums.cpp.inc"
#include "DsaDialect.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "DsaTypes.cpp.inc"
#define GET_OP_CLASSES
#include "DsaOps.cpp.inc"

#include "DskDialect.cpp.inc"
#define GET_OP_CLASSES
#include "DskOps.cpp.inc"

void dynsparse::dsa::DsaDialect::initialize() {
  addTypes<PatternType>();
  addOperations<
#define GET_OP_LIST
#include "DsaOps.cpp.inc"
      >();
  addDialectInterfaces(this);
}

Operation *dynsparse::dsa::DsaDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                                           Type type, Location location) {
  return arith::ConstantOp::materialize(builder, value, type, location);
}

template <typename... Ops> static void addDestinationBufferization(MLIRContext *context) {
  dynsparse::addDestinationBufferization(context, {Ops::getOperationName()...});
}

void dynsparse::dsk::DskDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "DskOps.cpp.inc"
      >();
  addDialectInterfaces(this);
  ::addDestinationBufferization<
#define GET_OP_LIST
#include "DskOps.cpp.inc"
      >(getContext());
}

LogicalResult dynsparse::dsa::PatternType::verify(function_ref<InFlightDiagnostic()> emitError,
                                                  ArrayRef<int64_t> shape, ArrayRef<int64_t> block,
                                                  Holds holds, Format format, Type index) {
  if (shape.size() != 4)
    return emitError() << "pattern shape has " << shape.size() << " sizes, expected 4: batch x heads x queries x keys";
  if (block.size() != 2 || llvm::any_of(block, [](int64_t size) { return size < 1 || size > 1 << 30; }))
    return emitError() << "pattern block is two static sizes of 1 to 2^30: queries x keys";
  bool single = llvm::is_contained({Format::csr, Format::coo, Format::csr_d8, Format::csr_d16}, format);
  if (holds == Holds::blocks && single && block != ArrayRef<int64_t>{1, 1})
    return emitError() << "pattern format " << stringifyFormat(format)
                       << " holds single elements, expected block = 1x1 or holds = elements";
  if (holds == Holds::blocks && format == Format::hybrid)
    return emitError() << "pattern format hybrid tells blocks by the elements in them, expected holds = elements";
  if (!index.isSignlessInteger(32) && !index.isSignlessInteger(64))
    return emitError() << "pattern index type is " << index << ", expected i32 or i64";
  return success();
}

extern "C" void dsRegisterDynsparseDialects(MlirDialectRegistry registry) {
  unwrap(registry)->insert<dynsparse::dsa::DsaDialect, dynsparse::dsk::DskDialect>();
}
