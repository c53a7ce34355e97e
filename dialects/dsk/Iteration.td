// Work partition, and loops over stored blocks. Included by Dsk.td, which has the types.
#ifndef DYNSPARSE_DSK_ITERATION
#define DYNSPARSE_DSK_ITERATION

def Dsk_PartitionOp : DynsparseOp<Dsk_Dialect, "partition", [
    RecursiveMemoryEffects, SingleBlockImplicitTerminator<"YieldOp">], 0, 0, /*canonicalizes=*/1> {
  let summary = "independent pieces of work, shared among threads";
  let description = [{
    Runs the body for each index in `0 <= i < count`, each exactly once, in any order and on any thread. A negative count
    is 0. No piece may read or write what another piece writes, except what `dsk.once` writes for all.

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

def Dsk_NumThreadsOp : DynsparseOp<Dsk_Dialect, "num_threads", [Pure], 0, 0, 0> {
  let summary = "on how many threads pieces of work may run";
  let description = [{
    How many threads `dsk.partition` may use in this call, at least 1: as set by the caller's thread, or as many as the machine
    has. A kernel may base the order of its work on it, but never what it computes: results are the same for any number
    of threads. Complexity: a call.

    ```mlir
    func.func @alone() -> i1 {
      %one = arith.constant 1 : index
      %threads = dsk.num_threads
      %alone = arith.cmpi eq, %threads, %one : index
      return %alone : i1
    }
    ```
  }];
  let results = (outs Index:$result);
  let assemblyFormat = "attr-dict";
}

def Dsk_ForBlocksOp : DynsparseOp<Dsk_Dialect, "for_blocks", [
    RecursiveMemoryEffects, SingleBlock], 0, 0, /*canonicalizes=*/1> {
  let summary = "a loop over the selected blocks of one row";
  let description = [{
    Visits the columns of row `row` of `(batch, head)` in the order they are stored: the body's first argument is the
    block column, the others are carried from one visit to the next, `inits` at first; `dsk.yield` passes them on, and the
    last ones become the results.

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
    the position in `columns` of the first block of the chunk, and how many there are, `1 <= count <= size`. Work that is done
    once per chunk (rescaling an output, for example) is done less often than with `dsk.for_blocks`.

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

def Dsk_OnceOp : DynsparseOp<Dsk_Dialect, "once", [
    RecursiveMemoryEffects, SingleBlockImplicitTerminator<"YieldOp">], 0, 0, 0> {
  let summary = "work that the first who needs it does for all";
  let description = [{
    `flags[index]` is the state of the work: 0, not begun; 1, in progress; 2, done. Runs the body if the work has
    not begun, and returns when it is done; if another thread runs the body, the op waits for it. What the body wrote is
    visible after the op, in every piece of `dsk.partition` that has passed a `dsk.once` on the same flag; before it, no
    piece may read it.

    A body that waits for another body, by a `dsk.once` inside it, may wait forever. Complexity: a load, where the work is
    done. An index out of range is undefined behaviour, as for `memref.load`.

    ```mlir
    func.func @once(%table: memref<8xf32>, %flags: memref<8xi32>, %i: index) -> f32 {
      dsk.once %flags[%i] : memref<8xi32> {
        %one = arith.constant 1.0 : f32
        memref.store %one, %table[%i] : memref<8xf32>
      }
      %entry = memref.load %table[%i] : memref<8xf32>
      return %entry : f32
    }
    ```
  }];
  let arguments = (ins Arg<MemRefRankOf<[I32], [1]>, "", [MemRead, MemWrite]>:$flags, Index:$index);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$flags `[` $index `]` `:` type($flags) $body attr-dict";
}

def Dsk_YieldOp : Op<Dsk_Dialect, "yield", [
    Pure, Terminator, ReturnLike, ParentOneOf<["PartitionOp", "ForBlocksOp", "ForChunksOp", "OnceOp"]>]> {
  let summary = "ends the body of a dsk region op";
  let description = [{
    Passes on the carried values of `dsk.for_blocks`; the other ops carry none.
  }];
  let arguments = (ins Variadic<AnyType>:$values);
  let builders = [OpBuilder<(ins), [{ (void)$_state; }]>];
  let assemblyFormat = "attr-dict ($values^ `:` type($values))?";
}

#endif
