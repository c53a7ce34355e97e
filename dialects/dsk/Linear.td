// Dense layers, of all rows or grouped by expert. Included by Dsk.td, which has the types.
#ifndef DYNSPARSE_DSK_LINEAR
#define DYNSPARSE_DSK_LINEAR

def Dsk_Factor : AnyTypeOf<[F32, BF16, I8], "f32, bf16 or i8">;
def Dsk_Half : AnyTypeOf<[F32, BF16], "f32 or bf16">;
def Dsk_Rows : Dsk_Shaped<[Dsk_Factor], [2, 3]>;

def Dsk_LayerOperand : AnyTypeOf<[Dsk_Shaped<[F32, BF16, I32], [1, 2, 3]>, F32]>;

def Dsk_PackWeightsOp : Dsk_Op<"pack_weights"> {
  let summary = "weights in panels of columns";
  let description = [{
    As `dsa.pack_weights`.

    ```mlir
    func.func @pack(%w: memref<768x100xf32>, %packed: memref<2x768x64xf32>) {
      dsk.pack_weights ins(%w : memref<768x100xf32>) outs(%packed : memref<2x768x64xf32>)
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Rows:$weights, Variadic<Dsk_Shaped<[Dsk_Factor], [3, 4]>>:$outs);
  let assemblyFormat = [{
    `ins` `(` $weights `:` type($weights) `)` `outs` `(` $outs `:` type($outs) `)` attr-dict (`->` type($results)^)?
  }];
}

def Dsk_QuantizeRowsOp : Dsk_Op<"quantize_rows"> {
  let summary = "rows as bytes, each with a scale of its own";
  let description = [{
    As `dsa.quantize_rows`: `outs` is the bytes, and the scales.

    ```mlir
    func.func @quantize(%x: memref<?x768xf32>, %q: memref<?x768xi8>, %s: memref<?xf32>) {
      dsk.quantize_rows ins(%x : memref<?x768xf32>) outs(%q, %s : memref<?x768xi8>, memref<?xf32>)
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Shaped<[Dsk_Half], [2, 3]>:$x, Variadic<Dsk_Out>:$outs);
  let assemblyFormat = [{
    `ins` `(` $x `:` type($x) `)` `outs` `(` $outs `:` type($outs) `)` attr-dict (`->` type($results)^)?
  }];
}

def Dsk_LinearOp : Dsk_Op<"linear"> {
  let summary = "rows times packed weights, with what follows them";
  let description = [{
    As `dsa.linear`. The op is kept until tile sizes are known: `tile-dsk-linear` expands it to loops over panels and tiles.

    ```mlir
    func.func @layer(%x: memref<?x768xf32>, %w: memref<48x768x64xf32>, %bias: memref<3072xf32>, %y: memref<?x3072xf32>) {
      dsk.linear ins(%x, %w, %bias : memref<?x768xf32>, memref<48x768x64xf32>, memref<3072xf32>)
        outs(%y : memref<?x3072xf32>) bias activation = gelu
      return
    }
    ```
  }];
  let arguments = (ins
    Dsk_Rows:$x, Dsk_Shaped<[Dsk_Factor], [3]>:$packed,
    Variadic<Dsk_LayerOperand>:$more, Dsk_Rows:$outs, UnitAttr:$scales, UnitAttr:$bias, UnitAttr:$residual,
    UnitAttr:$quantize, OptionalAttr<Dsa_Activation>:$activation);
  let assemblyFormat = [{
    `ins` `(` $x `,` $packed (`,` $more^)? `:` type($x) `,` type($packed) (`,` type($more)^)? `)`
    `outs` `(` $outs `:` type($outs) `)` (`scales` $scales^)? (`bias` $bias^)? (`residual` $residual^)?
    (`quantize` $quantize^)? (`activation` `=` $activation^)? attr-dict (`->` type($results)^)?
  }];
}

def Dsk_GroupedLinearOp : Dsk_Op<"grouped_linear"> {
  let summary = "rows sorted by expert, each times its expert's packed weights";
  let description = [{
    As `dsa.grouped_linear`. The op is kept until tile sizes are known, like `dsk.linear`.

    ```mlir
    func.func @experts(%x: memref<?x768xf32>, %w: memref<8x48x768x64xf32>, %offsets: memref<9xi32>,
                       %tokens: memref<?xi32>, %y: memref<?x3072xf32>) {
      dsk.grouped_linear ins(%x, %w, %offsets, %tokens : memref<?x768xf32>, memref<8x48x768x64xf32>, memref<9xi32>,
                             memref<?xi32>) outs(%y : memref<?x3072xf32>) rows activation = silu
      return
    }
    ```
  }];
  let arguments = (ins
    Dsk_Shaped<[Dsk_Factor], [2]>:$x, Dsk_Shaped<[Dsk_Factor], [4]>:$packed, Dsk_Shaped<[I32], [1]>:$offsets,
    Variadic<Dsk_LayerOperand>:$more, Dsk_Shaped<[Dsk_Half], [2]>:$outs, UnitAttr:$rows, UnitAttr:$scales, UnitAttr:$bias,
    OptionalAttr<Dsa_Activation>:$activation);
  let assemblyFormat = [{
    `ins` `(` $x `,` $packed `,` $offsets (`,` $more^)? `:` type($x) `,` type($packed) `,` type($offsets)
    (`,` type($more)^)? `)` `outs` `(` $outs `:` type($outs) `)` (`rows` $rows^)? (`scales` $scales^)? (`bias` $bias^)?
    (`activation` `=` $activation^)? attr-dict (`->` type($results)^)?
  }];
}

#endif
