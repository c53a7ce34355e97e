//! Frames of a video, one after the other.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::OpHooks,
    melior::ir::Type,
    operation::{OpExt as _, same_type},
};

use super::{destinations, rank};

use crate::shapes::{Shaped, agree, same_element, shaped, sizes_are};

use super::in_place::WritesNothing;

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.token_change",
            ins: Some(2),
        }],
        ..OpHooks::verifying("dsk.token_change", verify_token_change)
    },
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.lagged_change",
            ins: Some(2),
        }],
        ..OpHooks::verifying("dsk.lagged_change", verify_lagged_change)
    },
];

fn verify_token_change(op: Op<'_>) -> Result<'_> {
    let (tokens, reference) = (shaped(op, 0, "tokens")?, shaped(op, 1, "reference")?);
    let outs = destinations(op, 2, &["change"])?;
    same_element(&tokens, &reference)?;
    sizes_are("reference", &reference.sizes, &tokens.sizes)?;
    rank(&outs[0], 2)?;
    agree("batch", &outs[0], 0, &tokens, 0)?;
    agree("number of tokens", &outs[0], 1, &tokens, 1)?;
    is_score(op, &outs[0], tokens.element)
}

fn verify_lagged_change(op: Op<'_>) -> Result<'_> {
    let tokens = shaped(op, 0, "tokens")?;
    let outs = destinations(op, 2, &["change"])?;
    rank(&outs[0], 2)?;
    agree("batch", &outs[0], 0, &tokens, 0)?;
    if let (Some(changes), Some(all)) = (outs[0].sizes[1], tokens.sizes[1])
        && changes > all
    {
        return Err(Error::new(format!(
            "writes {changes} changes of {all} tokens, expected at most as many"
        )));
    }
    is_score(op, &outs[0], tokens.element)
}

/// `f64` where the operands are, else `f32`.
pub(super) fn is_score<'c>(op: Op<'c>, scores: &Shaped<'c>, of: Type<'c>) -> Result<'c> {
    let double = Type::float64(op.ctx());
    let expected = if same_type(of, double) {
        double
    } else {
        Type::float32(op.ctx())
    };
    if same_type(scores.element, expected) {
        return Ok(());
    }
    Err(Error::new(format!(
        "{} has element type {}, expected {expected}",
        scores.name, scores.element
    )))
}
