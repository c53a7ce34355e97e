// Lowerings, from the sparse levels to the LLVM dialect. A pass is declared here and written in the file of its name in
// src/; its test is test/lowering/<name>.mlir. The example in a description is a test too.
include "dynsparse/PassBase.td"

class TargetDescription<string of>
  : Option<"targetDescription", "target-description", "std::string", "\"\"",
           "The processor that " # of # ": its name, or a JSON file; this machine if empty">;

//===----------------------------------------------------------------------===//
// The whole way
//===----------------------------------------------------------------------===//

def LowerSparse : Pipeline<"lower-sparse"> {
  let summary = "lower dsa and dsk to the LLVM dialect, stage by stage";
  let description = [{
    Each stage is a pass or pipeline of its own; the module can be printed after any stage, and lowered on from there:

    | stage | what it holds | reached by |
    |---|---|---|
    | `dsa` | what is computed | `dsa-select-format` (`strategy=fast`), `dsa-set-block-size` (if asked for), `canonicalize`, `cse` |
    | `dsk` | how: stored patterns, kernels on tensors (`strategy=fast`) | `convert-dsa-to-dsk` |
    | `linalg` | the formulas as loops over tensors (`strategy=reference`) | `convert-dsa-to-linalg` |
    | `bufferized` | the same on buffers | `bufferize-sparse` |
    | `blocks` | partitioned work, loops over selected blocks, vectors (`strategy=fast`) | `dsa-verify-patterns` (if asked for), `tile-dsk-attention`, `tile-dsk-linear`; with `schedule=FILE` before them `convert-dsk-attention-to-linalg` and the file's `@__transform_main` |
    | `loops` | loops only: scf, vector, memref | `convert-dsk-to-loops`, `lower-dsk-dot`, `lower-dsk-exp2`, `lower-bf16-rounding`, `outline-partitions` |
    | `llvm` | the LLVM dialect | `lower-loops-to-llvm`, `check-lowered` |

    `stop-after` ends after a stage. A module that starts at a later level passes through the earlier stages unchanged, with one
    exception: `bufferized` adds deallocations, which must not be added twice. Start a module on buffers with
    `start-after=bufferized`.
  }];
  let options = [
    EnumOption<"strategy", "strategy", ["fast", "reference"], "fast",
               "fast kernels, or the ops' reference lowerings, which are the oracle of all tests">,
    EnumOption<"computeType", "compute-type", ["native", "f64"], "native",
               "Arithmetic of strategy=reference: the ops' own, or double precision throughout">,
    EnumOption<"stopAfter", "stop-after", ["dsa", "dsk", "linalg", "bufferized", "blocks", "loops", "llvm"], "llvm",
               "The last stage">,
    EnumOption<"startAfter", "start-after", ["none", "dsa", "dsk", "linalg", "bufferized", "blocks", "loops"], "none",
               "The stage that the module is at">,
    Option<"blockSize", "block-size", "int64_t", "0", "Block size of all chosen patterns; 0 keeps the program's own">,
    EnumOption<"products", "products", ["auto", "widened", "pairs", "int8-bf16", "int8"], "auto",
               "How keys and values are multiplied, as tile-dsk-attention has it (strategy=fast)">,
    TargetDescription<"kernels are shaped for">,
    Option<"verifyPatterns", "verify-patterns", "bool", "false",
           "Check the invariants of stored patterns when the program runs (strategy=fast; the masks of reference have none). Of a pipeline in two parts, both are told">,
    Option<"schedule", "schedule", "std::string", "\"\"",
           "A file with a transform-dialect schedule that tiles attention in place of tile-dsk-attention (strategy=fast)">,
  ];
}

def BufferizeSparse : Pipeline<"bufferize-sparse"> {
  let summary = "bring sparse tensor programs to buffers, and free what they allocate";
  let description = [{
    Runs `record-signatures`, then `lower-softmax`, `replace-empty-reshapes` and `bufferize-sparse-tensors`, then one-shot
    bufferisation across functions, with contiguous buffers at their boundaries, then ownership-based deallocation: the caller frees the buffers that a
    function returns, and these are never its arguments. Private functions return an ownership flag with each buffer instead, and copy
    none.
  }];
}

