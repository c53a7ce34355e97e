// The algebra of patterns. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_ALGEBRA
#define DYNSPARSE_DSA_ALGEBRA

class Dsa_PatternPairOp<string mnemonic> : Dsa_Op<mnemonic, /*infers=*/1, /*folds=*/1, 0, [Commutative]> {
  let arguments = (ins Dsa_PatternType:$first, Dsa_PatternType:$second);
  let results = (outs Dsa_PatternType:$pattern);
  let assemblyFormat = [{
    $first `,` $second attr-dict `:` qualified(type($first)) `,` qualified(type($second))
  }];
}

def Dsa_PatternUnionOp : Dsa_PatternPairOp<"pattern_union"> {
  let summary = "what either of two patterns holds";
  let description = [{
    `P[b, h] = first[b, h] + second[b, h]`, the union of sets. Both have the same queries, keys, block and index type. Their
    formats may differ, unless one of them is `any`: the result has the format of the first, or of the one that holds elements
    if the other does not. A batch or head size of 1 serves every batch entry or head of the other. The result holds elements if
    one of them does; blocks of the other stand for their elements then. `union(p, p) = p`, `union(p, dense) = dense`.
    Complexity: `O(B H R + blocks)`, and the masks of partial blocks that meet.

    ```mlir
    func.func @either(%a: !dsa.pattern<1x1x64x64, block = 16x16>, %b: !dsa.pattern<1x8x64x64, block = 16x16>)
        -> !dsa.pattern<1x8x64x64, block = 16x16> {
      %p = dsa.pattern_union %a, %b : !dsa.pattern<1x1x64x64, block = 16x16>, !dsa.pattern<1x8x64x64, block = 16x16>
      return %p : !dsa.pattern<1x8x64x64, block = 16x16>
    }
    ```
  }];
}

def Dsa_PatternIntersectionOp : Dsa_PatternPairOp<"pattern_intersection"> {
  let summary = "what both of two patterns hold";
  let description = [{
    `P[b, h] = first[b, h] * second[b, h]`, the intersection of sets, of operands as in `dsa.pattern_union`. This is how a
    pattern is restricted: to causal order by `dsa.causal_pattern`, to a window by `dsa.window_pattern`, to documents by
    `dsa.document_pattern`. `intersection(p, p) = p`, `intersection(p, dense) = p`, and to restrict twice is to restrict
    once. Complexity: as `dsa.pattern_union`.

    ```mlir
    func.func @restrict(%chosen: !dsa.pattern<1x8x?x?, block = 16x16>, %n: index, %m: index)
        -> !dsa.pattern<1x8x?x?, block = 16x16, holds = elements> {
      %causal = dsa.causal_pattern(%n, %m) : !dsa.pattern<1x1x?x?, block = 16x16, holds = elements>
      %p = dsa.pattern_intersection %chosen, %causal
        : !dsa.pattern<1x8x?x?, block = 16x16>, !dsa.pattern<1x1x?x?, block = 16x16, holds = elements>
      return %p : !dsa.pattern<1x8x?x?, block = 16x16, holds = elements>
    }
    ```
  }];
}

def Dsa_PatternComplementOp : Dsa_Op<"pattern_complement", 0, /*folds=*/1, 0, [SameOperandsAndResultType]> {
  let summary = "what a pattern does not hold";
  let description = [{
    `P[b, h] = {all blocks} - of[b, h]`, or all elements of a pattern that holds elements.
    `complement(complement(p)) = p`. Complexity: `O(B H R S)`, and the masks of partial blocks.

    ```mlir
    func.func @others(%p: !dsa.pattern<1x8x64x64, block = 16x16>) -> !dsa.pattern<1x8x64x64, block = 16x16> {
      %others = dsa.pattern_complement %p : !dsa.pattern<1x8x64x64, block = 16x16>
      return %others : !dsa.pattern<1x8x64x64, block = 16x16>
    }
    ```
  }];
  let arguments = (ins Dsa_PatternType:$of);
  let results = (outs Dsa_PatternType:$pattern);
  let assemblyFormat = "$of attr-dict `:` qualified(type($pattern))";
}

def Dsa_PatternCountOp : Dsa_Op<"pattern_count", 0, /*folds=*/1> {
  let summary = "how many blocks or elements a pattern holds";
  let description = [{
    Over all batch entries and heads of the pattern, its own ones:

    - `blocks`: the number of its blocks; if it holds elements, of the blocks that have at least one. This measures the work.
    - `elements`: the number of (query, key) pairs: its elements, or those in its blocks, the last of which may be ragged.

    Elements of a pattern that holds blocks need to know how many queries and keys there are: one `index` operand gives each
    `?` of these two sizes. Other counts have no operands. Complexity: `O(1)` for blocks of a stored pattern,
    `O(B H R + blocks)` and the masks of partial blocks for elements.

    ```mlir
    func.func @counts(%p: !dsa.pattern<1x8x64x?, block = 16x16>, %m: index) -> (i64, i64) {
      %blocks = dsa.pattern_count blocks of %p : !dsa.pattern<1x8x64x?, block = 16x16>
      %elements = dsa.pattern_count elements of %p(%m) : !dsa.pattern<1x8x64x?, block = 16x16>
      return %blocks, %elements : i64, i64
    }
    ```
  }];
  let arguments = (ins Dsa_Holds:$what, Dsa_PatternType:$pattern, Variadic<Index>:$sizes);
  let results = (outs I64:$count);
  let assemblyFormat = [{
    $what `of` $pattern (`(` $sizes^ `)`)? attr-dict `:` qualified(type($pattern))
  }];
}

#endif
