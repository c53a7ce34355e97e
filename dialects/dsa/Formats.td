// How patterns are stored, as ops. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_FORMATS
#define DYNSPARSE_DSA_FORMATS

def Dsa_ConvertPatternOp : Dsa_Op<"convert_pattern", 0, /*folds=*/1, /*canonicalizes=*/1> {
  let summary = "the same set, stored in another way";
  let description = [{
    `P[b, h]` is, as a set of (query, key) pairs, that of `of`; the result's type says how it is stored: its format, its
    block, whether it holds blocks or elements, its index type. Shapes are the same. The unit of the result, `uq x uk`, is
    that of the operand or divides it, so that nothing has to be rounded: blocks become smaller blocks or elements, elements
    (and blocks of `1x1`) become elements stored by blocks of any size.

    Where the unit becomes smaller, the numbers of queries and keys have to be known: one `index` operand gives each
    `?` of these two sizes. Other conversions have no operands.

    `fill` is for the format `hybrid`: a block is stored as a block if it holds at least `max(1, ceil(fill bq bk))` elements
    or all that exist, and else as single elements. 0.25 unless given.

    Complexity: linear in what is stored: `O(B H N + members)`, with the masks of partial blocks, and the words of a bitmap.
    `convert(p) = p` where the types agree, and to convert twice is to convert once.

    ```mlir
    func.func @by_element(%p: !dsa.pattern<1x8x64x?, block = 16x16>, %m: index)
        -> !dsa.pattern<1x8x64x?, block = 16x16, holds = elements, format = csr> {
      %csr = dsa.convert_pattern %p(%m)
        : !dsa.pattern<1x8x64x?, block = 16x16> -> !dsa.pattern<1x8x64x?, block = 16x16, holds = elements, format = csr>
      return %csr : !dsa.pattern<1x8x64x?, block = 16x16, holds = elements, format = csr>
    }
    ```
  }];
  let arguments = (ins Dsa_PatternType:$of, Variadic<Index>:$sizes, OptionalAttr<F64Attr>:$fill);
  let results = (outs Dsa_PatternType:$pattern);
  let assemblyFormat = [{
    $of (`(` $sizes^ `)`)? (`fill` `=` $fill^)? attr-dict `:` qualified(type($of)) `->` qualified(type($pattern))
  }];
}

#endif
