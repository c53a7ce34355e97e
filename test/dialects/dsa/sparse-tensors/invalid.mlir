// What has no encoding, and encodings that are not those of a pattern.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%p: !dsa.pattern<1x1x8x6, block = 4x2, holds = elements, format = row>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has !dsa.pattern<1x1x8x6, block = 4x2, holds = elements, format = row>, and there is no encoding of the format row: expected csr, coo or bcsr (dsa.convert_pattern makes it)}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x8x6, block = 4x2, holds = elements, format = row> -> tensor<8x6xf32, #CSR>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%p: !dsa.pattern<1x1x8x6, block = 4x2, holds = elements, format = column>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has !dsa.pattern<1x1x8x6, block = 4x2, holds = elements, format = column>, and there is no encoding of the format column: expected csr, coo or bcsr (dsa.convert_pattern makes it)}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x8x6, block = 4x2, holds = elements, format = column> -> tensor<8x6xf32, #CSR>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%p: !dsa.pattern<1x1x8x6, block = 4x2, holds = elements, format = stripe>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has !dsa.pattern<1x1x8x6, block = 4x2, holds = elements, format = stripe>, and there is no encoding of the format stripe: expected csr, coo or bcsr (dsa.convert_pattern makes it)}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x8x6, block = 4x2, holds = elements, format = stripe> -> tensor<8x6xf32, #CSR>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%p: !dsa.pattern<1x1x8x6, block = 4x2, holds = elements, format = hybrid>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has !dsa.pattern<1x1x8x6, block = 4x2, holds = elements, format = hybrid>, and there is no encoding of the format hybrid: expected csr, coo or bcsr (dsa.convert_pattern makes it)}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x8x6, block = 4x2, holds = elements, format = hybrid> -> tensor<8x6xf32, #CSR>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%p: !dsa.pattern<1x1x8x6, block = 4x2, holds = elements, format = bitmap>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has !dsa.pattern<1x1x8x6, block = 4x2, holds = elements, format = bitmap>, and there is no encoding of the format bitmap: expected csr, coo or bcsr (dsa.convert_pattern makes it)}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x8x6, block = 4x2, holds = elements, format = bitmap> -> tensor<8x6xf32, #CSR>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%a: tensor<8x6xf32, #CSR>) {
  // expected-error @+1 {{'dsa.from_sparse_tensor' op has !dsa.pattern<1x1x8x6, block = 1x1, format = csr_d8>, and there is no encoding of the format csr_d8: expected csr, coo or bcsr (dsa.convert_pattern makes it)}}
  %p = dsa.from_sparse_tensor %a : tensor<8x6xf32, #CSR> -> !dsa.pattern<1x1x8x6, block = 1x1, format = csr_d8>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%p: !dsa.pattern<1x1x8x6, block = 4x2, holds = elements>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has !dsa.pattern<1x1x8x6, block = 4x2, holds = elements>, and there is no encoding of blocks with masks: expected csr or coo (dsa.convert_pattern makes it)}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x8x6, block = 4x2, holds = elements> -> tensor<8x6xf32, #CSR>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%p: !dsa.pattern<1x1x8x6, block = 3x2>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has !dsa.pattern<1x1x8x6, block = 3x2>, and there is no encoding of blocks that do not divide 8x6: expected blocks that do, or csr of elements (dsa.convert_pattern makes it)}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x8x6, block = 3x2> -> tensor<8x6xf32, #CSR>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%a: tensor<?x6xf32, #CSR>) {
  // expected-error @+1 {{'dsa.from_sparse_tensor' op has !dsa.pattern<1x1x?x6, block = 4x2>, and there is no encoding of blocks that do not divide ?x6: expected blocks that do, or csr of elements (dsa.convert_pattern makes it)}}
  %p = dsa.from_sparse_tensor %a : tensor<?x6xf32, #CSR> -> !dsa.pattern<1x1x?x6, block = 4x2>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%p: !dsa.pattern<2x1x8x6, block = 1x1, format = csr>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has !dsa.pattern<2x1x8x6, block = 1x1, format = csr> and a matrix of 8x6, expected one batch entry and one head, or a tensor of 2x1x8x6}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<2x1x8x6, block = 1x1, format = csr> -> tensor<8x6xf32, #CSR>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%p: !dsa.pattern<1x?x8x6, block = 1x1, format = csr>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has !dsa.pattern<1x?x8x6, block = 1x1, format = csr> and a matrix of 8x6, expected one batch entry and one head, or a tensor of 1x?x8x6}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x?x8x6, block = 1x1, format = csr> -> tensor<8x6xf32, #CSR>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%p: !dsa.pattern<1x1x8x6, block = 1x1, format = csr>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has a tensor of 8x5 and !dsa.pattern<1x1x8x6, block = 1x1, format = csr>, expected the same sizes}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x8x6, block = 1x1, format = csr> -> tensor<8x5xf32, #CSR>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%a: tensor<?x6xf32, #CSR>) {
  // expected-error @+1 {{'dsa.from_sparse_tensor' op has a tensor of ?x6 and !dsa.pattern<1x1x8x6, block = 1x1, format = csr>, expected the same sizes}}
  %p = dsa.from_sparse_tensor %a : tensor<?x6xf32, #CSR> -> !dsa.pattern<1x1x8x6, block = 1x1, format = csr>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%p: !dsa.pattern<1x1x?x6, block = 2x2>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has !dsa.pattern<1x1x?x6, block = 2x2>, and there is no encoding of blocks that do not divide ?x6: expected blocks that do, or csr of elements (dsa.convert_pattern makes it)}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x?x6, block = 2x2> -> tensor<?x6xf32, #CSR>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%p: !dsa.pattern<1x1x0x6, block = 1x1, format = csr>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has !dsa.pattern<1x1x0x6, block = 1x1, format = csr>, expected sizes of at least 1: upstream refuses parts of what is known to be empty}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x0x6, block = 1x1, format = csr> -> tensor<0x6xf32, #CSR>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%a: tensor<?x0xf32, #CSR>) {
  // expected-error @+1 {{'dsa.from_sparse_tensor' op has !dsa.pattern<1x1x?x0, block = 1x1, format = csr>, expected sizes of at least 1: upstream refuses parts of what is known to be empty}}
  %p = dsa.from_sparse_tensor %a : tensor<?x0xf32, #CSR> -> !dsa.pattern<1x1x?x0, block = 1x1, format = csr>
  return
}

