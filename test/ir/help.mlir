// RUN: ds-opt --help | FileCheck %s
// RUN: ds-opt --help-list | FileCheck %s --check-prefix=LIST

// Passes and pipelines stand among upstream's, with summaries, options and the words that options take.
// CHECK-DAG:  --canonicalize
// CHECK-DAG:  --dsa-densify - replace every chosen pattern by the dense one
// CHECK-DAG:  --dsa-set-block-size - choose patterns in blocks of another size
// CHECK-DAG:  --block-size=<int> - Queries and keys of a block
// CHECK-DAG:  --convert-dsa-to-linalg - the reference lowering of dsa
// CHECK-DAG:  --compute-type=<word> - The ops' own arithmetic, or double precision throughout (one of: native, f64)
// CHECK:      Pass Pipelines:
// CHECK:      --lower-sparse - lower dsa and dsk to the LLVM dialect, stage by stage
// CHECK-DAG:  --block-size=<int> - Block size of all chosen patterns; 0 keeps the program's own
// CHECK-DAG:  --stop-after=<word> - The last stage (one of: dsa, dsk, linalg, bufferized, blocks, loops, llvm)
// CHECK-DAG:  --strategy=<word> - {{.*}} (one of: fast, reference)

// LIST: --dsa-densify
