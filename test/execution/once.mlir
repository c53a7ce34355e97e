// What dsk.once guards happens once for each flag, on any number of threads, and every piece of work sees it: 4000 pieces share 40 flags,
// every second of the buffer's elements. The entry of a flag is counted up without an atomic; a piece that saw another count than 1 says so.
// RUN: for threads in 1 2 5; do ds-run %s --threads=$threads --pipeline="lower-sparse{start-after=bufferized}" --expected-output=40xi32=1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1 --expected-output=i32=0 || exit 1; done

func.func @main() -> (memref<40xi32>, i32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c40 = arith.constant 40 : index
  %c81 = arith.constant 81 : index
  %c4000 = arith.constant 4000 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %counts = memref.alloc() : memref<40xi32>
  %buffer = memref.alloc() : memref<81xi32>
  %wrong = memref.alloc() : memref<1xi32>
  scf.for %i = %c0 to %c40 step %c1 {
    memref.store %zero, %counts[%i] : memref<40xi32>
  }
  scf.for %i = %c0 to %c81 step %c1 {
    memref.store %zero, %buffer[%i] : memref<81xi32>
  }
  memref.store %zero, %wrong[%c0] : memref<1xi32>
  %flags = memref.subview %buffer[1] [40] [2] : memref<81xi32> to memref<40xi32, strided<[2], offset: 1>>
  dsk.partition(%c4000) {
  ^bb0(%piece: index):
    %flag = arith.remui %piece, %c40 : index
    dsk.once %flags[%flag] : memref<40xi32, strided<[2], offset: 1>> {
      %before = memref.load %counts[%flag] : memref<40xi32>
      %after = arith.addi %before, %one : i32
      memref.store %after, %counts[%flag] : memref<40xi32>
    }
    %seen = memref.load %counts[%flag] : memref<40xi32>
    %is_wrong = arith.cmpi ne, %seen, %one : i32
    scf.if %is_wrong {
      %old = memref.atomic_rmw addi %one, %wrong[%c0] : (i32, memref<1xi32>) -> i32
    }
  }
  %result = memref.load %wrong[%c0] : memref<1xi32>
  memref.dealloc %buffer : memref<81xi32>
  memref.dealloc %wrong : memref<1xi32>
  return %counts, %result : memref<40xi32>, i32
}
