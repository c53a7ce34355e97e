// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%w: memref<7x20xf32>, %p: memref<3x7x16xf32>) {
  // expected-error @+1 {{'dsk.pack_weights' op packed has 3x7 panels x groups of rows, expected 2x7: 20 columns by 16, 7 rows by 1}}
  dsk.pack_weights ins(%w : memref<7x20xf32>) outs(%p : memref<3x7x16xf32>)
  return
}

// -----

func.func @f(%x: memref<7x20xf32>, %q: memref<7x21xi8>, %s: memref<7xf32>) {
  // expected-error @+1 {{'dsk.quantize_rows' op quantized is 7x21, expected 7x20}}
  dsk.quantize_rows ins(%x : memref<7x20xf32>) outs(%q, %s : memref<7x21xi8>, memref<7xf32>)
  return
}

// -----

func.func @f(%x: memref<7x20xf32>, %q: memref<7x20xi8>, %s: memref<8xf32>) {
  // expected-error @+1 {{'dsk.quantize_rows' op scales is 8, expected 7}}
  dsk.quantize_rows ins(%x : memref<7x20xf32>) outs(%q, %s : memref<7x20xi8>, memref<8xf32>)
  return
}

// -----

func.func @f(%x: memref<7x20xf32>, %q: memref<7x20xi8>) {
  // expected-error @+1 {{'dsk.quantize_rows' op has 1 outs, expected 2: quantized, scales}}
  dsk.quantize_rows ins(%x : memref<7x20xf32>) outs(%q : memref<7x20xi8>)
  return
}

// -----

func.func @f(%x: memref<5x8xf32>, %p: memref<2x7x16xf32>, %y: memref<5x20xf32>) {
  // expected-error @+1 {{'dsk.linear' op packed has 2x7 panels x groups of rows, expected 2x8: 20 columns by 16, 8 rows by 1}}
  dsk.linear ins(%x, %p : memref<5x8xf32>, memref<2x7x16xf32>) outs(%y : memref<5x20xf32>)
  return
}

// -----

func.func @f(%x: memref<5x7xf32>, %p: memref<2x7x16xf32>, %b: memref<20xf32>, %y: memref<5x20xf32>) {
  // expected-error @+1 {{'dsk.linear' op has 2 outs, expected 1: the result}}
  dsk.linear ins(%x, %p, %b : memref<5x7xf32>, memref<2x7x16xf32>, memref<20xf32>) outs(%y : memref<5x20xf32>)
  return
}

// -----

func.func @f(%x: memref<5x7xf32>, %p: memref<4x2x7x16xf32>, %o: memref<4xi32>, %y: memref<5x20xf32>) {
  // expected-error @+1 {{'dsk.grouped_linear' op offsets is 4, expected 5}}
  dsk.grouped_linear ins(%x, %p, %o : memref<5x7xf32>, memref<4x2x7x16xf32>, memref<4xi32>) outs(%y : memref<5x20xf32>)
  return
}

// -----

func.func @f(%l: memref<5x4xf32>, %c: index, %t: memref<10xi32>, %o: memref<5xi32>, %s: memref<5x?xi32>, %w: memref<5x2xf32>, %h: memref<4xi32>) {
  // expected-error @+1 {{'dsk.route_experts' op slots have to state the number of choices, 1 to 256, in their last dimension}}
  dsk.route_experts ins(%l, %c, %c : memref<5x4xf32>) outs(%t, %o, %s, %w, %h : memref<10xi32>, memref<5xi32>, memref<5x?xi32>, memref<5x2xf32>, memref<4xi32>) normalize = all
  return
}

// -----

func.func @f(%l: memref<5x4xf32>, %c: index, %t: memref<11xi32>, %o: memref<5xi32>, %s: memref<5x2xi32>, %w: memref<5x2xf32>, %h: memref<4xi32>) {
  // expected-error @+1 {{'dsk.route_experts' op tokens is 11, expected 10}}
  dsk.route_experts ins(%l, %c, %c : memref<5x4xf32>) outs(%t, %o, %s, %w, %h : memref<11xi32>, memref<5xi32>, memref<5x2xi32>, memref<5x2xf32>, memref<4xi32>) normalize = all
  return
}

// -----

func.func @f(%l: memref<5x4xf32>, %c: index, %t: memref<10xi64>, %o: memref<5xi32>, %s: memref<5x2xi32>, %w: memref<5x2xf32>, %h: memref<4xi32>) {
  // expected-error @+1 {{'dsk.route_experts' op tokens has element type i64, expected i32}}
  dsk.route_experts ins(%l, %c, %c : memref<5x4xf32>) outs(%t, %o, %s, %w, %h : memref<10xi64>, memref<5xi32>, memref<5x2xi32>, memref<5x2xf32>, memref<4xi32>) normalize = all
  return
}

// -----

func.func @f(%y: memref<5x7xf32>, %s: memref<3x2xi32>, %w: memref<3x2xf32>, %z: memref<3x8xf32>) {
  // expected-error @+1 {{'dsk.combine_experts' op the result is 3x8, expected 3x7}}
  dsk.combine_experts ins(%y, %s, %w : memref<5x7xf32>, memref<3x2xi32>, memref<3x2xf32>) outs(%z : memref<3x8xf32>)
  return
}
