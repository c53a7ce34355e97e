// What the C++ that ODS generates for our dialects calls: verification, result
// types, folding and canonicalisation are written in Rust, found by op name.
#ifndef DYNSPARSE_HOOKS_H
#define DYNSPARSE_HOOKS_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace dynsparse {
mlir::LogicalResult verify(mlir::Operation *op);
mlir::LogicalResult inferTypes(llvm::StringRef name, mlir::MLIRContext *context,
                               std::optional<mlir::Location> location, mlir::ValueRange operands,
                               mlir::DictionaryAttr attributes, mlir::RegionRange regions,
                               llvm::SmallVectorImpl<mlir::Type> &types);
mlir::LogicalResult fold(mlir::Operation *op, llvm::ArrayRef<mlir::Attribute> operands,
                         llvm::SmallVectorImpl<mlir::OpFoldResult> &results);
void canonicalization(llvm::StringRef name, mlir::RewritePatternSet &patterns);
/// Inlining is always legal.
void addDialectInterfaces(mlir::Dialect *dialect);
using Effects = llvm::SmallVectorImpl<mlir::SideEffects::EffectInstance<mlir::MemoryEffects::Effect>>;
/// Reads the buffers in `ins`, writes those in `outs` (and reads them with `reads_outs`).
void destinationEffects(mlir::Operation *op, Effects &effects);
/// One-shot bufferisation for those of the registered ops that are in destination-passing style.
void addDestinationBufferization(mlir::MLIRContext *context, llvm::ArrayRef<llvm::StringRef> ops);
} // namespace dynsparse

#endif
