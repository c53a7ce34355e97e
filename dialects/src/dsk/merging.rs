//! Merging tokens that are alike.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::OpHooks,
    melior::ir::Type,
    operation::{OpExt as _, is_int, same_type},
};

use super::{destinations, rank, temporal::is_score};

use crate::{
    dsa::{first_source, protected},
    shapes::{agree, same_element, shaped, sizes_are},
};

use super::in_place::WritesNothing;

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.match_tokens",
            ins: Some(1),
        }],
        ..OpHooks::verifying("dsk.match_tokens", verify_match_tokens)
    },
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.merge_tokens",
            ins: Some(3),
        }],
        ..OpHooks::verifying("dsk.merge_tokens", verify_merge_tokens)
    },
];

fn verify_match_tokens(op: Op<'_>) -> Result<'_> {
    let keys = shaped(op, 0, "keys")?;
    let outs = destinations(op, 1, &["similarity", "match"])?;
    let protected = protected(op);
    if !(0..1 << 30).contains(&protected) {
        return Err(Error::new(format!(
            "protect is {protected}, expected at least 0 and less than 2^30"
        )));
    }
    let sources = keys.sizes[1].map(|n| n.saturating_sub(first_source(op) as u64).div_ceil(2));
    for out in &outs {
        rank(out, 2)?;
        sizes_are(out.name, &out.sizes, &[keys.sizes[0], sources])?;
    }
    if !same_type(outs[0].element, Type::float64(op.ctx())) {
        return Err(Error::new(format!(
            "similarity has element type {}, expected f64",
            outs[0].element
        )));
    }
    if is_int(outs[1].element, 32) {
        return Ok(());
    }
    Err(Error::new(format!(
        "match has element type {}, expected i32",
        outs[1].element
    )))
}

fn verify_merge_tokens(op: Op<'_>) -> Result<'_> {
    let (tokens, sizes, groups) = (
        shaped(op, 0, "tokens")?,
        shaped(op, 1, "sizes")?,
        shaped(op, 2, "groups")?,
    );
    let outs = destinations(op, 3, &["merged", "merged_sizes"])?;
    agree("batch", &tokens, 0, &sizes, 0)?;
    agree("number of tokens", &tokens, 1, &sizes, 1)?;
    agree("batch", &tokens, 0, &groups, 0)?;
    agree("number of tokens", &tokens, 1, &groups, 1)?;
    rank(&outs[0], 3)?;
    rank(&outs[1], 2)?;
    same_element(&tokens, &outs[0])?;
    agree("batch", &tokens, 0, &outs[0], 0)?;
    agree("number of channels", &tokens, 2, &outs[0], 2)?;
    agree("batch", &tokens, 0, &outs[1], 0)?;
    agree("number of merged tokens", &outs[0], 1, &outs[1], 1)?;
    is_score(op, &sizes, tokens.element)?;
    is_score(op, &outs[1], tokens.element)
}
