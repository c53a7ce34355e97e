//! Attention, as stored patterns and kernels on tensors.

use dynsparse_dialects::Holds;
use dynsparse_ir::{Op, Result, operation::OpExt as _};

use super::{Lower, bcsr, blocked, element_of, index_type, parts_of, scale, template};
use crate::attention_results::AttentionResults;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[("dsa.attention", attention)];

fn attention<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = bcsr(op, op.operand_at(3))?;
    let results = AttentionResults::of(op)?;
    let parts = parts_of(op, &pattern, operands[3])?;
    let mut arguments = vec![operands[0], operands[1], operands[2], parts[0], parts[1]];
    let attention = blocked(template("attention", include_str!("attention.mlir")), &pattern);
    let attention = match pattern.holds {
        Holds::Blocks => attention
            .set("kernel", "attention")
            .set("mask_arguments", "")
            .set("masks", "")
            .set("mask_types", ""),
        Holds::Elements => {
            arguments.extend(&parts[4..]);
            let index = index_type(&pattern);
            attention
                .set("kernel", "masked_attention")
                .set(
                    "mask_arguments",
                    format!(", %mask_ids: tensor<?x{index}>, %masks: tensor<?x?x?xi8>"),
                )
                .set("masks", ", %mask_ids, %masks")
                .set("mask_types", format!(", tensor<?x{index}>, tensor<?x?x?xi8>"))
        }
    };
    attention
        .set("T", element_of(op, 0)?)
        .set("S", results.lse_element)
        .set("scale", scale(op)?)
        .set("result_types", results.types)
        .set("results", results.names)
        .set("outs", results.outs)
        .replace(op, &arguments)
}
