// The `dsk` dialect: dynamically sparse kernels, said as *how* it is computed.
// Every description is the op's specification; the examples in them are tests.
#ifndef DYNSPARSE_DSK
#define DYNSPARSE_DSK

include "dsa/Enums.td"
include "dynsparse/OpBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/CommonAttrConstraints.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Interfaces/LoopLikeInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Dsk_Dialect : Dialect {
  let name = "dsk";
  let cppNamespace = "::dynsparse::dsk";
  let summary = "Dynamically sparse kernels: how it is computed";
  let description = [{
    Here a pattern is represented by its stored parts. In BCSR, for each batch entry and head of the pattern:

    - `row_pointers`, `PB x PH x (R + 1)`: the selected blocks of row `r` are `columns[row_pointers[b, h, r]]` up to, not
      including, `columns[row_pointers[b, h, r + 1]]`;
    - `columns`, one list for all: block columns, ascending within a row. It may be longer than the part that is used.

    A pattern that holds elements has two more, so that full blocks carry no mask:

    - `mask_ids`, as long as `columns`: -1 for a full block, otherwise the index of the partial block's mask in `masks`;
    - `masks`, a table of bit masks, `P x bk x W` bytes, with `W` being `ceil(bq / 8)` rounded up to a power of two: bit `q mod 8` of byte
      `q div 8` of row `k` says whether query `q` of the block sees key `k` of it. Blocks may share a mask.

    A full block holds every element that exists, a partial one some but not all. Bits of queries and keys that do not
    exist are 0.

    Invariants: row pointers start at 0, never decrease along a row of the array, and `row_pointers[b, h, R]` is the start of
    the next head; each column is in `0 <= s < S` and occurs once in its row. `PB` and `PH` are the operands' batch and
    head sizes, or 1 where the pattern is shared.

    Ops write to the buffers or tensors in `outs`, in full unless they say otherwise, and read those in `ins`: on tensors
    they are pure and return what they wrote (destination-passing style), one-shot bufferisation brings them to buffers
    without copies. Canonicalisation drops ops whose destination types have no elements; upstream's canonicalisation reads through
    casts of operands. Work partition (`dsk.partition`) and iteration over blocks (`dsk.for_blocks`) come after that.
    Letters are those of `dsa`.
  }];
  let usePropertiesForAttributes = 0;
}

def Dsk_Float : AnyTypeOf<[F64, F32, F16, BF16], "f64, f32, f16 or bf16">;
class Dsk_Shaped<list<Type> elements, list<int> ranks>
    : AnyTypeOf<[TensorRankOf<elements, ranks>, MemRefRankOf<elements, ranks>]>;
def Dsk_Heads : Dsk_Shaped<[Dsk_Float], [4]>;
def Dsk_Scores : Dsk_Shaped<[F64, F32], [4]>;
def Dsk_Mask : Dsk_Shaped<[I1], [4]>;
def Dsk_RowPointers : Dsk_Shaped<[I32, I64], [3]>;
def Dsk_Columns : Dsk_Shaped<[I32, I64], [1]>;
def Dsk_BlockMasks : Dsk_Shaped<[I8], [3]>;
def Dsk_Tokens : Dsk_Shaped<[Dsk_Float], [3]>;
def Dsk_Saliency : Dsk_Shaped<[Dsk_Float], [2]>;
def Dsk_Indices : Dsk_Shaped<[I32], [2]>;
def Dsk_Out : AnyTypeOf<[AnyRankedTensor, AnyStridedMemRef]>;

// An op that writes `outs`. Operands are `ins` first, then `outs`; a result for each tensor in `outs`, none for buffers.
class Dsk_Op<string mnemonic, bit canonicalizes = 1, list<Trait> traits = []>
    : DynsparseOp<Dsk_Dialect, mnemonic, !listconcat([
        DestinationStyleOpInterface, DeclareOpInterfaceMethods<MemoryEffectsOpInterface>], traits), 0, 0, canonicalizes> {
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getOutsMutable(); }
  }];
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::verify() { return ::dynsparse::verify(getOperation()); }
    void $cppClass::getEffects(
        ::llvm::SmallVectorImpl<::mlir::SideEffects::EffectInstance<::mlir::MemoryEffects::Effect>> &effects) {
      ::dynsparse::destinationEffects(getOperation(), effects);
    }
  }] # !if(canonicalizes, [{
    void $cppClass::getCanonicalizationPatterns(::mlir::RewritePatternSet &patterns, ::mlir::MLIRContext *) {
      ::dynsparse::canonicalization(getOperationName(), patterns);
    }
  }], "");
}

include "dsk/Patterns.td"
include "dsk/Mass.td"
include "dsk/Prediction.td"
include "dsk/Attention.td"
include "dsk/StoredScores.td"
include "dsk/Tokens.td"
include "dsk/Merging.td"
include "dsk/Heads.td"
include "dsk/Channels.td"
include "dsk/Temporal.td"
include "dsk/Exits.td"
include "dsk/Linear.td"
include "dsk/Experts.td"
include "dsk/Incremental.td"
include "dsk/Iteration.td"
include "dsk/Instructions.td"

#endif
