// RUN: ds-opt %s --lower-loops-to-llvm | FileCheck %s --implicit-check-not=unrealized_conversion_cast \
// RUN:   --implicit-check-not="{{(^|[^.a-z])(scf|cf|arith|memref|vector|math|func|linalg|affine|index|ub)[.]}}"

// One op of each dialect that loops may hold.
// CHECK-LABEL: llvm.func @everything
func.func @everything(%a: memref<?x8xf32>, %b: memref<?x8xf32>, %n: index, %x: f32, %which: i1) -> f32 {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  // CHECK: llvm.cond_br
  scf.for %i = %zero to %n step %one {
    %v = vector.load %a[%i, %zero] : memref<?x8xf32>, vector<8xf32>
    // CHECK: llvm.intr.fmuladd
    %w = vector.fma %v, %v, %v : vector<8xf32>
    vector.store %w, %b[%i, %zero] : memref<?x8xf32>, vector<8xf32>
  }
  linalg.copy ins(%a : memref<?x8xf32>) outs(%b : memref<?x8xf32>)
  %row = memref.subview %a[%n, 0] [1, 8] [1, 1] : memref<?x8xf32> to memref<8xf32, strided<[1], offset: ?>>
  affine.store %x, %row[0] : memref<8xf32, strided<[1], offset: ?>>
  // CHECK: llvm.intr.exp
  %e = math.exp %x : f32
  // CHECK: llvm.call @erff
  %f = math.erf %e : f32
  %r = scf.if %which -> f32 {
    scf.yield %e : f32
  } else {
    %p = ub.poison : f32
    scf.yield %f : f32
  }
  // CHECK: llvm.return
  return %r : f32
}

// Partitioned work has its launchers.
// CHECK-LABEL: llvm.func internal @launch(
// CHECK:         llvm.call @dynsparse_parallel_for
func.func private @work(%i: index, %x: memref<?xf32>) {
  return
}
func.func private @launch(index, memref<?xf32>) attributes {dynsparse.launches = @work}
