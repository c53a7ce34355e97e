// Rows of bytes whose last vector has a single column, or a few: what lies behind a row stays as it is. Both strategies, one column
// more than vectors of 4, 8 and 16 have, and others.
// RUN: for n in 1 2 5 9 17 18 33 65 129 193; do sed "s/COLUMNS/$n/g; s/PANELS/$(((n + 63) / 64))/g" %s > %t.$n.mlir; \
// RUN:   set -- --input="7x4xf32=random(1)" --input="4x${n}xf32=random(2)" --input=f32=0.02; \
// RUN:   ds-run %t.$n.mlir --function=linear --strategy=reference "$@" --output=@%t.npy && \
// RUN:   ds-run %t.$n.mlir --function=linear "$@" --expected-output=@%t.npy --threads=2 && \
// RUN:   ds-run %t.$n.mlir --function=rows --strategy=reference --input="5x${n}xf32=random(3)" --output=@%t.q.npy --output=@%t.s.npy && \
// RUN:   ds-run %t.$n.mlir --function=rows --input="5x${n}xf32=random(3)" --expected-output=@%t.q.npy --expected-output=@%t.s.npy && \
// RUN:   ds-run %t.$n.mlir --function=behind --input="1x${n}xf32=random(3)" --expected-output=3xi8=9,9,9 || exit 1; done

func.func @linear(%x: tensor<7x4xf32>, %w: tensor<4xCOLUMNSxf32>, %scale: f32) -> tensor<7xCOLUMNSxi8> {
  %p = dsa.pack_weights %w : tensor<4xCOLUMNSxf32> -> tensor<PANELSx4x64xf32>
  %y = dsa.linear %x, %p, %scale quantize : (tensor<7x4xf32>, tensor<PANELSx4x64xf32>, f32) -> tensor<7xCOLUMNSxi8>
  return %y : tensor<7xCOLUMNSxi8>
}

func.func @rows(%x: tensor<5xCOLUMNSxf32>) -> (tensor<5xCOLUMNSxi8>, tensor<5xf32>) {
  %q, %s = dsa.quantize_rows %x : tensor<5xCOLUMNSxf32>
  return %q, %s : tensor<5xCOLUMNSxi8>, tensor<5xf32>
}

// The three bytes behind the last row.
func.func @behind(%x: tensor<1xCOLUMNSxf32>) -> tensor<3xi8> {
  %0 = arith.constant 0 : index
  %1 = arith.constant 1 : index
  %3 = arith.constant 3 : index
  %n = arith.constant COLUMNS : index
  %nine = arith.constant 9 : i8
  %source = bufferization.to_buffer %x : tensor<1xCOLUMNSxf32> to memref<1xCOLUMNSxf32>
  %room = arith.addi %n, %3 : index
  %bytes = memref.alloc(%room) : memref<?xi8>
  linalg.fill ins(%nine : i8) outs(%bytes : memref<?xi8>)
  %row = memref.reinterpret_cast %bytes to offset: [0], sizes: [1, COLUMNS], strides: [COLUMNS, 1] : memref<?xi8> to memref<1xCOLUMNSxi8>
  %scales = memref.alloc() : memref<1xf32>
  dsk.quantize_rows ins(%source : memref<1xCOLUMNSxf32>) outs(%row, %scales : memref<1xCOLUMNSxi8>, memref<1xf32>)
  %copy = memref.alloc() : memref<3xi8>
  %end = memref.subview %bytes[%n] [3] [1] : memref<?xi8> to memref<3xi8, strided<[1], offset: ?>>
  memref.copy %end, %copy : memref<3xi8, strided<[1], offset: ?>> to memref<3xi8>
  %all = bufferization.to_tensor %copy restrict : memref<3xi8> to tensor<3xi8>
  return %all : tensor<3xi8>
}
