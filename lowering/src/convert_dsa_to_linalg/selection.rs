//! Choosing blocks: the formulas.

use dynsparse_ir::{Op, Result, operation::OpExt as _};

use super::{Lower, convert, replace_by_mask, replace_rounded, scale};
use crate::ConvertDsaToLinalg;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] =
    &[("dsa.score_blocks", score_blocks), ("dsa.select_blocks", select_blocks)];

/// Always in double precision, whatever the compute type: the specification says so.
fn score_blocks<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let block = op.ints_attr("block").unwrap_or_default();
    let mut means = Vec::new();
    for (operand, block) in operands.iter().zip(block) {
        let tokens = convert(op, *operand, "f64")?;
        means.extend(template!("block_means").set("block", block).expand(op, &[tokens])?);
    }
    let scores = template!("score_blocks").set("scale", scale(op)?).expand(op, &means)?;
    replace_rounded(op, &scores)
}

fn select_blocks<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let scores = convert(op, operands[0], "f64")?;
    let mask = template!("select_blocks").expand(op, &[scores, operands[1]])?;
    replace_by_mask(op, mask[0])
}
