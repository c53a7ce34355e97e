//! What goes before and after layers, as loops. The layers themselves are written by `tile-dsk-linear`.

use dynsparse_dialects::{
    RouterWeights,
    linear::{group, panel},
};
use dynsparse_ir::{
    Op, Result,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, dims},
    template::Template,
};

use super::{Lower, element_of};
use crate::{
    precision::{extend, extend_names},
    target::Target,
    tile_dsk_attention::{exp2::exp2, text::Text},
    tile_dsk_linear::to_bytes,
};

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsk.pack_weights", pack_weights),
    ("dsk.quantize_rows", quantize_rows),
    ("dsk.linear", untiled),
    ("dsk.grouped_linear", untiled),
    ("dsk.route_experts", route_experts),
    ("dsk.combine_experts", combine_experts),
];

fn untiled<'c>(op: Op<'c>, _: &Target) -> Result<'c, Template> {
    Err(op.op_error("is not tiled: run tile-dsk-linear first"))
}

fn pack_weights<'c>(op: Op<'c>, _: &Target) -> Result<'c, Template> {
    let from = element_of(op, 0)?;
    let (weights, packed) = (op.operand_values()[0].r#type(), op.operand_values()[1].r#type());
    let experts = dims(weights).is_some_and(|dims| dims.len() == 3);
    let group = group(from);
    let zero = if group == 4 { "0" } else { "0.0" };
    let last = if experts { 2 } else { 1 };
    Ok(Template::new("pack_weights", include_str!("pack_weights.mlir"))
        .set("T", from)
        .set("weights", weights)
        .set("packed", packed)
        .set("zero", zero)
        .set("g", group)
        .set("W", panel(packed).map_err(|error| op.op_error(error.message))?)
        .set("k_axis", last - 1)
        .set("n_axis", last)
        .set(
            "experts",
            if experts {
                format!("memref.dim %weights, %c0 : {weights}")
            } else {
                "arith.constant 1 : index".to_owned()
            },
        )
        .set("of_expert", if experts { "%expert, " } else { "" }))
}

/// Names of a row's coordinates, and what computes them from `%row`, for rows of `x` of either rank.
fn coordinates(op: Op<'_>) -> (&'static str, String) {
    let x = op.operand_values()[0].r#type();
    if dims(x).is_some_and(|dims| dims.len() == 3) {
        (
            "%b, %r",
            "%b = arith.divui %row, %tokens : index\n%r = arith.remui %row, %tokens : index".to_owned(),
        )
    } else {
        ("%row", String::new())
    }
}

fn quantize_rows<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let operands = op.operand_values();
    let [x, quantized, scales] = [0, 1, 2].map(|i| operands[i].r#type());
    let lanes = target.simd(4);
    let from = element_of(op, 0)?;
    let rank = dims(x).map_or(2, |dims| dims.len());
    let (at, coordinates) = coordinates(op);
    let mut t = Text::default();
    let floats = format!("vector<{lanes}xf32>");
    let quotient = t.value(format!("arith.divf $wide_x, %divisors : {floats}"));
    let bytes = to_bytes(&mut t, lanes, &quotient);
    let same = from.to_string() == "f32";
    let widen = |text: &str| {
        if same {
            text.replace("$wide_x", "%x_part")
        } else {
            format!(
                "%wide_x = arith.extf %x_part : vector<{lanes}x{from}> to {floats}\n{}",
                text.replace("$wide_x", "%wide_x")
            )
        }
    };
    let magnitude = widen(&format!(
        "%bits = arith.bitcast $wide_x : {floats} to vector<{lanes}xi32>
         %size = arith.andi %bits, %magnitude : vector<{lanes}xi32>
         %next = arith.maxui %greatest, %size : vector<{lanes}xi32>"
    ));
    Ok(Template::new("quantize_rows", include_str!("quantize_rows.mlir"))
        .set("T", from)
        .set("x", x)
        .set("quantized", quantized)
        .set("scales", scales)
        .set("lanes", lanes)
        .set("last_axis", rank - 1)
        .set(
            "tokens",
            if rank == 3 {
                format!("memref.dim %x, %c1 : {x}")
            } else {
                "arith.constant 1 : index".to_owned()
            },
        )
        .set("at", at)
        .set("coordinates", coordinates)
        .set("magnitude", magnitude)
        .set("to_bytes", widen(&t.take()))
        .set("bytes", bytes))
}

