//! What a conversion of patterns could not reach.

use dynsparse_dialects::PatternType;
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, collect},
};

/// Fails at the first op that still has a pattern: it is none of ours, nor a function, call or control flow that MLIR
/// knows how to convert.
///
/// # Errors
///
/// Names that op.
pub fn refuse<'c>(module: Op<'c>, instead: &str) -> Result<'c> {
    let is_pattern = |value: Val<'_>| PatternType::of(value.r#type()).is_some();
    let left: Vec<Op<'_>> = collect(module, |_| true)
        .into_iter()
        .filter(|op| {
            op.operand_values()
                .into_iter()
                .chain(op.result_values())
                .any(is_pattern)
        })
        .collect();
    let is_cast = |op: &&Op<'_>| op.full_name() == "builtin.unrealized_conversion_cast";
    match left.iter().find(|op| !is_cast(op)).or_else(|| left.first()) {
        Some(op) => Err(op.op_error(format!(
            "has a sparsity pattern, and cannot be taught to have {instead} instead"
        ))),
        None => Ok(()),
    }
}