// -----

func.func @f(%p: !dsa.pattern<1x1x8x6, block = 1x1, format = csr>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has tensor<8x6xf32>, which has no encoding: expected #sparse_tensor.encoding<{ map = (d0, d1) -> (d0 : dense, d1 : compressed), posWidth = 32, crdWidth = 32 }>}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x8x6, block = 1x1, format = csr> -> tensor<8x6xf32>
  return
}

// -----

func.func @f(%p: !dsa.pattern<1x1x8x6, block = 1x1, format = csr>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has tensor<8x6xf32, "other">, which has no encoding: expected #sparse_tensor.encoding<{ map = (d0, d1) -> (d0 : dense, d1 : compressed), posWidth = 32, crdWidth = 32 }>}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x8x6, block = 1x1, format = csr> -> tensor<8x6xf32, "other">
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%p: !dsa.pattern<1x1x8x6, block = 1x1, format = csr>, %v: tensor<?xf64>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has values of f64, expected the element type of tensor<8x6xf32, #sparse_tensor.encoding<{ map = (d0, d1) -> (d0 : dense, d1 : compressed), posWidth = 32, crdWidth = 32 }>>}}
  %a = dsa.to_sparse_tensor %p values %v : !dsa.pattern<1x1x8x6, block = 1x1, format = csr>, tensor<?xf64> -> tensor<8x6xf32, #CSR>
  return
}

// -----

#CSC = #sparse_tensor.encoding<{ map = (i, j) -> (j : dense, i : compressed) }>
func.func @f(%p: !dsa.pattern<1x1x8x6, block = 1x1, format = csr>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has a tensor with the encoding #sparse_tensor.encoding<{ map = (d0, d1) -> (d1 : dense, d0 : compressed) }>, expected #sparse_tensor.encoding<{ map = (d0, d1) -> (d0 : dense, d1 : compressed), posWidth = 32, crdWidth = 32 }>, where widths may be 32, 64, or 0 for index}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x8x6, block = 1x1, format = csr> -> tensor<8x6xf32, #CSC>
  return
}

// -----

#DCSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : compressed, j : compressed) }>
func.func @f(%p: !dsa.pattern<1x1x8x6, block = 1x1, format = csr>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has a tensor with the encoding #sparse_tensor.encoding<{ map = (d0, d1) -> (d0 : compressed, d1 : compressed) }>, expected #sparse_tensor.encoding<{ map = (d0, d1) -> (d0 : dense, d1 : compressed), posWidth = 32, crdWidth = 32 }>, where widths may be 32, 64, or 0 for index}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x8x6, block = 1x1, format = csr> -> tensor<8x6xf32, #DCSR>
  return
}

