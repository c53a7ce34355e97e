//! Predicting what attention will weigh: the formulas.

use dynsparse_ir::{Op, Result, operation::OpExt as _, template::float_literal};

use dynsparse_dialects::dsa::scale_of;

use super::{Lower, convert, element_word, replace_by_mask, replace_rounded};
use crate::ConvertDsaToLinalg;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.select_keys", select_keys),
    ("dsa.score_antidiagonals", score_antidiagonals),
    ("dsa.block_similarity", block_similarity),
];

/// As of blocks: a query is a row, and a key a column.
fn select_keys<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let scores = convert(op, operands[0], "f64")?;
    let mask = template!("select_blocks").expand(op, &[scores, operands[1]])?;
    replace_by_mask(op, mask[0])
}

/// Products in single precision (of `f64` in double), the rest in double, whatever the compute type: the specification says so.
fn score_antidiagonals<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let block = op.ints_attr("block").unwrap_or_default();
    let stride = op.int_attr("stride").unwrap_or(1);
    let scale = scale_of(op).ok_or_else(|| op.op_error("has no scale"))?;
    let (compute, add) = match element_word(operands[0]).as_str() {
        "f64" => (
            "f64",
            "%product = arith.mulf %q, %k : f64
             %more = arith.addf %so_far, %product : f64",
        ),
        _ => ("f32", "%more = math.fma %q, %k, %so_far : f32"),
    };
    let wide = [convert(op, operands[0], compute)?, convert(op, operands[1], compute)?];
    let antidiagonals = template!("antidiagonals")
        .set("C", compute)
        .set("add", add)
        .set("stride", stride)
        .set("scale", float_literal(scale / stride as f64))
        .expand(op, &wide)?;
    let rounded = convert(op, antidiagonals[0], &element_word(op.result_values()[0]))?;
    let scores = template!("tile_mass")
        .set("rows", block[0] / stride)
        .set("columns", block[1] / stride)
        .set("stride", stride)
        .set("causal", op.attr("causal").is_some())
        .set("C", compute)
        .expand(op, &[convert(op, rounded, "f64")?, wide[0], wide[1]])?;
    replace_rounded(op, &scores)
}

/// Always in double precision, as block means are.
fn block_similarity<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let tokens = convert(op, op.operand_values()[0], "f64")?;
    let similarity = template!("block_similarity")
        .set("block", op.int_attr("block").unwrap_or(1))
        .expand(op, &[tokens])?;
    replace_rounded(op, &similarity)
}
