//! Attention as loops: over lists of single keys, and what else was not tiled.

use std::f64::consts::LOG2_E;

use dynsparse_ir::{
    Op, Result,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, dims, strides},
    template::{Template, float_literal},
};

use dynsparse_dialects::dsk::{is_masked, lse_of, output_of};

use super::{Lower, element_of, scale};
use crate::{
    precision::{compute_type, extend, extend_names, minus_infinity, round, round_names},
    target::Target,
    tile_dsk_attention::{exp2::exp2, text::Text},
};

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[("dsk.attention", attention), ("dsk.masked_attention", attention)];

/// Queries of a piece of work.
const PIECE_QUERIES: u64 = 32;
/// Longer rows would not fit into registers by far.
const MOST_COLUMNS: u64 = 1024;

/// The head and value dimension of an attention that goes by single keys, with its dimensions in vectors: blocks would have
/// one query each, and vectors one lane. `None` for every other.
pub(crate) fn by_single_keys(op: Op<'_>) -> Option<[u64; 2]> {
    if is_masked(op) || op.ints_attr("block")? != [1, 1] {
        return None;
    }
    let values = [op.operand_at(0)?, op.operand_at(1)?, op.operand_at(2)?, output_of(op)?];
    let contiguous = values.iter().all(|value| {
        let strides = strides(value.r#type());
        strides.is_some_and(|strides| strides.last() == Some(&Some(1)))
    });
    let columns = |operand: usize| {
        let size = dims(values[operand].r#type())?.last().copied()??;
        (1..=MOST_COLUMNS).contains(&size).then_some(size)
    };
    contiguous.then_some([columns(0)?, columns(2)?])
}

/// Attention over lists of single keys, whose dimensions are known and lie one after the other.
fn row_attention<'c>(op: Op<'c>, target: &Target, [d, e]: [u64; 2]) -> Result<'c, Template> {
    let from = element_of(op, 0)?;
    let to = compute_type(from);
    // Shorter lists are more than half of what there is; longer vectors save nothing on them.
    let chunk = target.simd(u64::from(to.float_width() / 8));
    let index = element_of(op, 3)?;
    let template = Template::new("row_attention", include_str!("row_attention.mlir"))
        .set(
            "heads",
            format!("memref<?x?x?x?x{from}, strided<[?, ?, ?, 1], offset: ?>>"),
        )
        .set("T", from)
        .set("C", to)
        .set("I", index)
        .set("d", d)
        .set("e", e)
        .set("chunk", chunk)
        .set("piece_queries", PIECE_QUERIES)
        .set("scale", float_literal(op.float_attr("scale").unwrap_or(1.0) * LOG2_E))
        .set("minus_infinity", minus_infinity(to));
    let mut t = Text::default();
    let shrink = exp2(&mut t, "%growths", &to.to_string(), Some(chunk));
    let template = template.set("exp2_growth", t.take()).set("shrinks", shrink);
    let weight = exp2(&mut t, "%below", &to.to_string(), Some(chunk));
    let template = template.set("exp2_below", t.take()).set("weight", weight);
    let wide = |template: Template, [extend, wide, name]: [&'static str; 3], size: u64| {
        if from.float_width() == to.float_width() {
            return template.set(extend, "").set(wide, format!("%{name}"));
        }
        template
            .set(
                extend,
                format!("%{wide} = arith.extf %{name} : vector<{size}x{from}> to vector<{size}x{to}>"),
            )
            .set(wide, format!("%{wide}"))
    };
    let template = wide(template, extend_names!("query"), d);
    let template = wide(template, extend_names!("key"), d);
    let template = wide(template, extend_names!("value"), e);
    let template = if from.float_width() == to.float_width() {
        template.set("round_result", "").set("rounded_result", "%result")
    } else {
        template
            .set(
                "round_result",
                format!("%rounded = arith.truncf %result : vector<{e}x{to}> to vector<{e}x{from}>"),
            )
            .set("rounded_result", "%rounded")
    };
    Ok(if lse_of(op).is_some() {
        let r#type = format!("memref<?x?x?x{to}, strided<[?, ?, ?], offset: ?>>");
        template.set("lse_argument", format!(", %lse: {type}")).set(
            "store_lse",
            format!(
                "%log = math.log2 %of_query#1 : {to}
                 %none_seen = arith.cmpf oeq, %of_query#0, %lowest : {to}
                 %last_shift = arith.select %none_seen, %zero, %of_query#0 : {to}
                 %sum_of_exponents = arith.addf %last_shift, %log : {to}
                 %natural = arith.mulf %sum_of_exponents, %ln_2 : {to}
                 %lse_value = arith.select %empty, %lowest, %natural : {to}
                 memref.store %lse_value, %lse[%b, %h, %i] : {type}"
            ),
        )
    } else {
        template.set("lse_argument", "").set("store_lse", "")
    })
}

fn attention<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    if let Some(columns) = by_single_keys(op) {
        return row_attention(op, target, columns);
    }
    let from = element_of(op, 0)?;
    let to = compute_type(from);
    let index = element_of(op, 3)?;
    let block = op.ints_attr("block").unwrap_or_default();
    let template = Template::new("attention", include_str!("attention.mlir"))
        .set("T", from)
        .set("C", to)
        .set("I", index)
        .set("bq", block[0])
        .set("bk", block[1])
        .set("scale", scale(op)?)
        .set("minus_infinity", minus_infinity(to));
    let template = extend(template, extend_names!("query"), from, to);
    let template = extend(template, extend_names!("key"), from, to);
    let template = extend(template, extend_names!("value"), from, to);
    let template = round(template, round_names!("result"), to, from);
    let template = if is_masked(op) {
        template
            .set(
                "mask_arguments",
                format!(
                    " %mask_ids: memref<?x{index}, strided<[?], offset: ?>>,
                     %masks: memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>,"
                ),
            )
            .set("sees", SEES.replace("$I", &index.to_string()))
    } else {
        template
            .set("mask_arguments", "")
            .set("sees", "%sees = arith.constant true")
    };
    Ok(if lse_of(op).is_some() {
        let r#type = format!("memref<?x?x?x{to}, strided<[?, ?, ?], offset: ?>>");
        template.set("lse_argument", format!(", %lse: {type}")).set(
            "store_lse",
            format!(
                "%log = math.log %total : {to}
                 %sum_of_exponents = arith.addf %shift, %log : {to}
                 %lse_value = arith.select %empty, %lowest, %sum_of_exponents : {to}
                 memref.store %lse_value, %lse[%b, %h, %i] : {type}"
            ),
        )
    } else {
        template.set("lse_argument", "").set("store_lse", "")
    })
}

/// Whether query `%q` of its block sees key `%j`, of the block stored at `%at`.
const SEES: &str = "%stored_id = memref.load %mask_ids[%at] : memref<?x$I, strided<[?], offset: ?>>
%id = arith.index_cast %stored_id : $I to index
%is_partial = arith.cmpi sge, %id, %c0 : index
%sees = scf.if %is_partial -> (i1) {
  %k = arith.subi %j, %first : index
  %c8 = arith.constant 8 : index
  %byte = arith.divui %q, %c8 : index
  %place = arith.remui %q, %c8 : index
  %bits = memref.load %masks[%id, %k, %byte] : memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>
  %place_as_int = arith.index_cast %place : index to i8
  %shifted = arith.shrui %bits, %place_as_int : i8
  %bit = arith.trunci %shifted : i8 to i1
  scf.yield %bit : i1
} else {
  %true = arith.constant true
  scf.yield %true : i1
}";
