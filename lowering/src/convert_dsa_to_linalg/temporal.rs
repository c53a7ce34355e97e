//! Frames, one after the other: the formulas.

use dynsparse_dialects::Norm;
use dynsparse_ir::{Op, Result, Val, operation::OpExt as _};

use super::{Lower, convert, element_word, replace_rounded, tokens::threshold};
use crate::{ConvertDsaToLinalg, norm};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.token_change", token_change),
    ("dsa.refresh_schedule", refresh_schedule),
    ("dsa.run_lengths", run_lengths),
];

fn token_change<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let change = change(op, operands[0], operands[1], Norm::of(op)?)?;
    replace_rounded(op, &[change])
}

/// The change of tokens, in double precision.
fn change<'c>(op: Op<'c>, tokens: Val<'c>, reference: Val<'c>, norm: Norm) -> Result<'c, Val<'c>> {
    let tokens = convert(op, tokens, "f64")?;
    let reference = convert(op, reference, "f64")?;
    let change = template!("token_change")
        .set("size", norm::size(norm))
        .set("combine", norm::combine(norm))
        .set("finish", norm::finish(norm))
        .expand(op, &[tokens, reference])?;
    Ok(change[0])
}

fn refresh_schedule<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    template!("refresh_schedule").replace(op, &op.operand_values())
}

fn run_lengths<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let element = element_word(operands[0]);
    let pairs = template!("frame_pairs").set("T", &element).expand(op, &operands[..2])?;
    let change = change(op, pairs[0], pairs[1], Norm::Mean)?;
    // A change is rounded before it is compared.
    let change = convert(op, change, if element == "f64" { "f64" } else { "f32" })?;
    let change = convert(op, change, "f64")?;
    let threshold = threshold(op, Some(operands[2]))?;
    let mut kept = template!("changed").expand(op, &[change, threshold])?[0];
    if let Some(budget) = operands.get(3) {
        kept = template!("most_changed").expand(op, &[change, kept, pairs[3], *budget])?[0];
    }
    template!("run_lengths").replace(op, &[kept, pairs[2], pairs[3]])
}
