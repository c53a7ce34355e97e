// ds-run: NumPy's files, good and bad. (.npz and Fortran order: tools/src/npy.rs.)

// What is written is read again.
// RUN: ds-run %s --function=f32 --input="2x3xf32=random(1)" --output=@%t.npy | count 0
// RUN: ds-run %s --function=f32 --input=@%t.npy --expected-output="2x3xf32=random(1)" --atol=0 --rtol=0 --output=@%t.again.npy
// RUN: cmp %t.npy %t.again.npy
// RUN: head -c 6 %t.npy | FileCheck %s --check-prefix=MAGIC
// MAGIC: NUMPY
//
// bf16 is written as float32, and read from it, or from the bits in uint16.
// RUN: ds-run %s --function=bf16 --input=2xbf16=1.5,3 --output=@%t.bf16.npy
// RUN: ds-run %s --function=bf16 --input=@%t.bf16.npy | FileCheck %s --check-prefix=BF16
// BF16: result #0: 2xbf16 = [1.5, 3.0]
//
// A scalar is an array without dimensions.
// RUN: ds-run %s --function=scalar --input=7 --output=@%t.scalar.npy
// RUN: ds-run %s --function=scalar --input=@%t.scalar.npy | FileCheck %s --check-prefix=SCALAR
// SCALAR: result #0: i64 = 7
//
// A file that is replaced is replaced whole: a failed run leaves it.
// RUN: cp %t.npy %t.kept.npy
// RUN: not ds-run %s --function=f32 --input=2x3xf64=1 --output=@%t.kept.npy
// RUN: cmp %t.npy %t.kept.npy
//
// RUN: printf '\223NUMPY\001\000\166\000%%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }" > %t.huge.npy
// RUN: not ds-run %s --function=f32 --input=@%t.huge.npy 2>&1 | FileCheck %s --check-prefix=HUGE
// HUGE: error: input #0: {{.*}}.huge.npy: has a shape of more numbers than can be counted
// RUN: not ds-run %s --function=f32 --input=@%t.missing.npy 2>&1 | FileCheck %s --check-prefix=MISSING
// MISSING: ds-run: error: input #0: @{{.*}}missing.npy: cannot read {{.*}}missing.npy: No such file or directory
// RUN: head -c 140 %t.npy > %t.short.npy
// RUN: not ds-run %s --function=f32 --input=@%t.short.npy 2>&1 | FileCheck %s --check-prefix=SHORT
// SHORT: ds-run: error: input #0: {{.*}}short.npy: is cut short: expected 6 numbers of shape [2, 3], found 3
// RUN: head -c 50 %t.npy > %t.header.npy
// RUN: not ds-run %s --function=f32 --input=@%t.header.npy 2>&1 | FileCheck %s --check-prefix=HEADER
// HEADER: ds-run: error: input #0: {{.*}}header.npy: is cut short: it ends within its header
// RUN: not ds-run %s --function=f32 --input=@%s 2>&1 | FileCheck %s --check-prefix=NOT
// NOT: ds-run: error: input #0: {{.*}}: is not a .npy file
// RUN: not ds-run %s --function=scalar --input=@%t.npy 2>&1 | FileCheck %s --check-prefix=DTYPE
// DTYPE: ds-run: error: input #0: {{.*}}: expected dtype int64 or uint64 for i64, found float32
// RUN: not ds-run %s --function=f32 --input=@%t.bf16.npy 2>&1 | FileCheck %s --check-prefix=SHAPE
// SHAPE: ds-run: error: input #0: {{.*}}: expected tensor<2x3xf32>, found tensor<2xf32>
// RUN: not ds-run %s --function=f32 --input=@- 2>&1 | FileCheck %s --check-prefix=STDIN
// STDIN: a file of numbers is read from a path, not from standard input
// RUN: not ds-run %s --function=f32 --input=@%t.npz 2>&1 | FileCheck %s --check-prefix=NPZ
// NPZ: expected @{{.*}}.npz:name, the name of an array in it

func.func @f32(%a: tensor<2x3xf32>) -> tensor<2x3xf32> {
  return %a : tensor<2x3xf32>
}

func.func @bf16(%a: tensor<2xbf16>) -> tensor<2xbf16> {
  return %a : tensor<2xbf16>
}

func.func @scalar(%a: i64) -> i64 {
  return %a : i64
}
