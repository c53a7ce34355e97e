// A schedule of one's own for attention, in the transform dialect.
// RUN: split-file %s %t.dir
//
// RUN: ds-translate --emit=schedule --target-description=znver4 | FileCheck %s --check-prefix=WIDE
// RUN: ds-translate --emit=schedule --target-description=avx2 | FileCheck %s --check-prefix=NARROW
// WIDE:   %scores tile_sizes [16, 16, 1]
// NARROW: %scores tile_sizes [8, 8, 1]
//
// As printed, for this machine and others: rows and keys that are cut short, empty rows, two threads.
// RUN: ds-run %t.dir/module.mlir --strategy=reference --compute-type=f64 --input='random(5)' --input='random(6)' --input='random(7)' \
// RUN:   --input=1x1x7x4xi1=1,0,1,1,0,0,0,0,0,0,0,1,1,1,1,1,0,1,0,1,0,0,1,1,1,0,0,1 --output=@%t.npy --output=@%t.lse.npy
// RUN: for target in host avx2 znver4; do ds-translate --emit=schedule --target-description=$target -o %t.$target.mlir && \
// RUN:   ds-run %t.dir/module.mlir --schedule=%t.$target.mlir --threads=2 --input='random(5)' --input='random(6)' --input='random(7)' \
// RUN:     --input=1x1x7x4xi1=1,0,1,1,0,0,0,0,0,0,0,1,1,1,1,1,0,1,0,1,0,0,1,1,1,0,0,1 \
// RUN:     --expected-output=@%t.npy --expected-output=@%t.lse.npy --rtol=1e-5 --atol=1e-6 || exit 1; done | FileCheck %s --check-prefix=SAME
// SAME-COUNT-3: output #1 is as expected
//
// RUN: ds-opt %t.dir/module.mlir --lower-sparse="schedule=%t.znver4.mlir stop-after=blocks" | FileCheck %s --check-prefix=BLOCKS --implicit-check-not=dsk.attention
// BLOCKS:     dsk.partition
// BLOCKS:       dsk.for_blocks
// BLOCKS:         iter_args({{.*}}) -> (vector<16x16xf32>)
// BLOCKS:           vector.fma
//
// One schedule for two functions, one of them without attention.
// RUN: cp %t.dir/module.mlir %t.two.mlir
// RUN: sed -n 's/@f(/@again(/; /@again/,$p' %t.dir/module.mlir >> %t.two.mlir
// RUN: echo 'func.func @none(%%x: tensor<?xf32>) -> tensor<?xf32> { return %%x : tensor<?xf32> }' >> %t.two.mlir
// RUN: ds-opt %t.two.mlir --lower-sparse="schedule=%t.znver4.mlir stop-after=blocks" | FileCheck %s --check-prefix=TWO
// TWO: func.func @f(
// TWO: -> (vector<16x16xf32>)
// TWO: func.func @again(
// TWO: -> (vector<16x16xf32>)
// TWO: func.func @none(
// A name that no step has.
// RUN: sed 's/"scores"/"scoresX"/' %t.znver4.mlir > %t.misspelt.mlir
// RUN: not ds-opt %t.dir/module.mlir --lower-sparse=schedule=%t.misspelt.mlir 2>&1 | FileCheck %s --check-prefix=MISSPELT
// MISSPELT: misspelt.mlir: no step of attention has the name 'scoresX': expected one of {{.*}}, output, queries,
//
// A schedule that does nothing leaves the steps, which become loops: the lattice of edges.
// RUN: split-file %S/../execution/attention.mlir %t.attention
// RUN: for case in %S/../execution/Inputs/attention/*/*.npz; do \
// RUN:   echo $case; ds-run %t.attention/$(basename $(dirname $case)).mlir --schedule=%t.dir/nothing.mlir \
// RUN:     --input=@$case:q --input=@$case:k --input=@$case:v --input=@$case:mask \
// RUN:     --expected-output=@$case:output --expected-output=@$case:lse || exit 1; \
// RUN: done
//
// RUN: not ds-opt %t.dir/module.mlir --lower-sparse=schedule=%t.none.mlir 2>&1 | FileCheck %s --check-prefix=MISSING
// MISSING: error: lower-sparse: cannot read the schedule {{.*}}.none.mlir: No such file
// RUN: not ds-opt %t.dir/module.mlir --lower-sparse=schedule=%t.dir/module.mlir 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: module.mlir: expected a module with a transform.named_sequence of the name __transform_main (ds-translate --emit=schedule prints one)
// RUN: sed 's/transform.named_sequence @/transform.named_sequenc @/' %t.dir/nothing.mlir > %t.broken.mlir
// RUN: not ds-opt %t.dir/module.mlir --lower-sparse=schedule=%t.broken.mlir 2>&1 | FileCheck %s --check-prefix=BROKEN
// RUN: not ds-translate %t.dir/module.mlir --lower --emit=llvm-ir --schedule=%t.broken.mlir 2>&1 | FileCheck %s --check-prefix=ALONE --implicit-check-not="failed to add"
// BROKEN: broken.mlir:2:3: error: {{.*}}transform.named_sequenc
// ALONE: {{^[^ ]*}}broken.mlir:2:3: error: {{.*}}transform.named_sequenc
// RUN: not ds-translate %t.dir/module.mlir --lower --emit=llvm-ir --schedule=%t.none.mlir 2>&1 | FileCheck %s --check-prefix=GONE --implicit-check-not="failed to add"
// GONE: ds-translate: error: lower-sparse: cannot read the schedule {{.*}}.none.mlir: No such file
// RUN: not ds-opt %t.dir/module.mlir --lower-sparse="schedule=%t.dir/nothing.mlir strategy=reference" 2>&1 | FileCheck %s --check-prefix=REFERENCE
// REFERENCE: error: lower-sparse: schedule is for strategy=fast: reference lowerings are not tiled
// RUN: not ds-opt %t.dir/module.mlir --lower-sparse="schedule=a,b.mlir" 2>&1 | FileCheck %s --check-prefix=PATH
// PATH: expected a path that a pipeline's text can hold, found ',' in it
// RUN: ds-translate --emit=target -o "%t.a b.json"
// RUN: for option in schedule target-description; do not ds-translate %t.dir/module.mlir --lower --emit=llvm-ir \
// RUN:   --$option="%t.a b.json" 2>&1 || exit 1; done | FileCheck %s --check-prefix=SPACE
// RUN: not ds-opt %t.dir/module.mlir --lower-sparse=target-description="a,b.json" 2>&1 | FileCheck %s --check-prefix=COMMA
// SPACE: error: schedule={{.*}}a b.json: expected a path that a pipeline's text can hold, found ' ' in it
// SPACE: error: target-description={{.*}}a b.json: expected a path that a pipeline's text can hold, found ' ' in it
// COMMA: target-description=a,b.json: expected a path that a pipeline's text can hold, found ',' in it
// RUN: not ds-opt %t.dir/module.mlir --lower-sparse=schedule=%t.dir/wrong.mlir 2>&1 | FileCheck %s --check-prefix=WRONG
// WRONG: module.mlir:[[#]]:{{.*}} error: Attempted to vectorize, but failed
// RUN: not ds-translate %t.dir/module.mlir --lower --emit=llvm-ir --pipeline=cse --schedule=%t.dir/nothing.mlir 2>&1 | FileCheck %s --check-prefix=EITHER
// EITHER: a pipeline of your own decides on strategy, compute type, products, target, schedule and checks

