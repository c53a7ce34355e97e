// RUN: ds-opt %s --convert-dsa-to-linalg --split-input-file --verify-diagnostics --allow-unregistered-dialect

func.func @unknown_op(%p: !dsa.pattern<1x1x32x32, block = 16x16>) {
  // expected-error @below {{'test.use' op has a sparsity pattern, and cannot be taught to have a mask instead}}
  "test.use"(%p) : (!dsa.pattern<1x1x32x32, block = 16x16>) -> ()
  return
}

// -----

func.func @unknown_maker() -> f32 {
  // expected-error @below {{'test.make' op has a sparsity pattern, and cannot be taught to have a mask instead}}
  %p = "test.make"() : () -> !dsa.pattern<1x1x32x32, block = 16x16>
  %d = dsa.pattern_density %p : !dsa.pattern<1x1x32x32, block = 16x16>
  return %d : f32
}
