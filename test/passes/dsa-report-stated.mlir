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
