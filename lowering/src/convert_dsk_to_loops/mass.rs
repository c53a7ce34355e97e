//! Choosing by mass as loops.

use dynsparse_ir::{Op, Result, melior::ir::Type, operation::OpExt as _, template::Template};

use super::{
    Lower, element_of, exp_log,
    selection::{KeyRows, PIECES, inner_stride},
};
use crate::{
    precision::{minus_infinity, round, round_names, widen},
    target::Target,
};

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsk.mass_columns", mass_columns),
    ("dsk.row_mass", row_mass),
    ("dsk.tile_mass", tile_mass),
];

fn mass_columns<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let score = element_of(op, 0)?;
    let double = Type::float64(op.ctx());
    let keys = KeyRows::of(double, target);
    let lanes = keys.lanes;
    // The low bits of an f32 as f64 are all equal: without them there are fewer steps of search.
    let places = if score.to_string() == "f64" { 0 } else { 29 };
    let shorten = format!(
        "%places = arith.constant dense<{places}> : vector<{lanes}xi64>
         %short = arith.shrsi %key, %places : vector<{lanes}xi64>"
    );
    let set_apart = if op.attr("apart").is_some() {
        "memref.store %minus_infinity, %values[%piece, %s] : memref<?x?xf64>"
    } else {
        ""
    };
    let template = Template::new("mass_columns", include_str!("mass_columns.mlir"))
        .set("A", element_of(op, 3)?)
        .set("I", element_of(op, 5)?)
        .set("shorten", shorten)
        .set("set_apart", set_apart);
    let template = keys.made(op, keys.searched(op, template, places)?)?;
    weighing(op, lanes, template, score)
}

fn row_mass<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let template = Template::new("row_mass", include_str!("row_mass.mlir"));
    weighing(op, target.lanes(8), template, element_of(op, 0)?)
}

/// The parts of a kernel that weighs rows of scores of the type `S`.
fn weighing<'c>(op: Op<'c>, lanes: u64, template: Template, score: Type<'c>) -> Result<'c, Template> {
    let double = Type::float64(op.ctx());
    let part = |part: Template| part.set("lanes", lanes).text_at(op);
    let constants = Template::new("weight_constants", include_str!("weight_constants.mlir"));
    let weights = Template::new("row_weights", include_str!("row_weights.mlir")).set("exp", exp_log::exp(lanes));
    let share = Template::new("share_of_row", include_str!("share_of_row.mlir"));
    let share = round(share, round_names!("part"), double, score);
    let template = round(template, round_names!("part"), double, score);
    Ok(template
        .set("weight_constants", part(constants)?)
        .set("row_weights", part(weights)?)
        .set("share_of_row", part(share)?)
        .set("widen", widen("narrow", "score", [score, double], Some(lanes)))
        .set("pieces", PIECES)
        .set("score_stride", inner_stride(op, 0))
        .set("minus_infinity", minus_infinity(score))
        .set("S", score)
        .set("lanes", lanes))
}

fn tile_mass<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let score = element_of(op, 0)?;
    let double = Type::float64(op.ctx());
    let lanes = target.lanes(8);
    let tile = op.ints_attr("tile").unwrap_or_default();
    let round = if score.to_string() == "f64" {
        ("", "%logarithm")
    } else {
        ("%rounded = arith.truncf %logarithm", "%rounded")
    };
    let narrowed = match round.0 {
        "" => String::new(),
        op => format!("{op} : vector<{lanes}xf64> to vector<{lanes}x{score}>"),
    };
    Ok(Template::new("tile_mass", include_str!("tile_mass.mlir"))
        .set("rows", tile[0])
        .set("columns", tile[1])
        .set("exp", exp_log::exp(lanes))
        .set("log", exp_log::log(lanes))
        .set("widen", widen("narrow", "read", [score, double], Some(lanes)))
        .set("round_logarithm", narrowed)
        .set("rounded_logarithm", round.1)
        .set("pieces", PIECES)
        .set("score_stride", inner_stride(op, 0))
        .set("seen_stride", inner_stride(op, 1))
        .set("mass_stride", inner_stride(op, 2))
        .set("minus_infinity", minus_infinity(score))
        .set("S", score)
        .set("lanes", lanes))
}
