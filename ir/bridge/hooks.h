// What the C++ that ODS generates for our dialects calls: verification, result
// types, folding and canonicalisation are written in Rust, found by op name.
#ifndef DYNSPARSE_HOOKS_H
#define DYNSPARSE_HOOKS_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/PatternMatch.h"

namespace dynsparse {
mlir::LogicalResult verify(mlir::Operation *op);
mlir::LogicalResult inferTypes(llvm::StringRef name, mlir::MLIRContext *context,
                               std::optional<mlir::Location> location, mlir::ValueRange operands,
                               mlir::DictionaryAttr attributes,
                               llvm::SmallVectorImpl<mlir::Type> &types);
/// Equal up to what is static in one and dynamic in the other.
bool compatibleTypes(mlir::TypeRange inferred, mlir::TypeRange actual);
mlir::LogicalResult fold(mlir::Operation *op, llvm::ArrayRef<mlir::Attribute> operands,
                         llvm::SmallVectorImpl<mlir::OpFoldResult> &results);
void canonicalization(llvm::StringRef name, mlir::RewritePatternSet &patterns);
/// Inlining is always legal; constants are arith.constant.
void addDialectInterfaces(mlir::Dialect *dialect);
mlir::Operation *materializeConstant(mlir::OpBuilder &builder, mlir::Attribute value,
                                     mlir::Type type, mlir::Location location);
/// One-shot bufferisation for every destination-passing-style op of `dialect`;
/// call after addOperations.
void addDestinationBufferization(mlir::Dialect *dialect);
} // namespace dynsparse

#endif
