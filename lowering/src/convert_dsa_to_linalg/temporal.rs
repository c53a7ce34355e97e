//! Frames, one after the other: the formulas.

use dynsparse_ir::{Op, Result, operation::OpExt as _};

use super::{Lower, convert, replace_rounded};
use crate::{ConvertDsaToLinalg, norm::Norm};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.token_change", token_change),
    ("dsa.refresh_schedule", refresh_schedule),
];

fn token_change<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let tokens = convert(op, operands[0], "f64")?;
    let reference = convert(op, operands[1], "f64")?;
    let norm = Norm::of(op)?;
    let change = template!("token_change")
        .set("size", norm.size())
        .set("combine", norm.combine())
        .set("finish", norm.finish())
        .expand(op, &[tokens, reference])?;
    replace_rounded(op, &change)
}

fn refresh_schedule<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    template!("refresh_schedule").replace(op, &op.operand_values())
}
