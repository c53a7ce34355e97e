//! Merging tokens, as loops.

use dynsparse_dialects::dsa::{first_destination, first_source};
use dynsparse_ir::{Op, Result, melior::ir::Type, operation::OpExt as _, template::Template};

use super::{
    Lower, element_of,
    selection::{inner_stride, list, tile_rows},
};
use crate::{
    precision::{compute_type, widen},
    target::Target,
};

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] =
    &[("dsk.match_tokens", match_tokens), ("dsk.merge_tokens", merge_tokens)];

fn match_tokens<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let from = element_of(op, 0)?;
    let lanes = target.lanes(8);
    let tile = target.rows(lanes, 8);
    let (numbers, places) = (format!("vector<{lanes}xf64>"), format!("vector<{lanes}xi64>"));
    // A best similarity and its place for each source of the tile.
    let pairs = |text: &dyn Fn(u64) -> String| list(tile, text);
    Ok(Template::new("match_tokens", include_str!("match_tokens.mlir"))
        .set("T", from)
        .set("lanes", lanes)
        .set("tile", tile)
        .set("twice_tile", 2 * tile)
        .set("first_source", first_source(op))
        .set("first_destination", first_destination(op))
        .set("lane_numbers", list(lanes, |lane| lane.to_string()))
        .set("widen", widen("k", "wide", [from, Type::float64(op.ctx())], None))
        .set("tile_rows", tile_rows(tile).replace("%last_row", "%last_source"))
        .set(
            "best_inits",
            pairs(&|t| format!("%best{t} = %lowests, %place{t} = %no_places")),
        )
        .set("best_types", pairs(&|_| format!("{numbers}, {places}")))
        .set("best_nexts", pairs(&|t| format!("%next_best{t}, %next_place{t}")))
        .set("sum_inits", list(tile, |t| format!("%sum{t} = %zeros")))
        .set("sum_types", list(tile, |_| numbers.clone()))
        .set("sum_nexts", list(tile, |t| format!("%next{t}")))
        .set("sum_steps", sum_steps(tile, lanes))
        .set("best_steps", best_steps(tile, lanes))
        .set("store_best", store_best(tile, lanes)))
}

/// A product for each source of the tile onto its sum: rounded before it is added, as the specification says.
fn sum_steps(tile: u64, lanes: u64) -> String {
    (0..tile)
        .map(|t| {
            format!(
                "%one{t} = memref.load %sources[%b, %row{t}, %c] : memref<?x?x?xf64>
                 %unit{t} = vector.broadcast %one{t} : f64 to vector<{lanes}xf64>
                 %product{t} = arith.mulf %unit{t}, %units : vector<{lanes}xf64>
                 %next{t} = arith.addf %sum{t}, %product{t} : vector<{lanes}xf64>\n"
            )
        })
        .collect()
}

/// Better is greater: so of equal ones the first stays, and a NaN is never better.
fn best_steps(tile: u64, lanes: u64) -> String {
    (0..tile)
        .map(|t| {
            format!(
                "%greater{t} = arith.cmpf ogt, %sums#{t}, %best{t} : vector<{lanes}xf64>
                 %better{t} = arith.andi %greater{t}, %exists : vector<{lanes}xi1>
                 %next_best{t} = arith.select %better{t}, %sums#{t}, %best{t} : vector<{lanes}xi1>, vector<{lanes}xf64>
                 %next_place{t} = arith.select %better{t}, %places, %place{t} : vector<{lanes}xi1>, vector<{lanes}xi64>\n"
            )
        })
        .collect()
}

/// The best of all lanes, of equal ones the first. A lane without any has the place 0, which no other is before.
fn store_best(tile: u64, lanes: u64) -> String {
    let mut text = String::new();
    for t in 0..tile {
        let (best, place) = (2 * t, 2 * t + 1);
        for lane in 0..lanes {
            text += &format!(
                "%b{t}_{lane} = vector.extract %found#{best}[{lane}] : f64 from vector<{lanes}xf64>
                 %p{t}_{lane} = vector.extract %found#{place}[{lane}] : i64 from vector<{lanes}xi64>\n"
            );
            let [before_best, before_place] = match lane {
                0 => continue,
                1 => [format!("%b{t}_0"), format!("%p{t}_0")],
                _ => [format!("%best{t}_{}", lane - 1), format!("%place{t}_{}", lane - 1)],
            };
            text += &format!(
                "%above{t}_{lane} = arith.cmpf ogt, %b{t}_{lane}, {before_best} : f64
                 %same{t}_{lane} = arith.cmpf oeq, %b{t}_{lane}, {before_best} : f64
                 %before{t}_{lane} = arith.cmpi slt, %p{t}_{lane}, {before_place} : i64
                 %first{t}_{lane} = arith.andi %same{t}_{lane}, %before{t}_{lane} : i1
                 %take{t}_{lane} = arith.ori %above{t}_{lane}, %first{t}_{lane} : i1
                 %best{t}_{lane} = arith.select %take{t}_{lane}, %b{t}_{lane}, {before_best} : f64
                 %place{t}_{lane} = arith.select %take{t}_{lane}, %p{t}_{lane}, {before_place} : i64\n"
            );
        }
        let [best, place] = match lanes {
            1 => [format!("%b{t}_0"), format!("%p{t}_0")],
            _ => [format!("%best{t}_{}", lanes - 1), format!("%place{t}_{}", lanes - 1)],
        };
        text += &format!(
            "memref.store {best}, %similarity[%b, %row{t}] : memref<?x?xf64, strided<[?, ?], offset: ?>>
             %number{t} = arith.index_cast {place} : i64 to index
             %twice{t} = arith.muli %number{t}, %c2 : index
             %token{t} = arith.addi %twice{t}, %first_destination : index
             %token_int{t} = arith.index_cast %token{t} : index to i32
             memref.store %token_int{t}, %match[%b, %row{t}] : memref<?x?xi32, strided<[?, ?], offset: ?>>\n"
        );
    }
    text
}

fn merge_tokens<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let from = element_of(op, 0)?;
    let to = compute_type(from);
    let lanes = target.lanes(u64::from(to.float_width()) / 8);
    let (round, rounded) = if to.float_width() == from.float_width() {
        (String::new(), "%mean")
    } else {
        (
            format!("%narrow = arith.truncf %mean : vector<{lanes}x{to}> to vector<{lanes}x{from}>"),
            "%narrow",
        )
    };
    Ok(Template::new("merge_tokens", include_str!("merge_tokens.mlir"))
        .set("T", from)
        .set("S", to)
        .set("lanes", lanes)
        .set("stride", inner_stride(op, 0))
        .set("merged_stride", inner_stride(op, 3))
        .set("widen", widen("x", "wide", [from, to], Some(lanes)))
        .set("round", round)
        .set("rounded", rounded))
}
