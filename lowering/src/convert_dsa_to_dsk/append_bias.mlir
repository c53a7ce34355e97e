// More channels: 1 in queries, the bias over the scale in keys. A bias with one batch entry or head serves all.
func.func private @append_bias(%queries: tensor<?x?x?x?x$T>, %keys: tensor<?x?x?x?x$T>, %bias: tensor<?x?x?x$S>)
    -> (tensor<?x?x?x?x$T>, tensor<?x?x?x?x$T>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0.0 : $T
  %one = arith.constant 1.0 : $T
  %zero_wide = arith.constant 0.0 : $S
  %scale = arith.constant $scale : $S
  %batch = tensor.dim %keys, %c0 : tensor<?x?x?x?x$T>
  %heads = tensor.dim %keys, %c1 : tensor<?x?x?x?x$T>
  %m = tensor.dim %keys, %c2 : tensor<?x?x?x?x$T>
  %d = tensor.dim %keys, %c3 : tensor<?x?x?x?x$T>
  %d_next = arith.addi %d, %c1 : index
  %d_last = arith.addi %d, %c2 : index
  %bias_batch = tensor.dim %bias, %c0 : tensor<?x?x?x$S>
  %bias_heads = tensor.dim %bias, %c1 : tensor<?x?x?x$S>
  %last_b = arith.subi %bias_batch, %c1 : index
  %last_h = arith.subi %bias_heads, %c1 : index
  $longer
  %biased_keys = scf.for %b = %c0 to %batch step %c1 iter_args(%keys_b = %longer_keys) -> (tensor<?x?x?x?x$T>) {
    %bias_b = arith.minui %b, %last_b : index
    %of_heads = scf.for %h = %c0 to %heads step %c1 iter_args(%keys_h = %keys_b) -> (tensor<?x?x?x?x$T>) {
      %bias_h = arith.minui %h, %last_h : index
      %of_keys = scf.for %j = %c0 to %m step %c1 iter_args(%so_far = %keys_h) -> (tensor<?x?x?x?x$T>) {
        %of_key = tensor.extract %bias[%bias_b, %bias_h, %j] : tensor<?x?x?x$S>
        %over_scale = arith.divf %of_key, %scale : $S
        $split
        scf.yield %with_bias : tensor<?x?x?x?x$T>
      }
      scf.yield %of_keys : tensor<?x?x?x?x$T>
    }
    scf.yield %of_heads : tensor<?x?x?x?x$T>
  }
  return %longer_queries, %biased_keys : tensor<?x?x?x?x$T>, tensor<?x?x?x?x$T>
}
