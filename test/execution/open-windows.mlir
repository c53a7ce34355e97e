// Windows of grids whose sizes only show when the program runs, by both strategies: grids without tokens, of one token, of lines and
// images, radii that reach beyond the grid, tokens that fill no whole number of blocks.
// RUN: split-file %s %t.dir
// RUN: for case in %S/Inputs/open_window/*/*.npz; do \
// RUN:   case $(basename $(dirname $case)) in \
// RUN:     blocks) type="block = 4x4"; radius="[1, 1, 2]";; \
// RUN:     ragged) type="block = 3x5, index = i64"; radius="[0, 1, 1] global = 3";; \
// RUN:     wide) type="block = 16x8, format = bitmap"; radius="[9, 4611686018427387904, 9223372036854775807] global = 1";; \
// RUN:     elements) type="block = 16x8, holds = elements"; radius="[1, 0, 1] global = 2";; \
// RUN:     units) type="block = 1x1, format = csr"; radius="[0, 2, 0]";; esac; \
// RUN:   sed "s/TYPE/$type/; s/RADIUS/$radius/" %t.dir/open.mlir > %t.open.mlir; \
// RUN:   for strategy in reference fast; do echo $case $type $strategy; \
// RUN:     ds-run %t.open.mlir --strategy=$strategy -O0 --input=@$case:n --input=@$case:n --input=@$case:t --input=@$case:y --input=@$case:x \
// RUN:       --expected-output=@$case:mask --expected-output=@$case:density || exit 1; \
// RUN:   done; done
// Where only the grid, or only the number of tokens, or the batch is open, it is the same window.
// RUN: sed "s/RADIUS/[1, 0, 1] global = 2/" %t.dir/some.mlir > %t.some.mlir
// RUN: case=%S/Inputs/open_window/elements/2_3_4.npz; for strategy in reference fast; do for function in open_grid open_tokens open_batch; do \
// RUN:   case $function in open_grid) sizes="2 3 4";; open_tokens) sizes="26 26";; open_batch) sizes=1;; esac; \
// RUN:   ds-run %t.some.mlir --function=$function --strategy=$strategy $(for size in $sizes; do echo --input=$size; done) --expected-output=@$case:mask || exit 1; \
// RUN: done; done
// A number of tokens that the grid has not, negative ones (which are none), and a product that no index can count.
// RUN: sed "s/TYPE/block = 4x4/; s/RADIUS/[1, 1, 1] global = 3/" %t.dir/open.mlir > %t.open.mlir
// RUN: for strategy in reference fast; do ran="ds-run %t.open.mlir --strategy=$strategy"; \
// RUN:   not $ran --input=26 --input=27 --input=2 --input=3 --input=4 2>&1 | FileCheck %s --check-prefix=QUERIES && \
// RUN:   not $ran --input=27 --input=28 --input=2 --input=3 --input=4 2>&1 | FileCheck %s --check-prefix=KEYS && \
// RUN:   not $ran --input=-1 --input=-1 --input=2 --input=3 --input=4 2>&1 | FileCheck %s --check-prefix=NONE && \
// RUN:   not $ran --input=2 --input=2 --input=0 --input=3 --input=4 2>&1 | FileCheck %s --check-prefix=GLOBAL && \
// RUN:   not $ran --input=3 --input=3 --input=4294967296 --input=4294967296 --input=1 2>&1 | FileCheck %s --check-prefix=MANY && \
// RUN:   not $ran --input=3 --input=3 --input=1 --input=4294967296 --input=4294967296 2>&1 | FileCheck %s --check-prefix=MANY || exit 1; \
// RUN: done
// QUERIES: open.mlir:{{[0-9]+}}:{{[0-9]+}}: window_pattern: the pattern has not as many queries as its grid has cells, with the global tokens (26 and 27)
// KEYS: open.mlir:{{[0-9]+}}:{{[0-9]+}}: window_pattern: the pattern has not as many keys as its grid has cells, with the global tokens (28 and 27)
// NONE: window_pattern: the pattern has not as many queries as its grid has cells, with the global tokens (0 and
// GLOBAL: window_pattern: the pattern has not as many queries as its grid has cells, with the global tokens (2 and 3)
// MANY: window_pattern: the pattern has not as many queries as its grid has cells, with the global tokens (3 and
// The number of tokens of the pattern comes first whatever is constant: 7 of the pattern, and 2 + 2 * 2 * 2 of the grid.
// RUN: for strategy in reference fast; do ran="ds-run %t.dir/constant.mlir --strategy=$strategy"; \
// RUN:   not $ran --function=tokens --input=2 2>&1 | FileCheck %s --check-prefix=SEVEN && \
// RUN:   not $ran --function=grid --input=7 2>&1 | FileCheck %s --check-prefix=SEVEN && \
// RUN:   not $ran --function=all 2>&1 | FileCheck %s --check-prefix=SEVEN && \
// RUN:   not $ran --function=given 2>&1 | FileCheck %s --check-prefix=SEVEN && \
// RUN:   not $ran --function=keys 2>&1 | FileCheck %s --check-prefix=EIGHT || exit 1; \
// RUN: done
// SEVEN: window_pattern: the pattern has not as many queries as its grid has cells, with the global tokens (7 and 10)
// EIGHT: window_pattern: the pattern has not as many keys as its grid has cells, with the global tokens (8 and 10)
// What is stated altogether leaves nothing to check.
// RUN: ds-opt %t.dir/stated.mlir --lower-sparse=stop-after=dsk | FileCheck %s --check-prefix=STATED
// STATED-LABEL: func.func @stated
// STATED-NOT: cf.assert
// STATED: return

