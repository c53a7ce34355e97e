// Sparse-to-sparse passes. A pass is declared here and written in the file of its name in src/; its test is
// test/passes/<name>.mlir. The example in a description is a test too.
include "dynsparse/PassBase.td"

def DsaDecompose : Pass<"dsa-decompose", "func::FuncOp"> {
  let summary = "make of each composite op the smaller ones it stands for";
  let description = [{
    An op that other ops can stand for becomes those, and so other passes need to know the smaller ones only. Which ops these
    are, what they become and whether a bit may change are in [a table](decomposition.md), with the reason why each other op is as
    small as it gets. `dsa-fuse` is the way back. `dsa.delta_gate` and `dsa.early_exit` have no other lowering; most ops have one,
    which is faster than that of their parts.

    Example:

    ```mlir
    func.func @gate(%x: tensor<1x8x4xf32>, %last: tensor<1x8x4xf32>, %k: index) -> (tensor<1x?x4xf32>, tensor<1x8x4xf32>) {
      %i, %packed, %known = dsa.delta_gate %x, %last norm = l2 budget(%k) : tensor<1x8x4xf32>, tensor<1x8x4xf32>
      return %packed, %known : tensor<1x?x4xf32>, tensor<1x8x4xf32>
    }
    ```

    becomes

    ```mlir
    func.func @gate(%x: tensor<1x8x4xf32>, %last: tensor<1x8x4xf32>, %k: index) -> (tensor<1x?x4xf32>, tensor<1x8x4xf32>) {
      %change = dsa.token_change %x, %last norm = l2 : tensor<1x8x4xf32>, tensor<1x8x4xf32>
      %i = dsa.gate_tokens %change budget(%k) : tensor<1x8xf32>
      %packed = dsa.pack_tokens %x, %i : tensor<1x8x4xf32>, tensor<1x?xi32>
      %known = dsa.unpack_tokens %packed, %i into %last : tensor<1x?x4xf32>, tensor<1x?xi32>, tensor<1x8x4xf32>
      return %packed, %known : tensor<1x?x4xf32>, tensor<1x8x4xf32>
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"ops", "num-ops-decomposed", "Number of composite ops made into smaller ones">];
}

def DsaDensify : Pass<"dsa-densify", "func::FuncOp"> {
  let summary = "replace every chosen pattern by the dense one";
  let description = [{
    Each op that chooses or states a pattern becomes `dsa.dense_pattern` of the same type: what a dynamically sparse program is
    compared with. The complement of a pattern that is made here becomes that pattern, which is dense by then; of what
    `dsa.select_blocks_by_mass` retained, that of the dense pattern takes the place. Patterns that enter as arguments, or as
    sparse tensors, are left alone, and so are their complements. Scores and masks that nothing uses any more are for
    `canonicalize` to remove.

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

def DsaFuse : Pass<"dsa-fuse", "func::FuncOp"> {
  let summary = "make composite ops of the smaller ones that stand for them";
  let description = [{
    Where the smaller ops are exactly those that `dsa-decompose` makes, with the same values in the same places, they become
    the composite op; the terms of a sum or product may be exchanged. Ops that someone else needs too (a change that is returned,
    say) would be computed twice: they are left alone, and so are ops in different blocks, or whose operands are not there yet
    where the fused op would have to stand. Branches become the stages of a `dsa.early_exit`, whose first is left with its end:
    what it computes stands before the op. Of a `dsa.linear` any part of what follows is taken: a bias alone, an activation alone.
    And `dsa.retained_mass` of the pattern that `dsa.select_blocks_by_mass` chose by the same scores is what that op retained.

    Which results may change within rounding is in [a table](decomposition.md).

    Example:

    ```mlir
    func.func @gate(%x: tensor<1x8x4xf32>, %last: tensor<1x8x4xf32>, %k: index) -> tensor<1x8x4xf32> {
      %change = dsa.token_change %x, %last norm = l2 : tensor<1x8x4xf32>, tensor<1x8x4xf32>
      %i = dsa.gate_tokens %change budget(%k) : tensor<1x8xf32>
      %packed = dsa.pack_tokens %x, %i : tensor<1x8x4xf32>, tensor<1x?xi32>
      %known = dsa.unpack_tokens %packed, %i into %last : tensor<1x?x4xf32>, tensor<1x?xi32>, tensor<1x8x4xf32>
      return %known : tensor<1x8x4xf32>
    }
    ```

    becomes

    ```mlir
    func.func @gate(%x: tensor<1x8x4xf32>, %last: tensor<1x8x4xf32>, %k: index) -> tensor<1x8x4xf32> {
      %i, %packed, %known = dsa.delta_gate %x, %last norm = l2 budget(%k) : tensor<1x8x4xf32>, tensor<1x8x4xf32>
      return %known : tensor<1x8x4xf32>
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"ops", "num-ops-fused", "Number of composite ops made of smaller ones">];
}

def DsaReport : Pass<"dsa-report", "::mlir::ModuleOp"> {
  let summary = "say what each op computes and moves, against the dense program";
  let description = [{
    A remark for each op that computes or moves, and with `file` the same in JSON: density, floating-point operations and
    bytes, done and dense, and the working set. Nothing is changed. What types and constants say is exact; else there are two
    bounds, and where sizes are not known no upper one (`null`). Exact numbers come from a run: `ds-run --report=FILE`.

    Of ops of `dsa` and kernels of `dsk` there is a formula, whatever lowers them:

    - `density`: the share of the blocks that the op's first pattern holds, or of the tokens that its first list of indices
      names. Dense and causal patterns of known sizes, `dsa.select_n_of_m` without a budget, and `dsa.select_blocks` and `dsa.select_keys`
      with a constant `top_k` say it, others give 0 to 1.
    - `flops`: `done` by this program, `dense` by the one that `dsa-densify` makes, in which ops that only choose have no
      part. `null` where no formula is known.
    - `bytes`: operands read and results written; attention reads the keys and values of a block once for each block row that
      holds it, and all else once: queries, a bias of keys, the pattern, outputs and `lse`. A
      pattern counts as row pointers and columns of its blocks, whatever its format. Of elements in blocks of several only bounds
      of how many blocks there are are known before a run.
    - `working_set`: the bytes in use at once in the innermost step: a block row and a block of attention, a token, a row.
    - `computed`: where a pattern holds elements, `flops` counts those, and `computed` the blocks that have one, which a kernel on
      blocks computes whole. `null` where there is no such pattern.

    The dense program has all tokens, heads and channels: where an operand comes from `dsa.pack_tokens`, `dsa.merge_tokens`,
    `dsa.pack_heads` or `dsa.pack_channels` by way of layers, attention, element-wise ops, linalg and reshapes, and the type of
    what it was packed from says the size, `dense` is of that size. Else it is of the op's own operands: what enters a function
    packed, or goes through a loop or a branch, counts as it is.

    Each line is of all executions of its op, if each function that is not private, and each that nothing calls, is called once
    from outside: times how often the loops around it turn and its function is called (what has no kernel of `dsa` or `dsk` in it
    is counted where it is called). In one side of a branch it may have
    none, and in a loop of unknown length, or a function that calls itself, there is no upper bound. Of a tensor with an encoding
    of `sparse_tensor` only values count, none to all.

    What is lowered further is counted op by op, as often as the loops around it turn. There is a line for each outermost loop
    or piece of work (`scf`, `affine`, `dsk.partition`), op of linalg, element-wise op on tensors, copy and call of a function
    of the module, one for each loop over stored blocks (`dsk.for_blocks`, `dsk.for_chunks`) inside those, and one for the rest
    of a function. A number that comes from constants, sizes of types and other loops has bounds, and so has how often a loop
    turns that ends there; how many blocks a row has is never known before a run, but that there are no more than a list of
    known length has.

    - `flops`: sums, differences, products, quotients, greater and smaller ones, and functions of `math` are one an element, a
      fused product and sum two; not comparisons, conversions or integers, but for `dsk.dot`. `dense` is without an upper bound: what
      stood in the place of a loop is not known. Only at the stage `dsa` it is the same as `done`, where that is exact and the
      module has no op that packs or merges.
    - `one_turn`: what `flops` would be if each loop of which it is not known how often it turns made one turn, and of a loop over
      blocks one turn of itself; `null` where there is no such loop.
    - `bytes`: what loads and stores move, and operands of ops of linalg.
    - `working_set`: the buffers that are made inside, each once.
    - `within`: the line of which this one is a part, counted from 0. It is in the sum once.
    - `uncounted`: ops that are not counted, or without an upper bound, and why. A function of which nothing is counted says so.

    | `stage` | what is there | what is known |
    |---|---|---|
    | `dsa` | ops of `dsa`; beside them linalg and loops | formulas, density, dense program |
    | `dsk` | kernels on tensors | formulas; of a stored pattern no more than the length of its list |
    | `linalg` | the reference lowering on tensors | points of linalg; loops as far as their ends are known |
    | `bufferized` | kernels or linalg on buffers | the same, and buffers |
    | `blocks` | kernels that are left, pieces of work, loops over blocks | a turn of each loop over blocks; buffers |
    | `loops` | loops, and calls of pieces of work | how many pieces, if a constant says so; a turn of what is open |
    | `llvm` | functions of branches | of each function what one turn of each of its loops is; of buffers those on the stack |

    `stage` is told by the ops that are there: buffers with linalg are `bufferized`, also where the reference lowering calls
    them `loops`. Instructions of the target and calls out of the module are in `uncounted`; at the stage `llvm` so is how often
    a loop of branches turns.

    ```json
    {
      "stage": "dsa",
      "exact": false,
      "ops": [
        {
          "op": "dsa.attention", "function": "attend", "location": "model.mlir:3:10", "executions": null,
          "density": {"least": 0.25, "most": 0.25},
          "flops": {"done": {"least": 4096, "most": 4096}, "dense": {"least": 16384, "most": 16384}},
          "bytes": {"done": {"least": 9216, "most": 9216}, "dense": {"least": 24576, "most": 24576}},
          "working_set": {"least": 2048, "most": 2048},
          "computed": null, "one_turn": null, "within": null, "uncounted": []
        }
      ],
      "total": {"flops": {"done": ..., "dense": ...}, "bytes": {"done": ..., "dense": ...}},
      "functions": [
        {"function": "attend", "location": "model.mlir:1:1", "buffers": {"least": 0, "most": null}, "uncounted": [...]}
      ],
      "uncounted": [
        {"op": "scf.for", "ops": 1, "reason": "how often it turns is known when the program runs"}
      ]
    }
    ```

    `functions` has those that make buffers or have something that is not counted.

    Of a run, `exact` is true, `executions` says how often the op was executed, numbers are sums over those (the working set
    the largest, the density the mean), and bounds are equal. Lists of which an op takes the set, and offsets that it brings
    into range, count as it takes them. A run counts ops of `dsa` only; what stands beside them is in
    `uncounted`.

    With `count=true` the pass makes the program count instead: behind each op, what types do not say is handed to
    `dynsparse_count` of the runtime. `ds-run --report` does that, and makes the report of what was counted.

    Example:

    ```mlir
    func.func @choose(%s: tensor<1x1x4x4xf32>) -> !dsa.pattern<1x1x64x64, block = 16x16> {
      %k = arith.constant 1 : index
      %p = dsa.select_blocks %s top_k(%k) : tensor<1x1x4x4xf32> -> !dsa.pattern<1x1x64x64, block = 16x16>
      return %p : !dsa.pattern<1x1x64x64, block = 16x16>
    }
    ```

    becomes (itself, with a remark at the selection that its density is 0.25)

    ```mlir
    func.func @choose(%s: tensor<1x1x4x4xf32>) -> !dsa.pattern<1x1x64x64, block = 16x16> {
      %k = arith.constant 1 : index
      %p = dsa.select_blocks %s top_k(%k) : tensor<1x1x4x4xf32> -> !dsa.pattern<1x1x64x64, block = 16x16>
      return %p : !dsa.pattern<1x1x64x64, block = 16x16>
    }
    ```
  }];
  let options = [
    Option<"file", "file", "std::string", "\"\"", "Where the report goes as JSON; nowhere if empty">,
    Option<"count", "count", "bool", "false", "Make the program count when it runs, and report nothing now">,
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"counted", "num-ops-counted", "Number of ops whose executions are counted">];
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
