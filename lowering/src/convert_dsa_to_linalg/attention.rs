//! Attention: the formulas.

use dynsparse_dialects::dsa::pattern_type;
use dynsparse_ir::{Op, Result, operation::OpExt as _};

use super::{Lower, blocked, convert, mask_of, replace_rounded, scale};
use crate::ConvertDsaToLinalg;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[("dsa.attention", attention)];

fn attention<'c>(pass: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = pattern_type(operands.get(3).copied())?;
    let float = pass.compute_word(operands[0]);
    let mut arguments = Vec::new();
    for operand in &operands[..3] {
        arguments.push(convert(op, *operand, float)?);
    }
    arguments.push(mask_of(op, operands[3])?);
    let minus_infinity = if float == "f64" {
        "0xFFF0000000000000"
    } else {
        "0xFF800000"
    };
    let values = blocked(template!("attention"), &pattern)
        .set("float", float)
        .set("minus_infinity", minus_infinity)
        .set("scale", scale(op)?)
        .expand(op, &arguments)?;
    replace_rounded(op, &values)
}
