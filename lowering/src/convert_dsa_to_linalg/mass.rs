//! Choosing by mass, and how much mass was kept: the formulas.

use dynsparse_dialects::dsa::pattern_type;
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::ValueLike as _,
    operation::OpExt as _,
    rewrite,
    template::{Template, cast},
};

use super::{Lower, blocked, convert, element_word, made_pattern, mask_of, mask_type, replace_rounded, scale};
use crate::{ConvertDsaToLinalg, precision::minus_infinity_of};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.select_blocks_by_mass", select_blocks_by_mass),
    ("dsa.retained_mass", retained_mass),
    ("dsa.attention_mass", attention_mass),
];

/// The weights of `scores` in double precision, with nothing apart or what `apart` says.
fn weights<'c>(op: Op<'c>, scores: Val<'c>, apart: Val<'c>) -> Result<'c, Val<'c>> {
    Ok(template!("mass_weights").expand(op, &[scores, apart])?[0])
}

fn no_blocks<'c>(op: Op<'c>, scores: Val<'c>) -> Result<'c, Val<'c>> {
    Ok(template!("no_blocks").expand(op, &[scores])?[0])
}

fn select_blocks_by_mass<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let scores = convert(op, operands[0], "f64")?;
    let none = no_blocks(op, scores)?;
    let always = operands
        .get(3)
        .map(|always| mask_of(op, *always))
        .transpose()?
        .unwrap_or(none);
    let apart = if op.attr("apart").is_some() { always } else { none };
    let weights = weights(op, scores, apart)?;
    let selected = template!("select_blocks_by_mass");
    let mask = selected.expand(op, &[scores, weights, always, operands[1], operands[2]])?[0];
    let retained = template!("retained_mass").expand(op, &[weights, mask])?[0];
    let results = op.result_values();
    let mask = cast(op, mask, mask_type(&made_pattern(op)?, op))?;
    let pattern = rewrite::conversion_cast(op, &[mask], &[results[0].r#type()])?[0];
    let retained = convert(op, retained, &element_word(results[1]))?;
    let retained = cast(op, retained, results[1].r#type())?;
    rewrite::replace(op, &[pattern, retained])
}

fn retained_mass<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let scores = convert(op, operands[0], "f64")?;
    let none = no_blocks(op, scores)?;
    let weights = weights(op, scores, none)?;
    let mass = template!("retained_mass").expand(op, &[weights, mask_of(op, operands[1])?])?;
    replace_rounded(op, &mass)
}

fn attention_mass<'c>(pass: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = pattern_type(operands.get(2).copied())?;
    let float = pass.compute_word(operands[0]);
    let arguments = [
        convert(op, operands[0], float)?,
        convert(op, operands[1], float)?,
        mask_of(op, operands[2])?,
    ];
    let template: Template = blocked(template!("attention_mass"), &pattern);
    let mass = template
        .set("float", float)
        .set("minus_infinity", minus_infinity_of(float))
        .set("scale", scale(op)?)
        .expand(op, &arguments)?;
    replace_rounded(op, &mass)
}
