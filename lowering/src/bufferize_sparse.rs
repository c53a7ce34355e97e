//! `bufferize-sparse`: bring sparse tensor programs to buffers, and free what they allocate.

use dynsparse_ir::pass::Pipeline;

use crate::BufferizeSparse;

impl Pipeline for BufferizeSparse {
    fn build(&self) -> Result<String, String> {
        Ok([
            "record-signatures",
            "func.func(convert-elementwise-to-linalg)",
            "eliminate-empty-tensors",
            "bufferize-sparse-tensors",
            "one-shot-bufferize{allow-return-allocs-from-loops=true bufferize-function-boundaries=true \
             function-boundary-type-conversion=identity-layout-map}",
            "canonicalize",
            "cse",
            "buffer-deallocation-pipeline",
            "convert-bufferization-to-memref",
            "canonicalize",
            "cse",
        ]
        .join(","))
    }
}
