// The target's instruction where it has one for the vector, or the bits of a float.
//
// RUN: ds-opt %s --lower-dsk-exp2=target-description=avx2 | FileCheck %s --check-prefixes=BITS --implicit-check-not=dsk.exp2 --implicit-check-not=call_intrinsic
// RUN: ds-opt %s --lower-dsk-exp2=target-description=neon | FileCheck %s --check-prefixes=BITS --implicit-check-not=dsk.exp2 --implicit-check-not=call_intrinsic
// RUN: ds-opt %s --lower-dsk-exp2=target-description=znver4 | FileCheck %s --check-prefixes=AVX512 --implicit-check-not=dsk.exp2
// RUN: ds-opt %s --lower-dsk-exp2=target-description=sapphirerapids | FileCheck %s --check-prefixes=FLOOR --implicit-check-not=dsk.exp2 --implicit-check-not=roundeven
// RUN: ds-opt %s --lower-dsk-exp2=target-description=avx2 --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// STATISTICS: (S) 3 num-powers-lowered - Number of vectors of powers lowered
// RUN: not ds-opt %s --lower-dsk-exp2=target-description=mmx 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: error: expected a target description: host, {{.*}}; found 'mmx'
// LLVM knows the intrinsics by these types.
// RUN: ds-opt %s --lower-dsk-exp2=target-description=znver4 --lower-loops-to-llvm -o %t.mlir
// RUN: ds-translate %t.mlir --emit=asm --target-cpu=znver4 -o - | FileCheck %s --check-prefix=ASM
// ASM: vscalefps {{.*}}zmm
// RUN: ds-opt %s --lower-dsk-exp2=target-description=sapphirerapids --lower-loops-to-llvm -o %t.mlir
// RUN: ds-translate %t.mlir --emit=asm --target-cpu=sapphirerapids -o - | FileCheck %s --check-prefix=REDUCE
// REDUCE: vreduceps $1, {{.*}}zmm
// REDUCE: vscalefps {{.*}}zmm

// BITS-LABEL:     func.func @six
// BITS:             arith.subf %arg0, %arg1 : vector<16xf32>
// BITS-COUNT-5:     vector.fma
// BITS:             arith.mulf
// AVX512-LABEL:   func.func @six
// AVX512:           %[[X:.*]] = arith.subf %arg0, %arg1 : vector<16xf32>
// AVX512:           %[[N:.*]] = math.roundeven %[[X]]
// AVX512-COUNT-5:   vector.fma
// AVX512:           llvm.call_intrinsic "llvm.x86.avx512.mask.scalef.ps.512"(%{{.*}}, %[[N]], {{.*}})
// FLOOR-LABEL:    func.func @six
// FLOOR:            %[[X:.*]] = arith.subf %arg0, %arg1 : vector<16xf32>
// FLOOR:            %[[F:.*]] = llvm.call_intrinsic "llvm.x86.avx512.mask.reduce.ps.512"(%[[X]], %{{.*}}, %[[X]], {{.*}})
// FLOOR:            vector.fma %{{.*}}, %[[F]], %{{.*}}
// FLOOR-COUNT-4:    vector.fma
// FLOOR:            llvm.call_intrinsic "llvm.x86.avx512.mask.scalef.ps.512"(%{{.*}}, %[[X]], {{.*}})
func.func @six(%x: vector<16xf32>, %shift: vector<16xf32>) -> vector<16xf32> {
  %r = dsk.exp2 %x, %shift terms = 6 : vector<16xf32>
  return %r : vector<16xf32>
}

// BITS-LABEL:     func.func @three
// BITS:             arith.constant dense<2.551130e+02>
// BITS-COUNT-2:     vector.fma
// AVX512-LABEL:   func.func @three
// AVX512-COUNT-2:   vector.fma
// AVX512:           llvm.call_intrinsic
func.func @three(%x: vector<16xf32>, %shift: vector<16xf32>) -> vector<16xf32> {
  %r = dsk.exp2 %x, %shift terms = 3 times = 255.0 : vector<16xf32>
  return %r : vector<16xf32>
}

// A width that has no instruction.
// AVX512-LABEL:   func.func @odd
// AVX512-COUNT-3:   vector.fma {{.*}} : vector<7xf32>
// AVX512:           arith.mulf {{.*}} : vector<7xf32>
func.func @odd(%x: vector<7xf32>, %shift: vector<7xf32>) -> vector<7xf32> {
  %r = dsk.exp2 %x, %shift terms = 4 : vector<7xf32>
  return %r : vector<7xf32>
}
