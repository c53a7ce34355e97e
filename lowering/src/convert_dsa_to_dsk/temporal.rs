//! Frames, one after the other, as kernels on tensors.

use dynsparse_ir::{Op, Result, operation::OpExt as _};

use super::{Lower, element_of, template};
use crate::{norm::Norm, precision::compute_type};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.token_change", token_change),
    ("dsa.refresh_schedule", refresh_schedule),
];

fn token_change<'c>(op: Op<'c>) -> Result<'c> {
    let from = element_of(op, 0)?;
    template("token_change", include_str!("token_change.mlir"))
        .set("T", from)
        .set("S", compute_type(from))
        .set("norm", Norm::of(op)?.word())
        .replace(op, &op.operand_values())
}

/// A few numbers: the formula is as good as can be.
fn refresh_schedule<'c>(op: Op<'c>) -> Result<'c> {
    let text = include_str!("../convert_dsa_to_linalg/refresh_schedule.mlir");
    template("refresh_schedule", text).replace(op, &op.operand_values())
}
