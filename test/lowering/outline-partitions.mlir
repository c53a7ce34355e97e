// The body of a dsk.partition becomes a function of the index and of what it uses from outside, which a launcher runs.
//
// RUN: ds-opt %s --outline-partitions | FileCheck %s --implicit-check-not=dsk.
// RUN: ds-opt %s --outline-partitions --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// STATISTICS:      OutlinePartitions
// STATISTICS-NEXT: (S) 4 num-partitions-outlined - Number of partitions outlined

// CHECK:       func.func private @scale_partition_0(%[[I:.*]]: index, %[[X:.*]]: memref<?xf32>, %[[F:.*]]: f32)
// CHECK:         memref.load %[[X]][%[[I]]]
// CHECK:         arith.mulf %{{.*}}, %[[F]]
// CHECK:         return
// CHECK:       func.func private @scale_partition_0_launch(index, memref<?xf32>, f32) attributes {dynsparse.launches = @scale_partition_0}
// CHECK:       func.func @scale(%[[N:.*]]: index, %[[X:.*]]: memref<?xf32>, %[[F:.*]]: f32)
// CHECK-NEXT:    call @scale_partition_0_launch(%[[N]], %[[X]], %[[F]]) : (index, memref<?xf32>, f32) -> ()
// CHECK-NEXT:    return
func.func @scale(%n: index, %x: memref<?xf32>, %factor: f32) {
  dsk.partition(%n) {
  ^bb0(%i: index):
    %v = memref.load %x[%i] : memref<?xf32>
    %w = arith.mulf %v, %factor : f32
    memref.store %w, %x[%i] : memref<?xf32>
  }
  return
}

// Two in one function have names of their own. Constants from outside are handed over, or made again inside: either way the
// function uses nothing that it was not given.
// CHECK-DAG: func.func private @twice_partition_0(
// CHECK-DAG: func.func private @twice_partition_1(
// CHECK:     func.func @twice
// CHECK:       call @twice_partition_{{[01]}}_launch
// CHECK:       call @twice_partition_{{[01]}}_launch
func.func @twice(%n: index, %x: memref<?xf32>) {
  %zero = arith.constant 0.0 : f32
  dsk.partition(%n) {
  ^bb0(%i: index):
    memref.store %zero, %x[%i] : memref<?xf32>
  }
  dsk.partition(%n) {
  ^bb0(%i: index):
    memref.store %zero, %x[%i] : memref<?xf32>
  }
  return
}

// How many threads there are is asked of the runtime; in a piece of work, too.
// CHECK:       func.func private @dynsparse_get_num_threads() -> i64
// CHECK-LABEL: func.func private @asked_partition_0(
// CHECK:         call @dynsparse_get_num_threads() : () -> i64
// CHECK:       func.func @asked
// CHECK:         %[[N:.*]] = call @dynsparse_get_num_threads() : () -> i64
// CHECK-NEXT:    arith.index_cast %[[N]] : i64 to index
func.func @asked(%x: memref<?xindex>) {
  %n = dsk.num_threads
  dsk.partition(%n) {
  ^bb0(%i: index):
    %inside = dsk.num_threads
    memref.store %inside, %x[%i] : memref<?xindex>
  }
  return
}