fn route_experts<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let operands = op.operand_values();
    let from = element_of(op, 0)?;
    let r#type = |index: usize| operands[index].r#type();
    let top_k = dims(r#type(5)).and_then(|dims| dims.last().copied()).flatten();
    let top_k = top_k.ok_or_else(|| op.op_error("has no static number of choices"))?;
    let lanes = target.simd(4);
    let mut t = Text::default();
    // Sums of exponentials of what is read in turn, and the weights of those chosen.
    let all = RouterWeights::of(op)? == RouterWeights::All;
    let summed = exp2(&mut t, "%exponent", "f32", Some(lanes));
    let sum_text = t.take();
    let weight = exp2(&mut t, "%chosen_exponent", "f32", Some(lanes));
    let weight_text = t.take();
    let template = Template::new("route_experts", include_str!("route_experts.mlir"))
        .set("T", from)
        .set("logits", r#type(0))
        .set("tokens", r#type(3))
        .set("offsets", r#type(4))
        .set("slots", r#type(5))
        .set("weights", r#type(6))
        .set("histogram", r#type(7))
        .set("k", top_k)
        .set("padded", top_k.next_multiple_of(lanes))
        .set("lanes", lanes)
        .set("summed_count", if all { "%X" } else { "%padded" })
        .set(
            "summed_part",
            match (all, from.to_string() == "f32") {
                (false, _) => format!(
                    "%part = vector.load %chosen_logits[%at] : memref<{}xf32>, vector<{lanes}xf32>",
                    top_k.next_multiple_of(lanes)
                ),
                (true, true) => format!(
                    "%part = vector.transfer_read %logits[%t, %at], %no_logit : {}, vector<{lanes}xf32>",
                    r#type(0)
                ),
                (true, false) => format!(
                    "%narrow = vector.transfer_read %logits[%t, %at], %no_narrow_logit : {}, vector<{lanes}x{from}>
                     %part = arith.extf %narrow : vector<{lanes}x{from}> to vector<{lanes}xf32>",
                    r#type(0)
                ),
            },
        )
        .set("narrow_minus_infinity", crate::precision::minus_infinity(from))
        .set("exp2_sum", sum_text)
        .set("summed", summed)
        .set("exp2_weight", weight_text)
        .set("weight", weight);
    let f32 = dynsparse_ir::melior::ir::Type::float32(op.ctx());
    let template = extend(template, extend_names!("logit"), from, f32);
    Ok(extend(template, extend_names!("best_logit"), from, f32))
}

fn combine_experts<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let operands = op.operand_values();
    let from = element_of(op, 0)?;
    let [y, slots, weights, result] = [0, 1, 2, 3].map(|i| operands[i].r#type());
    let lanes = target.simd(4);
    let (narrow, floats) = (format!("vector<{lanes}x{from}>"), format!("vector<{lanes}xf32>"));
    let same = from.to_string() == "f32";
    // Whole vectors, then what is left of a row.
    let part = |bounds: &str| {
        let widen = if same {
            String::new()
        } else {
            format!("%wide = arith.extf %y_part : {narrow} to {floats}")
        };
        let round = if same {
            String::new()
        } else {
            format!("%rounded = arith.truncf %total : {floats} to {narrow}")
        };
        format!(
            "%total = scf.for %j = %c0 to %k step %c1 iter_args(%sum = %zeros) -> ({floats}) {{
               %stored = memref.load %slots[%t, %j] : {slots}
               %slot = arith.index_cast %stored : i32 to index
               %inside = arith.cmpi ult, %slot, %rows : index
               %next = scf.if %inside -> ({floats}) {{
                 %weight = memref.load %weights[%t, %j] : {weights}
                 %factor = vector.broadcast %weight : f32 to {floats}
                 %y_part = vector.transfer_read %y[%slot, %c], %pad {bounds} : {y}, {narrow}
                 {widen}
                 %product = arith.mulf %factor, {} : {floats}
                 %more = arith.addf %sum, %product : {floats}
                 scf.yield %more : {floats}
               }} else {{
                 scf.yield %sum : {floats}
               }}
               scf.yield %next : {floats}
             }}
             {round}
             vector.transfer_write {}, %result[%t, %c] {bounds} : {narrow}, {result}",
            if same { "%y_part" } else { "%wide" },
            if same { "%total" } else { "%rounded" },
        )
    };
    Ok(Template::new("combine_experts", include_str!("combine_experts.mlir"))
        .set("T", from)
        .set("y", y)
        .set("slots", slots)
        .set("weights", weights)
        .set("result", result)
        .set("lanes", lanes)
        .set("whole", part("{in_bounds = [true]}"))
        .set("rest", part("")))
}
