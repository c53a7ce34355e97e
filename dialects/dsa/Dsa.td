// The `dsa` dialect: dynamically sparse attention and token selection, said as *what* is computed.
// Every description is the op's specification; the examples in them are tests.
#ifndef DYNSPARSE_DSA
#define DYNSPARSE_DSA

include "dynsparse/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/CommonAttrConstraints.td"
include "mlir/IR/EnumAttr.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Dsa_Dialect : Dialect {
  let name = "dsa";
  let cppNamespace = "::dynsparse::dsa";
  let summary = "Dynamically sparse transformers: what is computed";
  let description = [{
    Value semantics on tensors. Which tokens, blocks or heads matter is a value like any other: a sparsity pattern
    (`!dsa.pattern`) or a list of token indices, made at run time from scores or masks, or from a static description.

    Nothing here says how a pattern is stored while it is used, in which order blocks are visited, or what runs on which
    thread: that is `dsk`.

    Sizes that must agree are checked by the verifiers where the types state them, and else when the program runs: it then
    ends with a message (`cf.assert`), before anything is read that is not there.

    Letters in the specifications: `B` batch, `H` heads, `N` queries, `M` keys, `D` head dimension, `E` value dimension,
    `C` channels, `bq x bk` the block, `R = ceil(N / bq)` block rows, `S = ceil(M / bk)` block columns. Block row `r`
    holds the queries `r*bq <= i < min((r+1)*bq, N)`, block column `s` the keys `s*bk <= j < min((s+1)*bk, M)`: the last
    ones may be ragged.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
  let useDefaultTypePrinterParser = 1;
  let usePropertiesForAttributes = 0;
  let hasConstantMaterializer = 1;
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

def Dsa_Format : I32EnumAttr<"Format", "how a pattern is stored", [
    I32EnumAttrCase<"bcsr", 0>, I32EnumAttrCase<"csr", 1>, I32EnumAttrCase<"coo", 2>,
    I32EnumAttrCase<"hybrid", 3>, I32EnumAttrCase<"bitmap", 4>, I32EnumAttrCase<"row", 5>,
    I32EnumAttrCase<"column", 6>, I32EnumAttrCase<"stripe", 7>]> {
  let cppNamespace = "::dynsparse::dsa";
}

def Dsa_FormatParameter : EnumParameter<Dsa_Format> {
  let defaultValue = "Format::bcsr";
}

def Dsa_PatternType : TypeDef<Dsa_Dialect, "Pattern"> {
  let mnemonic = "pattern";
  let summary = "a set of blocks of a score matrix, known at run time";
  let description = [{
    For each batch entry and head, the set of blocks of the `N x M` score matrix that are computed.

    - `shape`: `B x H x N x M`. A batch or head size of 1 serves every batch entry or head. `?` where the size is only
      known at run time.
    - `block`: `bq x bk`, the queries and keys of one block. `1x1` is an element mask.
    - `format`: how the set is stored once it is: `bcsr` (the default: row pointers and ascending column indices over
      blocks), `csr` (the same with `1x1` blocks), `coo`, `hybrid`, `bitmap`, `row`, `column`, `stripe`.
    - `index`: the integer type of stored indices, `i32` unless stated.

    ```mlir
    !video = !dsa.pattern<1x12x1568x1568, block = 16x16>
    !ragged = !dsa.pattern<?x1x?x?, block = 64x16, format = bcsr, index = i64>
    ```
  }];
  let parameters = (ins
    ArrayRefParameter<"int64_t">:$shape,
    ArrayRefParameter<"int64_t">:$block,
    Dsa_FormatParameter:$format,
    DefaultValuedParameter<"::mlir::Type", "::mlir::IntegerType::get($_ctxt, 32)">:$index
  );
  let assemblyFormat = [{
    `<` custom<Sizes>($shape) `,` `block` `=` custom<Sizes>($block) (`,` struct($format, $index)^)? `>`
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

//===----------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------===//

def Dsa_DensePatternOp : Dsa_Op<"dense_pattern"> {
  let summary = "the pattern with every block";
  let description = [{
    `P[b, h] = {(r, s) : 0 <= r < R, 0 <= s < S}`.

    One `index` operand gives each `?` of the type's shape, in order. A size that is negative counts as 0.
    Complexity: `O(B H R S)` to store it.

    ```mlir
    func.func @dense(%n: index) -> !dsa.pattern<1x1x?x?, block = 16x16> {
      %p = dsa.dense_pattern(%n, %n) : !dsa.pattern<1x1x?x?, block = 16x16>
      return %p : !dsa.pattern<1x1x?x?, block = 16x16>
    }
    ```
  }];
  let arguments = (ins Variadic<Index>:$sizes);
  let results = (outs Dsa_PatternType:$pattern);
  let assemblyFormat = "`(` $sizes `)` attr-dict `:` qualified(type($pattern))";
}

def Dsa_WindowPatternOp : Dsa_Op<"window_pattern", 0, 0, /*canonicalizes=*/1> {
  let summary = "a sliding space-time window, and global tokens";
  let description = [{
    Tokens are `global` tokens first, then the cells of a `T x Y x X` grid in row-major order: `N = M = global + T*Y*X`.
    Two tokens see each other if either is global, or their grid positions differ by at most `radius` in each direction:

    `see(i, j) = i < global or j < global or (|t_i - t_j| <= radius[0] and |y_i - y_j| <= radius[1] and |x_i - x_j| <= radius[2])`

    `P[b, h] = {(r, s) : see(i, j) for some query i of block row r and some key j of block column s}`: with `1x1` blocks
    the window is exact, with larger ones it is covered. Batch and head sizes of the type are usually 1.
    Complexity: `O(N M)` at most, once.

    ```mlir
    func.func @window() -> !dsa.pattern<1x1x1584x1584, block = 16x16> {
      %p = dsa.window_pattern grid = [8, 14, 14] radius = [1, 3, 3] global = 16
        : !dsa.pattern<1x1x1584x1584, block = 16x16>
      return %p : !dsa.pattern<1x1x1584x1584, block = 16x16>
    }
    ```
  }];
  let arguments = (ins
    ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<3>]>:$grid,
    ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<3>]>:$radius,
    DefaultValuedAttr<I64Attr, "0">:$global
  );
  let results = (outs Dsa_PatternType:$pattern);
  let assemblyFormat = [{
    `grid` `=` $grid `radius` `=` $radius (`global` `=` $global^)? attr-dict `:` qualified(type($pattern))
  }];
}

def Dsa_PatternFromMaskOp : Dsa_Op<"pattern_from_mask", 0, /*folds=*/1> {
  let summary = "the pattern of a block mask";
  let description = [{
    `P[b, h] = {(r, s) : mask[b, h, r, s]}`: the mask has one element a block, `B x H x R x S`. With `1x1` blocks it is an
    element mask. Complexity: `O(B H R S)`.

    ```mlir
    func.func @mask(%mask: tensor<1x12x98x98xi1>) -> !dsa.pattern<1x12x1568x1568, block = 16x16> {
      %p = dsa.pattern_from_mask %mask : tensor<1x12x98x98xi1> -> !dsa.pattern<1x12x1568x1568, block = 16x16>
      return %p : !dsa.pattern<1x12x1568x1568, block = 16x16>
    }
    ```
  }];
  let arguments = (ins TensorRankOf<[I1], [4]>:$mask);
  let results = (outs Dsa_PatternType:$pattern);
  let assemblyFormat = "$mask attr-dict `:` type($mask) `->` qualified(type($pattern))";
}

def Dsa_PatternToMaskOp : Dsa_Op<"pattern_to_mask", /*infers=*/1, /*folds=*/1> {
  let summary = "a pattern as a block mask";
  let description = [{
    `mask[b, h, r, s] = (r, s) in P[b, h]`, a tensor `B x H x R x S` of `i1`. The inverse of `dsa.pattern_from_mask`.
    Complexity: `O(B H R S)`.

    ```mlir
    func.func @to_mask(%p: !dsa.pattern<1x12x1568x1568, block = 16x16>) -> tensor<1x12x98x98xi1> {
      %mask = dsa.pattern_to_mask %p : !dsa.pattern<1x12x1568x1568, block = 16x16>
      return %mask : tensor<1x12x98x98xi1>
    }
    ```
  }];
  let arguments = (ins Dsa_PatternType:$pattern);
  let results = (outs TensorRankOf<[I1], [4]>:$mask);
  let assemblyFormat = "$pattern attr-dict `:` qualified(type($pattern))";
}

def Dsa_PatternDensityOp : Dsa_Op<"pattern_density", 0, /*folds=*/1> {
  let summary = "the share of blocks that a pattern holds";
  let description = [{
    `|P| / (B H R S)` as `f32`, with the pattern's own `B` and `H`; 0 if there are no blocks at all. Complexity: `O(B H)`
    for stored patterns, `O(B H R S)` at most.

    ```mlir
    func.func @density(%p: !dsa.pattern<1x12x1568x1568, block = 16x16>) -> f32 {
      %d = dsa.pattern_density %p : !dsa.pattern<1x12x1568x1568, block = 16x16>
      return %d : f32
    }
    ```
  }];
  let arguments = (ins Dsa_PatternType:$pattern);
  let results = (outs F32:$density);
  let assemblyFormat = "$pattern attr-dict `:` qualified(type($pattern))";
}

//===----------------------------------------------------------------------===//
// Choosing blocks
//===----------------------------------------------------------------------===//

def Dsa_ScoreBlocksOp : Dsa_Op<"score_blocks", /*infers=*/1> {
  let summary = "scores of blocks from pooled queries and keys";
  let description = [{
    `qm[b, h, r, :]` is the mean of the queries of block row `r` (over those there are), `km[b, h, s, :]` likewise.
    `scores[b, h, r, s] = scale * sum_d qm[b, h, r, d] * km[b, h, s, d]`.

    Means and products are taken in double precision, in ascending order of token and of `d`, and rounded once to the
    result (`f64` for `f64` operands, else `f32`): so that two strategies and two machines choose the same blocks.
    `scale` is `1 / sqrt(D)` unless given, and must be given where `D` is dynamic. NaN and infinity propagate.
    Complexity: `O(B H ((N + M) D + R S D))`. Source: VSA (arXiv 2505.13389), block means as in MInference and Quest.

    ```mlir
    func.func @score(%q: tensor<1x12x1568x64xf32>, %k: tensor<1x12x1568x64xf32>) -> tensor<1x12x98x98xf32> {
      %s = dsa.score_blocks %q, %k block = [16, 16] : tensor<1x12x1568x64xf32>, tensor<1x12x1568x64xf32>
      return %s : tensor<1x12x98x98xf32>
    }
    ```
  }];
  let arguments = (ins
    Dsa_Heads:$queries, Dsa_Heads:$keys,
    ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<2>]>:$block,
    OptionalAttr<F64Attr>:$scale
  );
  let results = (outs Dsa_Scores:$scores);
  let assemblyFormat = [{
    $queries `,` $keys `block` `=` $block (`scale` `=` $scale^)? attr-dict `:` type($queries) `,` type($keys)
  }];
}

def Dsa_SelectBlocksOp : Dsa_Op<"select_blocks", 0, 0, /*canonicalizes=*/1> {
  let summary = "the blocks with the highest scores in each row";
  let description = [{
    `P[b, h] = {(r, s) : s is among the top_k best of scores[b, h, r, :]}`.

    `s` is better than `t` if its score is greater; NaN is greater than every number (it must not vanish from the
    result); of equal scores (`-0 = +0`, `NaN = NaN`) the lower index is better. `top_k` above `S` takes all, 0 or less
    takes none. Complexity: `O(B H R S)` expected.

    ```mlir
    func.func @select(%s: tensor<1x12x98x98xf32>) -> !dsa.pattern<1x12x1568x1568, block = 16x16> {
      %k = arith.constant 24 : index
      %p = dsa.select_blocks %s top_k(%k) : tensor<1x12x98x98xf32> -> !dsa.pattern<1x12x1568x1568, block = 16x16>
      return %p : !dsa.pattern<1x12x1568x1568, block = 16x16>
    }
    ```
  }];
  let arguments = (ins Dsa_Scores:$scores, Index:$top_k);
  let results = (outs Dsa_PatternType:$pattern);
  let assemblyFormat = "$scores `top_k` `(` $top_k `)` attr-dict `:` type($scores) `->` qualified(type($pattern))";
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

def Dsa_AttentionOp : Dsa_Op<"attention", /*infers=*/1> {
  let summary = "softmax attention over the blocks of a pattern";
  let description = [{
    With `J(b, h, i) = {j : (i div bq, j div bk) in P[b, h]}`, the keys that query `i` sees:

    - `x[j] = scale * sum_d queries[b, h, i, d] * keys[b, h, j, d]`
    - `lse[b, h, i] = log sum_{j in J} exp(x[j])`
    - `output[b, h, i, :] = sum_{j in J} exp(x[j] - lse[b, h, i]) * values[b, h, j, :]`

    A row that sees no key gives `output = 0` and `lse = -inf`. A row with a NaN among its scores gives NaN for both, and
    so does one with a score of `+inf`; scores of `-inf` have weight 0, and a row with only such gives `output = 0`,
    `lse = -inf`. A NaN or infinite value under weight 0 gives NaN, as `0 * NaN` does, but in rows of weight 0 altogether.
    `scale` is `1 / sqrt(D)` unless given, and must be given where `D` is dynamic. Batch or head sizes of 1 in the pattern
    serve every batch entry or head. Sums are in `f32` at least (`f64` for `f64`), their order is not specified. `lse` is
    `f32` (`f64` for `f64`) and there with `with_lse`.
    Complexity: `4 * bq * bk * (D + E) / 2` FLOPs a block of the pattern, `O(N D)` memory beside operands and results.
    Source: FlashAttention (arXiv 2205.14135), block-sparse variant.

    ```mlir
    func.func @attend(%q: tensor<1x12x1568x64xf32>, %k: tensor<1x12x1568x64xf32>, %v: tensor<1x12x1568x64xf32>,
                      %p: !dsa.pattern<1x12x1568x1568, block = 16x16>)
        -> (tensor<1x12x1568x64xf32>, tensor<1x12x1568xf32>) {
      %o, %lse = dsa.attention %q, %k, %v, %p with_lse
        : tensor<1x12x1568x64xf32>, tensor<1x12x1568x64xf32>, tensor<1x12x1568x64xf32>,
          !dsa.pattern<1x12x1568x1568, block = 16x16>
      return %o, %lse : tensor<1x12x1568x64xf32>, tensor<1x12x1568xf32>
    }
    ```
  }];
  let arguments = (ins
    Dsa_Heads:$queries, Dsa_Heads:$keys, Dsa_Heads:$values, Dsa_PatternType:$pattern,
    OptionalAttr<F64Attr>:$scale, UnitAttr:$with_lse
  );
  let results = (outs Dsa_Heads:$output, Optional<TensorRankOf<[F64, F32], [3]>>:$lse);
  let assemblyFormat = [{
    $queries `,` $keys `,` $values `,` $pattern (`scale` `=` $scale^)? (`with_lse` $with_lse^)? attr-dict
    `:` type($queries) `,` type($keys) `,` type($values) `,` qualified(type($pattern))
  }];
}

//===----------------------------------------------------------------------===//
// Tokens
//===----------------------------------------------------------------------===//

def Dsa_GateTokensOp : Dsa_Op<"gate_tokens", /*infers=*/1> {
  let summary = "the tokens worth computing";
  let description = [{
    For each batch entry, of the tokens with `not (saliency[b, i] <= threshold)` (all tokens if there is no threshold)
    the `budget` best, as in `dsa.select_blocks`: higher saliency first, NaN above every number, ties to the lower index.
    `indices[b, :]` lists them in ascending order, followed by -1 where fewer than `budget` passed. The result has
    `min(max(budget, 0), N)` columns. Complexity: `O(B N)` expected.

    ```mlir
    func.func @gate(%saliency: tensor<1x1568xf32>, %budget: index, %least: f32) -> tensor<1x?xi32> {
      %i = dsa.gate_tokens %saliency budget(%budget) threshold(%least) : tensor<1x1568xf32>
      return %i : tensor<1x?xi32>
    }
    ```
  }];
  let arguments = (ins Dsa_Saliency:$saliency, Index:$budget, Optional<F32>:$threshold);
  let results = (outs Dsa_Indices:$indices);
  let assemblyFormat = [{
    $saliency `budget` `(` $budget `)` (`threshold` `(` $threshold^ `)`)? attr-dict `:` type($saliency)
  }];
}

def Dsa_PackTokensOp : Dsa_Op<"pack_tokens", /*infers=*/1> {
  let summary = "chosen tokens, side by side";
  let description = [{
    `packed[b, i, :] = tokens[b, indices[b, i], :]`, and 0 where the index is outside `0 <= index < N` (as -1 is).
    Complexity: `O(B K C)`.

    ```mlir
    func.func @pack(%x: tensor<1x1568x768xf32>, %i: tensor<1x?xi32>) -> tensor<1x?x768xf32> {
      %p = dsa.pack_tokens %x, %i : tensor<1x1568x768xf32>, tensor<1x?xi32>
      return %p : tensor<1x?x768xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_Tokens:$tokens, Dsa_Indices:$indices);
  let results = (outs Dsa_Tokens:$packed);
  let assemblyFormat = "$tokens `,` $indices attr-dict `:` type($tokens) `,` type($indices)";
}

def Dsa_UnpackTokensOp : Dsa_Op<"unpack_tokens", /*infers=*/1, /*folds=*/1> {
  let summary = "chosen tokens, back in their places";
  let description = [{
    `result[b, t, :]` is `packed[b, i, :]` for the last `i` with `indices[b, i] = t`, and `base[b, t, :]` where there is
    none. Indices outside `0 <= index < N` are passed over. `base` is what the tokens that were not chosen keep: zeros, or
    the previous frame. `unpack(pack(x, i), i) into x = x`. Complexity: `O(B K C)` in place, and a copy of `base` else.

    ```mlir
    func.func @unpack(%p: tensor<1x?x768xf32>, %i: tensor<1x?xi32>, %last: tensor<1x1568x768xf32>)
        -> tensor<1x1568x768xf32> {
      %x = dsa.unpack_tokens %p, %i into %last : tensor<1x?x768xf32>, tensor<1x?xi32>, tensor<1x1568x768xf32>
      return %x : tensor<1x1568x768xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_Tokens:$packed, Dsa_Indices:$indices, Dsa_Tokens:$base);
  let results = (outs Dsa_Tokens:$result);
  let assemblyFormat = [{
    $packed `,` $indices `into` $base attr-dict `:` type($packed) `,` type($indices) `,` type($base)
  }];
}

#endif
