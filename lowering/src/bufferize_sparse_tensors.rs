//! `bufferize-sparse-tensors`: bring tensors with an encoding of `sparse_tensor` to buffers, and loops over what they store.

use dynsparse_dialects::dsa::{ENCODING, sparse_encoding};
use dynsparse_ir::{
    Op, Result,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, collect},
    pass::{Pass, PassRun},
};

use crate::BufferizeSparseTensors;

impl Pass for BufferizeSparseTensors {
    fn run<'c>(&self, module: Op<'c>, run: &PassRun) -> Result<'c> {
        let is_sparse = |op: Op<'c>| {
            let takes = op
                .attr("function_type")
                .is_some_and(|r#type| r#type.to_string().contains(ENCODING));
            takes
                || [op.operand_values(), op.result_values()]
                    .concat()
                    .iter()
                    .any(|value| sparse_encoding(value.r#type()).is_some())
        };
        if !collect(module, |_| true).into_iter().any(is_sparse) {
            run.mark_all_analyses_preserved();
            return Ok(());
        }
        run.run_pipeline(
            "func.func(linalg-generalize-named-ops),sparsification-and-bufferization,canonicalize,\
             sparse-storage-specifier-to-llvm,canonicalize",
            module,
        )
    }
}
