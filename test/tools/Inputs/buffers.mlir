func.func @f(%m: memref<4xf32>) -> f32 {
  %i = arith.constant 0 : index
  %a = memref.alloc() : memref<4xf32>
  memref.copy %m, %a : memref<4xf32> to memref<4xf32>
  %r = memref.load %a[%i] : memref<4xf32>
  memref.dealloc %a : memref<4xf32>
  return %r : f32
}
