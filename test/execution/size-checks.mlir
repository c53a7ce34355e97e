// Sizes that are only known when the program runs are checked then: a line and a status, in both strategies, and never a
// read beyond a buffer.
// RUN: not ds-run %s --function=attend --input=1x1x64x8xf32=1 --input=1x1x64x8xf32=1 --input=1x1x64x8xf32=1 --input=1x1x1x1xi1=1 2>&1 | FileCheck %s --check-prefix=ROWS
// RUN: not ds-run %s --function=attend --strategy=reference --input=1x1x64x8xf32=1 --input=1x1x64x8xf32=1 --input=1x1x64x8xf32=1 --input=1x1x1x1xi1=1 2>&1 | FileCheck %s --check-prefix=ROWS
// RUN: not ds-run %s --function=attend --input=1x3x64x8xf32=1 --input=1x3x64x8xf32=1 --input=1x3x64x8xf32=1 --input=1x2x4x4xi1=1 2>&1 | FileCheck %s --check-prefix=HEADS
// RUN: for strategy in fast reference; do ran="ds-run %s --function=attend --strategy=$strategy --input=1x6x64x8xf32=1"; \
// RUN:   for heads in 0 4 5 12; do not $ran --input=1x${heads}x64x8xf32=1 --input=1x${heads}x64x8xf32=1 --input=1x1x4x4xi1=1 2>&1 | FileCheck %s --check-prefix=GROUPS -DHEADS=$heads || exit 1; done && \
// RUN:   not $ran --input=1x3x64x8xf32=1 --input=1x2x64x8xf32=1 --input=1x1x4x4xi1=1 2>&1 | FileCheck %s --check-prefix=SHARED && \
// RUN:   not $ran --input=1x3x64x8xf32=1 --input=1x3x64x8xf32=1 --input=1x3x4x4xi1=1 2>&1 | FileCheck %s --check-prefix=HEADS && \
// RUN:   for heads in 1 2 3 6; do $ran --input=1x${heads}x64x8xf32=1 --input=1x${heads}x64x8xf32=1 --input=1x6x4x4xi1=1 | FileCheck %s --check-prefix=GROUPED || exit 1; done; done
// GROUPS: size-checks.mlir:{{[0-9]+}}:{{[0-9]+}}: attention: heads of keys do not divide those of queries ([[HEADS]] and 6)
// SHARED: size-checks.mlir:{{[0-9]+}}:{{[0-9]+}}: attention: heads of keys and values differ (3 and 2)
// GROUPED: result #0: 1x6x64x8xf32
// RUN: not ds-run %s --function=attend --input=1x1x64x8xf32=1 --input=1x1x64x4xf32=1 --input=1x1x64x8xf32=1 --input=1x1x4x4xi1=1 2>&1 | FileCheck %s --check-prefix=DIMENSION
// RUN: not ds-run %s --function=unpack --input=1x4x8xf32=1 --input=3x9xi32=0 --input=1x16x8xf32=0 2>&1 | FileCheck %s --check-prefix=UNPACK
// RUN: ds-run %s --function=attend --input=1x1x64x8xf32=1 --input=1x1x64x8xf32=1 --input=1x1x64x8xf32=1 --input=1x1x4x4xi1=1 | FileCheck %s --check-prefix=FITS
// RUN: not ds-run %s --function=layer --input=3x8xf32=1 --input=2x7x16xf32=1 --input=3x20xf32=1 2>&1 | FileCheck %s --check-prefix=DEPTH
// RUN: not ds-run %s --function=layer --strategy=reference --input=3x8xf32=1 --input=1x8x16xf32=1 --input=3x20xf32=1 2>&1 | FileCheck %s --check-prefix=PANELS
// RUN: not ds-run %s --function=layer --input=3x8xf32=1 --input=2x8x16xf32=1 --input=2x20xf32=1 2>&1 | FileCheck %s --check-prefix=RESIDUAL
// RUN: not ds-run %s --function=experts --input=3x8xf32=1 --input=2x2x8x16xf32=1 --input=2xi32=0 --input=2x20xf32=1 2>&1 | FileCheck %s --check-prefix=OFFSETS
// RUN: not ds-run %s --function=experts --input=3x8xf32=1 --input=2x2x8x16xf32=1 --input=3xi32=0 --input=3x20xf32=1 2>&1 | FileCheck %s --check-prefix=EXPERTS
// RUN: not ds-run %s --function=pack --input=9x20xf32=1 2>&1 | FileCheck %s --check-prefix=PACK
// What was made smaller checks as much.
// RUN: ds-opt %s --dsa-decompose -o %t.small.mlir
// RUN: for module in %s %t.small.mlir; do for strategy in reference fast; do ran="ds-run $module --strategy=$strategy"; \
// RUN:   not $ran --function=experts --input=3x8xf32=1 --input=2x2x8x16xf32=1 --input=2xi32=0 --input=2x20xf32=1 2>&1 | FileCheck %s --check-prefix=OFFSETS && \
// RUN:   not $ran --function=experts --input=3x8xf32=1 --input=2x2x8x16xf32=1 --input=3xi32=0 --input=3x20xf32=1 2>&1 | FileCheck %s --check-prefix=EXPERTS && \
// RUN:   not $ran --function=gate --input=1x8x4xf32=1 --input=1x8x4xf32=2 --input=1x2xf32=1 2>&1 | FileCheck %s --check-prefix=SALIENCY && \
// RUN:   not $ran --function=gate --input=2x8x4xf32=1 --input=2x8x4xf32=2 --input=1x8xf32=1 2>&1 | FileCheck %s --check-prefix=GATE && \
// RUN:   not $ran --function=heads --input=1x1x2x3xf32=1 --input=1x1xi32=0 --input=1x1x3x2xf32=0 2>&1 | FileCheck %s --check-prefix=PACKED || exit 1; done; done
// SALIENCY: size-checks.mlir:{{[0-9]+}}:{{[0-9]+}}: delta_gate: number of tokens of tokens and saliency differ
// GATE: size-checks.mlir:{{[0-9]+}}:{{[0-9]+}}: delta_gate: batch of tokens and saliency differ
// PACKED: size-checks.mlir:{{[0-9]+}}:{{[0-9]+}}: unpack_heads: number of tokens of packed and base differ
//
// Static sizes leave nothing to check.
// RUN: ds-opt %s --lower-sparse=stop-after=dsk | FileCheck %s --check-prefix=STATIC
// STATIC-LABEL: func.func @static
// STATIC-NOT: cf.assert

