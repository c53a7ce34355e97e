//! Tokens as loops.

use dynsparse_ir::{
    Op, Result,
    melior::ir::{Type, TypeLike as _, r#type::IntegerType},
    operation::OpExt as _,
    template::Template,
};

use super::{
    Lower, element_of,
    selection::{choosing, inner_stride, key_lanes},
};
use crate::{
    precision::{OrderedKeys, compute_type, extend, extend_names, minus_infinity, widen},
    target::Target,
};

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsk.gate_tokens", gate_tokens),
    ("dsk.gather_rows", gather_rows),
    ("dsk.scatter_rows", scatter_rows),
    ("dsk.sort_indices", sort_indices),
];

fn gate_tokens<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let from = element_of(op, 0)?;
    let to = compute_type(from);
    let template = Template::new("gate_tokens", include_str!("gate_tokens.mlir"))
        .set("T", from)
        .set("saliency_stride", inner_stride(op, 0))
        .set("minus_infinity", minus_infinity(from))
        .set(
            "score_of_value",
            widen("value", "score", [from, to], Some(key_lanes(to, target))),
        );
    let template = extend(template, extend_names!("threshold_value"), Type::float32(op.ctx()), to);
    choosing(op, target, template, to, IntegerType::new(op.ctx(), 32).into())
}

fn gather_rows<'c>(op: Op<'c>, _: &Target) -> Result<'c, Template> {
    Ok(Template::new("gather_rows", include_str!("gather_rows.mlir")).set("T", element_of(op, 0)?))
}

fn scatter_rows<'c>(op: Op<'c>, _: &Target) -> Result<'c, Template> {
    Ok(Template::new("scatter_rows", include_str!("scatter_rows.mlir")).set("T", element_of(op, 0)?))
}

fn sort_indices<'c>(op: Op<'c>, _: &Target) -> Result<'c, Template> {
    let from = element_of(op, 0)?;
    let is_float = from.is_float();
    let to = if is_float {
        compute_type(from)
    } else {
        Type::float32(op.ctx())
    };
    let keys = OrderedKeys::of(to);
    // Inverting the sign makes signed order unsigned; inverting all bits turns it round.
    let flip = if op.attr("descending").is_some() {
        keys.magnitude
    } else {
        keys.lowest
    };
    let ordered = if is_float {
        ORDERED_FLOAT
    } else {
        "%ordered = arith.xori %value, %no_bits : i32"
    };
    let template = Template::new("ordered_key", ordered).set("S", to);
    let template = keys.set(extend(template, extend_names!("value"), from, to));
    let ordered = template.text().map_err(|message| op.op_error(message))?;
    let template = Template::new("sort_indices", include_str!("sort_indices.mlir"))
        .set("T", from)
        .set("S", to)
        .set("flip", flip)
        .set("ordered_key", ordered);
    Ok(keys.set(template))
}

/// `%ordered`, an integer, of `%value`: signed order is that of numbers, NaN above all, -0 as +0.
const ORDERED_FLOAT: &str = "$extend_value
      %positive_zero = arith.addf $wide_value, %zero : $S
      %raw = arith.bitcast %positive_zero : $S to $K
      %sign = arith.shrsi %raw, %sign_place : $K
      %flipped = arith.andi %sign, %magnitude : $K
      %number = arith.xori %raw, %flipped : $K
      %is_nan = arith.cmpf uno, $wide_value, $wide_value : $S
      %ordered = arith.select %is_nan, %magnitude, %number : $K";
