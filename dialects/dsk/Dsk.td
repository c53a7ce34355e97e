// The `dsk` dialect: dynamically sparse kernels, said as *how* it is computed.
// Every description is the op's specification; the examples in them are tests.
#ifndef DYNSPARSE_DSK
#define DYNSPARSE_DSK

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
    A pattern is here what it is stored as. BCSR, per batch entry and head of the pattern:

    - `row_pointers`, `PB x PH x (R + 1)`: the selected blocks of row `r` are `columns[row_pointers[b, h, r]]` up to, not
      including, `columns[row_pointers[b, h, r + 1]]`;
    - `columns`, one list for all: block columns, ascending within a row. It may be longer than what is used.

    Invariants: row pointers start at 0, never fall along a row of the array, and `row_pointers[b, h, R]` is the start of
    the next head; each column is in `0 <= s < S` and occurs once in its row. `PB` and `PH` are the operands' batch and
    head sizes, or 1 where the pattern is shared.

    Ops write to the buffers or tensors in `outs`, in full unless they say otherwise, and read those in `ins`: on tensors
    they are pure and return what they wrote (destination-passing style), one-shot bufferisation brings them to buffers
    without copies. Work partition (`dsk.partition`) and iteration over blocks (`dsk.for_blocks`) come after that.
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
def Dsk_Tokens : Dsk_Shaped<[Dsk_Float], [3]>;
def Dsk_Saliency : Dsk_Shaped<[Dsk_Float], [2]>;
def Dsk_Indices : Dsk_Shaped<[I32], [2]>;
def Dsk_Out : AnyTypeOf<[AnyRankedTensor, AnyStridedMemRef]>;

// An op that writes `outs`. Operands are `ins` first, then `outs`; a result for each tensor in `outs`, none for buffers.
class Dsk_Op<string mnemonic, list<Trait> traits = []>
    : DynsparseOp<Dsk_Dialect, mnemonic, !listconcat([
        DestinationStyleOpInterface, DeclareOpInterfaceMethods<MemoryEffectsOpInterface>], traits), 0, 0, 0> {
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
  }];
}

//===----------------------------------------------------------------------===//
// Making patterns
//===----------------------------------------------------------------------===//

def Dsk_ScoreBlocksOp : Dsk_Op<"score_blocks"> {
  let summary = "scores of blocks from pooled queries and keys";
  let description = [{
    As `dsa.score_blocks`: `outs[b, h, r, s]` is `scale` times the product of the block means, in double precision.

    ```mlir
    func.func @score(%q: tensor<1x2x100x64xf32>, %k: tensor<1x2x100x64xf32>, %s: tensor<1x2x7x7xf32>)
        -> tensor<1x2x7x7xf32> {
      %r = dsk.score_blocks ins(%q, %k : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>)
        outs(%s : tensor<1x2x7x7xf32>) block = [16, 16] scale = 0.125 -> tensor<1x2x7x7xf32>
      return %r : tensor<1x2x7x7xf32>
    }
    ```
  }];
  let arguments = (ins Dsk_Heads:$queries, Dsk_Heads:$keys, Variadic<Dsk_Scores>:$outs,
                   ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<2>]>:$block, F64Attr:$scale);
  let assemblyFormat = [{
    `ins` `(` $queries `,` $keys `:` type($queries) `,` type($keys) `)` `outs` `(` $outs `:` type($outs) `)`
    `block` `=` $block `scale` `=` $scale attr-dict (`->` type($results)^)?
  }];
}