//--- module.mlir
!queries = tensor<1x2x100x64xf32>
!keys = tensor<1x2x120x64xf32>
!values = tensor<1x2x120x32xf32>
!pattern = !dsa.pattern<1x1x100x120, block = 16x32>

func.func @f(%q: !queries, %k: !keys, %v: !values, %blocks: tensor<1x1x7x4xi1>) -> (tensor<1x2x100x32xf32>, tensor<1x2x100xf32>) {
  %pattern = dsa.pattern_from_mask %blocks : tensor<1x1x7x4xi1> -> !pattern
  %output, %lse = dsa.attention %q, %k, %v, %pattern with_lse : !queries, !keys, !values, !pattern
  return %output, %lse : tensor<1x2x100x32xf32>, tensor<1x2x100xf32>
}

//--- nothing.mlir
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%module: !transform.any_op {transform.readonly}) {
    transform.yield
  }
}

//--- wrong.mlir
module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%module: !transform.any_op {transform.readonly}) {
    %scores = transform.structured.match attributes {dsk.step = "scores"} in %module : (!transform.any_op) -> !transform.any_op
    %tiles, %loops = transform.structured.tile_using_for %scores tile_sizes [7]
      : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.structured.vectorize %tiles : !transform.any_op
    transform.yield
  }
}
