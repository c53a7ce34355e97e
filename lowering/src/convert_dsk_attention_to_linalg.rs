//! `convert-dsk-attention-to-linalg`: attention as a loop over selected blocks with structured ops on tiles.

use std::f64::consts::{LN_2, LOG2_E};

use dynsparse_dialects::dsk::{is_attention, is_masked, lse_of, output_of};
use dynsparse_ir::{
    Op, Result, Val, diagnostic,
    melior::ir::{Type, ValueLike as _, operation::OperationLike as _},
    operation::{OpExt as _, collect, dims, strides},
    pass::{Pass, PassRun},
    template::{Template, float_literal},
};

use crate::{
    ConvertDskAttentionToLinalg,
    convert_dsk_to_loops::element_of,
    precision::{compute_type, extend, extend_names, minus_infinity, round, round_names},
    target::Target,
    tile_dsk_attention::{exp2::exp2, text::Text},
};

impl Pass for ConvertDskAttentionToLinalg {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        let attentions = collect(function, is_attention);
        run.each(&attentions, |op| {
            if !op.result_values().is_empty() {
                return Err(op.op_error("is on tensors, expected buffers: run bufferize-sparse first"));
            }
            if is_masked(op) {
                diagnostic::remark(op.location(), "has masks for its blocks: left as it is");
                return Ok(());
            }
            let (Some(d), Some(e)) = (columns(op, 0), columns(op, 2)) else {
                diagnostic::remark(
                    op.location(),
                    "head or value dimension is only known at run time: left as it is",
                );
                return Ok(());
            };
            run.count(Self::OPS, 1);
            lower(op, [d, e])
        })
    }
}

/// Attention as its steps, which `dsk.step` names.
pub(crate) const STEPS: &str = include_str!("convert_dsk_attention_to_linalg/attention.mlir");

/// The schedule that `lower-sparse=schedule=FILE` starts best from, as a file: tiles of the shape that the target has
/// registers for, for blocks and dimensions that they divide.
///
/// # Errors
///
/// None in practice: the template has its parameters.
pub fn schedule(target: &Target) -> std::result::Result<String, String> {
    let bytes = 4;
    let lanes = target.simd(bytes);
    let rows = target.rows(lanes, bytes);
    // The largest power of two that fits: blocks have such sizes.
    let rows = 1 << rows.max(1).ilog2();
    Template::new(
        "schedule",
        include_str!("convert_dsk_attention_to_linalg/schedule.mlir"),
    )
    .set("rows", rows)
    .set("lanes", lanes)
    .set("few", rows.min(4))
    .text()
}

/// The last size of an operand.
fn columns(op: Op<'_>, operand: usize) -> Option<u64> {
    dims(op.operand_at(operand)?.r#type())?.last().copied().flatten()
}

/// Types of `B x H x rows x columns` buffers, and of what is cut from them.
struct Buffer<'c> {
    element: Type<'c>,
    /// The last stride: 1, or `?` where it is only known at run time.
    step: &'static str,
}

impl<'c> Buffer<'c> {
    fn of(value: Option<Val<'c>>, element: Type<'c>) -> Self {
        let strides = value.and_then(|value| strides(value.r#type()));
        let contiguous = strides.is_some_and(|strides| strides.last() == Some(&Some(1)));
        Self {
            element,
            step: if contiguous { "1" } else { "?" },
        }
    }

    fn whole(&self) -> String {
        format!(
            "memref<?x?x?x?x{}, strided<[?, ?, ?, {}], offset: ?>>",
            self.element, self.step
        )
    }

    fn rows(&self, rows: &str, columns: u64) -> String {
        let Self { element, step } = self;
        format!("memref<{rows}x{columns}x{element}, strided<[?, {step}], offset: ?>>")
    }
}

/// What is written where there is an `lse`.
const STORE_LSE: &str = "%live_lse = memref.subview %lse[%b, %h, %first_query] [1, 1, %count] [1, 1, 1] : $lse to $lse_row
    %live_totals = memref.subview %totals[0] [%count] [1] : memref<${bq}x$C> to memref<?x$C, strided<[1]>>
    %live_greatest = memref.subview %greatest[0] [%count] [1] : memref<${bq}x$C> to memref<?x$C, strided<[1]>>
    linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
                    iterator_types = [\"parallel\"]}
      ins(%live_totals, %live_greatest : memref<?x$C, strided<[1]>>, memref<?x$C, strided<[1]>>) outs(%live_lse : $lse_row)
      attrs = {dsk.step = \"lse\"} {
    ^bb0(%total: $C, %is: $C, %old: $C):
      %ln_two = arith.constant $ln_two : $C
      %empty = arith.cmpf oeq, %total, %zero : $C
      %log = math.log2 %total : $C
      %in_base_two = arith.addf %is, %log : $C
      %natural = arith.mulf %in_base_two, %ln_two : $C
      %all = arith.select %empty, %lowest, %natural : $C
      linalg.yield %all : $C
    }";

/// Puts the loop in the place of the op.
fn lower<'c>(op: Op<'c>, [d, e]: [u64; 2]) -> Result<'c> {
    let from = element_of(op, 0)?;
    let to = compute_type(from);
    let block = op.ints_attr("block").unwrap_or_default();
    let scale = op.float_attr("scale").ok_or_else(|| op.op_error("needs a scale"))?;
    let [queries, keys, values] = [0, 1, 2].map(|operand| Buffer::of(op.operand_at(operand), from));
    let output = Buffer::of(output_of(op), from);
    let (bq, bk) = (block[0], block[1].to_string());
    let template = Template::new("attention in linalg", STEPS)
        .set("T", from)
        .set("C", to)
        .set("I", element_of(op, 3)?)
        .set("bq", bq)
        .set("bk", &bk)
        .set("d", d)
        .set("e", e)
        .set("scale", float_literal(scale * LOG2_E))
        .set("minus_infinity", minus_infinity(to))
        .set("queries", queries.whole())
        .set("keys", keys.whole())
        .set("values", values.whole())
        .set("outputs", output.whole())
        .set("query_rows", queries.rows("?", d))
        .set("key_rows", keys.rows(&bk, d))
        .set("key_rows_left", keys.rows("?", d))
        .set("value_rows", values.rows(&bk, e))
        .set("value_rows_left", values.rows("?", e))
        .set("output_rows", output.rows("?", e));
    let template = extend(template, extend_names!("query"), from, to);
    let template = round(template, round_names!("result"), to, from);

    let mut t = Text::default();
    let shrink = exp2(&mut t, "%growth", &to.to_string(), None);
    let template = template.set("exp2_growth", t.take()).set("shrink", shrink);
    let weight = exp2(&mut t, "%below", &to.to_string(), None);
    let template = template.set("exp2_below", t.take()).set("weight", weight);

    let (argument, store) = if lse_of(op).is_some() {
        let lse = format!("memref<?x?x?x{to}, strided<[?, ?, ?], offset: ?>>");
        let store = Template::new("lse in linalg", STORE_LSE)
            .set("lse_row", format!("memref<?x{to}, strided<[?], offset: ?>>"))
            .set("lse", &lse)
            .set("bq", bq)
            .set("C", to)
            .set("ln_two", float_literal(LN_2));
        (format!(", %lse: {lse}"), store.text_at(op)?)
    } else {
        (String::new(), String::new())
    };
    let template = template.set("lse_argument", argument).set("store_lse", store);
    template.replace(op, &op.operand_values())
}