def Dsk_TopKColumnsOp : Dsk_Op<"top_k_columns"> {
  let summary = "row pointers and columns of the highest scores of each row";
  let description = [{
    With `n = min(max(top_k, 0), S)`: `row_pointers[b, h, r] = ((b H + h) R + r) n`, and the `n` columns of row `r` are
    the best of `scores[b, h, r, :]` by the order of `dsa.select_blocks`, ascending. `columns` holds at least
    `B H R n` entries; those behind are left alone.

    ```mlir
    func.func @top_k(%s: memref<1x2x7x7xf32>, %k: index, %rows: memref<1x2x8xi32>, %columns: memref<?xi32>) {
      dsk.top_k_columns ins(%s, %k : memref<1x2x7x7xf32>) outs(%rows, %columns : memref<1x2x8xi32>, memref<?xi32>)
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Scores:$scores, Index:$top_k, Variadic<Dsk_Out>:$outs);
  let assemblyFormat = [{
    `ins` `(` $scores `,` $top_k `:` type($scores) `)` `outs` `(` $outs `:` type($outs) `)`
    attr-dict (`->` type($results)^)?
  }];
}

def Dsk_CompressMaskOp : Dsk_Op<"compress_mask"> {
  let summary = "row pointers and columns of a block mask";
  let description = [{
    The columns of row `r` of `(b, h)` are the `s` with `mask[b, h, r, s]`, ascending; row pointers count them up in the
    order of `b`, `h`, `r`. `columns` has room for every block, `B H R S`; what is behind the last entry is left alone.

    ```mlir
    func.func @compress(%mask: memref<1x2x7x7xi1>, %rows: memref<1x2x8xi32>, %columns: memref<98xi32>) {
      dsk.compress_mask ins(%mask : memref<1x2x7x7xi1>) outs(%rows, %columns : memref<1x2x8xi32>, memref<98xi32>)
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Mask:$mask, Variadic<Dsk_Out>:$outs);
  let assemblyFormat = [{
    `ins` `(` $mask `:` type($mask) `)` `outs` `(` $outs `:` type($outs) `)` attr-dict (`->` type($results)^)?
  }];
}

def Dsk_ExpandMaskOp : Dsk_Op<"expand_mask"> {
  let summary = "the block mask of row pointers and columns";
  let description = [{
    `outs[b, h, r, s]` is true where `s` is among the columns of row `r`. The inverse of `dsk.compress_mask`.

    ```mlir
    func.func @expand(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %mask: memref<1x2x7x7xi1>) {
      dsk.expand_mask ins(%rows, %columns : memref<1x2x8xi32>, memref<?xi32>) outs(%mask : memref<1x2x7x7xi1>)
      return
    }
    ```
  }];
  let arguments = (ins Dsk_RowPointers:$row_pointers, Dsk_Columns:$columns, Variadic<Dsk_Mask>:$outs);
  let assemblyFormat = [{
    `ins` `(` $row_pointers `,` $columns `:` type($row_pointers) `,` type($columns) `)`
    `outs` `(` $outs `:` type($outs) `)` attr-dict (`->` type($results)^)?
  }];
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

def Dsk_AttentionOp : Dsk_Op<"attention"> {
  let summary = "softmax attention over stored blocks";
  let description = [{
    As `dsa.attention`, over the blocks in `row_pointers` and `columns`. `outs` is the output and, if there are two, the
    `lse`.

    ```mlir
    func.func @attend(%q: memref<1x2x100x64xf32>, %k: memref<1x2x100x64xf32>, %v: memref<1x2x100x64xf32>,
                      %rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %o: memref<1x2x100x64xf32>) {
      dsk.attention ins(%q, %k, %v, %rows, %columns : memref<1x2x100x64xf32>, memref<1x2x100x64xf32>,
                        memref<1x2x100x64xf32>, memref<1x2x8xi32>, memref<?xi32>)
        outs(%o : memref<1x2x100x64xf32>) block = [16, 16] scale = 0.125
      return
    }
    ```
  }];
  let arguments = (ins
    Dsk_Heads:$queries, Dsk_Heads:$keys, Dsk_Heads:$values, Dsk_RowPointers:$row_pointers, Dsk_Columns:$columns,
    Variadic<Dsk_Out>:$outs, ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<2>]>:$block, F64Attr:$scale);
  let assemblyFormat = [{
    `ins` `(` $queries `,` $keys `,` $values `,` $row_pointers `,` $columns `:` type($queries) `,` type($keys) `,`
    type($values) `,` type($row_pointers) `,` type($columns) `)` `outs` `(` $outs `:` type($outs) `)`
    `block` `=` $block `scale` `=` $scale attr-dict (`->` type($results)^)?
  }];
}

//===----------------------------------------------------------------------===//
// Tokens
//===----------------------------------------------------------------------===//

def Dsk_GateTokensOp : Dsk_Op<"gate_tokens"> {
  let summary = "indices of the tokens worth computing";
  let description = [{
    As `dsa.gate_tokens`, with the budget given by the width of `outs`; a NaN `threshold` lets every token pass.

    ```mlir
    func.func @gate(%saliency: memref<1x100xf32>, %least: f32, %indices: memref<1x?xi32>) {
      dsk.gate_tokens ins(%saliency, %least : memref<1x100xf32>) outs(%indices : memref<1x?xi32>)
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Saliency:$saliency, F32:$threshold, Variadic<Dsk_Indices>:$outs);
  let assemblyFormat = [{
    `ins` `(` $saliency `,` $threshold `:` type($saliency) `)` `outs` `(` $outs `:` type($outs) `)`
    attr-dict (`->` type($results)^)?
  }];
}

def Dsk_GatherRowsOp : Dsk_Op<"gather_rows"> {
  let summary = "rows of a token buffer, side by side";
  let description = [{
    `outs[b, i, :] = tokens[b, indices[b, i], :]`, and 0 where the index is outside `0 <= index < N`.

    ```mlir
    func.func @gather(%x: memref<1x100x64xf32>, %i: memref<1x?xi32>, %packed: memref<1x?x64xf32>) {
      dsk.gather_rows ins(%x, %i : memref<1x100x64xf32>, memref<1x?xi32>) outs(%packed : memref<1x?x64xf32>)
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Tokens:$tokens, Dsk_Indices:$indices, Variadic<Dsk_Tokens>:$outs);
  let assemblyFormat = [{
    `ins` `(` $tokens `,` $indices `:` type($tokens) `,` type($indices) `)` `outs` `(` $outs `:` type($outs) `)`
    attr-dict (`->` type($results)^)?
  }];
}

def Dsk_ScatterRowsOp : Dsk_Op<"scatter_rows"> {
  let summary = "rows put into a token buffer";
  let description = [{
    `outs[b, indices[b, i], :] = packed[b, i, :]` in ascending order of `i`; indices outside `0 <= index < N` are passed
    over, and rows without an index keep what they hold (the op reads `outs`, hence `reads_outs`).

    ```mlir
    func.func @scatter(%packed: memref<1x?x64xf32>, %i: memref<1x?xi32>, %x: memref<1x100x64xf32>) {
      dsk.scatter_rows ins(%packed, %i : memref<1x?x64xf32>, memref<1x?xi32>) outs(%x : memref<1x100x64xf32>) reads_outs
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Tokens:$packed, Dsk_Indices:$indices, Variadic<Dsk_Tokens>:$outs, UnitAttr:$reads_outs);
  let assemblyFormat = [{
    `ins` `(` $packed `,` $indices `:` type($packed) `,` type($indices) `)` `outs` `(` $outs `:` type($outs) `)`
    (`reads_outs` $reads_outs^)? attr-dict (`->` type($results)^)?
  }];
}

//===----------------------------------------------------------------------===//
// Work partition and iteration
//===----------------------------------------------------------------------===//

def Dsk_PartitionOp : DynsparseOp<Dsk_Dialect, "partition", [
    RecursiveMemoryEffects, SingleBlockImplicitTerminator<"YieldOp">], 0, 0, 0> {
  let summary = "independent pieces of work, shared among threads";
  let description = [{
    Runs the body for each index in `0 <= i < count`, each exactly once, in any order and on any thread. A negative count
    is 0. What one piece writes no other may read or write.

    ```mlir
    func.func @zero(%n: index, %x: memref<?xf32>) {
      dsk.partition(%n) {
      ^bb0(%i: index):
        %zero = arith.constant 0.0 : f32
        memref.store %zero, %x[%i] : memref<?xf32>
      }
      return
    }
    ```
  }];
  let arguments = (ins Index:$count);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "`(` $count `)` $body attr-dict";
}

def Dsk_ForBlocksOp : DynsparseOp<Dsk_Dialect, "for_blocks", [
    RecursiveMemoryEffects, SingleBlock], 0, 0, 0> {
  let summary = "a loop over the selected blocks of one row";
  let description = [{
    Visits the columns of row `row` of `(batch, head)` in the order they are stored: the body's first argument is the
    block column, the others are carried from one visit to the next, `inits` at first; `dsk.yield` hands them on, and the
    last become the results.

    ```mlir
    func.func @count(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %b: index, %h: index, %r: index) -> index {
      %zero = arith.constant 0 : index
      %n = dsk.for_blocks %rows[%b, %h, %r], %columns inits(%zero : index)
        : memref<1x2x8xi32>, memref<?xi32> -> index {
      ^bb0(%column: index, %sum: index):
        %next = arith.addi %sum, %column : index
        dsk.yield %next : index
      }
      return %n : index
    }
    ```
  }];
  let arguments = (ins
    MemRefRankOf<[I32, I64], [3]>:$row_pointers, Index:$batch, Index:$head, Index:$row,
    MemRefRankOf<[I32, I64], [1]>:$columns, Variadic<AnyType>:$inits);
  let results = (outs Variadic<AnyType>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $row_pointers `[` $batch `,` $head `,` $row `]` `,` $columns (`inits` `(` $inits^ `:` type($inits) `)`)?
    `:` type($row_pointers) `,` type($columns) (`->` type($results)^)? $body attr-dict
  }];
}

def Dsk_ForChunksOp : DynsparseOp<Dsk_Dialect, "for_chunks", [
    RecursiveMemoryEffects, SingleBlockImplicitTerminator<"YieldOp">], 0, 0, 0> {
  let summary = "a loop over the selected blocks of one row, several at a time";
  let description = [{
    Visits the blocks of row `row` of `(batch, head)` in the order they are stored, up to `size` at a time: the body gets
    the position in `columns` of the first block of the chunk, and how many there are, `1 <= count <= size`. What is paid
    once a chunk (a rescaled output, say) is paid less often than with `dsk.for_blocks`.

    ```mlir
    func.func @copy(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %b: index, %h: index, %r: index,
                    %counts: memref<?xindex>) {
      dsk.for_chunks %rows[%b, %h, %r] size = 4 : memref<1x2x8xi32> {
      ^bb0(%position: index, %count: index):
        memref.store %count, %counts[%position] : memref<?xindex>
      }
      return
    }
    ```
  }];
  let arguments = (ins
    MemRefRankOf<[I32, I64], [3]>:$row_pointers, Index:$batch, Index:$head, Index:$row,
    ConfinedAttr<I64Attr, [IntPositive]>:$size);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $row_pointers `[` $batch `,` $head `,` $row `]` `size` `=` $size `:` type($row_pointers) $body attr-dict
  }];
}

def Dsk_YieldOp : Op<Dsk_Dialect, "yield", [
    Pure, Terminator, ReturnLike, ParentOneOf<["PartitionOp", "ForBlocksOp", "ForChunksOp"]>]> {
  let summary = "ends the body of a dsk region op";
  let description = [{
    Hands the carried values of `dsk.for_blocks` on; the others carry none.
  }];
  let arguments = (ins Variadic<AnyType>:$values);
  let builders = [OpBuilder<(ins), [{ (void)$_state; }]>];
  let assemblyFormat = "attr-dict ($values^ `:` type($values))?";
}

#endif