// goldens.py makes the cases: a folder for each radius, a file for each grid.

//--- open.mlir
!pattern = !dsa.pattern<1x2x?x?, TYPE>

func.func @open(%n: index, %m: index, %t: index, %y: index, %x: index) -> (tensor<1x2x?x?xi1>, f32) {
  %p = dsa.window_pattern(%n, %m) grid(%t, %y, %x) radius = RADIUS : !pattern
  %mask = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %mask, %density : tensor<1x2x?x?xi1>, f32
}

//--- some.mlir
!stated = !dsa.pattern<1x2x26x26, block = 16x8, holds = elements>
!open = !dsa.pattern<1x2x?x?, block = 16x8, holds = elements>
!open_batch = !dsa.pattern<?x2x26x26, block = 16x8, holds = elements>

func.func @open_grid(%t: index, %y: index, %x: index) -> tensor<1x2x26x26xi1> {
  %p = dsa.window_pattern grid(%t, %y, %x) radius = RADIUS : !stated
  %mask = dsa.pattern_to_mask %p : !stated
  return %mask : tensor<1x2x26x26xi1>
}

func.func @open_tokens(%n: index, %m: index) -> tensor<1x2x?x?xi1> {
  %p = dsa.window_pattern(%n, %m) grid = [2, 3, 4] radius = RADIUS : !open
  %mask = dsa.pattern_to_mask %p : !open
  return %mask : tensor<1x2x?x?xi1>
}

func.func @open_batch(%b: index) -> tensor<?x2x26x26xi1> {
  %p = dsa.window_pattern(%b) grid = [2, 3, 4] radius = RADIUS : !open_batch
  %mask = dsa.pattern_to_mask %p : !open_batch
  return %mask : tensor<?x2x26x26xi1>
}

//--- stated.mlir
func.func @stated() -> !dsa.pattern<1x1x26x26, block = 16x8> {
  %p = dsa.window_pattern grid = [2, 3, 4] radius = [1, 0, 1] global = 2 : !dsa.pattern<1x1x26x26, block = 16x8>
  return %p : !dsa.pattern<1x1x26x26, block = 16x8>
}

//--- constant.mlir
!stated = !dsa.pattern<1x1x7x7, block = 4x4>
!open = !dsa.pattern<1x1x?x?, block = 4x4>

func.func @tokens(%t: index) -> f32 {
  %p = dsa.window_pattern grid(%t, %t, %t) radius = [1, 1, 1] global = 2 : !stated
  %density = dsa.pattern_density %p : !stated
  return %density : f32
}

func.func @grid(%n: index) -> f32 {
  %p = dsa.window_pattern(%n, %n) grid = [2, 2, 2] radius = [1, 1, 1] global = 2 : !open
  %density = dsa.pattern_density %p : !open
  return %density : f32
}

func.func @all() -> f32 {
  %t = arith.constant 2 : index
  %p = dsa.window_pattern grid(%t, %t, %t) radius = [1, 1, 1] global = 2 : !stated
  %density = dsa.pattern_density %p : !stated
  return %density : f32
}

func.func @given() -> f32 {
  %t = arith.constant 2 : index
  %n = arith.constant 7 : index
  %p = dsa.window_pattern(%n, %n) grid(%t, %t, %t) radius = [1, 1, 1] global = 2 : !open
  %density = dsa.pattern_density %p : !open
  return %density : f32
}

func.func @keys() -> f32 {
  %t = arith.constant 2 : index
  %n = arith.constant 10 : index
  %m = arith.constant 8 : index
  %p = dsa.window_pattern(%n, %m) grid(%t, %t, %t) radius = [1, 1, 1] global = 2 : !open
  %density = dsa.pattern_density %p : !open
  return %density : f32
}
