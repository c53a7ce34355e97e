// What the ops of our dialects share: their behaviour is written in Rust, found by the op's name.
#ifndef DYNSPARSE_OPBASE
#define DYNSPARSE_OPBASE

include "mlir/IR/OpBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"

// An op with its verifier in Rust, and, as the bits say, its result types, its fold (single-result ops) and its
// canonicalisation patterns. Inferred types are not printed, so results have exactly those; unless the op states them: then they
// are what builders get who say none, and the verifier alone says which others may be.
class DynsparseOp<Dialect dialect, string mnemonic, list<Trait> traits, bit infers, bit folds, bit canonicalizes, bit states = 0>
    : Op<dialect, mnemonic, !if(infers, !listconcat(traits, [
        DeclareOpInterfaceMethods<InferTypeOpInterface, !if(states, ["refineReturnTypes"], []<string>)>]), traits)> {
  let hasVerifier = 1;
  let hasFolder = folds;
  let hasCanonicalizer = canonicalizes;
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::verify() { return ::dynsparse::verify(getOperation()); }
  }] # !if(infers, [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *context, std::optional<::mlir::Location> location,
        ::mlir::ValueRange operands, ::mlir::DictionaryAttr attributes, ::mlir::OpaqueProperties,
        ::mlir::RegionRange regions, ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return ::dynsparse::inferTypes(getOperationName(), context, location, operands, attributes, regions, types);
    }
  }], "") # !if(states, [{
    ::llvm::LogicalResult $cppClass::refineReturnTypes(
        ::mlir::MLIRContext *, std::optional<::mlir::Location>, ::mlir::ValueRange, ::mlir::DictionaryAttr,
        ::mlir::OpaqueProperties, ::mlir::RegionRange, ::llvm::SmallVectorImpl<::mlir::Type> &) {
      return ::mlir::success();
    }
  }], "") # !if(folds, [{
    ::mlir::OpFoldResult $cppClass::fold(FoldAdaptor adaptor) {
      ::llvm::SmallVector<::mlir::OpFoldResult> results;
      if (failed(::dynsparse::fold(getOperation(), adaptor.getOperands(), results)))
        return {};
      return results.front();
    }
  }], "") # !if(canonicalizes, [{
    void $cppClass::getCanonicalizationPatterns(::mlir::RewritePatternSet &patterns, ::mlir::MLIRContext *) {
      ::dynsparse::canonicalization(getOperationName(), patterns);
    }
  }], "");
}

#endif
