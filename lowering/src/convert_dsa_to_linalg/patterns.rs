//! Patterns: the formulas.

use dynsparse_dialects::{PatternType, dsa::Window};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::ValueLike as _,
    operation::OpExt as _,
    rewrite,
    template::{Template, cast},
};

use super::{Lower, blocked, constant, made_pattern, mask_of, replace_by_mask, structured::stated};
use crate::ConvertDsaToLinalg;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.dense_pattern", dense_pattern),
    ("dsa.window_pattern", window_pattern),
    ("dsa.pattern_from_mask", pattern_from_mask),
    ("dsa.pattern_to_mask", pattern_to_mask),
    ("dsa.pattern_density", pattern_density),
];

fn dense_pattern<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let pattern = made_pattern(op)?;
    let mask = blocked(template!("dense_pattern"), &pattern).expand(op, &sizes(op, &pattern)?)?;
    replace_by_mask(op, mask[0])
}

fn window_pattern<'c>(pass: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let window = Window::of(op);
    let Some(grid) = window.stated() else {
        return stated(pass, op);
    };
    let mask = window_mask(&window, grid, &made_pattern(op)?).expand(op, &[])?;
    replace_by_mask(op, mask[0])
}

fn pattern_from_mask<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    replace_by_mask(op, operands[0])
}

fn pattern_to_mask<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let mask = mask_of(op, operands[0])?;
    rewrite::replace(op, &[cast(op, mask, op.result_values()[0].r#type())?])
}

fn pattern_density<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    template!("pattern_density").replace(op, &[mask_of(op, operands[0])?])
}

fn window_mask(window: &Window<'_>, grid: &[i64], pattern: &PatternType) -> Template {
    let [batch, heads, tokens, _] = pattern.shape.map(Option::unwrap_or_default);
    blocked(template!("window_pattern"), pattern)
        .set("batch", batch)
        .set("heads", heads)
        .set("tokens", tokens)
        .set("height", grid[1])
        .set("width", grid[2])
        .set("radius_t", window.radius[0])
        .set("radius_y", window.radius[1])
        .set("radius_x", window.radius[2])
        .set("global", window.global)
}

/// `B`, `H`, `N` and `M` of a dense pattern: constants, or the op's operands where the type says `?`.
fn sizes<'c>(op: Op<'c>, pattern: &PatternType) -> Result<'c, Vec<Val<'c>>> {
    let mut given = op.operand_values().into_iter();
    let mut sizes = Vec::new();
    for size in pattern.shape {
        sizes.push(match size {
            Some(size) => constant(op, "index", &size.to_string())?,
            None => given.next().ok_or_else(|| op.op_error("lacks a size"))?,
        });
    }
    Ok(sizes)
}
