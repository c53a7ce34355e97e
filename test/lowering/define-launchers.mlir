// RUN: ds-opt %s --define-launchers --split-input-file | FileCheck %s
// RUN: ds-opt %s --define-launchers --split-input-file --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// STATISTICS:      DefineLaunchers
// STATISTICS-NEXT: (S) 2 num-launchers-defined - Number of launchers defined

// The launcher stores its arguments in a frame and hands the work to the runtime, with a function that reads them back.
// CHECK-DAG:   llvm.func @dynsparse_parallel_for(i64, !llvm.ptr, !llvm.ptr)
// CHECK-LABEL: llvm.func internal @work_piece(
// CHECK-SAME:    %[[FRAME:.*]]: !llvm.ptr, %[[I:.*]]: i64)
// CHECK:         %[[ALL:.*]] = llvm.load %[[FRAME]] : !llvm.ptr -> !llvm.struct<(ptr, f32)>
// CHECK-DAG:     %[[X:.*]] = llvm.extractvalue %[[ALL]][0]
// CHECK-DAG:     %[[F:.*]] = llvm.extractvalue %[[ALL]][1]
// CHECK:         llvm.call @work(%[[I]], %[[X]], %[[F]])
// CHECK-LABEL: llvm.func internal @launch(
// CHECK-SAME:    %[[N:.*]]: i64, %[[X:.*]]: !llvm.ptr, %[[F:.*]]: f32)
// CHECK:         %[[FRAME:.*]] = llvm.alloca
// CHECK:         llvm.insertvalue %[[X]], %{{.*}}[0]
// CHECK:         %[[ALL:.*]] = llvm.insertvalue %[[F]], %{{.*}}[1]
// CHECK:         llvm.store %[[ALL]], %[[FRAME]]
// CHECK:         %[[PIECE:.*]] = llvm.mlir.addressof @work_piece
// CHECK:         llvm.call @dynsparse_parallel_for(%[[N]], %[[PIECE]], %[[FRAME]])
// CHECK-NEXT:    llvm.return
llvm.func @work(%i: i64, %x: !llvm.ptr, %factor: f32) {
  llvm.return
}
llvm.func @launch(i64, !llvm.ptr, f32) attributes {dynsparse.launches = @work, sym_visibility = "private"}

// -----

// Nothing to hand over but the index.
// CHECK-LABEL: llvm.func internal @launch(
// CHECK:         llvm.call @dynsparse_parallel_for
llvm.func @work(%i: i64) {
  llvm.return
}
llvm.func @launch(i64) attributes {dynsparse.launches = @work, sym_visibility = "private"}

// -----

// Other declarations are left alone.
// CHECK-LABEL: llvm.func @other(i64)
llvm.func @other(i64)
