//! Frames, one after the other, as kernels on tensors.

use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{Type, ValueLike as _},
    operation::OpExt as _,
    rewrite,
    template::cast,
};

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
    let operands = op.operand_values();
    let change = change(op, operands[0], operands[1], Norm::of(op)?)?;
    rewrite::replace(op, &[cast(op, change, op.result_values()[0].r#type())?])
}

fn change<'c>(op: Op<'c>, tokens: Val<'c>, reference: Val<'c>, norm: Norm) -> Result<'c, Val<'c>> {
    let from = element_of(op, 0)?;
    let change = template("token_change", include_str!("token_change.mlir"))
        .set("T", from)
        .set("S", compute_type(from))
        .set("norm", norm.word())
        .expand(op, &[tokens, reference])?;
    Ok(change[0])
}

/// A few numbers: the formula is as good as can be.
fn refresh_schedule<'c>(op: Op<'c>) -> Result<'c> {
    let text = include_str!("../convert_dsa_to_linalg/refresh_schedule.mlir");
    template("refresh_schedule", text).replace(op, &op.operand_values())
}

/// The frames are views of one tensor, a frame apart.
fn run_lengths<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let from = element_of(op, 0)?;
    let pairs = template("frame_pairs", include_str!("../convert_dsa_to_linalg/frame_pairs.mlir"))
        .set("T", from)
        .expand(op, &operands[..2])?;
    let change = change(op, pairs[0], pairs[1], Norm::Mean)?;
    let to = compute_type(from);
    let lists = template("run_lengths", include_str!("run_lengths.mlir")).set("S", to);
    extend(lists, extend_names!("given"), Type::float32(op.ctx()), to)
        .replace(op, &[change, pairs[2], pairs[3], operands[2]])
}
