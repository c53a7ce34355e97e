//! Leaving early: the formulas.

use dynsparse_dialects::Certainty;
use dynsparse_ir::{Op, Result, operation::OpExt as _};

use super::{Lower, convert, replace_rounded};
use crate::{ConvertDsaToLinalg, certainty};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.confidence", confidence),
    // They go with the op whose stages they end.
    ("dsa.exit", |_, _| Ok(())),
    ("dsa.yield", |_, _| Ok(())),
];

fn confidence<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let logits = convert(op, op.operand_values()[0], "f64")?;
    let confidence = template!("confidence")
        .set("finish", certainty::finish(Certainty::of(op)?))
        .expand(op, &[logits])?;
    replace_rounded(op, &confidence)
}
