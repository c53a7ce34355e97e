// Sparse-to-sparse passes. A pass is declared here and written in the file of its name in src/; its test is
// test/passes/<name>.mlir. The example in a description is a test too.
include "dynsparse/PassBase.td"

def DsaDecompose : Pass<"dsa-decompose", "func::FuncOp"> {
  let summary = "make of each composite op the smaller ones it stands for";
  let description = [{
    Replaces each composite op by the smaller ops that it stands for, so that other passes need to know only the smaller ones.
    [A table](decomposition.md) lists the composite ops, what they become and whether results may change by a bit, and the reason why
    each other op is primitive. `dsa-fuse` is the inverse. `dsa.delta_gate` and `dsa.early_exit` have no other lowering; most composite
    ops have one, which is faster than that of their parts.

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
    Each op that selects or states a pattern becomes `dsa.dense_pattern` of the same type. The result is the dense program that a
    dynamically sparse one is compared with. The complement of a pattern that is replaced becomes that (now dense) pattern; the
    mass that `dsa.select_blocks_by_mass` retained becomes that of the dense pattern. Patterns that enter as arguments, or as
    sparse tensors, are left alone, and so are their complements. `canonicalize` removes scores and masks that are no longer used.

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
    the composite op; the terms of a sum or product may be exchanged. Ops with other users (a change that is returned, for example)
    would be computed twice, so they are left alone. So are ops in different blocks, and ops whose operands are not defined yet
    where the fused op would have to be. Branches become the stages of a `dsa.early_exit`; its first stage holds only its terminator,
    and what that stage computes stays before the op. A `dsa.linear` absorbs any part of what follows it: a bias alone, an activation alone.
    And `dsa.retained_mass` of the pattern that `dsa.select_blocks_by_mass` chose by the same scores becomes the mass result of that op.

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
    Emits a remark for each op that computes or moves data, and with `file` writes the same as JSON: density, floating-point operations and
    bytes, done and dense, and the working set. The program is not changed. Numbers that follow from types and constants are exact;
    otherwise there are two bounds, and no upper one (`null`) where sizes are not known. Exact numbers come from a run: `ds-run --report=FILE`.

    Ops of `dsa` and kernels of `dsk` are counted by formulas, independent of their lowering:

    - `density`: the share of the blocks that the op's first pattern holds, or of the tokens that its first list of indices
      names. Dense and causal patterns of known sizes, `dsa.select_n_of_m` without a budget, and `dsa.select_blocks` and `dsa.select_keys`
      with a constant `top_k` have an exact density; for others it is 0 to 1.
    - `flops`: `done` by this program, `dense` by the program that `dsa-densify` makes, in which ops that only select are
      absent. `null` where no formula is known.
    - `bytes`: operands read and results written; attention reads the keys and values of a block once for each block row that
      holds it, and everything else once: queries, a bias of keys, the pattern, outputs and `lse`. A
      pattern counts as row pointers and columns of its blocks, whatever its format. For elements in blocks larger than `1x1`, only
      bounds on the number of blocks are known before a run.
    - `working_set`: the bytes in use at once in the innermost step: a block row and a block of attention, a token, a row.
    - `computed`: where a pattern holds elements, `flops` counts those, and `computed` the blocks that have one, which a kernel on
      blocks computes whole. `null` where there is no such pattern.

    The dense program has all tokens, heads and channels: where an operand comes from `dsa.pack_tokens`, `dsa.merge_tokens`,
    `dsa.pack_heads` or `dsa.pack_channels` by way of layers, attention, element-wise ops, linalg and reshapes, and the type of
    what it was packed from says the size, `dense` is of that size. Else it is of the op's own operands: what enters a function
    packed, or passes through a loop or a branch, counts as it is.

    Each line covers all executions of its op, assuming that each public function, and each that nothing calls, is called once
    from outside: its count is multiplied by the iterations of the loops around it and by the calls of its function (functions without a
    kernel of `dsa` or `dsk` are counted where they are called). An op in one side of a branch may have no execution, and in a loop of
    unknown length, or a function that calls itself, there is no upper bound. For a tensor with an encoding
    of `sparse_tensor` only values count, between none and all.

    What is lowered further is counted op by op, as often as the loops around it iterate. There is a line for each outermost loop
    or piece of work (`scf`, `affine`, `dsk.partition`), op of linalg, element-wise op on tensors, copy and call of a function
    of the module, one for each loop over stored blocks (`dsk.for_blocks`, `dsk.for_chunks`) inside those, and one for the rest
    of a function. A number that is computed from constants, sizes of types and other loops has bounds, and so has the trip count of a
    loop that ends at such a number. The number of blocks of a row is never known before a run, except that it is at most the
    length of a list, if that is known.

    - `flops`: additions, subtractions, multiplications, divisions, maxima, minima and functions of `math` count one per element, a
      fused multiply-add two; comparisons, conversions and integer ops do not count, except `dsk.dot`. `dense` has no upper bound, since
      what a loop replaced is not known. Only at the stage `dsa` is it the same as `done`, if that is exact and the
      module has no op that packs or merges.
    - `one_turn`: what `flops` would be if each loop of unknown trip count made one iteration; for a loop over
      blocks, one iteration of itself; `null` where there is no such loop.
    - `bytes`: what loads and stores move, and operands of ops of linalg.
    - `working_set`: the buffers that are allocated inside, each once.
    - `within`: the line of which this one is a part, counted from 0. The total counts it once.
    - `uncounted`: ops that are not counted, or have no upper bound, and why. A function in which nothing is counted is listed too.

    | `stage` | contents | what is known |
    |---|---|---|
    | `dsa` | ops of `dsa`; beside them linalg and loops | formulas, density, dense program |
    | `dsk` | kernels on tensors | formulas; of a stored pattern no more than the length of its list |
    | `linalg` | the reference lowering on tensors | points of linalg; loops as far as their ends are known |
    | `bufferized` | kernels or linalg on buffers | the same, and buffers |
    | `blocks` | kernels that are left, pieces of work, loops over blocks | a turn of each loop over blocks; buffers |
    | `loops` | loops, and calls of pieces of work | how many pieces, if a constant says so; a turn of what is open |
    | `llvm` | functions of branches | of each function what one turn of each of its loops is; of buffers those on the stack |

    `stage` is recognised by the ops in the module: buffers with linalg are `bufferized`, even where the reference lowering calls
    them `loops`. Instructions of the target and calls out of the module are in `uncounted`; at the stage `llvm` so are the trip counts
    of loops made of branches.

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

    `functions` lists those that allocate buffers or contain something that is not counted.

    In the report of a run, `exact` is true, `executions` says how often the op was executed, numbers are sums over the executions (for
    the working set the largest, for the density the mean), and both bounds are equal. Lists that an op reads as sets, and offsets that it
    clamps into range, count as the op uses them. A run counts only ops of `dsa`; everything beside them is in
    `uncounted`.

    With `count=true` the pass instruments the program instead: after each op, what types do not say is passed to
    `dynsparse_count` of the runtime. `ds-run --report` does this, and makes the report from the counts.

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
    `block-size`. `top_k` is scaled with the number of block columns, rounded up, so that the density stays the same. If a pattern
    enters or leaves the function, or is converted from or to a mask, the program cannot be changed: the pass fails
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

def ReduceFunctions : Pass<"reduce-functions", "::mlir::ModuleOp"> {
  let summary = "make functions small while a test says that they are still interesting";
  let description = [{
    Tries smaller modules until none is smaller and still valid and interesting: without some of its functions and other symbols,
    without some ops of its functions, whose results become arguments where others use them, with fewer results and arguments. `test`
    is a program, as for upstream's `reduction-tree`, which does not look into functions: it is called with the name of a file
    that holds a module, and says by an exit status other than 0 that this module is interesting. Functions are those of
    `func.func`; what calls one keeps it as it is. Complexity: one run of the test for each op that stays, and a few for each that goes,
    times two or three. Source: delta debugging (Zeller and Hildebrandt, 2002).

    Example, with a test that looks for `dsa.attention`:

    ```mlir
    func.func @layer(%x: tensor<1x1x64x8xf32>, %k: index) -> tensor<1x1x64x8xf32> {
      %s = dsa.score_blocks %x, %x block = [16, 16] : tensor<1x1x64x8xf32>, tensor<1x1x64x8xf32>
      %p = dsa.select_blocks %s top_k(%k) : tensor<1x1x4x4xf32> -> !dsa.pattern<1x1x64x64, block = 16x16>
      %o = dsa.attention %x, %x, %x, %p
        : tensor<1x1x64x8xf32>, tensor<1x1x64x8xf32>, tensor<1x1x64x8xf32>, !dsa.pattern<1x1x64x64, block = 16x16>
      %sum = arith.addf %x, %o : tensor<1x1x64x8xf32>
      return %sum : tensor<1x1x64x8xf32>
    }
    ```

    becomes, with `test=test/tools/Inputs/has-attention.sh`,

    ```mlir
    func.func @layer(%x: tensor<1x1x64x8xf32>, %p: !dsa.pattern<1x1x64x64, block = 16x16>) {
      %o = dsa.attention %x, %x, %x, %p
        : tensor<1x1x64x8xf32>, tensor<1x1x64x8xf32>, tensor<1x1x64x8xf32>, !dsa.pattern<1x1x64x64, block = 16x16>
      return
    }
    ```
  }];
  let options = [
    Option<"test", "test", "std::string", "\"\"", "A program that exits with another status than 0 if the module in the file that it is given is interesting">,
  ];
  let statistics = [Statistic<"tested", "num-modules-tested", "Number of modules that the test was run on">];
}

def TestDynsparsePanic : Pass<"test-dynsparse-panic"> {
  let summary = "panic where told to: for the tests of ds-opt";
  let description = [{
    Shows how a defect in a pass written in Rust is reported: an error at the op that was being processed, naming
    pass and op, and a non-zero exit status. Upstream registers its `test-*` passes in `mlir-opt` too.
  }];
  let options = [
    Option<"at", "at", "std::string", "\"\"", "Name of the op to panic at; at the op that the pass runs on if empty">,
    Option<"pattern", "pattern", "bool", "false", "Panic in a rewrite pattern at dsa.dense_pattern instead">,
    Option<"types", "types", "bool", "false", "Panic in a conversion of types instead">,
    Option<"walk", "walk", "bool", "false", "Panic in a walk over ops instead">,
  ];
}
