// Two registers of floats are rounded by one instruction, where there is one.
//
// RUN: ds-opt %s --lower-bf16-rounding=target-description=znver4 | FileCheck %s --check-prefixes=ALL,AVX512
// RUN: ds-opt %s --lower-bf16-rounding=target-description=avx512 | FileCheck %s --check-prefixes=ALL,OTHER
// RUN: ds-opt %s --lower-bf16-rounding=target-description=neon | FileCheck %s --check-prefixes=ALL,OTHER
// RUN: ds-opt %s --lower-bf16-rounding=target-description=znver4 --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// STATISTICS: (S) 1 num-roundings-lowered - Number of roundings lowered
// RUN: not ds-opt %s --lower-bf16-rounding=target-description=mmx 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: error: expected a target description: host, {{.*}}; found 'mmx'
// The lower numbers stay the lower ones: of two vectors side by side there is nothing else to do.
// RUN: ds-opt %s --lower-bf16-rounding=target-description=znver4 --lower-loops-to-llvm -o %t.mlir
// RUN: ds-translate %t.mlir --emit=asm --target-cpu=znver4 -o - | FileCheck %s --check-prefix=ASM

// ALL-LABEL:     func.func @two_registers
// AVX512:          %[[LOWER:.*]] = vector.extract_strided_slice %{{.*}} {offsets = [0], sizes = [16]
// AVX512:          %[[UPPER:.*]] = vector.extract_strided_slice %{{.*}} {offsets = [16], sizes = [16]
// AVX512:          llvm.call_intrinsic "llvm.x86.avx512bf16.cvtne2ps2bf16.512"(%[[UPPER]], %[[LOWER]])
// OTHER:           arith.truncf
// ASM-LABEL:     two_registers:
// ASM-NOT:         vinsert
// ASM:             vcvtne2ps2bf16 %zmm0, %zmm1, %zmm0
// ASM-NOT:         vinsert
// ASM:             retq
func.func @two_registers(%a: vector<16xf32>, %b: vector<16xf32>) -> vector<32xbf16> {
  %both = vector.shuffle %a, %b [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
                                 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31] : vector<16xf32>, vector<16xf32>
  %r = arith.truncf %both : vector<32xf32> to vector<32xbf16>
  return %r : vector<32xbf16>
}

// ALL-LABEL:     func.func @others
// ALL-COUNT-5:     arith.truncf
func.func @others(%one: vector<16xf32>, %down: vector<32xf32>, %halves: vector<32xf32>, %doubles: vector<32xf64>, %x: f32)
    -> (vector<16xbf16>, vector<32xbf16>, vector<32xf16>, vector<32xbf16>, bf16) {
  %a = arith.truncf %one : vector<16xf32> to vector<16xbf16>
  %b = arith.truncf %down downward : vector<32xf32> to vector<32xbf16>
  %c = arith.truncf %halves : vector<32xf32> to vector<32xf16>
  %d = arith.truncf %doubles : vector<32xf64> to vector<32xbf16>
  %e = arith.truncf %x : f32 to bf16
  return %a, %b, %c, %d, %e : vector<16xbf16>, vector<32xbf16>, vector<32xf16>, vector<32xbf16>, bf16
}
