// Experts: which tokens go to which, and back. Included by Dsk.td, which has the types.
#ifndef DYNSPARSE_DSK_EXPERTS
#define DYNSPARSE_DSK_EXPERTS

def Dsk_RouteExpertsOp : Dsk_Op<"route_experts", /*canonicalizes=*/0> {
  let summary = "the experts of each token, and the tokens of each expert";
  let description = [{
    As `dsa.route_experts`: `outs` is `tokens`, `offsets`, `slots`, `weights` and `histogram`. `capacity` is the maximum for an
    expert; the number of tokens means no limit. `budget` is the maximum number of choices that a token takes; the number of columns
    of `slots` means no limit.

    ```mlir
    func.func @route(%logits: memref<196x8xf32>, %capacity: index, %budget: index, %tokens: memref<392xi32>, %offsets: memref<9xi32>,
                     %slots: memref<196x2xi32>, %weights: memref<196x2xf32>, %histogram: memref<8xi32>) {
      dsk.route_experts ins(%logits, %capacity, %budget : memref<196x8xf32>)
        outs(%tokens, %offsets, %slots, %weights, %histogram : memref<392xi32>, memref<9xi32>, memref<196x2xi32>,
             memref<196x2xf32>, memref<8xi32>) normalize = chosen
      return
    }
    ```
  }];
  let arguments = (ins
    Dsk_Shaped<[Dsk_Half], [2]>:$logits, Index:$capacity, Index:$budget, Variadic<Dsk_Out>:$outs, Dsa_RouterWeights:$normalize);
  let assemblyFormat = [{
    `ins` `(` $logits `,` $capacity `,` $budget `:` type($logits) `)` `outs` `(` $outs `:` type($outs) `)`
    `normalize` `=` $normalize attr-dict (`->` type($results)^)?
  }];
}

def Dsk_CombineExpertsOp : Dsk_Op<"combine_experts"> {
  let summary = "what the experts made of each token, weighted and added";
  let description = [{
    As `dsa.combine_experts`.

    ```mlir
    func.func @combine(%y: memref<392x768xf32>, %slots: memref<196x2xi32>, %weights: memref<196x2xf32>,
                       %z: memref<196x768xf32>) {
      dsk.combine_experts ins(%y, %slots, %weights : memref<392x768xf32>, memref<196x2xi32>, memref<196x2xf32>)
        outs(%z : memref<196x768xf32>)
      return
    }
    ```
  }];
  let arguments = (ins
    Dsk_Shaped<[Dsk_Half], [2]>:$y, Dsk_Shaped<[I32], [2]>:$slots, Dsk_Shaped<[F32], [2]>:$weights,
    Variadic<Dsk_Shaped<[Dsk_Half], [2]>>:$outs);
  let assemblyFormat = [{
    `ins` `(` $y `,` $slots `,` $weights `:` type($y) `,` type($slots) `,` type($weights) `)`
    `outs` `(` $outs `:` type($outs) `)` attr-dict (`->` type($results)^)?
  }];
}

#endif
