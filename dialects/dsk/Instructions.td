// What one instruction does, where the target has it. Included by Dsk.td, which has the types.
#ifndef DYNSPARSE_DSK_INSTRUCTIONS
#define DYNSPARSE_DSK_INSTRUCTIONS

def Dsk_DotOp : DynsparseOp<Dsk_Dialect, "dot", [
    Pure, AllTypesMatch<["accumulator", "result"]>, AllTypesMatch<["a", "b"]>], 0, /*folds=*/1, 0> {
  let summary = "products of neighbouring elements, added to accumulators in vector registers";
  let description = [{
    `result[l] = accumulator[l] + sum_{0 <= i < g} a[g l + i] * b[g l + i]` for the `L` elements of the accumulator.

    - `bf16` to `f32`, `g = 2`: the product of the elements `2 l + 1` is added first, then that of `2 l`, each with one
      rounding to nearest even. Subnormal operands and sums may count as zero.
    - `i8` to `i32`, `g = 4`: `a` is unsigned, `b` is signed; the sum is exact and wraps as `i32` does.

    These are x86's `vdpbf16ps` and `vpdpbusd`; `lower-dsk-dot` uses the target's
    instruction, or multiplies and adds.

    ```mlir
    func.func @dot(%sum: vector<16xf32>, %a: vector<32xbf16>, %b: vector<32xbf16>) -> vector<16xf32> {
      %r = dsk.dot %sum, %a, %b : vector<16xf32>, vector<32xbf16>
      return %r : vector<16xf32>
    }
    ```
  }];
  let arguments = (ins VectorOfRankAndType<[1], [F32, I32]>:$accumulator,
                   VectorOfRankAndType<[1], [BF16, I8]>:$a, VectorOfRankAndType<[1], [BF16, I8]>:$b);
  let results = (outs VectorOfRankAndType<[1], [F32, I32]>:$result);
  let assemblyFormat = "$accumulator `,` $a `,` $b attr-dict `:` type($accumulator) `,` type($a)";
}

def Dsk_Exp2Op : DynsparseOp<Dsk_Dialect, "exp2", [Pure, AllTypesMatch<["exponent", "shift", "result"]>],
    0, 0, /*canonicalizes=*/1> {
  let summary = "powers of two in vector registers, by a polynomial";
  let description = [{
    `result[l] = times * 2^(exponent[l] - shift[l])`, with the accuracy of a polynomial of `terms` terms for the fraction of the
    difference, which is rounded to `f32` first:

    | `terms` | greatest error | |
    |---|---|---|
    | 6 | 2.4 units in the last place | |
    | 4 | `1.1e-4` of the result | for what is rounded to `bf16` |
    | 3 | `1.8e-3` of the result | for what is rounded to 255ths of the greatest |

    `times` is 1 unless given. Differences are below 128. Results that would be subnormal may be 0, as is the result for `-inf`;
    NaN gives NaN. `lower-dsk-exp2` takes x86's `vscalefps` (and `vreduceps`) where the target has it, or shifts the integer into the bits of
    an exponent.

    ```mlir
    func.func @weights(%x: vector<16xf32>, %greatest: vector<16xf32>) -> vector<16xf32> {
      %w = dsk.exp2 %x, %greatest terms = 6 : vector<16xf32>
      return %w : vector<16xf32>
    }
    ```
  }];
  let arguments = (ins VectorOfRankAndType<[1], [F32]>:$exponent, VectorOfRankAndType<[1], [F32]>:$shift,
                   I64Attr:$terms, OptionalAttr<F64Attr>:$times);
  let results = (outs VectorOfRankAndType<[1], [F32]>:$result);
  let assemblyFormat = "$exponent `,` $shift `terms` `=` $terms (`times` `=` $times^)? attr-dict `:` type($exponent)";
}

#endif
