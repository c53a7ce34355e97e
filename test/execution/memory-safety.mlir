// Under valgrind: no kernel reads or writes beyond its operands, uses what nobody wrote, or keeps what it allocated. Sizes are one
// token, just below, at and just above a block, and no multiple of anything; each operand has an allocation of its own.
// Valgrind knows no AVX-512, hence the CPU. What is checked here is memory, not results.
// REQUIRES: valgrind, x86_64

// RUN: ds-translate %s --lower --emit=object --target-cpu=x86-64-v3 -o %t.o
// RUN: ds-translate %s --lower --emit=header -o %t.h
// RUN: ds-translate --emit=runtime -o %t.runtime.o
// RUN: cc -std=c11 -g -O1 -Wall -Werror -D'HEADER="%t.h"' %S/Inputs/memory-safety.c %t.o %t.runtime.o -lm -o %t.exe
// RUN: valgrind --quiet --error-exitcode=9 --partial-loads-ok=no --leak-check=full --errors-for-leak-kinds=definite,indirect \
// RUN:   --show-leak-kinds=definite,indirect %t.exe 1 | FileCheck %s
// RUN: valgrind --quiet --error-exitcode=9 --partial-loads-ok=no --leak-check=full --errors-for-leak-kinds=definite,indirect \
// RUN:   --show-leak-kinds=definite,indirect %t.exe 2 | FileCheck %s
// CHECK: 36 shapes
//
// It would be seen: the driver reads one number beyond a result if asked to.
// RUN: not valgrind --quiet --error-exitcode=9 %t.exe 1 beyond 2>&1 | FileCheck %s --check-prefix=BEYOND
// BEYOND: Invalid read of size 4
// RUN: not valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite %t.exe 1 leak 2>&1 \
// RUN:   | FileCheck %s --check-prefix=LEAK
// LEAK: definitely lost

!mask = tensor<1x?x?x?xi1>

func.func @attend(%q: tensor<1x?x?x5xf32>, %k: tensor<1x?x?x5xf32>, %v: tensor<1x?x?x3xf32>, %mask: !mask)
    -> (tensor<1x?x?x3xf32>, tensor<1x?x?xf32>) {
  %p = dsa.pattern_from_mask %mask : !mask -> !dsa.pattern<1x?x?x?, block = 16x16>
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse
    : tensor<1x?x?x5xf32>, tensor<1x?x?x5xf32>, tensor<1x?x?x3xf32>, !dsa.pattern<1x?x?x?, block = 16x16>
  return %o, %lse : tensor<1x?x?x3xf32>, tensor<1x?x?xf32>
}

func.func @attend_wide(%q: tensor<1x?x?x64xf32>, %k: tensor<1x?x?x64xf32>, %v: tensor<1x?x?x64xf32>, %mask: !mask)
    -> tensor<1x?x?x64xf32> {
  %p = dsa.pattern_from_mask %mask : !mask -> !dsa.pattern<1x?x?x?, block = 16x16>
  %o = dsa.attention %q, %k, %v, %p
    : tensor<1x?x?x64xf32>, tensor<1x?x?x64xf32>, tensor<1x?x?x64xf32>, !dsa.pattern<1x?x?x?, block = 16x16>
  return %o : tensor<1x?x?x64xf32>
}

func.func @attend_bf16(%q: tensor<1x?x?x7xbf16>, %k: tensor<1x?x?x7xbf16>, %v: tensor<1x?x?x9xbf16>, %mask: !mask)
    -> tensor<1x?x?x9xbf16> {
  %p = dsa.pattern_from_mask %mask : !mask -> !dsa.pattern<1x?x?x?, block = 16x16>
  %o = dsa.attention %q, %k, %v, %p
    : tensor<1x?x?x7xbf16>, tensor<1x?x?x7xbf16>, tensor<1x?x?x9xbf16>, !dsa.pattern<1x?x?x?, block = 16x16>
  return %o : tensor<1x?x?x9xbf16>
}

func.func @choose(%q: tensor<1x?x?x5xf32>, %k: tensor<1x?x?x5xf32>, %v: tensor<1x?x?x3xf32>, %top_k: index)
    -> (tensor<1x?x?x3xf32>, f32) {
  %scores = dsa.score_blocks %q, %k block = [16, 16] : tensor<1x?x?x5xf32>, tensor<1x?x?x5xf32>
  %p = dsa.select_blocks %scores top_k(%top_k) : tensor<1x?x?x?xf32> -> !dsa.pattern<1x?x?x?, block = 16x16>
  %o = dsa.attention %q, %k, %v, %p
    : tensor<1x?x?x5xf32>, tensor<1x?x?x5xf32>, tensor<1x?x?x3xf32>, !dsa.pattern<1x?x?x?, block = 16x16>
  %density = dsa.pattern_density %p : !dsa.pattern<1x?x?x?, block = 16x16>
  return %o, %density : tensor<1x?x?x3xf32>, f32
}

func.func @tokens(%saliency: tensor<1x?xf32>, %tokens: tensor<1x?x3xf32>, %budget: index) -> tensor<1x?x3xf32> {
  %kept = dsa.gate_tokens %saliency budget(%budget) : tensor<1x?xf32>
  %packed = dsa.pack_tokens %tokens, %kept : tensor<1x?x3xf32>, tensor<1x?xi32>
  %result = dsa.unpack_tokens %packed, %kept into %tokens : tensor<1x?x3xf32>, tensor<1x?xi32>, tensor<1x?x3xf32>
  return %result : tensor<1x?x3xf32>
}
