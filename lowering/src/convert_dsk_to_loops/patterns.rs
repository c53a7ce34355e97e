//! Stored patterns as loops.

use dynsparse_ir::{Op, Result, melior::ir::Type, operation::OpExt as _, template::Template};

use super::{Lower, element_of, scale};
use crate::precision::{OrderedKeys, extend, extend_names, round, round_names};

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsk.score_blocks", score_blocks),
    ("dsk.top_k_columns", top_k_columns),
    ("dsk.compress_mask", compress_mask),
    ("dsk.expand_mask", expand_mask),
];

fn score_blocks<'c>(op: Op<'c>) -> Result<'c, Template> {
    let double = Type::float64(op.ctx());
    let block = op.ints_attr("block").unwrap_or_default();
    let (from, to) = (element_of(op, 0)?, element_of(op, 2)?);
    let template = Template::new("score_blocks", include_str!("score_blocks.mlir"))
        .set("T", from)
        .set("S", to)
        .set("bq", block[0])
        .set("bk", block[1])
        .set("scale", scale(op)?);
    let template = extend(template, extend_names!("value"), from, double);
    Ok(round(template, round_names!("scaled"), double, to))
}

fn top_k_columns<'c>(op: Op<'c>) -> Result<'c, Template> {
    let score = element_of(op, 0)?;
    let template = Template::new("top_k_columns", include_str!("top_k_columns.mlir"))
        .set("S", score)
        .set("I", element_of(op, 2)?);
    Ok(OrderedKeys::of(score).set(template))
}

fn compress_mask<'c>(op: Op<'c>) -> Result<'c, Template> {
    Ok(Template::new("compress_mask", include_str!("compress_mask.mlir")).set("I", element_of(op, 1)?))
}

fn expand_mask<'c>(op: Op<'c>) -> Result<'c, Template> {
    Ok(Template::new("expand_mask", include_str!("expand_mask.mlir")).set("I", element_of(op, 0)?))
}
