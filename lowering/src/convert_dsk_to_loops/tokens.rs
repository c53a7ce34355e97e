//! Tokens as loops.

use std::fmt::Write as _;

use dynsparse_ir::{
    Op, Result,
    melior::ir::{Type, TypeLike as _, r#type::IntegerType},
    operation::OpExt as _,
    template::Template,
};

use super::{
    Lower, element_of,
    selection::{KeyRows, inner_stride, listing},
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
            widen("value", "score", [from, to], Some(KeyRows::of(to, target).lanes)),
        );
    let template = extend(template, extend_names!("threshold_value"), Type::float32(op.ctx()), to);
    listing(op, target, template, [to, IntegerType::new(op.ctx(), 32).into()])
}

fn gather_rows<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let copy = RowCopy {
        element: element_of(op, 0)?,
        from: ("tokens", "token", inner_stride(op, 0)),
        to: ("packed", "i", inner_stride(op, 2)),
        range: ["%c0", "%channels"],
        fetched: ("tokens", "read"),
    };
    Ok(copy.set(Template::new("gather_rows", include_str!("gather_rows.mlir")), target))
}

fn scatter_rows<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let copy = RowCopy {
        element: element_of(op, 0)?,
        from: ("packed", "i", inner_stride(op, 0)),
        to: ("tokens", "token", inner_stride(op, 2)),
        range: ["%first", "%last"],
        fetched: ("tokens", "write"),
    };
    Ok(copy.set(Template::new("scatter_rows", include_str!("scatter_rows.mlir")), target))
}

/// Vectors of a row that are copied in one step.
const VECTORS: u64 = 4;

/// A row of one buffer to a row of another: in wide steps, then in vectors, then one by one.
struct RowCopy<'c> {
    element: Type<'c>,
    /// The buffer, the row and the stride within it.
    from: (&'static str, &'static str, &'static str),
    to: (&'static str, &'static str, &'static str),
    /// The channels of the row.
    range: [&'static str; 2],
    /// The buffer whose row `%next_token` is fetched, and what for.
    fetched: (&'static str, &'static str),
}

impl RowCopy<'_> {
    fn set(&self, template: Template, target: &Target) -> Template {
        let strides = if self.from.0 == "tokens" {
            (self.from.2, self.to.2)
        } else {
            (self.to.2, self.from.2)
        };
        template
            .set("T", self.element)
            .set("tokens_stride", strides.0)
            .set("packed_stride", strides.1)
            .set("copy_row", self.text(target))
    }

    fn text(&self, target: &Target) -> String {
        let lanes = target.simd(u64::from(self.element.float_width()) / 8);
        let mut steps = vec![("one", 1, 1)];
        // Numbers that do not lie side by side are copied one by one.
        if self.from.2 == "1" && self.to.2 == "1" {
            steps = vec![("wide", VECTORS, lanes), ("narrow", 1, lanes), ("one", 1, 1)];
        }
        let [mut start, end] = self.range.map(str::to_owned);
        let mut text = String::new();
        for (name, vectors, lanes) in steps {
            let step = vectors * lanes;
            let _ = write!(
                text,
                "%{name}_step = arith.constant {step} : index
                 %{name}_left = arith.subi {end}, {start} : index
                 %{name}_steps = arith.divui %{name}_left, %{name}_step : index
                 %{name}_width = arith.muli %{name}_steps, %{name}_step : index
                 %{name}_end = arith.addi {start}, %{name}_width : index
                 scf.for %x = {start} to %{name}_end step %{name}_step {{\n"
            );
            for v in 0..vectors {
                self.copy_vector(&mut text, v, lanes);
            }
            text += "}\n";
            start = format!("%{name}_end");
        }
        text
    }

    /// The `v`-th vector behind `%x`, or a single number.
    fn copy_vector(&self, text: &mut String, v: u64, lanes: u64) {
        let (element, buffer) = (self.element, |stride: &str| {
            format!("memref<?x?x?x{}, strided<[?, ?, {stride}], offset: ?>>", self.element)
        });
        let (from, from_row, from_stride) = self.from;
        let (to, to_row, to_stride) = self.to;
        let (from_type, to_type) = (buffer(from_stride), buffer(to_stride));
        let _ = write!(
            text,
            "%offset{v} = arith.constant {} : index
             %x{v} = arith.addi %x, %offset{v} : index\n",
            v * lanes
        );
        if lanes == 1 {
            let _ = write!(
                text,
                "%value = memref.load %{from}[%b, %{from_row}, %x{v}] : {from_type}
                 memref.store %value, %{to}[%b, %{to_row}, %x{v}] : {to_type}\n"
            );
            return;
        }
        let (fetched, purpose) = self.fetched;
        let fetched_type = if fetched == from { &from_type } else { &to_type };
        let _ = write!(
            text,
            "memref.prefetch %{fetched}[%b, %next_token, %x{v}], {purpose}, locality<3>, data : {fetched_type}
             %value{v} = vector.load %{from}[%b, %{from_row}, %x{v}] : {from_type}, vector<{lanes}x{element}>
             vector.store %value{v}, %{to}[%b, %{to_row}, %x{v}] : {to_type}, vector<{lanes}x{element}>\n"
        );
    }
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
    let ordered = template.text_at(op)?;
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
