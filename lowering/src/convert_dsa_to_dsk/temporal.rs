//! Frames, one after the other, as kernels on tensors.

use dynsparse_ir::{Op, Result, melior::ir::Type, operation::OpExt as _};

use super::{Lower, element_of, template};
use crate::{
    norm::Norm,
    precision::{compute_type, extend, extend_names},
};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.token_change", token_change),
    ("dsa.refresh_schedule", refresh_schedule),
    ("dsa.run_lengths", run_lengths),
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

/// Changes are computed from one tensor, a frame apart.
fn run_lengths<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let from = element_of(op, 0)?;
    let to = compute_type(from);
    let change = template("lagged_change", include_str!("lagged_change.mlir"))
        .set("T", from)
        .set("S", to)
        .expand(op, &operands[..2])?;
    let lists = template("run_lengths", include_str!("run_lengths.mlir")).set("S", to);
    extend(lists, extend_names!("given"), Type::float32(op.ctx()), to)
        .replace(op, &[change[0], change[1], change[2], operands[2]])
}
