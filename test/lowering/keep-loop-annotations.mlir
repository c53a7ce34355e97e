// What a loop says of its unrolling arrives in LLVM IR, and what tiles of attention say of theirs.
//
// RUN: ds-opt %s --split-input-file --keep-loop-annotations | FileCheck %s
// RUN: ds-opt %s --split-input-file --keep-loop-annotations --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// STATISTICS: (S) 2 num-loops - Number of loops whose annotation was handed on
// RUN: ds-translate %S/Inputs/loop-annotations.mlir --lower --emit=llvm-ir -O 0 | FileCheck %s --check-prefix=TRANSLATED
// RUN: ds-opt %S/Inputs/loop-annotations.mlir --lower-sparse=stop-after=loops | FileCheck %s --check-prefix=ATTENTION

// A loop that tests at its end branches back on a condition.
// CHECK: #[[ONCE:.*]] = #llvm.loop_annotation<unroll =
// CHECK-LABEL: llvm.func @both
// CHECK:         llvm.br ^bb1 {loop_annotation = #[[ONCE]]}
// CHECK:         llvm.cond_br %arg0, ^bb3, ^bb4 {loop_annotation = #[[ONCE]]}
// CHECK-NOT:     {llvm.loop_annotation
#once = #llvm.loop_annotation<unroll = <disable = true>>
llvm.func @both(%again: i1) {
  llvm.br ^bb1
^bb1:
  llvm.cond_br %again, ^bb2, ^bb3
^bb2:
  llvm.br ^bb1 {llvm.loop_annotation = #once}
^bb3:
  llvm.cond_br %again, ^bb3, ^bb4 {llvm.loop_annotation = #once}
^bb4:
  llvm.return
}

// -----

// What a branch says already stays.
// CHECK-DAG: #[[OTHER:.*]] = #llvm.loop_annotation<unroll =
// CHECK-DAG: #[[OWN:.*]] = #llvm.loop_annotation<vectorize =
// CHECK-LABEL: llvm.func @own
// CHECK:         llvm.br ^bb1 {llvm.loop_annotation = #[[OTHER]], loop_annotation = #[[OWN]]}
#other = #llvm.loop_annotation<unroll = <disable = true>>
#own = #llvm.loop_annotation<vectorize = <disable = true>>
llvm.func @own() {
  llvm.br ^bb1
^bb1:
  llvm.br ^bb1 {loop_annotation = #own, llvm.loop_annotation = #other}
}

// The loop of @fill says so itself, and comes before those of the attention.
// TRANSLATED-LABEL: define void @fill
// TRANSLATED:         br label %{{.*}}, !llvm.loop ![[LOOP:[0-9]+]]
// TRANSLATED:       ![[LOOP]] = distinct !{![[LOOP]], ![[DISABLED:[0-9]+]]}
// TRANSLATED:       ![[DISABLED]] = !{!"llvm.loop.unroll.disable"}

// The loop that was there says nothing, and goes on saying nothing.
// ATTENTION-LABEL: func.func private @attend_partition_0(
// ATTENTION:         scf.for
// ATTENTION:         } {llvm.loop_annotation =
// ATTENTION-LABEL: func.func @attend(
// ATTENTION:         scf.for
// ATTENTION-NEXT:      memref.store
// ATTENTION-NEXT:    }{{$}}
