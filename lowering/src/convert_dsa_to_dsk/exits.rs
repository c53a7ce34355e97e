//! Leaving early, as kernels on tensors.

use dynsparse_dialects::Certainty;
use dynsparse_ir::{Op, Result, operation::OpExt as _};

use super::{Lower, element_of, template};
use crate::precision::compute_type;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.confidence", confidence),
    // They go with the op whose stages they end.
    ("dsa.exit", |_| Ok(())),
    ("dsa.yield", |_| Ok(())),
];

fn confidence<'c>(op: Op<'c>) -> Result<'c> {
    let from = element_of(op, 0)?;
    template("confidence", include_str!("confidence.mlir"))
        .set("T", from)
        .set("S", compute_type(from))
        .set("by", Certainty::of(op)?.word())
        .replace(op, &op.operand_values())
}
