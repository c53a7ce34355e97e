// dsk.num_threads is what the caller set, in a piece of work as well.
// RUN: for threads in 1 3; do ds-run %s --function=asked --threads=$threads --expected-output=2xindex=$threads,$threads || exit 1; done

func.func @asked() -> tensor<2xindex> {
  %0 = arith.constant 0 : index
  %1 = arith.constant 1 : index
  %x = memref.alloc() : memref<2xindex>
  %n = dsk.num_threads
  memref.store %n, %x[%0] : memref<2xindex>
  dsk.partition(%1) {
  ^bb0(%i: index):
    %inside = dsk.num_threads
    memref.store %inside, %x[%1] : memref<2xindex>
  }
  %all = bufferization.to_tensor %x restrict : memref<2xindex> to tensor<2xindex>
  return %all : tensor<2xindex>
}
