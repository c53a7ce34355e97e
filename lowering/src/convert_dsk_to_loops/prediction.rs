//! Predicting what attention will weigh, as loops.

use std::fmt::Write as _;

use dynsparse_dialects::pattern::mask_bytes;
use dynsparse_ir::{Op, Result, melior::ir::Type, operation::OpExt as _, template::Template};

use super::{
    Lower, element_of,
    patterns::blocks_of_row,
    scale,
    selection::{KeyRows, PIECES, Scores, choosing, inner_stride, list, tile_rows},
};
use crate::{
    precision::{minus_infinity, round, round_names, widen},
    target::Target,
};

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsk.top_k_elements", top_k_elements),
    ("dsk.top_n_of_m", top_n_of_m),
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
        .set("minus_infinity", minus_infinity(score))
        .set("bits", BITS)
        .set("I", index);
    let template = blocks_of_row(op, target, template, [&index.to_string(), BITS])?;
    choosing(op, target, template, score)
}

/// The bits of a row of blocks of one piece of work.
const BITS: &str = "memref<?x?xi8, strided<[?, 1], offset: ?>>";

/// In one vector are as many whole groups as it holds; a group that no vector holds is taken by as many vectors as it takes.
fn top_n_of_m<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let score = element_of(op, 0)?;
    let rows = KeyRows::of(score, target);
    let lanes = rows.lanes;
    let m = op.int_attr("m").unwrap_or(1).max(1) as u64;
    let of_groups = if m <= lanes { lanes / m * m } else { lanes };
    let better = if m <= lanes {
        better_in_lanes(m, of_groups, rows.keys.r#type)
    } else {
        let part = Template::new("better_of_group", include_str!("better_of_group.mlir"))
            .set("V", of_groups)
            .set("places", list(of_groups, |lane| lane.to_string()));
        rows.text(op, part)?
    };
    let stride = inner_stride(op, 2);
    let template = Template::new("top_n_of_m", include_str!("top_n_of_m.mlir"))
        .set("S", score)
        .set("V", of_groups)
        .set("step", of_groups.max(m))
        .set("lanes", lanes)
        .set("pieces", PIECES)
        .set("score_stride", inner_stride(op, 0))
        .set("mask_stride", stride)
        .set("are_bytes", stride == "1")
        .set("minus_infinity", minus_infinity(score))
        .set("better", better);
    rows.made(op, template)
}

/// `%better`: how many keys of its group of `m` lanes are better than the key of each lane, of equal ones those before it.
fn better_in_lanes(m: u64, lanes: u64, key: &str) -> String {
    let keys = format!("vector<{lanes}x{key}>");
    let mut text = format!("%better0 = arith.constant dense<0> : {keys}\n");
    for t in 0..m {
        let places = list(lanes, |lane| (lane / m * m + t).to_string());
        let are_behind = list(lanes, |lane| (lane % m > t).to_string());
        let next = if t + 1 == m { String::new() } else { (t + 1).to_string() };
        let _ = writeln!(
            text,
            "%other{t} = vector.shuffle %own, %own [{places}] : {keys}, {keys}
             %are_behind{t} = arith.constant dense<[{are_behind}]> : vector<{lanes}xi1>
             %bound{t} = arith.select %are_behind{t}, %own_less_one, %own : vector<{lanes}xi1>, {keys}
             %wins{t} = arith.cmpi sgt, %other{t}, %bound{t} : {keys}
             %win{t} = arith.extui %wins{t} : vector<{lanes}xi1> to {keys}
             %better{next} = arith.addi %better{t}, %win{t} : {keys}"
        );
    }
    text
}

/// Bytes of the keys that antidiagonals lay out at a time, if one head does not take more.
const MOST_BYTES_OF_PANELS: u64 = 4 << 20;

/// `dsk.score_blocks` with antidiagonals.
pub(super) fn antidiagonals<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let group = op.ints_attr("block").unwrap_or_default()[0];
    let from = element_of(op, 0)?;
    let (sum, bytes) = if from.to_string() == "f64" {
        (Type::float64(op.ctx()), 8)
    } else {
        (Type::float32(op.ctx()), 4)
    };
    let lanes = target.lanes(bytes);
    let tile = target.rows(lanes, bytes);
    let texts = Scores {
        from,
        to: sum,
        double: sum,
        lanes,
    };
    let vector = format!("vector<{lanes}x{sum}>");
    let (mut steps, mut scaled) = (String::new(), String::new());
    for t in 0..tile {
        let _ = writeln!(
            steps,
            "%in_row{t} = arith.constant {t} : index
             %one{t} = memref.load %query_rows[%piece, %at, %in_row{t}] : memref<?x?x{tile}x{sum}>
             %all{t} = vector.broadcast %one{t} : {sum} to {vector}"
        );
        // As the specification says: of double precision, product and sum are rounded each.
        let _ = if bytes == 4 {
            writeln!(steps, "%next{t} = vector.fma %all{t}, %key, %sum{t} : {vector}")
        } else {
            writeln!(
                steps,
                "%product{t} = arith.mulf %all{t}, %key : {vector}
                 %next{t} = arith.addf %sum{t}, %product{t} : {vector}"
            )
        };
        let _ = writeln!(scaled, "%score{t} = arith.mulf %sums#{t}, %scales : {vector}");
    }
    Ok(Template::new("antidiagonals", include_str!("antidiagonals.mlir"))
        .set("T", from)
        .set("C", sum)
        .set("group", group)
        .set("last_place", group - 1)
        .set("scale", scale(op)?)
        .set("lanes", lanes)
        .set("tile", tile)
        .set("query_stride", inner_stride(op, 0))
        .set("key_stride", inner_stride(op, 1))
        .set("score_stride", inner_stride(op, 2))
        .set("widen_key", widen("raw", "value", [from, sum], None))
        .set("tile_rows", tile_rows(tile))
        .set("pieces", PIECES)
        .set("most_numbers", MOST_BYTES_OF_PANELS / bytes)
        .set("sum_types", list(tile, |_| vector.clone()))
        .set("sum_inits", list(tile, |t| format!("%sum{t} = %zeros")))
        .set("sum_nexts", list(tile, |t| format!("%next{t}")))
        .set("sum_steps", steps)
        .set("scaled_sums", scaled)
        .set("store_whole", texts.store_whole(tile, inner_stride(op, 2)))
        .set("store_ragged", texts.store_ragged(tile))
        .set("copy_ragged", texts.copy_ragged(tile, inner_stride(op, 2))))
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
