// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%sum: vector<16xi32>, %a: vector<32xbf16>) {
  // expected-error @+1 {{'dsk.dot' op adds products of bf16 to i32, expected f32}}
  %r = dsk.dot %sum, %a, %a : vector<16xi32>, vector<32xbf16>
  return
}

// -----

func.func @f(%sum: vector<16xf32>, %a: vector<64xi8>) {
  // expected-error @+1 {{'dsk.dot' op adds products of i8 to f32, expected i32}}
  %r = dsk.dot %sum, %a, %a : vector<16xf32>, vector<64xi8>
  return
}

// -----

func.func @f(%sum: vector<16xf32>, %a: vector<16xbf16>) {
  // expected-error @+1 {{'dsk.dot' op multiplies 16 elements onto 16 accumulators, expected 2 of bf16 for each}}
  %r = dsk.dot %sum, %a, %a : vector<16xf32>, vector<16xbf16>
  return
}

// -----

func.func @f(%sum: vector<16xi32>, %a: vector<32xi8>) {
  // expected-error @+1 {{'dsk.dot' op multiplies 32 elements onto 16 accumulators, expected 4 of i8 for each}}
  %r = dsk.dot %sum, %a, %a : vector<16xi32>, vector<32xi8>
  return
}

// -----

// As many products as no vector has.
func.func @f(%sum: vector<9223372036854775807xi32>, %a: vector<64xi8>) {
  // expected-error @+1 {{'dsk.dot' op multiplies 64 elements onto 9223372036854775807 accumulators, expected 4 of i8 for each}}
  %r = dsk.dot %sum, %a, %a : vector<9223372036854775807xi32>, vector<64xi8>
  return
}

// -----

func.func @f(%sum: vector<16xi32>, %a: vector<64xi8>, %b: vector<32xi8>) {
  // expected-error @+1 {{'dsk.dot' op failed to verify that all of {a, b} have same type}}
  %r = "dsk.dot"(%sum, %a, %b) : (vector<16xi32>, vector<64xi8>, vector<32xi8>) -> vector<16xi32>
  return
}

// -----

func.func @f(%sum: vector<16xf32>, %a: vector<32xbf16>) {
  // expected-error @+1 {{'dsk.dot' op failed to verify that all of {accumulator, result} have same type}}
  %r = "dsk.dot"(%sum, %a, %a) : (vector<16xf32>, vector<32xbf16>, vector<32xbf16>) -> vector<16xi32>
  return
}

// -----

func.func @f(%sum: vector<16xf64>, %a: vector<32xbf16>) {
  // expected-error @+1 {{'dsk.dot' op operand #0 must be vector of 32-bit float or 32-bit signless integer values of ranks 1}}
  %r = "dsk.dot"(%sum, %a, %a) : (vector<16xf64>, vector<32xbf16>, vector<32xbf16>) -> vector<16xf64>
  return
}

// -----

func.func @f(%sum: vector<[16]xf32>, %a: vector<[32]xbf16>) {
  // expected-error @+1 {{'dsk.dot' op expects vectors of static size}}
  %r = "dsk.dot"(%sum, %a, %a) : (vector<[16]xf32>, vector<[32]xbf16>, vector<[32]xbf16>) -> vector<[16]xf32>
  return
}

// -----

func.func @f(%x: vector<16xf32>) {
  // expected-error @+1 {{'dsk.exp2' op has 5 terms, expected 3, 4 or 6}}
  %r = dsk.exp2 %x, %x terms = 5 : vector<16xf32>
  return
}

// -----

func.func @f(%x: vector<16xf32>) {
  // expected-error @+1 {{'dsk.exp2' op times is inf, expected a finite number}}
  %r = dsk.exp2 %x, %x terms = 6 times = 0x7FF0000000000000 : vector<16xf32>
  return
}

// -----

func.func @f(%x: vector<[16]xf32>) {
  // expected-error @+1 {{'dsk.exp2' op expects a vector of static size}}
  %r = dsk.exp2 %x, %x terms = 6 : vector<[16]xf32>
  return
}
