// Where no conversion of patterns would reach, both say so at once.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics --convert-dsa-to-dsk
// RUN: ds-opt %s --split-input-file --verify-diagnostics --convert-dsa-to-linalg
// RUN: ds-opt %s --split-input-file --verify-diagnostics --lower-sparse
// RUN: ds-opt %s --split-input-file --verify-diagnostics --lower-sparse=strategy=reference

!p = !dsa.pattern<1x1x4x4, block = 2x2>
module {
  module @inner {
    func.func @f(%p: !p) -> f32 {
      // expected-error @+1 {{'dsa.pattern_density' op is in a module inside of another: expected all sparse ops in functions of the outermost module}}
      %d = dsa.pattern_density %p : !p
      return %d : f32
    }
  }
}

// -----

!p = !dsa.pattern<1x1x4x4, block = 2x2>
func.func @f(%p: !p, %c: i1) -> f32 {
  %q = dsa.pattern_complement %p : !p
  // expected-error @+1 {{'cf.switch' op hands on a sparsity pattern: expected cf.cond_br or scf.index_switch}}
  cf.switch %c : i1, [ default: ^bb1(%q : !p), 1: ^bb1(%p : !p) ]
^bb1(%r: !p):
  %d = dsa.pattern_density %r : !p
  return %d : f32
}

// -----

!p = !dsa.pattern<1x1x4x4, block = 2x2>
func.func private @one(!p) -> f32
func.func private @other(!p) -> f32
func.func @f(%p: !p, %c: i1) -> f32 {
  // expected-error @+1 {{'func.constant' op has a value of type (!dsa.pattern<1x1x4x4, block = 2x2>) -> f32: expected sparsity patterns as values of their own, and functions of them called by name}}
  %one = func.constant @one : (!p) -> f32
  %other = func.constant @other : (!p) -> f32
  %either = arith.select %c, %one, %other : (!p) -> f32
  %d = func.call_indirect %either(%p) : (!p) -> f32
  return %d : f32
}

// -----

// expected-error @+1 {{'func.func' op has a value of type tuple<!dsa.pattern<1x1x4x4, block = 2x2>>: expected sparsity patterns as values of their own}}
func.func @f(%p: tuple<!dsa.pattern<1x1x4x4, block = 2x2>>) {
  return
}
