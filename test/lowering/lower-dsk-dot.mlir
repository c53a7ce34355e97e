// The target's instruction in pieces of its width, or multiplies and adds.
//
// RUN: ds-opt %s --lower-dsk-dot=target-description=x86-64 | FileCheck %s --check-prefixes=NONE --implicit-check-not=dsk.dot
// RUN: ds-opt %s --lower-dsk-dot=target-description=avx2 | FileCheck %s --check-prefixes=AVX2 --implicit-check-not=dsk.dot
// RUN: ds-opt %s --lower-dsk-dot=target-description=znver4 | FileCheck %s --check-prefixes=AVX512 --implicit-check-not=dsk.dot
// An instruction that takes the time of more multiply-adds than it replaces is left alone.
// RUN: ds-opt %s --lower-dsk-dot=target-description=sapphirerapids | FileCheck %s --check-prefixes=SLOW --implicit-check-not=dsk.dot --implicit-check-not=dpbf16ps
// RUN: ds-opt %s --lower-dsk-dot=target-description=x86-64 --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// STATISTICS: (S) 4 num-dots-lowered - Number of dot products lowered
// RUN: not ds-opt %s --lower-dsk-dot=target-description=mmx 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: error: expected a target description: host, {{.*}}; found 'mmx'
// LLVM knows these intrinsics by these types.
// RUN: ds-opt %s --lower-dsk-dot=target-description=znver4 --lower-loops-to-llvm -o %t.mlir
// RUN: ds-translate %t.mlir --emit=asm --target-cpu=znver4 -o - | FileCheck %s --check-prefix=ASM
// ASM: vdpbf16ps {{.*}}zmm
// ASM: vpdpbusd {{.*}}zmm

// NONE-LABEL:    func.func @bf16
// NONE:            %[[FIRST:.*]] = vector.fma {{.*}} : vector<32xf32>
// NONE:            vector.fma %{{.*}}, %{{.*}}, %[[FIRST]]
// AVX2-LABEL:    func.func @bf16
// AVX2-COUNT-2:    vector.fma {{.*}} : vector<32xf32>
// SLOW-LABEL:    func.func @bf16
// SLOW-COUNT-2:    vector.fma {{.*}} : vector<32xf32>
// AVX512-LABEL:  func.func @bf16
// AVX512:          vector.extract_strided_slice %{{.*}} {offsets = [0], sizes = [32], strides = [1]} : vector<64xbf16>
// AVX512-COUNT-2:  llvm.call_intrinsic "llvm.x86.avx512bf16.dpbf16ps.512"
// AVX512:          vector.insert_strided_slice %{{.*}}, %{{.*}} {offsets = [16]
func.func @bf16(%sum: vector<32xf32>, %a: vector<64xbf16>, %b: vector<64xbf16>) -> vector<32xf32> {
  %r = dsk.dot %sum, %a, %b : vector<32xf32>, vector<64xbf16>
  return %r : vector<32xf32>
}

// NONE-LABEL:      func.func @i8
// NONE-COUNT-4:      arith.muli {{.*}} : vector<16xi32>
// AVX2-LABEL:      func.func @i8
// AVX2-COUNT-4:      llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"
// SLOW-LABEL:      func.func @i8
// SLOW:              llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"
// AVX512-LABEL:    func.func @i8
// AVX512:            llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"
func.func @i8(%sum: vector<16xi32>, %a: vector<64xi8>, %b: vector<64xi8>) -> vector<16xi32> {
  %r = dsk.dot %sum, %a, %b : vector<16xi32>, vector<64xi8>
  return %r : vector<16xi32>
}

// A width that has no instruction is multiplied and added.
// AVX512-LABEL:    func.func @odd
// AVX512-COUNT-2:    vector.fma {{.*}} : vector<3xf32>
// AVX512-COUNT-4:    arith.muli {{.*}} : vector<3xi32>
func.func @odd(%sum: vector<3xf32>, %a: vector<6xbf16>, %ints: vector<3xi32>, %bytes: vector<12xi8>) -> (vector<3xf32>, vector<3xi32>) {
  %r = dsk.dot %sum, %a, %a : vector<3xf32>, vector<6xbf16>
  %s = dsk.dot %ints, %bytes, %bytes : vector<3xi32>, vector<12xi8>
  return %r, %s : vector<3xf32>, vector<3xi32>
}
