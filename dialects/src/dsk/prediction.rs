//! Predicting what attention will weigh.

use dynsparse_ir::{Error, Op, Result, hooks::OpHooks, operation::OpExt as _};

use super::{blocks, destinations, patterns::compressed_elements, temporal::is_score};

use crate::shapes::{shaped, sizes_are};

use super::in_place::WritesNothing;

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks::verifying("dsk.top_k_elements", verify_top_k_elements),
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.top_n_of_m",
            ins: Some(2),
        }],
        ..OpHooks::verifying("dsk.top_n_of_m", verify_top_n_of_m)
    },
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.block_similarity",
            ins: Some(1),
        }],
        ..OpHooks::verifying("dsk.block_similarity", verify_block_similarity)
    },
];

fn verify_top_k_elements(op: Op<'_>) -> Result<'_> {
    compressed_elements(op, &shaped(op, 0, "scores")?.sizes, 2)
}

fn verify_top_n_of_m(op: Op<'_>) -> Result<'_> {
    let scores = shaped(op, 0, "scores")?;
    let outs = destinations(op, 2, &["mask"])?;
    let m = op.int_attr("m").unwrap_or_default();
    if m < 1 {
        return Err(Error::new(format!("m is {m}, expected at least 1")));
    }
    sizes_are("mask", &outs[0].sizes, &scores.sizes)
}

fn verify_block_similarity(op: Op<'_>) -> Result<'_> {
    let tokens = shaped(op, 0, "tokens")?;
    let outs = destinations(op, 1, &["similarity"])?;
    let block = op.int_attr("block").unwrap_or_default();
    if block < 1 {
        return Err(Error::new(format!("block is {block}, expected at least 1")));
    }
    is_score(op, &outs[0], tokens.element)?;
    let expected = [tokens.sizes[0], tokens.sizes[1], blocks(tokens.sizes[2], block as u64)];
    sizes_are("similarity", &outs[0].sizes, &expected)
}
