// Powers of two by every way this machine has: near to those of math.exp2 by as much as the op says, exact where the difference
// is an integer, 0 for -inf, NaN for NaN.
//
// RUN: for fraction in true false; do \
// RUN:   ds-translate --emit=target | sed "s/\"fraction_instruction\": [a-z]*/\"fraction_instruction\": $fraction/" > %t.$fraction.json || exit 1; \
// RUN: done
// RUN: for target in x86-64 %t.true.json %t.false.json; do \
// RUN:   pipeline="record-signatures,bufferize-sparse,func.func(convert-linalg-to-loops,lower-dsk-exp2{target-description=$target}),lower-loops-to-llvm"; \
// RUN:   ds-run %s --function=errors --input='random(1)' --input='random(2)' --pipeline="$pipeline" \
// RUN:     --expected-output=3xi1=1,1,1 || exit 1; \
// RUN:   ds-run %s --function=numbers --input=16xf32=0,-1,-126,-inf,nan,-1e30,-500,3,0,0,0,0,0,0,0,-20 --pipeline="$pipeline" --rtol=2e-7 --atol=0 \
// RUN:     --expected-output=16xf32=2,1,2.350988702e-38,0,nan,0,0,16,2,2,2,2,2,2,2,1.907348633e-6 || exit 1; \
// RUN:   ds-run %s --function=far --input=16xf32=8388609 --input=16xf32=8388608 --pipeline="$pipeline" --expected-output=16xf32=2 || exit 1; \
// RUN:   ds-run %s --function=far --input=16xf32=8388609 --input=16xf32=8388609 --pipeline="$pipeline" --expected-output=16xf32=1 || exit 1; \
// RUN: done

func.func @numbers(%x: tensor<16xf32>) -> tensor<16xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %shift = arith.constant dense<-1.0> : vector<16xf32>
  %vector = vector.transfer_read %x[%c0], %zero {in_bounds = [true]} : tensor<16xf32>, vector<16xf32>
  %power = dsk.exp2 %vector, %shift terms = 6 : vector<16xf32>
  %empty = tensor.empty() : tensor<16xf32>
  %all = vector.transfer_write %power, %empty[%c0] {in_bounds = [true]} : vector<16xf32>, tensor<16xf32>
  return %all : tensor<16xf32>
}

// Of numbers so large that there are no halves between them.
func.func @far(%x: tensor<16xf32>, %shifts: tensor<16xf32>) -> tensor<16xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %vector = vector.transfer_read %x[%c0], %zero {in_bounds = [true]} : tensor<16xf32>, vector<16xf32>
  %shift = vector.transfer_read %shifts[%c0], %zero {in_bounds = [true]} : tensor<16xf32>, vector<16xf32>
  %power = dsk.exp2 %vector, %shift terms = 6 : vector<16xf32>
  %empty = tensor.empty() : tensor<16xf32>
  %all = vector.transfer_write %power, %empty[%c0] {in_bounds = [true]} : vector<16xf32>, tensor<16xf32>
  return %all : tensor<16xf32>
}

// Whether the greatest errors of 4096 powers are what the op says, for 6, 4 and 3 terms.
func.func @errors(%x: tensor<4096xf32>, %shifts: tensor<4096xf32>) -> tensor<3xi1> {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %c4096 = arith.constant 4096 : index
  %zero = arith.constant 0.0 : f32
  %none = arith.constant dense<0.0> : vector<16xf64>
  %ones = arith.constant dense<1.0> : vector<16xf64>
  %tens = arith.constant dense<10.0> : vector<16xf32>
  %errors:3 = scf.for %i = %c0 to %c4096 step %c16 iter_args(%six = %none, %four = %none, %three = %none)
      -> (vector<16xf64>, vector<16xf64>, vector<16xf64>) {
    %numbers = vector.transfer_read %x[%i], %zero {in_bounds = [true]} : tensor<4096xf32>, vector<16xf32>
    %exponents = arith.mulf %numbers, %tens : vector<16xf32>
    %shift = vector.transfer_read %shifts[%i], %zero {in_bounds = [true]} : tensor<4096xf32>, vector<16xf32>
    // The difference is rounded to f32 first.
    %difference = arith.subf %exponents, %shift : vector<16xf32>
    %wide = arith.extf %difference : vector<16xf32> to vector<16xf64>
    %exact = math.exp2 %wide : vector<16xf64>
    %of_six = dsk.exp2 %exponents, %shift terms = 6 : vector<16xf32>
    %of_four = dsk.exp2 %exponents, %shift terms = 4 : vector<16xf32>
    %of_three = dsk.exp2 %exponents, %shift terms = 3 : vector<16xf32>
    %wide_six = arith.extf %of_six : vector<16xf32> to vector<16xf64>
    %wide_four = arith.extf %of_four : vector<16xf32> to vector<16xf64>
    %wide_three = arith.extf %of_three : vector<16xf32> to vector<16xf64>
    %share_six = arith.divf %wide_six, %exact : vector<16xf64>
    %share_four = arith.divf %wide_four, %exact : vector<16xf64>
    %share_three = arith.divf %wide_three, %exact : vector<16xf64>
    %off_six = arith.subf %share_six, %ones : vector<16xf64>
    %off_four = arith.subf %share_four, %ones : vector<16xf64>
    %off_three = arith.subf %share_three, %ones : vector<16xf64>
    %far_six = math.absf %off_six : vector<16xf64>
    %far_four = math.absf %off_four : vector<16xf64>
    %far_three = math.absf %off_three : vector<16xf64>
    %next_six = arith.maximumf %six, %far_six : vector<16xf64>
    %next_four = arith.maximumf %four, %far_four : vector<16xf64>
    %next_three = arith.maximumf %three, %far_three : vector<16xf64>
    scf.yield %next_six, %next_four, %next_three : vector<16xf64>, vector<16xf64>, vector<16xf64>
  }
  // 2.1 units in the last place are 2.5e-7 of the result, at most; 2.4 of what is nearly twice a power are less.
  %least = arith.constant dense<[2.5e-7, 1.1e-4, 1.8e-3]> : tensor<3xf64>
  %most_six = vector.reduction <maximumf>, %errors#0 : vector<16xf64> into f64
  %most_four = vector.reduction <maximumf>, %errors#1 : vector<16xf64> into f64
  %most_three = vector.reduction <maximumf>, %errors#2 : vector<16xf64> into f64
  %most = tensor.from_elements %most_six, %most_four, %most_three : tensor<3xf64>
  %fits = arith.cmpf ole, %most, %least : tensor<3xf64>
  return %fits : tensor<3xi1>
}
