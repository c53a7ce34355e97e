//! Attention, as stored patterns and kernels on tensors.

use dynsparse_ir::{Op, Result, operation::OpExt as _};

use super::{Lower, bcsr, element_of, index_type, parts_of, scale, template};
use crate::attention_results::AttentionResults;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[("dsa.attention", attention)];

fn attention<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = bcsr(op, op.operand_at(3))?;
    let results = AttentionResults::of(op)?;
    let parts = parts_of(op, &pattern, operands[3])?;
    template("attention", include_str!("attention.mlir"))
        .set("T", element_of(op, 0)?)
        .set("S", results.lse_element)
        .set("I", index_type(&pattern))
        .set("bq", pattern.block[0])
        .set("bk", pattern.block[1])
        .set("scale", scale(op)?)
        .set("result_types", results.types)
        .set("results", results.names)
        .set("outs", results.outs)
        .replace(op, &[operands[0], operands[1], operands[2], parts[0], parts[1]])
}
