// RUN: ds-opt %s --dsa-report --verify-diagnostics -o /dev/null

// What constants and attributes say is exact: the pairs of a causal pattern, also of more queries than keys; two of every four of 23; three keys.
func.func @said(%s: tensor<1x2x10x23xf32>) {
  %c3 = arith.constant 3 : index
  // expected-remark @+1 {{density 0.8095,}}
  %a = dsa.causal_pattern() : !dsa.pattern<1x1x40x50, block = 16x8>
  // expected-remark @+1 {{density 0.6100,}}
  %b = dsa.causal_pattern() : !dsa.pattern<1x1x40x50, block = 16x8, holds = elements>
  // expected-remark @+1 {{density 0.3100,}}
  %c = dsa.causal_pattern() : !dsa.pattern<1x1x50x30, block = 16x8, holds = elements>
  // expected-remark @+1 {{density 0.5217,}}
  %d = dsa.select_n_of_m %s n = 2 m = 4 : tensor<1x2x10x23xf32> -> !dsa.pattern<1x2x10x23, block = 16x8, holds = elements>
  // expected-remark @+1 {{density 0.1304,}}
  %e = dsa.select_keys %s top_k(%c3) : tensor<1x2x10x23xf32> -> !dsa.pattern<1x2x10x23, block = 16x8, holds = elements>
  return
}

// More rows than are gone through, and more pairs than can be counted.
func.func @large() {
  // expected-remark @+1 {{density 0.0000 to 1.0000,}}
  %a = dsa.causal_pattern() : !dsa.pattern<1x1x9223372036854775807x9223372036854775807, block = 1x1>
  // expected-remark @+1 {{density 0.0000 to 1.0000,}}
  %b = dsa.causal_pattern() : !dsa.pattern<1x1x16777216x9223372036854775807, block = 1x1>
  return
}

// A loop over more numbers than an index has.
// expected-remark @+1 {{2 scf.for: how often it turns is known when the program runs}}
func.func @long(%x: f32) {
  %first = arith.constant -9223372036854775807 : index
  %end = arith.constant 9223372036854775807 : index
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-remark @+1 {{scf.for: 0 FLOP or more}}
  scf.for %i = %first to %end step %c1 {
    scf.for %j = %c0 to %i step %c1 {
      %y = arith.addf %x, %x : f32
    }
  }
  return
}