// -----

#NARROW = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 16 }>
func.func @f(%p: !dsa.pattern<1x1x8x6, block = 1x1, format = csr>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has a tensor with the encoding #sparse_tensor.encoding<{ map = (d0, d1) -> (d0 : dense, d1 : compressed), posWidth = 32, crdWidth = 16 }>, expected #sparse_tensor.encoding<{ map = (d0, d1) -> (d0 : dense, d1 : compressed), posWidth = 32, crdWidth = 32 }>, where widths may be 32, 64, or 0 for index}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x8x6, block = 1x1, format = csr> -> tensor<8x6xf32, #NARROW>
  return
}

// -----

#COO = #sparse_tensor.encoding<{ map = (i, j) -> (i : compressed(nonunique), j : singleton) }>
func.func @f(%p: !dsa.pattern<1x1x8x6, block = 1x1, format = coo>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has a tensor with the encoding #sparse_tensor.encoding<{ map = (d0, d1) -> (d0 : compressed(nonunique), d1 : singleton) }>, expected #sparse_tensor.encoding<{ map = (d0, d1) -> (d0 : compressed(nonunique), d1 : singleton(soa)), posWidth = 32, crdWidth = 32 }>, where widths may be 32, 64, or 0 for index}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x8x6, block = 1x1, format = coo> -> tensor<8x6xf32, #COO>
  return
}

// -----

#BSR = #sparse_tensor.encoding<{ map = (i, j) -> (i floordiv 2 : dense, j floordiv 2 : compressed, i mod 2 : dense, j mod 2 : dense) }>
func.func @f(%p: !dsa.pattern<1x1x8x6, block = 4x2>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has a tensor with the encoding #sparse_tensor.encoding<{ map = (d0, d1) -> (d0 floordiv 2 : dense, d1 floordiv 2 : compressed, d0 mod 2 : dense, d1 mod 2 : dense) }>, expected #sparse_tensor.encoding<{ map = (d0, d1) -> (d0 floordiv 4 : dense, d1 floordiv 2 : compressed, d0 mod 4 : dense, d1 mod 2 : dense), posWidth = 32, crdWidth = 32 }>, where widths may be 32, 64, or 0 for index}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x8x6, block = 4x2> -> tensor<8x6xf32, #BSR>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (h, i, j) -> (h : dense, i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%p: !dsa.pattern<1x2x8x6, block = 1x1, format = csr>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op result #0 must be 2D/4D tensor of a float or an integer values, but got 'tensor<2x8x6xf32, #sparse_tensor.encoding<{ map = (d0, d1, d2) -> (d0 : dense, d1 : dense, d2 : compressed), posWidth = 32, crdWidth = 32 }>>'}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x2x8x6, block = 1x1, format = csr> -> tensor<2x8x6xf32, #CSR>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (b, h, i, j) -> (b : dense, h : dense, i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%a: tensor<2x3x8x6xf32, #CSR>) {
  // expected-error @+1 {{'dsa.from_sparse_tensor' op has a tensor of 2x3x8x6 and !dsa.pattern<3x2x8x6, block = 1x1, format = csr>, expected the same sizes}}
  %p = dsa.from_sparse_tensor %a : tensor<2x3x8x6xf32, #CSR> -> !dsa.pattern<3x2x8x6, block = 1x1, format = csr>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (b, h, i, j) -> (b : dense, h : dense, i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%p: !dsa.pattern<?x0x8x6, block = 1x1, format = csr>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has !dsa.pattern<?x0x8x6, block = 1x1, format = csr>, expected sizes of at least 1: upstream refuses parts of what is known to be empty}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<?x0x8x6, block = 1x1, format = csr> -> tensor<?x0x8x6xf32, #CSR>
  return
}

// -----

#CSF = #sparse_tensor.encoding<{ map = (b, h, i, j) -> (b : compressed, h : compressed, i : compressed, j : compressed) }>
func.func @f(%p: !dsa.pattern<2x3x8x6, block = 1x1, format = csr>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has a tensor with the encoding #sparse_tensor.encoding<{ map = (d0, d1, d2, d3) -> (d0 : compressed, d1 : compressed, d2 : compressed, d3 : compressed) }>, expected #sparse_tensor.encoding<{ map = (d0, d1, d2, d3) -> (d0 : dense, d1 : dense, d2 : dense, d3 : compressed), posWidth = 32, crdWidth = 32 }>, where widths may be 32, 64, or 0 for index}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<2x3x8x6, block = 1x1, format = csr> -> tensor<2x3x8x6xf32, #CSF>
  return
}

