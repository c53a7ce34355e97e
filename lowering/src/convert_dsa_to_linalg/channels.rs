//! Channels: the formulas.

use dynsparse_dialects::Norm;
use dynsparse_ir::{Op, Result, operation::OpExt as _};

use super::{Lower, convert, element_word, replace_rounded};
use crate::{ConvertDsaToLinalg, norm};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.score_channels", score_channels),
    ("dsa.pack_channels", pack_channels),
    ("dsa.unpack_channels", unpack_channels),
];

fn score_channels<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let tokens = convert(op, op.operand_values()[0], "f64")?;
    let norm = Norm::of(op)?;
    let scores = template!("score_channels")
        .set("size", norm::size(norm))
        .set("combine", norm::combine(norm))
        .set("finish", norm::finish(norm))
        .expand(op, &[tokens])?;
    replace_rounded(op, &scores)
}

fn pack_channels<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    template!("pack_channels")
        .set("element", element_word(operands[0]))
        .replace(op, &operands)
}

fn unpack_channels<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    template!("unpack_channels")
        .set("element", element_word(operands[0]))
        .replace(op, &operands)
}
