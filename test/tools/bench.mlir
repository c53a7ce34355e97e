// ds-bench: every kind of case is measured and checked, and becomes JSON and a page. What the numbers are is not checked: they are
// the machine's.
// REQUIRES: linux

// RUN: ds-bench quick --list | FileCheck %s --check-prefix=LIST
// LIST:      attention: n 40 d 16, heads 2, 16x16, dense, f32, 1 thread
// LIST-NEXT: attention: n 40 d 16, heads 2, 16x16, random 0.5 skew 1, f32, 1 thread
// LIST-NEXT: attention: n 40 m 33 d 8 e 5, 16x8, random 0.5, bf16, 1 thread
// LIST-NEXT: attention: n 21 d 8, 4x4, window 1x1x1 global 3, f32, 2 threads
// LIST-NEXT: attention: n 21 d 8, 16x16, window 1x1x1 global 3 exact, f32, 1 thread
// LIST-NEXT: attention: n 40 m 45 d 16, 16x16, causal, f32, 1 thread
// LIST-NEXT: attention: n 256 d 8, 16x16, dense, rising, f32, 1 thread
// LIST-NEXT: attention: n 70 d 20, 16x16, random 0.5, f32 as int8-bf16, 1 thread
// LIST-NEXT: attention: n 70 d 20, 16x16, random 0.5, f32 as int8, 1 thread
// LIST-NEXT: selection: select, n 64 d 16, 16x16, top-k 0.25, f32, 1 thread
// LIST-NEXT: selection: select and attend, n 64 d 16, 16x16, top-k 0.25, f32, 1 thread
// LIST-NEXT: layers: linear 7x24x40, gelu, f32, 1 thread
// LIST-NEXT: layers: linear 5x9x70, silu, bf16, 2 threads
// LIST-NEXT: layers: linear 7x24x40, none, f32 as int8, 1 thread
// LIST-NEXT: layers: 3 experts, 2 a row, 9x12x40x12, gelu, f32, 1 thread
// LIST-NEXT: layers: 3 experts, 2 a row, 9x12x40x12, gelu, bf16, 1 thread
// LIST-NEXT: layers: 3 experts, 1 a row, 9x12x40x12, gelu, f32 as int8, 1 thread
// LIST-NOT:  {{.}}
// RUN: ds-bench full --list --only=window | FileCheck %s --check-prefix=FULL
// FULL: window: n 1584 d 64, heads 12, 16x16, window 1x3x3 global 16 exact, f32, 1 thread

// RUN: mkdir -p %t.dir
// RUN: ds-bench quick --seconds=0.02 --peers=%S/Inputs/peers.sh --output=%t.dir/results.json --report=%t.dir/page.md 2>%t.err || (cat %t.err >&2; false)
// RUN: FileCheck %s --check-prefix=ERR --input-file=%t.err
// ERR: [1/17] attention: n 40 d 16, heads 2, 16x16, dense, f32, 1 thread
// ERR-NEXT: ms, of the peak {{.+}} %, error {{.+}}, right {{.+}}x, wrong its result is off by {{.+}}, unable it is unable to, broken peer broken: it broke, absent not installed
// ERR:      f32 as int8, 1 thread
// ERR-NEXT: ms, over own exact products {{[0-9.]+}}x, error {{.+}}
// Peers do not choose: theirs is compared with attention over everything.
// ERR:      selection: select and attend
// ERR-NEXT: right {{[0-9.]+}}x, wrong its result is off by
// Only peers that say so are asked for layers.
// ERR:      layers: linear 7x24x40, gelu, f32, 1 thread
// ERR-NEXT: ms, of the peak {{.+}} %, error {{[^,]+}}, right {{[0-9.]+}}x{{$}}
// ERR:      layers: linear 7x24x40, none, f32 as int8, 1 thread
// ERR-NEXT: ms, over own exact products {{[0-9.]+}}x, error
// ERR:      layers: 3 experts, 1 a row
// ERR-NEXT: ms, over own exact products {{[0-9.]+}}x, error

// RUN: FileCheck %s --check-prefix=JSON --input-file=%t.dir/results.json
// JSON-DAG: "processor": "
// JSON-DAG: "cores":
// JSON-DAG: "read_gb_s":
// JSON-DAG: "missing": "not installed: make it"
// JSON-DAG: "median_ms":
// JSON-DAG: "peak_share":
// JSON-DAG: "l2_rel":
// JSON-DAG: "extra_bytes":

// RUN: FileCheck %s --check-prefix=PAGE --input-file=%t.dir/page.md
// PAGE: # Benchmarks
// PAGE: ## The machine
// PAGE: | right | right 1.0 | as it comes
// PAGE: | absent | not installed: make it
// PAGE: ## Targets
// PAGE: | Attention | | speed-up over one thread
// PAGE: ## Attention
// PAGE: | n 40 d 16, heads 2, 16x16, random 0.5 skew 1, f32, 1 thread {{.*}} it is unable to
// PAGE: ![Attention: share of the peak](page/attention-peak.svg)
// PAGE: ![Attention: time of peers over ours](page/attention-peers.svg)
// PAGE: ## Selection
// PAGE: ## Layers
// PAGE-NOT: density
// PAGE: | case {{.*}} of peak {{.*}} over 1 thread {{.*}} over right
// PAGE-NEXT: |---
// PAGE-NEXT: | linear 7x24x40, gelu, f32, 1 thread
// RUN: grep --quiet '<svg' %t.dir/page/attention-peers.svg
//
// The same page comes from the file; of two files a case is taken once.
// RUN: ds-bench --from %t.dir/results.json %t.dir/results.json --report=%t.dir/again/page.md 2>%t.err || true
// RUN: FileCheck %s --check-prefix=FOLDER --input-file=%t.err
// FOLDER: ds-bench: error: cannot write
// RUN: cp %t.dir/page.md %t.dir/first.md
// RUN: ds-bench --from %t.dir/results.json %t.dir/results.json --report=%t.dir/page.md
// RUN: cmp %t.dir/page.md %t.dir/first.md
// All numbers lie beside the page: it can be made of them again.
// RUN: ds-bench --from %t.dir/page/results.json --report=%t.dir/page.md
// RUN: cmp %t.dir/page.md %t.dir/first.md

