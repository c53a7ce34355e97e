// Sparse-to-sparse passes. A pass is declared here and written in the file of its name in src/; its test is
// test/passes/<name>.mlir. The example in a description is a test too.
include "dynsparse/PassBase.td"

def DsaDensify : Pass<"dsa-densify", "func::FuncOp"> {
  let summary = "replace every chosen pattern by the dense one";
  let description = [{
    Each op that makes a pattern from scores, masks or a window becomes `dsa.dense_pattern` of the same type: what a
    dynamically sparse program is compared with. Patterns that enter as arguments are left alone. Scores and masks that
    nothing uses any more are for `canonicalize` to remove.

    Example:

    ```mlir
    func.func @choose(%s: tensor<1x1x2x2xf32>, %k: index) -> !dsa.pattern<1x1x32x32, block = 16x16> {
      %p = dsa.select_blocks %s top_k(%k) : tensor<1x1x2x2xf32> -> !dsa.pattern<1x1x32x32, block = 16x16>
      return %p : !dsa.pattern<1x1x32x32, block = 16x16>
    }
    ```

    becomes

    ```mlir
    func.func @choose(%s: tensor<1x1x2x2xf32>, %k: index) -> !dsa.pattern<1x1x32x32, block = 16x16> {
      %p = dsa.dense_pattern() : !dsa.pattern<1x1x32x32, block = 16x16>
      return %p : !dsa.pattern<1x1x32x32, block = 16x16>
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"patterns", "num-patterns-densified", "Number of patterns made dense">];
}

def DsaSetBlockSize : Pass<"dsa-set-block-size", "func::FuncOp"> {
  let summary = "choose patterns in blocks of another size";
  let description = [{
    Every pattern that is chosen or stated inside the function, and the scores it is chosen from, gets square blocks of
    `block-size`. `top_k` is scaled with the number of block columns, rounded up, so that the density stays. Patterns that
    enter or leave the function, or that come from or go to a mask, keep the program from being changed: the pass fails
    and says where.

    Example:

    ```mlir
    func.func @density(%q: tensor<1x1x64x8xf32>, %k: index) -> f32 {
      %s = dsa.score_blocks %q, %q block = [16, 16] : tensor<1x1x64x8xf32>, tensor<1x1x64x8xf32>
      %p = dsa.select_blocks %s top_k(%k) : tensor<1x1x4x4xf32> -> !dsa.pattern<1x1x64x64, block = 16x16>
      %d = dsa.pattern_density %p : !dsa.pattern<1x1x64x64, block = 16x16>
      return %d : f32
    }
    ```

    becomes, with `block-size=32`,

    ```mlir
    func.func @density(%q: tensor<1x1x64x8xf32>, %k: index) -> f32 {
      %s = dsa.score_blocks %q, %q block = [32, 32] : tensor<1x1x64x8xf32>, tensor<1x1x64x8xf32>
      %new = arith.constant 2 : index
      %old = arith.constant 4 : index
      %most = arith.minsi %k, %old : index
      %wide = arith.muli %most, %new : index
      %scaled = arith.ceildivsi %wide, %old : index
      %p = dsa.select_blocks %s top_k(%scaled) : tensor<1x1x2x2xf32> -> !dsa.pattern<1x1x64x64, block = 32x32>
      %d = dsa.pattern_density %p : !dsa.pattern<1x1x64x64, block = 32x32>
      return %d : f32
    }
    ```
  }];
  let options = [Option<"blockSize", "block-size", "int64_t", "16", "Queries and keys of a block">];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"patterns", "num-patterns-changed", "Number of patterns given another block size">];
}

def TestDynsparsePanic : Pass<"test-dynsparse-panic"> {
  let summary = "panic where told to: for the tests of ds-opt";
  let description = [{
    What a defect in a pass written in Rust looks like from outside: an error at the op that was being worked on, naming
    pass and op, and a non-zero exit status. Upstream registers its `test-*` passes in `mlir-opt` too.
  }];
  let options = [
    Option<"at", "at", "std::string", "\"\"", "Name of the op to panic at; at the op that the pass runs on if empty">,
    Option<"pattern", "pattern", "bool", "false", "Panic in a rewrite pattern at dsa.dense_pattern instead">,
  ];
}
