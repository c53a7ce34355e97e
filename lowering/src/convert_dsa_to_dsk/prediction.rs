//! Predicting what attention will weigh, as stored patterns and kernels on tensors.

use dynsparse_dialects::dsa::scale_of;
use dynsparse_ir::{
    Op, Result,
    melior::ir::{Type, ValueLike as _},
    operation::{OpExt as _, element},
    template::float_literal,
};

use super::{Lower, bcsr, blocked, element_of, replace_pattern, template};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.select_keys", select_keys),
    ("dsa.score_antidiagonals", score_antidiagonals),
    ("dsa.block_similarity", block_similarity),
];

fn select_keys<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = bcsr(op, op.result_values().first().copied())?;
    let parts = blocked(template("select_keys", include_str!("select_keys.mlir")), &pattern)
        .set("S", element_of(op, 0)?)
        .expand(op, &operands)?;
    replace_pattern(op, &pattern, &parts)
}

fn score_antidiagonals<'c>(op: Op<'c>) -> Result<'c> {
    let block = op.ints_attr("block").unwrap_or_default();
    let stride = op.int_attr("stride").unwrap_or(1);
    let scale = scale_of(op).ok_or_else(|| op.op_error("needs a scale"))?;
    template("score_antidiagonals", include_str!("score_antidiagonals.mlir"))
        .set("T", element_of(op, 0)?)
        .set("S", score_of(op)?)
        .set("stride", stride)
        .set("rows", block[0] / stride)
        .set("columns", block[1] / stride)
        .set("scale", float_literal(scale / stride as f64))
        .set("causal", op.attr("causal").is_some())
        .replace(op, &op.operand_values())
}

fn block_similarity<'c>(op: Op<'c>) -> Result<'c> {
    template("block_similarity", include_str!("block_similarity.mlir"))
        .set("T", element_of(op, 0)?)
        .set("S", score_of(op)?)
        .set("block", op.int_attr("block").unwrap_or(1))
        .replace(op, &op.operand_values())
}

/// The element type of what the op makes.
fn score_of<'c>(op: Op<'c>) -> Result<'c, Type<'c>> {
    let made = op.result_values().first().and_then(|made| element(made.r#type()));
    made.ok_or_else(|| op.op_error("makes no scores"))
}
