// The demo's module goes all the way down by both strategies: nothing of ours is left, every function is there, and the fast
// kernels agree with the reference. (`cargo xtask demo` runs it on a real clip.)
//
// RUN: ds-opt %S/../../docs/demo.mlir | ds-opt | FileCheck %s --check-prefix=SPARSE
// RUN: ds-opt %S/../../docs/demo.mlir --lower-sparse | FileCheck %s --implicit-check-not="{{dsa|dsk}}." --implicit-check-not=unrealized
// RUN: ds-opt %S/../../docs/demo.mlir --lower-sparse=strategy=reference | FileCheck %s --implicit-check-not="{{dsa|dsk}}." --implicit-check-not=unrealized

// SPARSE:    func.func @dense(
// SPARSE:    func.func @static_sparse(
// SPARSE:    func.func @dynamic_sparse(

// CHECK-DAG: llvm.func @dense(
// CHECK-DAG: llvm.func @static_sparse(
// CHECK-DAG: llvm.func @dynamic_sparse(