// Errors.
// RUN: not ds-bench quick --only=nothing 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: ds-bench: error: no group and no case has nothing in its name
// RUN: not ds-bench %t.missing.json 2>&1 | FileCheck %s --check-prefix=MISSING
// MISSING: ds-bench: error: cannot read the case file {{.*}}missing.json: No such file
// RUN: echo '{"groups": [{"name": "a", "title": "A", "cases": [{"blok": [4, 4]}]}]}' > %t.bad.json
// RUN: not ds-bench %t.bad.json 2>&1 | FileCheck %s --check-prefix=BAD
// BAD: ds-bench: error: {{.*}}bad.json is not a case file: {{.*}}there is no field `blok`, expected one of `op`, `batch`
// RUN: echo '{"groups": [{"name": "a", "title": "A", "cases": [{"pattern": {"kind": "foo"}}]}]}' > %t.kind.json
// RUN: not ds-bench %t.kind.json 2>&1 | FileCheck %s --check-prefix=KIND
// KIND: kind.json is not a case file: `groups[0].cases[0].pattern`: expected one of `dense`, `random`, {{.*}}, found `foo`
// RUN: echo '{"groups": [{"name": "a", "title": "A", "cases": [{"dtype": ["f32", "f64"]}]}]}' > %t.dtype.json
// RUN: not ds-bench %t.dtype.json 2>&1 | FileCheck %s --check-prefix=DTYPE
// DTYPE: dtype.json is not a case file: `groups[0].cases[0].dtype`: expected one of `f32`, `bf16`, `f16`, found `f64`
// RUN: echo '{"groups": []}' > %t.empty.json
// RUN: not ds-bench %t.empty.json 2>&1 | FileCheck %s --check-prefix=EMPTY
// EMPTY: ds-bench: error: the file has no case
// RUN: echo '{"groups": [{"name": "a", "title": "A", "layers": [{"dtype": "f16"}]}]}' > %t.layer.json
// RUN: not ds-bench %t.layer.json 2>&1 | FileCheck %s --check-prefix=LAYER
// LAYER: ds-bench: error: {{.*}}layer.json: group 'a', linear 197x768x3072, gelu, f16, 1 thread: layers are of f32 and bf16, not of f16
// RUN: echo '{"groups": [{"name": "a", "title": "A", "cases": [{"queries": 16}, {"pattern": {"kind": "mask", "file": "no.npy"}}]}]}' > %t.mask.json
// RUN: not ds-bench %t.mask.json 2>&1 | FileCheck %s --check-prefix=MASK --implicit-check-not="[1/"
// MASK: ds-bench: error: a: n 1568 d 64, 16x16, mask no, f32, 1 thread: cannot read {{.*}}no.npy: No such file
// Masks of elements have exact products, which are not to be taken for those of 8 bits.
// RUN: echo '{"groups": [{"name": "a", "title": "A", "cases": [{"products": "int8", "pattern": {"kind": "causal"}}]}]}' > %t.causal.json
// RUN: not ds-bench %t.causal.json --list 2>&1 | FileCheck %s --check-prefix=CAUSAL
// CAUSAL: causal, f32 as int8, 1 thread: products of 8 bits are for patterns of blocks: with causal products are exact
// RUN: echo '{"groups": [{"name": "a", "title": "A", "cases": [{"queries": 16, "products": "int8", "block": [4, 1]}]}]}' > %t.narrow.json
// RUN: not ds-bench %t.narrow.json --seconds=0.01 2>&1 | FileCheck %s --check-prefix=NARROW
// NARROW: the products asked for are not those that would be measured: no products of int8 for f64, {{.*}}: leave out `products`
//
// What was measured before a case that fails is kept.
// RUN: echo '{"groups": [{"name": "a", "title": "A", "cases": [{"queries": 16}, {"queries": 16000000, "heads": 1000}]}]}' > %t.late.json
// RUN: not ds-bench %t.late.json --seconds=0.01 --output=%t.late.results.json 2>&1 | FileCheck %s --check-prefix=LATE
// LATE: there is no memory
// RUN: ds-bench --from %t.late.results.json --report=%t.dir/late.md
// RUN: FileCheck %s --check-prefix=KEPT --input-file=%t.late.results.json
// KEPT: "queries": 16,
// RUN: echo '{"groups": [{"name": "a", "title": "A", "cases": [{"queries": 16}], "targets": [{"metric": {"over": "nobody"}, "must": 1}]}]}' > %t.nobody.json
// RUN: not ds-bench %t.nobody.json --peers=%S/Inputs/peers.sh 2>&1 | FileCheck %s --check-prefix=NOBODY --implicit-check-not="[1/"
// NOBODY: ds-bench: error: group 'a': a target is over 'nobody', expected one of the peers: right, wrong, unable, broken, absent
// RUN: not ds-bench quick --peers=/no/such/program 2>&1 | FileCheck %s --check-prefix=PROGRAM
// PROGRAM: ds-bench: error: cannot run the peers' program /no/such/program: No such file
// RUN: not ds-bench --from %t.bad.json --report=%t.md 2>&1 | FileCheck %s --check-prefix=RESULTS
// RESULTS: ds-bench: error: {{.*}}bad.json is not a file of ds-bench's results
