// How sure answers are. Included by Dsk.td, which has the types.
#ifndef DYNSPARSE_DSK_EXITS
#define DYNSPARSE_DSK_EXITS

def Dsk_ConfidenceOp : Dsk_Op<"confidence"> {
  let summary = "how sure an answer is";
  let description = [{
    As `dsa.confidence`.

    ```mlir
    func.func @sure(%logits: memref<8x1000xf32>, %confidence: memref<8xf32>) {
      dsk.confidence ins(%logits : memref<8x1000xf32>) outs(%confidence : memref<8xf32>) by = margin
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Saliency:$logits, Variadic<Dsk_Out>:$outs, Dsa_Certainty:$by);
  let assemblyFormat = [{
    `ins` `(` $logits `:` type($logits) `)` `outs` `(` $outs `:` type($outs) `)` `by` `=` $by
    attr-dict (`->` type($results)^)?
  }];
}

#endif
