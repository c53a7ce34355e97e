// The `dsa` dialect: dynamically sparse attention and token selection, said as *what* is computed.
// Every description is the op's specification; the examples in them are tests.
#ifndef DYNSPARSE_DSA
#define DYNSPARSE_DSA

include "dynsparse/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/CommonAttrConstraints.td"
include "dsa/Enums.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Dsa_Dialect : Dialect {
  let name = "dsa";
  let cppNamespace = "::dynsparse::dsa";
  let summary = "Dynamically sparse transformers: what is computed";
  let description = [{
    Ops have value semantics on tensors. Which tokens, blocks or heads are computed is a value like any other: a sparsity pattern
    (`!dsa.pattern`) or a list of token indices, made at run time from scores or masks, or from a static description.

    The dialect does not say how a pattern is stored while it is used, in which order blocks are visited, or what runs on which
    thread: `dsk` does.

    Sizes that must agree are checked by the verifiers where the types state them, and otherwise when the program runs: on a mismatch it
    ends with a message (`cf.assert`) before anything is read out of bounds. Canonicalisation lets ops read through a
    `tensor.cast` that hides sizes, so that sizes stated by one type are known to all later ops, and replaces results whose types
    have no elements by a `tensor.empty`. All other canonicalisations keep every result bit for bit.

    Letters in the specifications: `B` batch, `H` heads, `N` queries, `M` keys, `D` head dimension, `E` value dimension,
    `C` channels, `bq x bk` the block, `R = ceil(N / bq)` block rows, `S = ceil(M / bk)` block columns. Block row `r`
    holds the queries `r*bq <= i < min((r+1)*bq, N)`, block column `s` the keys `s*bk <= j < min((s+1)*bk, M)`: the last
    ones may be ragged.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect"];
  let useDefaultTypePrinterParser = 1;
  let usePropertiesForAttributes = 0;
  let hasConstantMaterializer = 1;
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

def Dsa_Format : I32EnumAttr<"Format", "how a pattern is stored", [
    DynsparseCase<"bcsr", 0, "row pointers and ascending columns over blocks">,
    DynsparseCase<"csr", 1, "the same with `1x1` blocks">,
    DynsparseCase<"coo", 2, "coordinates">,
    DynsparseCase<"hybrid", 3, "blocks where they are well filled, CSR for the rest">,
    DynsparseCase<"bitmap", 4, "one bit a block">,
    DynsparseCase<"row", 5, "whole rows, and lists of what is in none">,
    DynsparseCase<"column", 6, "whole columns, and lists of what is in none">,
    DynsparseCase<"stripe", 7, "whole diagonals, and lists of what is in none">,
    DynsparseCase<"bcsr_d8", 8, "as `bcsr`, with columns as differences of 8 bits">,
    DynsparseCase<"bcsr_d16", 9, "as `bcsr`, with columns as differences of 16 bits">,
    DynsparseCase<"csr_d8", 10, "as `csr`, with columns as differences of 8 bits">,
    DynsparseCase<"csr_d16", 11, "as `csr`, with columns as differences of 16 bits">,
    DynsparseCase<"any", 12, "not chosen yet">]> {
  let cppNamespace = "::dynsparse::dsa";
}

def Dsa_Holds : I32EnumAttr<"Holds", "what a pattern is a set of", [
    DynsparseCase<"blocks", 0, "blocks">,
    DynsparseCase<"elements", 1, "elements, stored by full and partial blocks">]> {
  let cppNamespace = "::dynsparse::dsa";
}

def Dsa_HoldsParameter : EnumParameter<Dsa_Holds> {
  let defaultValue = "Holds::blocks";
}

def Dsa_FormatParameter : EnumParameter<Dsa_Format> {
  let defaultValue = "Format::bcsr";
}

def Dsa_PatternType : TypeDef<Dsa_Dialect, "Pattern"> {
  let mnemonic = "pattern";
  let summary = "a set of blocks or elements of a score matrix, known at run time";
  let description = [{
    For each batch entry and head, the set of blocks of the `N x M` score matrix that are computed, or of its elements.

    - `shape`: `B x H x N x M`. A batch or head size of 1 serves every batch entry or head. `?` where the size is only
      known at run time.
    - `block`: `bq x bk`, the queries and keys of one block. `1x1` is an element mask.
    - `holds`: `blocks` (the default), a set of blocks; or `elements`, a set of elements that is stored by blocks: a block
      is *full* if all its existing elements are in the set, *partial* if only some are, and then has a bit
      mask; other blocks are not stored. The unit of a pattern, `uq x uk`, is its block, or `1x1` where it holds elements.
    - `format`: how the set is stored, once it is stored ([layouts](../formats.md)): `bcsr` (the default: row pointers and
      ascending column indices over blocks), `csr` (the same over single elements: of `1x1` blocks, or of a set of elements,
      whose `block` is then that of the kernels which go by blocks), `coo` (rows and columns of single elements),
      `bitmap` (a bit a unit), `hybrid` (of a set of elements: well filled blocks as in `bcsr`, the rest as in `csr`);
      `bcsr_d8`, `bcsr_d16`, `csr_d8`, `csr_d16` (columns as differences of 8 or 16 bits); `row`, `column`, `stripe` (the
      numbers of rows, columns or diagonals of which every unit is in the set, and lists of the other units); `any`, which
      `dsa-select-format` chooses.
    - `index`: the integer type of stored indices, `i32` unless stated. It has to count what all heads store together, which
      `i32` can as long as the list of columns is below 8 GB.

    ```mlir
    !video = !dsa.pattern<1x12x1568x1568, block = 16x16>
    !ragged = !dsa.pattern<?x1x?x?, block = 64x16, format = bcsr, index = i64>
    !causal = !dsa.pattern<1x1x?x?, block = 16x16, holds = elements>
    ```
  }];
  let parameters = (ins
    ArrayRefParameter<"int64_t">:$shape,
    ArrayRefParameter<"int64_t">:$block,
    Dsa_HoldsParameter:$holds,
    Dsa_FormatParameter:$format,
    DefaultValuedParameter<"::mlir::Type", "::mlir::IntegerType::get($_ctxt, 32)">:$index
  );
  let assemblyFormat = [{
    `<` custom<Sizes>($shape) `,` `block` `=` custom<Sizes>($block) (`,` struct($holds, $format, $index)^)? `>`
  }];
  let genVerifyDecl = 1;
}

def Dsa_Float : AnyTypeOf<[F64, F32, F16, BF16], "f64, f32, f16 or bf16">;
def Dsa_Heads : TensorRankOf<[Dsa_Float], [4]>;    // B x H x N x D
def Dsa_Scores : TensorRankOf<[F64, F32], [4]>;    // B x H x R x S
def Dsa_Tokens : TensorRankOf<[Dsa_Float], [3]>;   // B x N x C
def Dsa_Saliency : TensorRankOf<[Dsa_Float], [2]>; // B x N
def Dsa_Indices : TensorRankOf<[I32], [2]>;        // B x K

class Dsa_Op<string mnemonic, bit infers = 0, bit folds = 0, bit canonicalizes = 0, list<Trait> traits = []>
    : DynsparseOp<Dsa_Dialect, mnemonic, !listconcat([Pure], traits), infers, folds, canonicalizes>;

include "dsa/Patterns.td"
include "dsa/Algebra.td"
include "dsa/Structured.td"
include "dsa/Formats.td"
include "dsa/SparseTensors.td"
include "dsa/Selection.td"
include "dsa/Mass.td"
include "dsa/Prediction.td"
include "dsa/Attention.td"
include "dsa/StoredScores.td"
include "dsa/Tokens.td"
include "dsa/Merging.td"
include "dsa/Heads.td"
include "dsa/Channels.td"
include "dsa/Temporal.td"
include "dsa/Incremental.td"
include "dsa/Control.td"
include "dsa/Exits.td"
include "dsa/Linear.td"
include "dsa/Experts.td"

#endif
