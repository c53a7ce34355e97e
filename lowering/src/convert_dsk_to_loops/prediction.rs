//! Predicting what attention will weigh, as loops.

use std::fmt::Write as _;

use dynsparse_dialects::pattern::mask_bytes;
use dynsparse_ir::{Op, Result, melior::ir::Type, operation::OpExt as _, template::Template};

use super::{
    Lower, element_of,
    selection::{PIECES, choosing, inner_stride, list},
};
use crate::{
    precision::{minus_infinity, round, round_names, widen},
    target::Target,
};

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsk.top_k_elements", top_k_elements),
    ("dsk.block_similarity", block_similarity),
];

fn top_k_elements<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let (score, index) = (element_of(op, 0)?, element_of(op, 2)?);
    let block = op.ints_attr("block").unwrap_or_default();
    let template = Template::new("top_k_elements", include_str!("top_k_elements.mlir"))
        .set("bq", block[0])
        .set("bk", block[1])
        .set("bytes", mask_bytes(block[0] as u64))
        .set("pieces", PIECES)
        .set("score_stride", inner_stride(op, 0))
        .set("minus_infinity", minus_infinity(score));
    choosing(op, target, template, score, index)
}

fn block_similarity<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let (from, to) = (element_of(op, 0)?, element_of(op, 1)?);
    let double = Type::float64(op.ctx());
    let lanes = target.lanes(8);
    let stride = inner_stride(op, 0);
    let (mut tokens, mut loads) = (String::new(), String::new());
    for l in 0..lanes {
        let _ = write!(
            tokens,
            "%l{l} = arith.constant {l} : index
             %wanted{l} = arith.addi %group, %l{l} : index
             %token{l} = arith.minui %wanted{l}, %last_token : index\n"
        );
        let _ = writeln!(
            loads,
            "%lane{l} = memref.load %tokens[%b, %h, %token{l}, %x] \
               : memref<?x?x?x?x{from}, strided<[?, ?, ?, {stride}], offset: ?>>"
        );
    }
    let template = Template::new("block_similarity", include_str!("block_similarity.mlir"));
    Ok(round(template, round_names!("mean"), double, to)
        .set("T", from)
        .set("S", to)
        .set("block", op.int_attr("block").unwrap_or(1))
        .set("lanes", lanes)
        .set("pieces", PIECES)
        .set("token_stride", stride)
        .set("token_lanes", tokens)
        .set("load_lanes", loads)
        .set("lane_values", list(lanes, |l| format!("%lane{l}")))
        .set("widen_narrow", widen("narrow", "wide", [from, double], Some(lanes)))
        .set("widen_token", widen("token", "wide_token", [from, double], Some(lanes))))
}
