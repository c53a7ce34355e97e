//! Heads: the formulas.

use dynsparse_dialects::Norm;
use dynsparse_ir::{Op, Result, operation::OpExt as _};

use super::{Lower, convert, element_word, mask_of, replace_by_mask, replace_rounded, tokens};
use crate::{ConvertDsaToLinalg, norm};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.score_heads", score_heads),
    // Heads are chosen as tokens are.
    ("dsa.select_heads", tokens::gate_tokens),
    ("dsa.pack_heads", pack_heads),
    ("dsa.unpack_heads", unpack_heads),
    ("dsa.pattern_pack_heads", pattern_pack_heads),
];

fn score_heads<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let heads = convert(op, op.operand_values()[0], "f64")?;
    let norm = Norm::of(op)?;
    let scores = template!("score_heads")
        .set("size", norm::size(norm))
        .set("combine", norm::combine(norm))
        .set("finish", norm::finish(norm))
        .expand(op, &[heads])?;
    replace_rounded(op, &scores)
}

fn pack_heads<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    template!("pack_heads")
        .set("element", element_word(operands[0]))
        .replace(op, &operands)
}

fn unpack_heads<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    template!("unpack_heads")
        .set("element", element_word(operands[0]))
        .replace(op, &operands)
}

fn pattern_pack_heads<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let mask = template!("pattern_pack_heads").expand(op, &[mask_of(op, operands[0])?, operands[1]])?;
    replace_by_mask(op, mask[0])
}
