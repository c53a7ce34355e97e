//! Merging tokens that are alike, and taking them apart again.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::{OpHooks, Operands},
    melior::ir::{Type, ValueLike as _, operation::OperationLike as _, r#type::IntegerType},
    operation::{OpExt as _, dims, element, same_type, tensor},
};

use super::score_type;

use crate::shapes::{agree, shaped};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        infer: Some(infer_match_tokens),
        ..OpHooks::verifying("dsa.match_tokens", verify_match_tokens)
    },
    OpHooks {
        infer: Some(infer_merge_tokens),
        ..OpHooks::verifying("dsa.merge_tokens", verify_merge_tokens)
    },
    OpHooks {
        infer: Some(infer_unmerge_tokens),
        ..OpHooks::verifying("dsa.unmerge_tokens", verify_unmerge_tokens)
    },
];

/// How many leading tokens take no part in a matching.
pub fn protected(op: Op<'_>) -> i64 {
    op.int_attr("protect").unwrap_or(0)
}

/// The first even index that is not protected.
pub fn first_source(op: Op<'_>) -> i64 {
    let protected = protected(op);
    protected + protected % 2
}

/// The first odd index that is not protected.
pub fn first_destination(op: Op<'_>) -> i64 {
    protected(op) / 2 * 2 + 1
}

fn infer_match_tokens<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let sizes = dims(parts.operand_type(0)?).unwrap_or_default();
    let int = IntegerType::new(parts.context, 32).into();
    Ok(vec![
        tensor(sizes.get(..2).unwrap_or_default(), int),
        Type::index(parts.context),
    ])
}

fn verify_match_tokens(op: Op<'_>) -> Result<'_> {
    let protected = protected(op);
    // Indices are i32; and what is added to it must not overflow.
    if (0..1 << 30).contains(&protected) {
        return Ok(());
    }
    Err(Error::new(format!(
        "protect is {protected}, expected at least 0 and less than 2^30"
    )))
}

fn infer_merge_tokens<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let tokens = parts.operand_type(0)?;
    let sizes = dims(tokens).unwrap_or_default();
    let ([batch, _, channels], Some(of)) = (&sizes[..], element(tokens)) else {
        return Err(Error::new("expects tokens of rank 3"));
    };
    Ok(vec![
        tensor(&[*batch, None, *channels], of),
        tensor(&[*batch, None], score_type(parts, tokens)),
    ])
}

fn verify_merge_tokens(op: Op<'_>) -> Result<'_> {
    let (tokens, groups) = (shaped(op, 0, "tokens")?, shaped(op, 1, "groups")?);
    agree("batch", &tokens, 0, &groups, 0)?;
    agree("number of tokens", &tokens, 1, &groups, 1)?;
    if op.operand_count() < 4 {
        return Ok(());
    }
    let sizes = shaped(op, 3, "sizes")?;
    agree("batch", &tokens, 0, &sizes, 0)?;
    agree("number of tokens", &tokens, 1, &sizes, 1)?;
    let expected = op.result_values().last().and_then(|value| element(value.r#type()));
    if expected.is_some_and(|expected| same_type(expected, sizes.element)) {
        return Ok(());
    }
    Err(Error::new(format!(
        "sizes have element type {}, expected f64 for tokens of f64 and f32 else",
        sizes.element
    )))
}

fn infer_unmerge_tokens<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let (merged, groups) = (parts.operand_type(0)?, parts.operand_type(1)?);
    let (m, g) = (dims(merged).unwrap_or_default(), dims(groups).unwrap_or_default());
    let ([batch, _, channels], [_, n], Some(element)) = (&m[..], &g[..], element(merged)) else {
        return Err(Error::new("expects merged tokens of rank 3 and groups of rank 2"));
    };
    Ok(vec![tensor(&[*batch, *n, *channels], element)])
}

fn verify_unmerge_tokens(op: Op<'_>) -> Result<'_> {
    agree("batch", &shaped(op, 0, "merged")?, 0, &shaped(op, 1, "groups")?, 0)
}
