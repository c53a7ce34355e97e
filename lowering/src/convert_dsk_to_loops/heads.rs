//! Heads as loops.

use dynsparse_dialects::Norm;
use dynsparse_ir::{Op, Result, template::Template};

use super::{
    Lower, element_of,
    selection::inner_stride,
    temporal::{add_sizes, summed, widen_to_double},
};
use crate::{precision::compute_type, target::Target};

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsk.score_heads", score_heads),
    ("dsk.gather_heads", gather_heads),
    ("dsk.scatter_heads", scatter_heads),
];

/// Those that copy rows as slices, into their last operand.
pub(super) const SLICED: [&str; 2] = ["dsk.gather_heads", "dsk.scatter_heads"];

fn score_heads<'c>(op: Op<'c>, _: &Target) -> Result<'c, Template> {
    let from = element_of(op, 0)?;
    let norm = Norm::of(op)?;
    let step = format!(
        "{}%e = arith.bitcast %wide_x : vector<8xf64> to vector<8xf64>
         {}",
        widen_to_double("x", 8, from),
        add_sizes(norm)
    );
    let template = Template::new("score_heads", include_str!("score_heads.mlir"));
    Ok(summed(template, norm, from, compute_type(from))
        .set("stride", inner_stride(op, 0))
        .set("step", step))
}

fn gather_heads<'c>(op: Op<'c>, _: &Target) -> Result<'c, Template> {
    Ok(Template::new("gather_heads", include_str!("gather_heads.mlir")).set("T", element_of(op, 0)?))
}

fn scatter_heads<'c>(op: Op<'c>, _: &Target) -> Result<'c, Template> {
    Ok(Template::new("scatter_heads", include_str!("scatter_heads.mlir")).set("T", element_of(op, 0)?))
}
