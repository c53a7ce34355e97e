//! `bufferize-sparse`: bring sparse tensor programs to buffers, and free what they allocate.

use dynsparse_ir::pass::Pipeline;

use crate::BufferizeSparse;

/// Canonicalisation without two patterns that see through a cast of a buffer to a size of 0, and make what MLIR 22 refuses:
/// the collapse of `?x0` to `0`, where its verifier wants `?`, and a part of no elements, whose offset of 0 is for it beyond
/// the end.
pub const CANONICALIZE: &str = "canonicalize{disable-patterns={(anonymous namespace)::SubViewOpMemRefCastFolder,\
                                CollapseShapeOpMemRefCastFolder}}";

impl Pipeline for BufferizeSparse {
    fn build(&self) -> Result<String, String> {
        Ok([
            "record-signatures{row-major=true}",
            "func.func(convert-elementwise-to-linalg)",
            "func.func(lower-softmax)",
            "func.func(replace-empty-reshapes)",
            "eliminate-empty-tensors",
            "bufferize-sparse-tensors",
            "one-shot-bufferize{allow-return-allocs-from-loops=true bufferize-function-boundaries=true \
             function-boundary-type-conversion=identity-layout-map}",
            CANONICALIZE,
            "cse",
            // As upstream's buffer-deallocation-pipeline.
            "expand-realloc{emit-deallocs=false}",
            CANONICALIZE,
            "ownership-based-buffer-deallocation{private-function-dynamic-ownership=true}",
            CANONICALIZE,
            "buffer-deallocation-simplification",
            "bufferization-lower-deallocations",
            "cse",
            CANONICALIZE,
            "convert-bufferization-to-memref",
            CANONICALIZE,
            "cse",
        ]
        .join(","))
    }
}