def BufferizeSparseTensors : Pass<"bufferize-sparse-tensors", "::mlir::ModuleOp"> {
  let summary = "bring tensors with an encoding of `sparse_tensor` to buffers, and loops over what they store";
  let description = [{
    A module that has a tensor with a `#sparse_tensor.encoding` goes through upstream's `linalg-generalize-named-ops` and
    `sparsification-and-bufferization`. These turn `linalg` ops on such tensors into loops over stored entries, and each such tensor into a
    buffer per level, an array of values and a specifier of sizes; the other tensors of the module become buffers in the same step. Then
    `sparse-storage-specifier-to-llvm` turns the specifiers into structs. Other modules are left unchanged.

    If the only use of a sparse result is a `sparse_tensor.convert` to a dense tensor, LLVM 22 makes a dense result that is never
    filled with zeros: write the op on a dense output instead.

    In such a module, upstream refuses loops that yield tensors allocated inside them, which the one-shot bufferisation after this
    pass accepts.

    Example:

    ```mlir
    #CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
    func.func @stored(%positions: tensor<5xi32>, %columns: tensor<?xi32>, %values: tensor<?xf32>) -> index {
      %a = sparse_tensor.assemble (%positions, %columns), %values
        : (tensor<5xi32>, tensor<?xi32>), tensor<?xf32> to tensor<4x6xf32, #CSR>
      %count = sparse_tensor.number_of_entries %a : tensor<4x6xf32, #CSR>
      return %count : index
    }
    ```

    becomes

    ```mlir
    func.func @stored(%positions: memref<5xi32>, %columns: memref<?xi32>, %values: memref<?xf32>) -> index {
      %last = arith.constant 4 : index
      %end = memref.load %positions[%last] : memref<5xi32>
      %wide = arith.extui %end : i32 to i64
      %count = arith.index_cast %wide : i64 to index
      return %count : index
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::bufferization::BufferizationDialect",
    "::mlir::gpu::GPUDialect", "::mlir::LLVM::LLVMDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::mlir::sparse_tensor::SparseTensorDialect",
    "::mlir::vector::VectorDialect"];
}

def RecordSignatures : Pass<"record-signatures", "::mlir::ModuleOp"> {
  let summary = "note on public functions what they take and give, before buffers hide it";
  let description = [{
    After bufferisation, `!llvm.ptr, !llvm.ptr, i64, i64, i64` no longer shows that a function takes a
    `tensor<4xf32>`. So every public function with a body whose arguments and results can be passed from outside (ranked
    tensors, memrefs and numbers) gets

    - `dynsparse.signature`, its type at this level, which `ds-run` and `ds-translate` read after lowering;
    - `llvm.emit_c_interface`, so that C can call it;
    - `bufferization.writable = false` on its tensor arguments: a caller's tensor is a value, never written to.

    A function that already has a `dynsparse.signature` is left alone.

    With `row-major=true`, as what bufferizes with `identity-layout-map` has it, functions that take a tensor get
    `dynsparse.row_major`: `ds-translate` then makes code that ends the program where C calls it on a tensor that is laid out in
    another way.

    Example:

    ```mlir
    func.func @f(%a: tensor<4xf32>, %b: f32) -> tensor<4xf32> {
      return %a : tensor<4xf32>
    }
    ```

    becomes

    ```mlir
    func.func @f(%a: tensor<4xf32> {bufferization.writable = false}, %b: f32) -> tensor<4xf32>
        attributes {dynsparse.signature = (tensor<4xf32>, f32) -> tensor<4xf32>, llvm.emit_c_interface} {
      return %a : tensor<4xf32>
    }
    ```
  }];
  let options = [
    Option<"rowMajor", "row-major", "bool", "false", "Tensors that are arguments become buffers in row-major order">,
  ];
}

def LowerSoftmax : Pass<"lower-softmax", "func::FuncOp"> {
  let summary = "lower softmax of tensors to sums and exponentials";
  let description = [{
    A `linalg.softmax` of tensors, which upstream has no pass for, becomes `linalg.generic` ops: the greatest number of each
    row, the exponentials of what is below it, their sum, and the quotients, in `f32` at least and rounded once. A row with a
    NaN or `+inf`, and one of `-inf` alone, is NaN. So scores that are kept from frame to frame (`dsa.update_scores`) become
    weights.

    Example:

    ```mlir
    func.func @weights(%s: tensor<4x?xf32>, %room: tensor<4x?xf32>) -> tensor<4x?xf32> {
      %w = linalg.softmax dimension(1) ins(%s : tensor<4x?xf32>) outs(%room : tensor<4x?xf32>) -> tensor<4x?xf32>
      return %w : tensor<4x?xf32>
    }
    ```

    becomes

    ```mlir
    #element = affine_map<(d0, d1) -> (d0, d1)>
    #row = affine_map<(d0, d1) -> (d0)>
    func.func @weights(%s: tensor<4x?xf32>, %room: tensor<4x?xf32>) -> tensor<4x?xf32> {
      %none = arith.constant 0xFF800000 : f32
      %zero = arith.constant 0.0 : f32
      %rows = tensor.empty() : tensor<4xf32>
      %low = linalg.fill ins(%none : f32) outs(%rows : tensor<4xf32>) -> tensor<4xf32>
      %greatest = linalg.generic {indexing_maps = [#element, #row], iterator_types = ["parallel", "reduction"]}
        ins(%s : tensor<4x?xf32>) outs(%low : tensor<4xf32>) {
      ^bb0(%x: f32, %so_far: f32):
        %m = arith.maximumf %x, %so_far : f32
        linalg.yield %m : f32
      } -> tensor<4xf32>
      %powers = linalg.generic {indexing_maps = [#element, #row, #element], iterator_types = ["parallel", "parallel"]}
        ins(%s, %greatest : tensor<4x?xf32>, tensor<4xf32>) outs(%room : tensor<4x?xf32>) {
      ^bb0(%x: f32, %m: f32, %unset: f32):
        %below = arith.subf %x, %m : f32
        %e = math.exp %below : f32
        linalg.yield %e : f32
      } -> tensor<4x?xf32>
      %nothing = linalg.fill ins(%zero : f32) outs(%rows : tensor<4xf32>) -> tensor<4xf32>
      %sums = linalg.generic {indexing_maps = [#element, #row], iterator_types = ["parallel", "reduction"]}
        ins(%powers : tensor<4x?xf32>) outs(%nothing : tensor<4xf32>) {
      ^bb0(%e: f32, %so_far: f32):
        %sum = arith.addf %so_far, %e : f32
        linalg.yield %sum : f32
      } -> tensor<4xf32>
      %w = linalg.generic {indexing_maps = [#element, #row, #element], iterator_types = ["parallel", "parallel"]}
        ins(%powers, %sums : tensor<4x?xf32>, tensor<4xf32>) outs(%room : tensor<4x?xf32>) {
      ^bb0(%e: f32, %sum: f32, %unset: f32):
        %share = arith.divf %e, %sum : f32
        linalg.yield %share : f32
      } -> tensor<4x?xf32>
      return %w : tensor<4x?xf32>
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"softmaxes", "num-softmaxes-lowered", "Number of softmaxes lowered">];
}

def ReplaceEmptyReshapes : Pass<"replace-empty-reshapes", "func::FuncOp"> {
  let summary = "make an empty tensor of what is reshaped to no elements";
  let description = [{
    A `tensor.collapse_shape` or `tensor.expand_shape` whose dimensions include a 0 and one that is known only at run time
    has no elements; a `tensor.empty` of its sizes replaces it. MLIR 22 infers such a product of sizes as dynamic on tensors
    but as 0 on buffers, where its own verifier requires it to be dynamic.

    Example:

    ```mlir
    func.func @rows(%x: tensor<0x?x?xf32>) -> tensor<?x?xf32> {
      %rows = tensor.collapse_shape %x [[0, 1], [2]] : tensor<0x?x?xf32> into tensor<?x?xf32>
      return %rows : tensor<?x?xf32>
    }
    ```

    becomes

    ```mlir
    func.func @rows(%x: tensor<0x?x?xf32>) -> tensor<?x?xf32> {
      %c0 = arith.constant 0 : index
      %c2 = arith.constant 2 : index
      %columns = tensor.dim %x, %c2 : tensor<0x?x?xf32>
      %rows = tensor.empty(%c0, %columns) : tensor<?x?xf32>
      return %rows : tensor<?x?xf32>
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect"];
  let statistics = [Statistic<"reshapes", "num-reshapes-replaced", "Number of reshapes replaced">];
}

def LowerOpenExpansions : Pass<"lower-open-expansions", "func::FuncOp"> {
  let summary = "lower expansions of buffers whose sizes a product does not tell";
  let description = [{
    A `memref.expand_shape` that splits one dimension into two or more dynamic sizes, or into one beside a 0, becomes a view with
    those sizes and with strides that are products of them. Upstream's `expand-strided-metadata`, which lowers all other expansions,
    computes a dynamic size from the static ones, and crashes where there are two (LLVM 22). Nothing is copied.

    Example:

    ```mlir
    func.func @tiles(%x: memref<?xf32>, %rows: index, %columns: index) -> memref<?x?xf32> {
      %tiles = memref.expand_shape %x [[0, 1]] output_shape [%rows, %columns] : memref<?xf32> into memref<?x?xf32>
      return %tiles : memref<?x?xf32>
    }
    ```

    becomes

    ```mlir
    func.func @tiles(%x: memref<?xf32>, %rows: index, %columns: index) -> memref<?x?xf32> {
      %base, %offset, %size, %stride = memref.extract_strided_metadata %x : memref<?xf32> -> memref<f32>, index, index, index
      %stride_of_rows = arith.muli %stride, %columns : index
      %view = memref.reinterpret_cast %base to offset: [%offset], sizes: [%rows, %columns], strides: [%stride_of_rows, %stride]
        : memref<f32> to memref<?x?xf32, strided<[?, ?], offset: ?>>
      %tiles = memref.cast %view : memref<?x?xf32, strided<[?, ?], offset: ?>> to memref<?x?xf32>
      return %tiles : memref<?x?xf32>
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
  let statistics = [Statistic<"expansions", "num-expansions-lowered", "Number of expansions lowered">];
}

def RefuseLibraryNames : Pass<"refuse-library-names", "::mlir::ModuleOp"> {
  let summary = "refuse functions of the names of those that compiled code calls";
  let description = [{
    A function with a body and the name of a function of the C library, of libm or of the runtime would be called instead of that
    function by the code that lowerings generate (`expf` for an exponential), and LLVM would treat calls of it as calls of the library's.
    Such a definition is an error. Declarations are allowed: they refer to the library's function.

    Example: other names are left as they are.

    ```mlir
    func.func @f(%x: f32) -> f32 {
      return %x : f32
    }
    ```

    becomes

    ```mlir
    func.func @f(%x: f32) -> f32 {
      return %x : f32
    }
    ```
  }];
}

def TellCompared : Pass<"tell-compared", "::mlir::ModuleOp"> {
  let summary = "let assertions on a comparison tell what was compared";
  let description = [{
    If a `cf.assert` checks a comparison of two numbers of type `index`, as size checks do, the two numbers are passed to the runtime
    before the assertion fails: `ds-run` shows them after the message, other programs print them on standard error. An attribute
    `compared = array<i64: 7>` of the assertion states the first number, and `compared = array<i64: 7, 10>` states both, where they were
    known before folding changed their order or removed the comparison.

    Example:

    ```mlir
    func.func @same(%a: index, %b: index) {
      %same = arith.cmpi eq, %a, %b : index
      cf.assert %same, "sizes differ"
      return
    }
    ```

    becomes

    ```mlir
    func.func private @dynsparse_compared(index, index)
    func.func @same(%a: index, %b: index) {
      %same = arith.cmpi eq, %a, %b : index
      %true = arith.constant true
      %differ = arith.xori %same, %true : i1
      scf.if %differ {
        func.call @dynsparse_compared(%a, %b) : (index, index) -> ()
      }
      cf.assert %same, "sizes differ"
      return
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect", "::mlir::scf::SCFDialect"];
  let statistics = [Statistic<"assertions", "num-assertions", "Number of assertions that tell what they compared">];
}

def KeepLoopAnnotations : Pass<"keep-loop-annotations", "::mlir::ModuleOp"> {
  let summary = "hand what is said of loops on to LLVM";
  let description = [{
    A loop of `scf` can say `llvm.loop_annotation`, for instance that LLVM must not unroll it. `convert-scf-to-cf` and
    `convert-cf-to-llvm` pass that attribute on to the branch back, but LLVM 22 translates only what is called `loop_annotation`
    there: this pass gives it that name. Branches that have a `loop_annotation` already are left alone.

    Example:

    ```mlir
    llvm.func @forever() {
      llvm.br ^bb1
    ^bb1:
      llvm.br ^bb1 {llvm.loop_annotation = #llvm.loop_annotation<unroll = <disable = true>>}
    }
    ```

    becomes

    ```mlir
    llvm.func @forever() {
      llvm.br ^bb1
    ^bb1:
      llvm.br ^bb1 {loop_annotation = #llvm.loop_annotation<unroll = <disable = true>>}
    }
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
  let statistics = [Statistic<"loops", "num-loops", "Number of loops whose annotation was handed on">];
}

def LowerLoopsToLLVM : Pipeline<"lower-loops-to-llvm"> {
  let summary = "lower linalg, affine, scf, vector and memref to the LLVM dialect";
  let description = [{
    Runs `refuse-library-names`, then upstream conversions in an order that works, with `lower-open-expansions` for the expansions that
    they cannot lower, `tell-compared` for assertions, `keep-loop-annotations` for what is said of loops, and `define-launchers` for
    partitioned work.
  }];
}

//===----------------------------------------------------------------------===//
// dsa
//===----------------------------------------------------------------------===//

def DsaSelectFormat : Pass<"dsa-select-format", "func::FuncOp"> {
  let summary = "choose how patterns are stored whose type says `format = any`";
  let description = [{
    Values that must share a format (operands and results of the pattern algebra, values passed on by control flow) get the one with
    which attention over them takes the least time by a cost model, or the pattern the fewest bytes with `objective=bytes`.
    Function arguments and results must state their format: at a boundary `any` is an error.

    The content of a pattern is known only at run time, so its statistics are given to the model by options for all patterns, or by
    attributes of the ops that make or read them (`dsa.density` and so on), which override the options:

    | | |
    |---|---|
    | `density` | elements over `N M` |
    | `fill` | elements over the elements of the stored blocks |
    | `filled-elements`, `filled-blocks` (`dsa.filled_elements`, `dsa.filled_blocks`) | the shares of the elements, and of the stored blocks, that are in blocks filled to a quarter or more; if not stated, all or none, depending on `fill` |
    | `skew` | keys of the longest row over those of the mean row; 1 if not stated |

    Patterns that hold blocks, that are not read by attention, whose density or fill is not known, or whose sizes are dynamic
    get `bcsr`, whose cost is bounded by that of the dense pattern. For `dsa.dense_pattern` density and fill are 1, for
    `dsa.causal_pattern` about 1/2 and 1.

    The model estimates the time of attention over one head in steps (a multiply-add of one vector register). `L` is the number of lanes per
    register, `l` the number of loads in the time of a step (`loads_per_multiply_add` of the target: the more there are, the less of a step
    memory-bound work takes), and `f` the share of keys and values that does not fit into the second-level cache,
    `1 - 7/8 l2_bytes / (M (D + E) bytes)`, at least 0:

    - blocks: `ceil(bq / L) bk` times `block_step (D + E) + key + masked_key` per block (`half_step` for `block_step` if queries fill at most
      half of a register and `l > 1`; `called_exponential L` more for `f64`); `ceil(bq / L) (D + E) block_row_step` per row of blocks;
    - elements: `element + s (ceil(D / L) + ceil(E / L))` per element, where `s` is `(element_step + f far_step) / l`; for numbers narrower
      than `f32`, `f` is halved and `s` is `widened_step` more; `row` per query that sees any key, of which there are `N (1 - e^-k)`, where
      `k` is the elements of a query or the blocks of its row, whichever is less;
    - `hybrid`: blocks for the filled ones, elements for the rest, and `merge_step / l` for each register of `E` of each query.

    `bf16` blocks take half the `block_step` where the target has an instruction for pairs. With several threads, a part takes
    at least as long as its longest piece, which follows from `skew`. The constants are for AVX-512; `costs` names a JSON file with measured
    ones: an object with any of the names above. `explain` emits the estimates as a remark.

    Example:

    ```mlir
    func.func @few(%q: tensor<1x1x2048x64xf32>, %mask: tensor<1x1x2048x2048xi1>) -> tensor<1x1x2048x64xf32> {
      %p = dsa.pattern_from_mask %mask {dsa.density = 0.01, dsa.fill = 0.01}
        : tensor<1x1x2048x2048xi1> -> !dsa.pattern<1x1x2048x2048, block = 16x16, holds = elements, format = any>
      %o = dsa.attention %q, %q, %q, %p : tensor<1x1x2048x64xf32>, tensor<1x1x2048x64xf32>, tensor<1x1x2048x64xf32>,
        !dsa.pattern<1x1x2048x2048, block = 16x16, holds = elements, format = any>
      return %o : tensor<1x1x2048x64xf32>
    }
    ```

    becomes

    ```mlir
    func.func @few(%q: tensor<1x1x2048x64xf32>, %mask: tensor<1x1x2048x2048xi1>) -> tensor<1x1x2048x64xf32> {
      %p = dsa.pattern_from_mask %mask {dsa.density = 0.01, dsa.fill = 0.01}
        : tensor<1x1x2048x2048xi1> -> !dsa.pattern<1x1x2048x2048, block = 16x16, holds = elements, format = csr>
      %o = dsa.attention %q, %q, %q, %p : tensor<1x1x2048x64xf32>, tensor<1x1x2048x64xf32>, tensor<1x1x2048x64xf32>,
        !dsa.pattern<1x1x2048x2048, block = 16x16, holds = elements, format = csr>
      return %o : tensor<1x1x2048x64xf32>
    }
    ```
  }];
  let options = [
    TargetDescription<"costs are of">,
    Option<"costs", "costs", "std::string", "\"\"", "A JSON file with measured costs; those of the model if empty">,
    EnumOption<"objective", "objective", ["time", "bytes"], "time", "The least time of attention, or the fewest bytes">,
    Option<"format", "format", "std::string", "\"\"", "The format for all of them, whatever the model says">,
    Option<"density", "density", "double", "-1", "Elements over all there are; not known if negative">,
    Option<"fill", "fill", "double", "-1", "Elements over those of the stored blocks; not known if negative">,
    Option<"filledElements", "filled-elements", "double", "-1", "Share of elements in blocks filled to a quarter; by fill if negative">,
    Option<"filledBlocks", "filled-blocks", "double", "-1", "Share of stored blocks filled to a quarter; by fill if negative">,
    Option<"skew", "skew", "double", "1", "Keys of the longest row over those of the mean row">,
    Option<"threads", "threads", "int64_t", "1", "Threads that the time is for">,
    Option<"explain", "explain", "bool", "false", "Make a remark of what was chosen and why">,
  ];
  let statistics = [Statistic<"patterns", "num-formats-selected", "Number of groups of patterns whose format was chosen">];
}

def ConvertDsaToLinalg : Pass<"convert-dsa-to-linalg", "::mlir::ModuleOp"> {
  let summary = "the reference lowering of dsa: the formulas as linalg and loops on tensors";
  let description = [{
    Each op becomes its specification, as literally as possible; patterns become block masks. The result is slow, and is the oracle
    that every other lowering is compared with. With `compute-type=f64` all arithmetic is in double precision, rounded
    once to the declared types.

    Example: a pattern argument becomes its mask.

    ```mlir
    func.func private @id(!dsa.pattern<1x1x32x32, block = 16x16>) -> !dsa.pattern<1x1x32x32, block = 16x16>
    ```

    becomes

    ```mlir
    func.func private @id(tensor<1x1x2x2xi1>) -> tensor<1x1x2x2xi1>
    ```
  }];
  let options = [EnumOption<"computeType", "compute-type", ["native", "f64"], "native",
                            "The ops' own arithmetic, or double precision throughout">];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect", "::mlir::bufferization::BufferizationDialect", "::mlir::cf::ControlFlowDialect",
    "::mlir::memref::MemRefDialect", "::mlir::sparse_tensor::SparseTensorDialect"];
  let statistics = [Statistic<"ops", "num-ops-lowered", "Number of dsa ops lowered">];
}

def ConvertDsaToDsk : Pass<"convert-dsa-to-dsk", "::mlir::ModuleOp"> {
  let summary = "choose how dsa ops are computed: stored patterns and kernels on tensors";
  let description = [{
    A pattern becomes the values that it is stored as ([formats](../formats.md)); for a pattern of blocks in `bcsr` these are row
    pointers, columns and the number of block columns. Ops become loops and `dsk` kernels that write into empty tensors. A
    `dsk.assert_pattern` is put before each reader of a pattern, unless `assert-patterns=false`: `dsa-verify-patterns` needs it to check
    formats that are read by loops.

    Example: a pattern argument becomes its parts.

    ```mlir
    func.func private @id(!dsa.pattern<1x1x32x32, block = 16x16>) -> !dsa.pattern<1x1x32x32, block = 16x16>
    ```

    becomes

    ```mlir
    func.func private @id(tensor<1x1x3xi32>, tensor<?xi32>, index) -> (tensor<1x1x3xi32>, tensor<?xi32>, index)
    ```
  }];
  let options = [
    Option<"assertPatterns", "assert-patterns", "bool", "true",
           "Put dsk.assert_pattern before what reads a pattern, so that dsa-verify-patterns can check it">,
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect", "::mlir::linalg::LinalgDialect",
    "::dynsparse::dsk::DskDialect", "::mlir::tensor::TensorDialect", "::mlir::scf::SCFDialect",
    "::mlir::bufferization::BufferizationDialect", "::mlir::cf::ControlFlowDialect", "::mlir::memref::MemRefDialect",
    "::mlir::sparse_tensor::SparseTensorDialect"];
  let statistics = [Statistic<"ops", "num-ops-lowered", "Number of dsa ops lowered">];
}

//===----------------------------------------------------------------------===//
// dsk
//===----------------------------------------------------------------------===//

def DsaVerifyPatterns : Pass<"dsa-verify-patterns", "::mlir::ModuleOp"> {
  let summary = "check every invariant of stored patterns and index lists when the program runs";
  let description = [{
    Loops replace each `dsk.assert_pattern` on buffers, which states that values are the stored parts of a pattern, and are
    inserted before each kernel of `dsk` that reads lists and after each that writes some. They check every invariant of the format
    ([formats](../formats.md)), each before the data that it protects is read:

    - row pointers, and starts and ends: their number fits batch entries, heads and rows; they start at 0, each head's where
      those of the previous head end (whole lines: at 0 or more); they never decrease, nor exceed the lists that they index (including
      mask ids and tiles);
    - columns, and rows of `coo`: in range, ascending, and each once in its row; in differences, no column extends past its row;
    - mask ids: -1 or in range; masks: of the block's size, with at least one bit set and one clear, and no bit set for a query or key
      that does not exist;
    - bitmaps: as many words as the columns need, and no bit set after the last column;
    - whole lines: in range, ascending, and no unit of them is in the lists as well; hybrids: no element of the lists is in a block;
    - numbers of rows and columns: at least 0, and equal to those of the type;
    - lists of indices: ascending, in range, and -1 only at the end.

    A violation ends the program with a line that names the op and its place in the source, batch entry, head and row, and the
    value as it is stored:

    ```text
    error: model.mlir:12:10: attention: at batch 0, head 3, row 17: column 98 is not in 0 <= column < 98
    ```

    The work is linear in what is stored (for whole lines also in how many there could be; for hybrids, each query of a block scans the
    blocks of its row). `ds-run --verify-patterns` enables the checks; `ds-run -O0` has them by default.

    Example:

    ```mlir
    func.func @expand(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %mask: memref<1x2x7x7xi1>) {
      dsk.expand_mask ins(%rows, %columns : memref<1x2x8xi32>, memref<?xi32>) outs(%mask : memref<1x2x7x7xi1>)
      return
    }
    ```

    becomes

    ```mlir
    ...
    %... = scf.for %... = %... to %... step %... iter_args(%... = %...) -> (index) {
    ...
    %... = memref.load %...[%..., %..., %...] : memref<...>
    ...
    func.call @dynsparse_invalid_pattern(%..., %..., %..., %..., %..., %..., %...) : (!llvm.ptr, index, index, index, index, index, index) -> ()
    ...
    dsk.expand_mask ins(%..., %... : memref<1x2x8xi32>, memref<?xi32>) outs(%... : memref<1x2x7x7xi1>)
    ...
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
  let statistics = [Statistic<"checks", "num-checks-inserted", "Number of patterns and lists that are checked">];
}

def TileDskAttention : Pass<"tile-dsk-attention", "func::FuncOp"> {
  let summary = "attention as partitioned rows of blocks, an online softmax over the selected ones, in vectors";
  let description = [{
    `dsk.attention` on buffers becomes `dsk.partition` over (batch, head, block row), `dsk.for_chunks` over the selected
    blocks of the row, and vector code for one block. Sums are taken in `f32`, or `f64` for `f64`. An attention whose head
    or value dimension is known only at run time, or of which a dimension or block is larger than 16777216, is left to
    `convert-dsk-to-loops`, with a remark. There are two forms:

    - Queries in lanes: `tile` keys (or value columns) in registers at once. Keys and values are broadcast from where they
      are stored; queries and output are transposed, once per row of blocks.
    - Keys in lanes: `tile` queries by up to four vectors of keys (or value columns) in registers at once. Keys are packed
      once, transposed, into a buffer of `O(M D)`, each strip of them where it is first used (`dsk.once`); values and output
      stay in row order. This form is for attention over blocks in `f32` where the keys of a block fill vectors, or halves of one,
      except for unused lanes of at most three fifths of their number; these have a score of -inf.

    Where the target has more than one load in the time of a multiply-add, queries that fill vectors are in lanes: a load for each
    multiply-add is then free, and nothing is packed. This form prefetches what is read next: keys of the next tile, values of
    the current one, queries of the next piece of work, keys and values of the next head.

    Keys and values of `bf16` and `f16` are widened to `f32` once, into buffers of `O(M (D + E))`. Where the target has an
    instruction for pairs of `bf16` that takes the time of at most two multiply-adds (`bf16_dot`, `multiply_adds_per_bf16_dot`; and head
    dimension and block have even sizes, and keys are contiguous or packed), they are multiplied by `dsk.dot`: keys as stored or
    packed, values interleaved once by pairs of rows; weights are rounded to `bf16`.

    With `products=int8-bf16` queries and keys are rounded to 8 bits, each row scaled by its greatest magnitude, after the mean of the
    head's keys has been subtracted from each key (which does not change a softmax); values and weights are rounded to `bf16` where
    the target multiplies pairs of them as above, and are `f32` elsewhere. With `products=int8` values (scaled by column and head) and
    weights (scaled by the greatest of their row and chunk) are rounded to 8 bits, too. Relative errors in the L2 norm are about 1e-2. `auto` never chooses these. They need keys in lanes, blocks without masks of
    elements, and no bias of keys, for which 8 bits are too few; otherwise products are exact, with a remark. A query that sees a key (with `int8`, also a value) with a
    non-finite number gets NaN.

    Loops are marked as not to be unrolled by LLVM (`llvm.loop_annotation`): tiles are as large as registers hold already.

    Exponents are in base 2: finite scores beyond 2.3e38 (the greatest `f32` over log2(e)) overflow.

    The exponential is a polynomial of degree 5 with an error of at most 2.4 ulp for `f32`, and `math.exp2` for `f64`. With keys
    in lanes it is one of degree 3 (relative error 1.1e-4) for weights that are rounded to `bf16` (up to 2e-3; not where
    `lse` is a result and products are exact), and one of degree 2 (1.8e-3 of the weight) for those that are rounded to 8 bits (up to
    2e-3 of the greatest). Its argument is relative to a running maximum, which is updated only when the greatest score is `2^8` ahead.

    Example:

    ```mlir
    func.func @attend(%q: memref<1x2x100x8xf32>, %rows: memref<1x2x8xi32>, %columns: memref<?xi32>,
                      %o: memref<1x2x100x8xf32>) {
      dsk.attention ins(%q, %q, %q, %rows, %columns : memref<1x2x100x8xf32>, memref<1x2x100x8xf32>,
                        memref<1x2x100x8xf32>, memref<1x2x8xi32>, memref<?xi32>)
        outs(%o : memref<1x2x100x8xf32>) block = [16, 16] scale = 0.125
      return
    }
    ```

    becomes, with `form=queries lanes=4 tile=2 chunk-keys=32`,

    ```mlir
    ...
    dsk.partition(%...) {
    ...
    dsk.for_chunks %...[%..., %..., %...] size = 2 : memref<...> {
    ...
    %... = vector.fma %..., %..., %... : vector<4xf32>
    ...
    ```
  }];
  let options = [
    TargetDescription<"kernels are shaped for">,
    EnumOption<"form", "form", ["auto", "queries", "keys"], "auto",
               "Which of them are in vector lanes; auto leaves it to the target. Keys only where the form applies, else queries, with a remark">,
    Option<"lanes", "lanes", "int64_t", "0",
           "Queries, or keys, in a vector; fewer queries where a block has fewer; 0 leaves it to the target">,
    Option<"tile", "tile", "int64_t", "0",
           "Keys or value columns, or queries where keys are in lanes, whose accumulators are in registers at once; 0 leaves it to the target">,
    EnumOption<"products", "products", ["auto", "widened", "pairs", "int8-bf16", "int8"], "auto",
               "bf16 keys and values: widened to f32 once, or multiplied in pairs by dsk.dot; auto asks the target which is faster. int8-bf16 and int8 round to 8 bits">,
    Option<"chunkKeys", "chunk-keys", "int64_t", "0",
           "Keys between two updates of the output, one block at least; 0 leaves it to the target">,
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::dynsparse::dsk::DskDialect", "::mlir::LLVM::LLVMDialect", "::mlir::math::MathDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
  let statistics = [Statistic<"ops", "num-attentions-tiled", "Number of attention ops tiled">];
}

def ConvertDskAttentionToLinalg : Pass<"convert-dsk-attention-to-linalg", "func::FuncOp"> {
  let summary = "attention as a loop over selected blocks, with structured ops on tiles for a schedule to work on";
  let description = [{
    The starting point of a user's schedule (`lower-sparse=schedule=FILE`; docs/schedules.md). `dsk.attention` on buffers
    becomes `dsk.partition` over (batch, head, block row) and `dsk.for_blocks` over the selected blocks of the row. Each step
    of the online softmax on one block is a `linalg` op on tiles of static size, with its name in the attribute `dsk.step`:

    | `dsk.step` | what it computes | sizes |
    |---|---|---|
    | `clear queries`, `queries` | queries times `scale * log2(e)`, transposed; 0 beyond the last | `D x BQ` |
    | `clear sums`, `clear totals`, `clear greatest` | the state of the row before the first block | `E x BQ`, `BQ`, `BQ` |
    | `clear scores`, `scores` | keys times queries | `BK x BQ x D` |
    | `beyond` | -inf beyond the last key, in a block that is cut short | |
    | `before`, `greatest` | the previous greatest score of each query, and the new one | `BK x BQ` |
    | `correction` | `2 ^ (before - greatest)` | `BQ` |
    | `weights` | `2 ^ (score - greatest)`, in place of scores | `BK x BQ` |
    | `shrink totals`, `totals` | the sum of weights | `BK x BQ` |
    | `shrink sums`, `sums` | weights times values | `E x BQ x BK` |
    | `results` | sums over totals, 0 for an empty row, transposed | `BQ x E` |
    | `output`, `lse` | the rows of results that exist; the logarithm of the total | |

    Sizes are those of the iteration space, in its order. A block that is cut short by the end of the keys is copied and padded
    with zeros (`clear keys`, `clear values`, `last keys`, `last values`). Sums are taken in `f32`, or `f64`
    for `f64`. The exponential is that of `tile-dsk-attention`. An attention with masks, or with a head or value dimension that is
    known only at run time, is left alone, with a remark.

    Example:

    ```mlir
    func.func @attend(%q: memref<1x2x100x8xf32>, %rows: memref<1x2x8xi32>, %columns: memref<?xi32>,
                      %o: memref<1x2x100x8xf32>) {
      dsk.attention ins(%q, %q, %q, %rows, %columns : memref<1x2x100x8xf32>, memref<1x2x100x8xf32>,
                        memref<1x2x100x8xf32>, memref<1x2x8xi32>, memref<?xi32>)
        outs(%o : memref<1x2x100x8xf32>) block = [16, 16] scale = 0.125
      return
    }
    ```

    becomes

    ```mlir
    ...
    dsk.partition(%...) {
    ...
    dsk.for_blocks %...[%..., %..., %...], %... : memref<...>, memref<...> {
    ...
    linalg.contract ... {dsk.step = "scores"} ...
    ...
    linalg.generic ... attrs = {dsk.step = "weights"} {
    ...
    linalg.contract ... {dsk.step = "sums"} ...
    ...
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::dynsparse::dsk::DskDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
  let statistics = [Statistic<"ops", "num-attentions-lowered", "Number of attention ops lowered">];
}

def TileDskLinear : Pass<"tile-dsk-linear", "func::FuncOp"> {
  let summary = "layers as partitioned panels of columns, in tiles of registers";
  let description = [{
    `dsk.linear` and `dsk.grouped_linear` on buffers become `dsk.partition` over panels of columns and chunks of rows; for
    experts, over several panels of one expert. Within a piece, tiles of `rows` rows by
    `vectors` vectors of columns keep their sums in registers while weights are loaded and
    elements of `x` broadcast; rows are divided among tiles so that none computes a row that does not exist. Sums are kept in
    a buffer on the stack from one block of at most `depth` groups of weight rows to the next, and blocks are of nearly the same
    size: each tile prefetches its share of the block that follows, a line for each group of its own. After the last block, the
    rest of the layer (scales, bias, activation, residual, rounding) is computed while they are in the first-level cache.

    Each element's products are added in the same order, whatever the tile and the number of threads. `bf16` is multiplied
    in pairs and `i8` in quadruples by `dsk.dot`; where the target multiplies pairs no faster than `f32` (`bf16_dot`,
    `multiply_adds_per_bf16_dot`), the `R` rows of depth `K` are widened (and gathered) before all pieces, to `4 R K` bytes that are
    freed behind them, and weights as they are read. For `i8`, 128 is added to `x`, and 128 times the sum of the weights is
    subtracted again.

    `gelu` is `z` times a polynomial of degree 29 for the normal distribution, with an absolute error of at most 2.5e-7;
    `gelu_tanh` and `silu` use the exponential of `tile-dsk-attention`.

    Example:

    ```mlir
    func.func @layer(%x: memref<?x8xf32>, %w: memref<2x8x8xf32>, %y: memref<?x12xf32>) {
      dsk.linear ins(%x, %w : memref<?x8xf32>, memref<2x8x8xf32>) outs(%y : memref<?x12xf32>)
      return
    }
    ```

    becomes, with `rows=2 vectors=2 target-description=neon`,

    ```mlir
    ...
    dsk.partition(%...) {
    ...
    %... = vector.load %...[%..., %..., %...] : memref<2x8x8xf32>, vector<4xf32>
    ...
    %... = vector.fma %..., %..., %... : vector<4xf32>
    ...
    ```
  }];
  let options = [
    TargetDescription<"kernels are shaped for">,
    Option<"rows", "rows", "int64_t", "0", "Rows of a tile at most; 0 leaves it to the target">,
    Option<"vectors", "vectors", "int64_t", "0", "Vectors of columns of a tile; 0 leaves it to the target">,
    Option<"depth", "depth", "int64_t", "0",
           "Groups of weight rows between two visits of the sums' buffer, at most; 0 leaves it to the target">,
    Option<"chunk", "chunk", "int64_t", "0", "Rows of a piece at most; 0 leaves it to the target">,
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::dynsparse::dsk::DskDialect", "::mlir::math::MathDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
  let statistics = [Statistic<"ops", "num-layers-tiled", "Number of layers tiled">];
}

def ConvertDskToLoops : Pass<"convert-dsk-to-loops", "func::FuncOp"> {
  let summary = "dsk kernels on buffers as loops";
  let description = [{
    Every dsk op on buffers except `dsk.partition` becomes loops; `dsk.num_threads` stays, and so do `dsk.dot` and `dsk.exp2`,
    which work on vectors. Kernels that select (`dsk.score_blocks`, `dsk.top_k_columns`, `dsk.gate_tokens`) use vectors and
    register tiles of the target, and are partitioned; the others are scalar loops that LLVM vectorises where it can. An attention
    that was not tiled is lowered here too, literally from its formula.

    Example:

    ```mlir
    func.func @sum(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %b: index, %h: index, %r: index) -> index {
      %zero = arith.constant 0 : index
      %n = dsk.for_blocks %rows[%b, %h, %r], %columns inits(%zero : index)
        : memref<1x2x8xi32>, memref<?xi32> -> index {
      ^bb0(%column: index, %sum: index):
        %next = arith.addi %sum, %column : index
        dsk.yield %next : index
      }
      return %n : index
    }
    ```

    becomes

    ```mlir
    ...
    %... = scf.for %... = %... to %... step %... iter_args(%... = %...) -> (index) {
    %... = memref.load %...[%...] : memref<?xi32>
    %... = arith.index_cast %... : i32 to index
    %... = arith.addi %..., %... : index
    scf.yield %... : index
    }
    ...
    ```
  }];
  let options = [
    TargetDescription<"kernels are shaped for">,
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect", "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
  let statistics = [Statistic<"ops", "num-ops-lowered", "Number of dsk ops lowered">];
}

def LowerBf16Rounding : Pass<"lower-bf16-rounding", "func::FuncOp"> {
  let summary = "two registers of floats rounded to one of bf16 by the target's instruction";
  let description = [{
    `arith.truncf` of 32 `f32` to `bf16`, rounding to nearest, becomes `vcvtne2ps2bf16` on a target with `bf16_dot` and registers of 64
    bytes: LLVM 22 would use two instructions that take as long each, and join their halves. Other roundings, and all roundings on other
    targets, are left alone.

    Example:

    ```mlir
    func.func @rounded(%x: vector<32xf32>) -> vector<32xbf16> {
      %r = arith.truncf %x : vector<32xf32> to vector<32xbf16>
      return %r : vector<32xbf16>
    }
    ```

    becomes, with `target-description=znver4`,

    ```mlir
    func.func @rounded(%x: vector<32xf32>) -> vector<32xbf16> {
      %lower = vector.extract_strided_slice %x {offsets = [0], sizes = [16], strides = [1]} : vector<32xf32> to vector<16xf32>
      %upper = vector.extract_strided_slice %x {offsets = [16], sizes = [16], strides = [1]} : vector<32xf32> to vector<16xf32>
      %r = llvm.call_intrinsic "llvm.x86.avx512bf16.cvtne2ps2bf16.512"(%upper, %lower)
        : (vector<16xf32>, vector<16xf32>) -> vector<32xbf16>
      return %r : vector<32xbf16>
    }
    ```
  }];
  let options = [
    TargetDescription<"code is for">,
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect", "::mlir::vector::VectorDialect"];
  let statistics = [Statistic<"roundings", "num-roundings-lowered", "Number of roundings lowered">];
}

def LowerDskDot : Pass<"lower-dsk-dot", "func::FuncOp"> {
  let summary = "dot products in registers as the target's instruction, or as multiplies and adds";
  let description = [{
    `dsk.dot` becomes

    | operands | of a target | instruction |
    |---|---|---|
    | `bf16` | with `bf16_dot` that takes at most two multiply-adds (`multiply_adds_per_bf16_dot`) | `vdpbf16ps` |
    | `i8` | with `int8_dot` | `vpdpbusd` |
    | `i8` | with AVX2 | two of `vpmaddwd`, on the even and on the odd elements widened to `i16` |
    | either | else | shifts, multiplies and adds on vectors |

    in pieces of 512 or 256 bits where the instruction has that width. All give the same numbers, except for subnormal ones.

    Example:

    ```mlir
    func.func @dot(%sum: vector<16xf32>, %a: vector<32xbf16>, %b: vector<32xbf16>) -> vector<16xf32> {
      %r = dsk.dot %sum, %a, %b : vector<16xf32>, vector<32xbf16>
      return %r : vector<16xf32>
    }
    ```

    becomes, with `target-description=znver4`,

    ```mlir
    func.func @dot(%sum: vector<16xf32>, %a: vector<32xbf16>, %b: vector<32xbf16>) -> vector<16xf32> {
      %r = llvm.call_intrinsic "llvm.x86.avx512bf16.dpbf16ps.512"(%sum, %a, %b)
        : (vector<16xf32>, vector<32xbf16>, vector<32xbf16>) -> vector<16xf32>
      return %r : vector<16xf32>
    }
    ```
  }];
  let options = [
    TargetDescription<"code is for">,
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect", "::mlir::vector::VectorDialect"];
  let statistics = [Statistic<"dots", "num-dots-lowered", "Number of dot products lowered">];
}

def LowerDskExp2 : Pass<"lower-dsk-exp2", "func::FuncOp"> {
  let summary = "powers of two in registers by the target's instruction, or by the bits of a float";
  let description = [{
    `2^x` is a polynomial of the fraction of `x`, times 2 to its integer part. For 16 numbers on a target with `power_scale`, the second
    factor is applied by `vscalefps`, which handles infinities and NaN, and gives subnormal results where they are due. Otherwise the
    integer is shifted into the exponent bits of a float, and results that would be subnormal are 0.

    The integer is the nearest, and the polynomials are the same. With `power_scale` and `fraction_instruction` (Intel) it is the
    floor, above which `vreduceps` finds what is left in one step, and the polynomials are for that: of six terms to 2.4 units in the
    last place, where the others are to 2.1.

    Example:

    ```mlir
    func.func @weights(%x: vector<16xf32>, %greatest: vector<16xf32>) -> vector<16xf32> {
      %w = dsk.exp2 %x, %greatest terms = 3 : vector<16xf32>
      return %w : vector<16xf32>
    }
    ```

    becomes, with `target-description=znver4`,

    ```mlir
    func.func @weights(%x: vector<16xf32>, %greatest: vector<16xf32>) -> vector<16xf32> {
      %c0 = arith.constant dense<1.00044310> : vector<16xf32>
      %c1 = arith.constant dense<0.703448057> : vector<16xf32>
      %c2 = arith.constant dense<0.238428965> : vector<16xf32>
      %all = arith.constant -1 : i16
      %rounding = arith.constant 4 : i32
      %exponent = arith.subf %x, %greatest : vector<16xf32>
      %nearest = math.roundeven %exponent : vector<16xf32>
      %fraction = arith.subf %exponent, %nearest : vector<16xf32>
      %p1 = vector.fma %c2, %fraction, %c1 : vector<16xf32>
      %p0 = vector.fma %p1, %fraction, %c0 : vector<16xf32>
      %w = llvm.call_intrinsic "llvm.x86.avx512.mask.scalef.ps.512"(%p0, %nearest, %p0, %all, %rounding)
        : (vector<16xf32>, vector<16xf32>, vector<16xf32>, i16, i32) -> vector<16xf32>
      return %w : vector<16xf32>
    }
    ```
  }];
  let options = [
    TargetDescription<"code is for">,
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect", "::mlir::math::MathDialect", "::mlir::vector::VectorDialect"];
  let statistics = [Statistic<"powers", "num-powers-lowered", "Number of vectors of powers lowered">];
}

def OutlinePartitions : Pass<"outline-partitions", "::mlir::ModuleOp"> {
  let summary = "the body of each dsk.partition as a function, run by a launcher";
  let description = [{
    The body becomes a private function of the index and of the values it uses from outside; the op becomes a call to a
    declaration with the same parameters, marked `dynsparse.launches`, that `define-launchers` fills in once it is in the
    LLVM dialect. `dsk.num_threads` becomes a call of the runtime's `dynsparse_get_num_threads`.

    Example:

    ```mlir
    func.func @zero(%n: index, %x: memref<?xf32>) {
      dsk.partition(%n) {
      ^bb0(%i: index):
        %zero = arith.constant 0.0 : f32
        memref.store %zero, %x[%i] : memref<?xf32>
      }
      return
    }
    ```

    becomes

    ```mlir
    func.func private @zero_partition_0(%i: index, %x: memref<?xf32>) {
      %zero = arith.constant 0.0 : f32
      memref.store %zero, %x[%i] : memref<?xf32>
      return
    }
    func.func private @zero_partition_0_launch(index, memref<?xf32>)
      attributes {dynsparse.launches = @zero_partition_0}
    func.func @zero(%n: index, %x: memref<?xf32>) {
      call @zero_partition_0_launch(%n, %x) : (index, memref<?xf32>) -> ()
      return
    }
    ```
  }];
  let dependentDialects = ["::mlir::func::FuncDialect"];
  let statistics = [Statistic<"partitions", "num-partitions-outlined", "Number of partitions outlined">];
}

def DefineLaunchers : Pass<"define-launchers", "::mlir::ModuleOp"> {
  let summary = "bodies of launchers, in the LLVM dialect: hand the work to the runtime's threads";
  let description = [{
    Each declaration marked `dynsparse.launches` gets a body that stores its arguments in a frame and calls
    `dynsparse_parallel_for` of the runtime with a function that reads them back and runs one piece of work.

    Example:

    ```mlir
    llvm.func @piece(%i: i64, %x: !llvm.ptr) {
      llvm.return
    }
    llvm.func @launch(i64, !llvm.ptr) attributes {dynsparse.launches = @piece, sym_visibility = "private"}
    ```

    becomes

    ```mlir
    ...
    llvm.func internal @piece_piece(%...: !llvm.ptr, %...: i64) {
    ...
    llvm.call @piece(%..., %...) : (i64, !llvm.ptr) -> ()
    ...
    llvm.func internal @launch(%...: i64, %...: !llvm.ptr) {
    ...
    llvm.call @dynsparse_parallel_for(%..., %..., %...) : (i64, !llvm.ptr, !llvm.ptr) -> ()
    ...
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
  let statistics = [Statistic<"launchers", "num-launchers-defined", "Number of launchers defined">];
}

def CheckLowered : Pass<"check-lowered", "::mlir::ModuleOp"> {
  let summary = "fail if an op of dsa or dsk is left";
  let description = [{
    The last step of `lower-sparse`: an op that no pass reached (in a nested module, for example) is an error at its location
    here, instead of a surprise later.

    Example: a module without such ops is left as it is.

    ```mlir
    func.func @f(%x: f32) -> f32 {
      return %x : f32
    }
    ```

    becomes

    ```mlir
    func.func @f(%x: f32) -> f32 {
      return %x : f32
    }
    ```
  }];
}
