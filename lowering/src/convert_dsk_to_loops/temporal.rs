//! Frames, one after the other, as loops.

use std::fmt::Write as _;

use dynsparse_dialects::Norm;
use dynsparse_ir::{Op, Result, melior::ir::Type, template::Template};

use super::{Lower, element_of};
use crate::{norm, precision::compute_type, target::Target};

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] =
    &[("dsk.token_change", token_change), ("dsk.lagged_change", lagged_change)];

fn token_change<'c>(op: Op<'c>, _: &Target) -> Result<'c, Template> {
    let second = format!(
        "%reference: memref<?x?x?x{}, strided<[?, ?, ?], offset: ?>>",
        element_of(op, 0)?
    );
    Ok(change(op)?
        .set("second", second)
        .set("lagging", "")
        .set("later", "%i")
        .set("earlier", "%reference"))
}

/// The same tokens, later ones and earlier ones.
fn lagged_change<'c>(op: Op<'c>, _: &Target) -> Result<'c, Template> {
    Ok(change(op)?
        .set("second", "%lag: index")
        .set("lagging", "%later = arith.addi %i, %lag : index")
        .set("later", "%later")
        .set("earlier", "%tokens"))
}

fn change<'c>(op: Op<'c>) -> Result<'c, Template> {
    let from = element_of(op, 0)?;
    let to = compute_type(from);
    let norm = Norm::of(op)?;
    let step = format!(
        "{}{}%e = arith.subf %wide_x, %wide_y : vector<8xf64>
         {}",
        widen_to_double("x", 8, from),
        widen_to_double("y", 8, from),
        add_sizes(norm)
    );
    let template = Template::new("token_change", include_str!("token_change.mlir"));
    Ok(summed(template, norm, from, to).set("step", step))
}

/// `%next` of `%parts` and the sizes of `%e`.
pub(super) fn add_sizes(norm: Norm) -> String {
    format!(
        "%size = {} : vector<8xf64>
         %next = {} %parts, %size : vector<8xf64>",
        norm::size(norm),
        norm::combine(norm)
    )
}

/// A norm of numbers of the type `from` as one of the type `to`: the eight parts `%parts_all` added.
pub(super) fn summed<'c>(template: Template, norm: Norm, from: Type<'c>, to: Type<'c>) -> Template {
    let mut total = "%total_0 = vector.extract %parts_all[0] : f64 from vector<8xf64>\n".to_owned();
    for lane in 1..8 {
        let sum = if lane == 7 {
            "total".to_owned()
        } else {
            format!("total_{lane}")
        };
        let _ = writeln!(
            total,
            "%part_{lane} = vector.extract %parts_all[{lane}] : f64 from vector<8xf64>
             %{sum} = {} %total_{}, %part_{lane} : f64",
            norm::combine(norm),
            lane - 1
        );
    }
    let (round, rounded) = if to.float_width() == 64 {
        (String::new(), "%norm")
    } else {
        (format!("%rounded = arith.truncf %norm : f64 to {to}"), "%rounded")
    };
    template
        .set("T", from)
        .set("S", to)
        .set("total", total)
        .set("finish", norm::finish(norm))
        .set("round", round)
        .set("rounded", rounded)
}

/// `%wide_NAME`, a vector in double precision, of `%NAME`.
pub(super) fn widen_to_double(name: &str, lanes: usize, from: Type<'_>) -> String {
    match from.float_width() {
        // A name for the value; it folds away.
        64 => format!("%wide_{name} = arith.bitcast %{name} : vector<{lanes}xf64> to vector<{lanes}xf64>\n"),
        32 => format!("%wide_{name} = arith.extf %{name} : vector<{lanes}xf32> to vector<{lanes}xf64>\n"),
        // In two steps, each of which processors have.
        _ => format!(
            "%single_{name} = arith.extf %{name} : vector<{lanes}x{from}> to vector<{lanes}xf32>
             %wide_{name} = arith.extf %single_{name} : vector<{lanes}xf32> to vector<{lanes}xf64>\n"
        ),
    }
}
