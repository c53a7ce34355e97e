//! How sure answers are.

use dynsparse_ir::{Op, Result, hooks::OpHooks};

use super::{destinations, rank, temporal::is_score};

use crate::shapes::{agree, shaped};

use super::in_place::WritesNothing;

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[OpHooks {
    canonicalize: &[&WritesNothing {
        op: "dsk.confidence",
        ins: Some(1),
    }],
    ..OpHooks::verifying("dsk.confidence", verify_confidence)
}];

fn verify_confidence(op: Op<'_>) -> Result<'_> {
    let logits = shaped(op, 0, "logits")?;
    let outs = destinations(op, 1, &["confidence"])?;
    rank(&outs[0], 1)?;
    agree("batch", &outs[0], 0, &logits, 0)?;
    is_score(op, &outs[0], logits.element)
}