// ROWS: size-checks.mlir:{{[0-9]+}}:{{[0-9]+}}: attention: the pattern has not as many block rows as there are blocks of queries
// HEADS: attention: heads of the pattern are neither those of the operands nor 1
// DIMENSION: attention: head dimension of queries and keys differ
// UNPACK: unpack_tokens: batch of packed and indices differ
// DEPTH: linear: packed has not as many groups of rows as x needs
// PANELS: linear: size 0 of packed is not as the types say
// RESIDUAL: linear: number of rows of x and residual differ
// OFFSETS: grouped_linear: offsets has not as many offsets as packed needs
// EXPERTS: grouped_linear: bias has not as many experts as packed needs
// PACK: pack_weights: size 0 of weights is not as the types say
// FITS: result #0: 1x1x64x8xf32

!any = tensor<?x?x?x?xf32>
!pattern = !dsa.pattern<?x?x?x?, block = 16x16>

func.func @attend(%q: !any, %k: !any, %v: !any, %mask: tensor<?x?x?x?xi1>) -> !any {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !pattern
  %o = dsa.attention %q, %k, %v, %p scale = 0.25 : !any, !any, !any, !pattern
  return %o : !any
}

func.func @unpack(%packed: tensor<?x?x?xf32>, %indices: tensor<?x?xi32>, %base: tensor<?x?x?xf32>) -> tensor<?x?x?xf32> {
  %r = dsa.unpack_tokens %packed, %indices into %base : tensor<?x?x?xf32>, tensor<?x?xi32>, tensor<?x?x?xf32>
  return %r : tensor<?x?x?xf32>
}

func.func @layer(%x: tensor<?x?xf32>, %w: tensor<?x?x16xf32>, %r: tensor<?x20xf32>) -> tensor<?x20xf32> {
  %y = dsa.linear %x, %w, %r residual : (tensor<?x?xf32>, tensor<?x?x16xf32>, tensor<?x20xf32>) -> tensor<?x20xf32>
  return %y : tensor<?x20xf32>
}

func.func @experts(%x: tensor<?x8xf32>, %w: tensor<?x2x8x16xf32>, %o: tensor<?xi32>, %b: tensor<?x20xf32>) -> tensor<?x20xf32> {
  %y = dsa.grouped_linear %x, %w, %o, %b bias
    : (tensor<?x8xf32>, tensor<?x2x8x16xf32>, tensor<?xi32>, tensor<?x20xf32>) -> tensor<?x20xf32>
  return %y : tensor<?x20xf32>
}

func.func @gate(%x: tensor<?x?x?xf32>, %last: tensor<?x?x?xf32>, %s: tensor<?x?xf32>) -> tensor<?x?xi32> {
  %k = arith.constant 8 : index
  %i, %packed, %now = dsa.delta_gate %x, %last norm = l1 saliency(%s : tensor<?x?xf32>) budget(%k) : tensor<?x?x?xf32>, tensor<?x?x?xf32>
  return %i : tensor<?x?xi32>
}

func.func @heads(%packed: !any, %i: tensor<?x?xi32>, %base: !any) -> !any {
  %o = dsa.unpack_heads %packed, %i into %base : !any, tensor<?x?xi32>, !any
  return %o : !any
}

func.func @pack(%w: tensor<?x20xf32>) -> tensor<2x8x16xf32> {
  %p = dsa.pack_weights %w : tensor<?x20xf32> -> tensor<2x8x16xf32>
  return %p : tensor<2x8x16xf32>
}

func.func @static(%q: tensor<1x1x32x8xf32>, %mask: tensor<1x1x2x2xi1>) -> tensor<1x1x32x8xf32> {
  %p = dsa.pattern_from_mask %mask : tensor<1x1x2x2xi1> -> !dsa.pattern<1x1x32x32, block = 16x16>
  %o = dsa.attention %q, %q, %q, %p
    : tensor<1x1x32x8xf32>, tensor<1x1x32x8xf32>, tensor<1x1x32x8xf32>, !dsa.pattern<1x1x32x32, block = 16x16>
  return %o : tensor<1x1x32x8xf32>
}
