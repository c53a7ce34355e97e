//! Merging tokens that are alike, and taking them apart again.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::{OpHooks, Operands},
    melior::ir::{
        Type, ValueLike as _,
        attribute::{DenseElementsAttribute, FloatAttribute, IntegerAttribute},
        operation::OperationLike as _,
        r#type::IntegerType,
    },
    operation::{OpExt as _, dims, element, int_constant, same_type, tensor, users},
    rewrite::{Pattern, Rewriter},
};

use super::{
    cast, constant,
    lists::{lists_all, replace_by, same_batch, uncast},
    replace_uses, score_type, size_of,
    sizes::{NoElements, ReadsThroughCasts, hides},
};

use crate::shapes::{agree, shaped};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        infer: Some(infer_match_tokens),
        canonicalize: &[
            &KnownCount,
            &ReadsThroughCasts("dsa.match_tokens"),
            &NoElements("dsa.match_tokens"),
        ],
        ..OpHooks::verifying("dsa.match_tokens", verify_match_tokens)
    },
    OpHooks {
        infer: Some(infer_merge_tokens),
        canonicalize: &[
            &MergesNothing,
            &ReadsThroughCasts("dsa.merge_tokens"),
            &NoElements("dsa.merge_tokens"),
        ],
        ..OpHooks::verifying("dsa.merge_tokens", verify_merge_tokens)
    },
    OpHooks {
        infer: Some(infer_unmerge_tokens),
        canonicalize: &[
            &TakesNothingApart,
            &ReadsThroughCasts("dsa.unmerge_tokens"),
            &NoElements("dsa.unmerge_tokens"),
        ],
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

/// How many tokens are merged, if it is known: of `merge` as many as there are sources, none without a destination.
fn merged(op: Op<'_>) -> Option<i64> {
    let merge = op.operand_at(1).and_then(int_constant);
    if merge.is_some_and(|merge| merge <= 0) {
        return Some(0);
    }
    let tokens = i64::try_from(size_of(op.operand_at(0)?, 1)?).ok()?;
    if first_destination(op) >= tokens || first_source(op) >= tokens {
        return Some(0);
    }
    Some(merge?.min((tokens - first_source(op) + 1) / 2))
}

/// Whether no tokens are merged, so that each is in a group of its own.
pub(super) fn merges_nothing(op: Op<'_>) -> bool {
    merged(op) == Some(0)
}

/// Of tokens whose number is known as many are left as are not merged.
struct KnownCount;

impl Pattern for KnownCount {
    fn root(&self) -> &'static str {
        "dsa.match_tokens"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let tokens = op.operand_at(0).and_then(|keys| size_of(keys, 1));
        let count = op.result_values()[1];
        let left = tokens
            .zip(merged(op))
            .and_then(|(tokens, merged)| Some(i64::try_from(tokens).ok()? - merged));
        let Some(left) = left.filter(|_| !users(count).is_empty()) else {
            return Ok(false);
        };
        let left = constant(op, IntegerAttribute::new(Type::index(op.ctx()), left).into(), rewriter)?;
        replace_uses(count, left, rewriter);
        Ok(true)
    }
}

/// Tokens that are each in a group of their own stay as they are; so do sizes of 1.
struct MergesNothing;

impl Pattern for MergesNothing {
    fn root(&self) -> &'static str {
        "dsa.merge_tokens"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let operands = op.operand_values();
        let results = op.result_values();
        let Some(size) = size_of(operands[0], 1) else {
            return Ok(false);
        };
        let counted = int_constant(operands[2]).is_some_and(|count| u64::try_from(count) == Ok(size));
        let stated = hides(operands[0].r#type(), results[0].r#type()) && same_batch(&operands[..2]);
        if !counted || !lists_all(operands[1], size) || !stated {
            return Ok(false);
        }
        let changed = !users(results[0]).is_empty();
        if changed {
            let tokens = cast(op, operands[0], results[0].r#type(), rewriter)?;
            replace_uses(results[0], tokens, rewriter);
        }
        let (Some(batch), Some(of), 3) = (size_of(operands[0], 0), element(results[1].r#type()), operands.len()) else {
            return Ok(changed);
        };
        if users(results[1]).is_empty() || batch == 0 || size == 0 {
            return Ok(changed);
        }
        let ones = tensor(&[Some(batch), Some(size)], of);
        let ones = DenseElementsAttribute::splat(ones, FloatAttribute::new(op.ctx(), of, 1.0).into());
        let ones = constant(op, ones.into(), rewriter)?;
        let ones = cast(op, ones, results[1].r#type(), rewriter)?;
        replace_uses(results[1], ones, rewriter);
        Ok(true)
    }
}

/// Groups of one token each are not taken apart.
struct TakesNothingApart;

impl Pattern for TakesNothingApart {
    fn root(&self) -> &'static str {
        "dsa.unmerge_tokens"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let (merged, groups) = (op.operand_at(0), op.operand_at(1));
        let alone = merged.zip(groups).filter(|(merged, groups)| {
            // As many groups as tokens, or what is merged is longer than its list.
            let all = size_of(uncast(*merged), 1).is_some_and(|size| lists_all(*groups, size));
            all && same_batch(&[uncast(*merged), *groups])
        });
        replace_by(op, alone.map(|(merged, _)| merged), rewriter)
    }
}
