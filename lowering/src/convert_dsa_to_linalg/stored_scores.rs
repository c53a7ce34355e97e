//! Attention in three steps: the formulas.

use dynsparse_dialects::{PatternType, dsa::pattern_type};
use dynsparse_ir::{Op, Result, Val, operation::OpExt as _, template::Template};

use super::{Lower, blocked, convert, mask_of, replace_rounded, scale};
use crate::{
    ConvertDsaToLinalg,
    precision::minus_infinity_of,
    stored_scores::{check_tiles, heads_of_result, no_bias, sizes_of_pattern},
};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.sddmm", sddmm),
    ("dsa.sparse_softmax", sparse_softmax),
    ("dsa.spmm", spmm),
];

/// The number of each tile of a pattern, and how many there are.
fn tile_numbers<'c>(op: Op<'c>, pattern: &PatternType, mask: Val<'c>) -> Result<'c, [Val<'c>; 2]> {
    let ([bq, bk], [uq, uk]) = (pattern.block, pattern.unit());
    let made = template!("tile_numbers")
        .set("tq", bq / uq)
        .set("tk", bk / uk)
        .expand(op, &[mask])?;
    Ok([made[0], made[1]])
}

/// The sizes of tiles and of what is in the set, and the type that is computed in.
fn tiled(template: Template, pattern: &PatternType, float: &str) -> Template {
    blocked(template, pattern)
        .set("tile_queries", pattern.block[0])
        .set("tile_keys", pattern.block[1])
        .set("float", float)
}

fn sddmm<'c>(pass: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = pattern_type(op.operand_at(2))?;
    let float = pass.compute_word(operands[0]);
    let [queries, keys] = [convert(op, operands[0], float)?, convert(op, operands[1], float)?];
    let bias = match operands.get(3) {
        Some(bias) => convert(op, *bias, float)?,
        None => no_bias(op, keys, float)?,
    };
    let mask = mask_of(op, operands[2])?;
    let [numbers, count] = tile_numbers(op, &pattern, mask)?;
    let scores = tiled(template!("sddmm"), &pattern, float)
        .set("scale", scale(op)?)
        .expand(op, &[queries, keys, bias, mask, numbers, count])?;
    replace_rounded(op, &scores)
}

fn sparse_softmax<'c>(pass: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = pattern_type(op.operand_at(1))?;
    let float = pass.compute_word(operands[0]);
    let mask = mask_of(op, operands[1])?;
    let [numbers, count] = tile_numbers(op, &pattern, mask)?;
    check_tiles(op, "scores", count)?;
    let scores = convert(op, operands[0], float)?;
    let sizes = sizes_of_pattern(op, &pattern, [2, 3], &operands[2..])?;
    let results = tiled(template!("sparse_softmax"), &pattern, float)
        .set("minus_infinity", minus_infinity_of(float))
        .expand(op, &[scores, mask, numbers, count, sizes[0], sizes[1]])?;
    replace_rounded(op, &results)
}

fn spmm<'c>(pass: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = pattern_type(op.operand_at(2))?;
    let float = pass.compute_word(operands[1]);
    let mask = mask_of(op, operands[2])?;
    let [numbers, count] = tile_numbers(op, &pattern, mask)?;
    check_tiles(op, "weights", count)?;
    let [weights, values] = [convert(op, operands[0], float)?, convert(op, operands[1], float)?];
    let sizes = sizes_of_pattern(op, &pattern, [2], &operands[3..])?;
    let stored = format!("tensor<?x?x?x?x?x{float}>");
    let heads = heads_of_result(op, "H", &stored, ["%mask", "tensor<?x?x?x?xi1>"]);
    let output = tiled(template!("spmm"), &pattern, float)
        .set("heads", heads)
        .expand(op, &[weights, values, mask, numbers, sizes[0]])?;
    replace_rounded(op, &output)
}
