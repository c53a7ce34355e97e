//! Frames of a video, one after the other.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::{OpHooks, Operands},
    melior::ir::{Type, ValueLike as _},
    operation::{OpExt as _, dims, show_dims, tensor},
};

use super::score_type;

use crate::shapes::{agree, same_element, shaped};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        infer: Some(infer_token_change),
        ..OpHooks::verifying("dsa.token_change", verify_token_change)
    },
    OpHooks::verifying("dsa.refresh_schedule", verify_refresh_schedule),
];

fn infer_token_change<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let tokens = parts.operand_type(0)?;
    let sizes = dims(tokens).unwrap_or_default();
    let [batch, n, _] = sizes[..] else {
        return Err(Error::new("expects tokens of rank 3"));
    };
    Ok(vec![tensor(&[batch, n], score_type(parts, tokens))])
}

fn verify_token_change(op: Op<'_>) -> Result<'_> {
    let (tokens, reference) = (shaped(op, 0, "tokens")?, shaped(op, 1, "reference")?);
    same_element(&tokens, &reference)?;
    agree("batch", &tokens, 0, &reference, 0)?;
    agree("number of tokens", &tokens, 1, &reference, 1)?;
    agree("number of channels", &tokens, 2, &reference, 2)
}

fn verify_refresh_schedule(op: Op<'_>) -> Result<'_> {
    let found = op
        .result_values()
        .first()
        .and_then(|v| dims(v.r#type()))
        .unwrap_or_default();
    if found.first() == Some(&Some(1)) && found.get(1) == Some(&None) {
        return Ok(());
    }
    Err(Error::new(format!(
        "gives indices of {}, expected 1x?: one list for every batch entry",
        show_dims(&found)
    )))
}
