// With f = frame mod period, the tokens floor(f * size / period) <= i < floor((f + 1) * size / period).
func.func private @refresh_schedule(%frame: index, %period: index, %size: index) -> tensor<1x?xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.maxsi %size, %c0 : index
  %is_due = arith.cmpi sgt, %period, %c0 : index
  %P = arith.maxsi %period, %c1 : index
  // remsi has the sign of the frame.
  %remainder = arith.remsi %frame, %P : index
  %lifted = arith.addi %remainder, %P : index
  %f = arith.remsi %lifted, %P : index
  %f_next = arith.addi %f, %c1 : index
  %begin_times = arith.muli %f, %n : index
  %end_times = arith.muli %f_next, %n : index
  %begin = arith.divsi %begin_times, %P : index
  %end = arith.divsi %end_times, %P : index
  %due = arith.subi %end, %begin : index
  %count = arith.select %is_due, %due, %c0 : index
  %indices = tensor.generate %count {
  ^bb0(%b: index, %i: index):
    %token = arith.addi %begin, %i : index
    %index = arith.index_cast %token : index to i32
    tensor.yield %index : i32
  } : tensor<1x?xi32>
  return %indices : tensor<1x?xi32>
}
