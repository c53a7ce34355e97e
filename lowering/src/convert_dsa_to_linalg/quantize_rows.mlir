// scale = max_c abs(x[c]) / 127; quantized[c] = x[c] / scale to the nearest integer, and 0 where the scale is 0 or no number.
func.func private @quantize_rows(%x: tensor<${open}x?xf32>) -> (tensor<${open}x?xi8>, tensor<${open}xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %most = arith.constant 127.0 : f32
  %none = arith.constant 0 : i8
  %B = tensor.dim %x, %c0 : tensor<${open}x?xf32>
  %R = tensor.dim %x, %c1 : tensor<${open}x?xf32>
  %C = tensor.dim %x, $last : tensor<${open}x?xf32>
  %scales = tensor.generate $sizes {
  ^bb0($arguments):
    %absmax = scf.for %c = %c0 to %C step %c1 iter_args(%greatest = %zero) -> f32 {
      %value = tensor.extract %x[$row, %c] : tensor<${open}x?xf32>
      %size = math.absf %value : f32
      %greater = arith.maximumf %greatest, %size : f32
      scf.yield %greater : f32
    }
    %scale = arith.divf %absmax, %most : f32
    tensor.yield %scale : f32
  } : tensor<${open}xf32>
  %quantized = tensor.generate $sizes, %C {
  ^bb0($arguments, %c: index):
    %value = tensor.extract %x[$row, %c] : tensor<${open}x?xf32>
    %scale = tensor.extract %scales[$row] : tensor<${open}xf32>
    %quotient = arith.divf %value, %scale : f32
    // Of a number by a scale that is one, it is one of 127 at most.
    %whole = math.roundeven %quotient : f32
    %size = math.absf %whole : f32
    %fits = arith.cmpf ole, %size, %most : f32
    %scale_is_some = arith.cmpf one, %scale, %zero : f32
    %is_number = arith.andi %fits, %scale_is_some : i1
    %byte = scf.if %is_number -> (i8) {
      %int = arith.fptosi %whole : f32 to i8
      scf.yield %int : i8
    } else {
      scf.yield %none : i8
    }
    tensor.yield %byte : i8
  } : tensor<${open}x?xi8>
  return %quantized, %scales : tensor<${open}x?xi8>, tensor<${open}xf32>
}
