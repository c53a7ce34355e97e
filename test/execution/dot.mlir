// Dot products by every way this machine has give what the formula gives: 200 is unsigned in the first factor, -56 signed in the second.
// RUN: for target in x86-64 host; do ds-run %s --input=16xi8=200,1,2,3,0,0,0,0,255,255,255,255,1,1,1,1 --input=16xi8=-56,1,-1,2,5,6,7,8,-128,-128,-128,-128,127,127,127,127 \
// RUN:   --input=8xbf16=1.5,2,0,-1,inf,1,3,4 --input=8xbf16=2,0.25,7,1,1,1,-1,0.5 --pipeline="record-signatures,bufferize-sparse,func.func(lower-dsk-dot{target-description=$target}),lower-loops-to-llvm" \
// RUN:   --expected-output=4xi32=-11185,10,-130550,518 --expected-output=4xf32=4.5,0,inf,0 || exit 1; done

func.func @f(%a: tensor<16xi8>, %b: tensor<16xi8>, %x: tensor<8xbf16>, %y: tensor<8xbf16>) -> (tensor<4xi32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %zero8 = arith.constant 0 : i8
  %zero16 = arith.constant 0.0 : bf16
  %va = vector.transfer_read %a[%c0], %zero8 {in_bounds = [true]} : tensor<16xi8>, vector<16xi8>
  %vb = vector.transfer_read %b[%c0], %zero8 {in_bounds = [true]} : tensor<16xi8>, vector<16xi8>
  %vx = vector.transfer_read %x[%c0], %zero16 {in_bounds = [true]} : tensor<8xbf16>, vector<8xbf16>
  %vy = vector.transfer_read %y[%c0], %zero16 {in_bounds = [true]} : tensor<8xbf16>, vector<8xbf16>
  %ones = arith.constant dense<1.0> : vector<4xf32>
  // Twice as wide, so that there is an instruction for it.
  %wide_a = vector.shuffle %va, %va [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] : vector<16xi8>, vector<16xi8>
  %wide_b = vector.shuffle %vb, %vb [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] : vector<16xi8>, vector<16xi8>
  %wide_tens = arith.constant dense<10> : vector<8xi32>
  %wide = dsk.dot %wide_tens, %wide_a, %wide_b : vector<8xi32>, vector<32xi8>
  %r = vector.extract_strided_slice %wide {offsets = [4], sizes = [4], strides = [1]} : vector<8xi32> to vector<4xi32>
  %s = dsk.dot %ones, %vx, %vy : vector<4xf32>, vector<8xbf16>
  %er = tensor.empty() : tensor<4xi32>
  %es = tensor.empty() : tensor<4xf32>
  %tr = vector.transfer_write %r, %er[%c0] {in_bounds = [true]} : vector<4xi32>, tensor<4xi32>
  %ts = vector.transfer_write %s, %es[%c0] {in_bounds = [true]} : vector<4xf32>, tensor<4xf32>
  return %tr, %ts : tensor<4xi32>, tensor<4xf32>
}
