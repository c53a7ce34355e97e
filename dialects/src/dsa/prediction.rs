//! Predicting what attention will weigh: by key, by antidiagonal, by similarity.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::{OpHooks, Operands},
    melior::ir::{Type, attribute::IntegerAttribute},
    operation::{OpExt as _, dims, tensor},
};

use super::{
    explain_grid, pattern_type, score_type,
    selection::{SelectThatTakesAll, blocks, infer_block_scores, verify_block_scores},
};

use crate::enums::Holds;
use crate::shapes::{shaped, sizes_are};

use super::sizes::{NoElements, ReadsThroughCasts};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        canonicalize: &[
            &SelectThatTakesAll("dsa.select_keys"),
            &ReadsThroughCasts("dsa.select_keys"),
        ],
        ..OpHooks::verifying("dsa.select_keys", verify_select_keys)
    },
    OpHooks {
        infer: Some(infer_block_scores),
        canonicalize: &[
            &ReadsThroughCasts("dsa.score_antidiagonals"),
            &NoElements("dsa.score_antidiagonals"),
        ],
        ..OpHooks::verifying("dsa.score_antidiagonals", verify_score_antidiagonals)
    },
    OpHooks {
        infer: Some(infer_block_similarity),
        canonicalize: &[
            &ReadsThroughCasts("dsa.block_similarity"),
            &NoElements("dsa.block_similarity"),
        ],
        ..OpHooks::verifying("dsa.block_similarity", verify_block_similarity)
    },
];

fn verify_select_keys(op: Op<'_>) -> Result<'_> {
    let pattern = pattern_type(op.result_values().first().copied())?;
    if pattern.holds == Holds::Blocks {
        return Err(Error::new(format!(
            "makes {pattern}, expected a pattern that holds elements"
        )));
    }
    let scores = shaped(op, 0, "scores")?;
    sizes_are("scores", &scores.sizes, &pattern.mask_shape()).map_err(|e| explain_grid(e, &pattern))
}

fn verify_score_antidiagonals(op: Op<'_>) -> Result<'_> {
    let block = verify_block_scores(op)?;
    let stride = op.int_attr("stride").unwrap_or_default();
    if stride < 1 {
        return Err(Error::new(format!("stride is {stride}, expected at least 1")));
    }
    if block.iter().any(|size| !size.is_multiple_of(stride as u64)) {
        return Err(Error::new(format!(
            "stride is {stride}, expected one that divides both sizes of the block, {block:?}"
        )));
    }
    Ok(())
}

fn infer_block_similarity<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let tokens = parts.operand_type(0)?;
    let block = parts
        .attr("block")
        .and_then(|block| IntegerAttribute::try_from(block).ok());
    let block = block.map_or(0, |block| block.value());
    match dims(tokens).as_deref() {
        Some([batch, heads, n, _]) => Ok(vec![tensor(
            &[*batch, *heads, blocks(*n, block)],
            score_type(parts, tokens),
        )]),
        _ => Err(Error::new("expects tokens of rank 4")),
    }
}

fn verify_block_similarity(op: Op<'_>) -> Result<'_> {
    let block = op.int_attr("block").unwrap_or_default();
    if block < 1 {
        return Err(Error::new(format!("block is {block}, expected at least 1")));
    }
    Ok(())
}
