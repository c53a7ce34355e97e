//! Tokens: the formulas.

use dynsparse_ir::{Op, Result, Val, operation::OpExt as _, template::Template};

use super::{Lower, constant, convert, element_word};
use crate::ConvertDsaToLinalg;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.gate_tokens", gate_tokens),
    ("dsa.pack_tokens", pack_tokens),
    ("dsa.unpack_tokens", unpack_tokens),
];

fn gate_tokens<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let saliency = convert(op, operands[0], "f64")?;
    let threshold = threshold(op, operands.get(2).copied())?;
    template!("gate_tokens").replace(op, &[saliency, operands[1], threshold])
}

fn pack_tokens<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    template!("pack_tokens")
        .set("element", element_word(operands[0]))
        .replace(op, &operands)
}

fn unpack_tokens<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    template!("unpack_tokens")
        .set("element", element_word(operands[0]))
        .replace(op, &operands)
}

/// The threshold in double precision; NaN where there is none, which nothing is at or below.
fn threshold<'c>(op: Op<'c>, given: Option<Val<'c>>) -> Result<'c, Val<'c>> {
    match given {
        Some(value) => Ok(Template::new("threshold", THRESHOLD).expand(op, &[value])?[0]),
        None => constant(op, "f64", "0x7FF8000000000000"),
    }
}

const THRESHOLD: &str = "func.func private @threshold(%given: f32) -> f64 {
  %threshold = arith.extf %given : f32 to f64
  return %threshold : f64
}";
