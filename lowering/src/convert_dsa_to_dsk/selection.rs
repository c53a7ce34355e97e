//! Choosing blocks, as stored patterns and kernels on tensors.

use dynsparse_ir::{
    Op, Result,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, element},
};

use super::{Lower, bcsr, element_of, index_type, replace_pattern, scale, template};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] =
    &[("dsa.score_blocks", score_blocks), ("dsa.select_blocks", select_blocks)];

fn score_blocks<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let block = op.ints_attr("block").unwrap_or_default();
    let result = op.result_values()[0];
    template("score_blocks", include_str!("score_blocks.mlir"))
        .set("T", element_of(op, 0)?)
        .set(
            "S",
            element(result.r#type()).ok_or_else(|| op.op_error("has no score type"))?,
        )
        .set("bq", block[0])
        .set("bk", block[1])
        .set("scale", scale(op)?)
        .replace(op, &operands)
}

fn select_blocks<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = bcsr(op, op.result_values().first().copied())?;
    let parts = template("select_blocks", include_str!("select_blocks.mlir"))
        .set("S", element_of(op, 0)?)
        .set("I", index_type(&pattern))
        .expand(op, &operands)?;
    replace_pattern(op, &pattern, &parts)
}