// -----

#COO = #sparse_tensor.encoding<{ map = (b, h, i, j) -> (b : dense, h : compressed(nonunique), i : singleton(nonunique, soa), j : singleton(soa)) }>
func.func @f(%a: tensor<2x3x8x6xf32, #COO>) {
  // expected-error @+1 {{'dsa.from_sparse_tensor' op has a tensor with the encoding #sparse_tensor.encoding<{ map = (d0, d1, d2, d3) -> (d0 : dense, d1 : compressed(nonunique), d2 : singleton(nonunique, soa), d3 : singleton(soa)) }>, expected #sparse_tensor.encoding<{ map = (d0, d1, d2, d3) -> (d0 : dense, d1 : dense, d2 : compressed(nonunique), d3 : singleton(soa)), posWidth = 32, crdWidth = 32 }> or #sparse_tensor.encoding<{ map = (d0, d1, d2, d3) -> (d0 : compressed(nonunique), d1 : singleton(nonunique, soa), d2 : singleton(nonunique, soa), d3 : singleton(soa)), posWidth = 32, crdWidth = 32 }>, where widths may be 32, 64, or 0 for index}}
  %p = dsa.from_sparse_tensor %a : tensor<2x3x8x6xf32, #COO> -> !dsa.pattern<2x3x8x6, block = 1x1, format = coo>
  return
}

// -----

#BSR = #sparse_tensor.encoding<{ map = (b, h, i, j) -> (b : dense, h : dense, i floordiv 2 : dense, j floordiv 2 : compressed, i mod 2 : dense, j mod 2 : dense) }>
func.func @f(%p: !dsa.pattern<2x?x8x6, block = 4x2>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has a tensor with the encoding #sparse_tensor.encoding<{ map = (d0, d1, d2, d3) -> (d0 : dense, d1 : dense, d2 floordiv 2 : dense, d3 floordiv 2 : compressed, d2 mod 2 : dense, d3 mod 2 : dense) }>, expected #sparse_tensor.encoding<{ map = (d0, d1, d2, d3) -> (d0 : dense, d1 : dense, d2 floordiv 4 : dense, d3 floordiv 2 : compressed, d2 mod 4 : dense, d3 mod 2 : dense), posWidth = 32, crdWidth = 32 }>, where widths may be 32, 64, or 0 for index}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<2x?x8x6, block = 4x2> -> tensor<2x?x8x6xf32, #BSR>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%p: !dsa.pattern<1x1x8x4, block = 1x4>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has !dsa.pattern<1x1x8x4, block = 1x4>, and there is no encoding of blocks with one side of 1: expected csr of elements (dsa.convert_pattern makes it)}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x8x4, block = 1x4> -> tensor<8x4xf32, #CSR>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%p: !dsa.pattern<1x1x8x4, block = 4x1>) {
  // expected-error @+1 {{'dsa.to_sparse_tensor' op has !dsa.pattern<1x1x8x4, block = 4x1>, and there is no encoding of blocks with one side of 1: expected csr of elements (dsa.convert_pattern makes it)}}
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x8x4, block = 4x1> -> tensor<8x4xf32, #CSR>
  return
}

// -----

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%a: tensor<8x4xf32, #CSR>) {
  // expected-error @+1 {{'dsa.from_sparse_tensor' op has !dsa.pattern<1x1x8x4, block = 1x4>, and there is no encoding of blocks with one side of 1: expected csr of elements (dsa.convert_pattern makes it)}}
  %p = dsa.from_sparse_tensor %a : tensor<8x4xf32, #CSR> -> !dsa.pattern<1x1x8x4, block = 1x4>
  return
}

// -----

// By way of csr of elements they get there.
#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
func.func @f(%p: !dsa.pattern<1x1x8x4, block = 1x4>) -> tensor<8x4xf32, #CSR> {
  %q = dsa.convert_pattern %p : !dsa.pattern<1x1x8x4, block = 1x4> -> !dsa.pattern<1x1x8x4, block = 1x4, holds = elements, format = csr>
  %a = dsa.to_sparse_tensor %q : !dsa.pattern<1x1x8x4, block = 1x4, holds = elements, format = csr> -> tensor<8x4xf32, #CSR>
  return %a : tensor<8x4xf32, #CSR>
}
