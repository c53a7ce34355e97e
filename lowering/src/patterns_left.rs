//! What a conversion of patterns cannot reach, and what it could not.

use dynsparse_dialects::PatternType;
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{RegionLike as _, ValueLike as _, operation::OperationLike as _},
    operation::{OpExt as _, collect},
    rewrite,
};

/// Fails at the first op that no conversion of patterns would get right: in a module inside of this one, a pattern that
/// `cf.switch` hands on, or one inside of another type, as of a function that is a value.
///
/// # Errors
///
/// Names that op, and what to do.
pub fn refuse_unreachable<'c>(module: Op<'c>) -> Result<'c> {
    let is_sparse = |name: &str| name.starts_with("dsa.") || name.starts_with("dsk.");
    for op in collect(module, |_| true) {
        let name = op.full_name();
        let inner = (name == "builtin.module" && op != module).then(|| collect(op, is_sparse));
        if let Some(inner) = inner.as_ref().and_then(|sparse| sparse.first()) {
            return Err(inner.op_error(
                "is in a module inside of another: expected all sparse ops in functions of the outermost module",
            ));
        }
        if name == "cf.switch" && op.operand_values().into_iter().any(is_pattern) {
            return Err(op.op_error("hands on a sparsity pattern: expected cf.cond_br or scf.index_switch"));
        }
        let arguments = (0..op.region_count()).flat_map(|index| {
            let block = op.region(index).ok().and_then(|region| region.first_block());
            block.map(rewrite::arguments).unwrap_or_default()
        });
        for value in op.result_values().into_iter().chain(arguments) {
            let r#type = value.r#type();
            if !is_pattern(value) && r#type.to_string().contains("!dsa.pattern<") {
                return Err(op.op_error(format!(
                    "has a value of type {type}: expected sparsity patterns as values of their own, and functions of them called by name"
                )));
            }
        }
    }
    Ok(())
}

fn is_pattern(value: Val<'_>) -> bool {
    PatternType::of(value.r#type()).is_some()
}

/// Fails at the first op that still has a pattern: it is none of ours, nor a function, call or control flow that MLIR
/// knows how to convert.
///
/// # Errors
///
/// Names that op.
pub fn refuse<'c>(module: Op<'c>, instead: &str) -> Result<'c> {
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
