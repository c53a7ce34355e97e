// The fast kernels for another processor: compiled for AArch64, run under qemu, and compared with the reference, in float64 on this
// machine. Its vectors are NEON's.
// REQUIRES: qemu-aarch64

// RUN: split-file %s %t.dir
// RUN: ds-translate %t.dir/attend.mlir --lower --emit=asm --target-triple=aarch64-unknown-linux-gnu | FileCheck %s
// CHECK: fmla v{{[0-9]+}}.4s

// RUN: ds-translate %t.dir/attend.mlir --lower --emit=object --target-triple=aarch64-unknown-linux-gnu -o %t.o
// RUN: ds-translate %t.dir/attend.mlir --lower --emit=header -o %t.h
// RUN: aarch64-linux-gnu-gcc -std=c11 -O1 -Wall -Werror -static -D'HEADER="%t.h"' %S/Inputs/aarch64.c %t.o -lm -o %t.exe
// RUN: for sizes in "1 1" "16 32" "37 53"; do \
// RUN:   set -- $sizes; rows=$((($1 + 15) / 16)); columns=$((($2 + 15) / 16)); cd %t.dir; \
// RUN:   ds-run same.mlir --input="1x2x$1x40xf32=random(1)" --output=@q.npy || exit 1; \
// RUN:   ds-run same.mlir --input="1x2x$2x40xf32=random(2)" --output=@k.npy || exit 1; \
// RUN:   ds-run same.mlir --input="1x2x$2x40xf32=random(3)" --output=@v.npy || exit 1; \
// RUN:   ds-run same-mask.mlir --input="1x2x${rows}x${columns}xi1=random(4)" --output=@mask.npy || exit 1; \
// RUN:   ds-run attend.mlir --strategy=reference --compute-type=f64 --input=@q.npy --input=@k.npy --input=@v.npy \
// RUN:     --input=@mask.npy --output=@expected.npy || exit 1; \
// RUN:   qemu-aarch64 %t.exe q.npy k.npy v.npy mask.npy output.npy $1 $2 || exit 1; \
// RUN:   ds-run same.mlir --input=@output.npy --expected-output=@expected.npy || exit 1; \
// RUN: done

//--- attend.mlir
!tokens = tensor<1x2x?x40xf32>
!mask = tensor<1x2x?x?xi1>
!pattern = !dsa.pattern<1x2x?x?, block = 16x16>

func.func @attend(%q: !tokens, %k: !tokens, %v: !tokens, %mask: !mask) -> !tokens {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  %o = dsa.attention %q, %k, %v, %p : !tokens, !tokens, !tokens, !pattern
  return %o : !tokens
}

//--- same.mlir
func.func @same(%x: tensor<?x?x?x?xf32>) -> tensor<?x?x?x?xf32> {
  return %x : tensor<?x?x?x?xf32>
}

//--- same-mask.mlir
func.func @same(%x: tensor<?x?x?x?xi1>) -> tensor<?x?x?x?xi1> {
  return %x : tensor<?x?x?x?xi1>
}
