//! How sure answers are, as loops.

use std::fmt::Write as _;

use dynsparse_dialects::Certainty;
use dynsparse_ir::{Op, Result, melior::ir::Type, operation::OpExt as _, template::Template};

use super::{Lower, element_of, selection::inner_stride, temporal::widen_to_double};
use crate::{
    certainty,
    precision::{compute_type, minus_infinity, round, round_names},
    target::Target,
};

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[("dsk.confidence", confidence)];

fn confidence<'c>(op: Op<'c>, _: &Target) -> Result<'c, Template> {
    let from = element_of(op, 0)?;
    let to = compute_type(from);
    let template = Template::new("confidence", include_str!("confidence.mlir"))
        .set("T", from)
        .set("S", to)
        .set("stride", inner_stride(op, 0))
        .set("minus_infinity", minus_infinity(from))
        .set("widen", widen_to_double("x", 8, from))
        .set("highest", highest())
        .set("sums", sum("Z") + &sum("E"))
        .set("finish", certainty::finish(Certainty::of(op)?));
    Ok(round(template, round_names!("result"), Type::float64(op.ctx()), to))
}

/// `%m` and `%second` of those of eight lanes.
fn highest() -> String {
    let mut text = String::new();
    for lane in 0..8 {
        let _ = writeln!(
            text,
            "%h{lane} = vector.extract %highest_of[{lane}] : f64 from vector<8xf64>
             %s{lane} = vector.extract %second_of[{lane}] : f64 from vector<8xf64>"
        );
    }
    text += "%m0 = arith.maximumf %h0, %minus_infinity : f64
             %t0 = arith.maximumf %s0, %minus_infinity : f64\n";
    for lane in 1..8 {
        let (before, [m, t]) = (
            lane - 1,
            if lane == 7 {
                ["m".to_owned(), "second".to_owned()]
            } else {
                [format!("m{lane}"), format!("t{lane}")]
            },
        );
        let _ = writeln!(
            text,
            "%lower{lane} = arith.minimumf %h{lane}, %m{before} : f64
             %either{lane} = arith.maximumf %s{lane}, %lower{lane} : f64
             %{t} = arith.maximumf %t{before}, %either{lane} : f64
             %{m} = arith.maximumf %m{before}, %h{lane} : f64"
        );
    }
    text
}

/// `%NAME`, its eight parts added.
fn sum(name: &str) -> String {
    let mut text = format!("%{name}0 = vector.extract %{name}_parts[0] : f64 from vector<8xf64>\n");
    for lane in 1..8 {
        let sum = if lane == 7 {
            name.to_owned()
        } else {
            format!("{name}{lane}")
        };
        let _ = writeln!(
            text,
            "%{name}_part{lane} = vector.extract %{name}_parts[{lane}] : f64 from vector<8xf64>
             %{sum} = arith.addf %{name}{}, %{name}_part{lane} : f64",
            lane - 1
        );
    }
    text
}
