//! `lower-loops-to-llvm`: lower linalg, affine, scf, vector and memref to the LLVM dialect.

use dynsparse_ir::pass::Pipeline;

use crate::{LowerLoopsToLLVM, bufferize_sparse::CANONICALIZE};

impl Pipeline for LowerLoopsToLLVM {
    fn build(&self) -> Result<String, String> {
        Ok([
            "refuse-library-names",
            "func.func(convert-linalg-to-loops)",
            "func.func(convert-vector-to-scf{full-unroll=true})",
            CANONICALIZE,
            "cse",
            "func.func(lower-open-expansions)",
            "tell-compared",
            "expand-strided-metadata",
            "lower-affine",
            "convert-scf-to-cf",
            "convert-vector-to-llvm",
            "convert-math-to-llvm",
            "convert-math-to-libm",
            "finalize-memref-to-llvm",
            "convert-arith-to-llvm",
            "convert-ub-to-llvm",
            "convert-func-to-llvm",
            "convert-cf-to-llvm",
            "keep-loop-annotations",
            "convert-index-to-llvm",
            "reconcile-unrealized-casts",
            "define-launchers",
            "canonicalize",
            "cse",
        ]
        .join(","))
    }
}
