//! Channels, as kernels on tensors.

use dynsparse_dialects::Norm;
use dynsparse_ir::{Op, Result, operation::OpExt as _};

use super::{Lower, element_of, template};
use crate::precision::compute_type;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.score_channels", score_channels),
    ("dsa.pack_channels", pack_channels),
    ("dsa.unpack_channels", unpack_channels),
];

fn score_channels<'c>(op: Op<'c>) -> Result<'c> {
    let from = element_of(op, 0)?;
    template("score_channels", include_str!("score_channels.mlir"))
        .set("T", from)
        .set("S", compute_type(from))
        .set("norm", Norm::of(op)?.word())
        .replace(op, &op.operand_values())
}

fn pack_channels<'c>(op: Op<'c>) -> Result<'c> {
    template("pack_channels", include_str!("pack_channels.mlir"))
        .set("T", element_of(op, 0)?)
        .replace(op, &op.operand_values())
}

fn unpack_channels<'c>(op: Op<'c>) -> Result<'c> {
    template("unpack_channels", include_str!("unpack_channels.mlir"))
        .set("T", element_of(op, 0)?)
        .replace(op, &op.operand_values())
}
