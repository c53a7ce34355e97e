//! Predicting what attention will weigh: by key, by antidiagonal, by similarity.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::{OpHooks, Operands},
    melior::ir::{Type, attribute::IntegerAttribute},
    operation::{Dim, OpExt as _, dims, tensor},
};

use super::{explain_grid, pattern_type, score_type};

use crate::pattern::Holds;
use crate::shapes::{agree, block_of, check_scale, same_element, shaped, sizes_are};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks::verifying("dsa.select_keys", verify_select_keys),
    OpHooks {
        infer: Some(infer_score_antidiagonals),
        ..OpHooks::verifying("dsa.score_antidiagonals", verify_score_antidiagonals)
    },
    OpHooks {
        infer: Some(infer_block_similarity),
        ..OpHooks::verifying("dsa.block_similarity", verify_block_similarity)
    },
];

/// How many blocks cover a size; not known where the block is none.
fn blocks(size: Dim, block: i64) -> Dim {
    size.filter(|_| block > 0).map(|size| size.div_ceil(block as u64))
}

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

fn infer_score_antidiagonals<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let (queries, keys) = (parts.operand_type(0)?, parts.operand_type(1)?);
    let (q, k) = (dims(queries).unwrap_or_default(), dims(keys).unwrap_or_default());
    let block = parts.ints("block").unwrap_or_default();
    let ([batch, heads, n, _], [_, _, m, _], [bq, bk]) = (&q[..], &k[..], &block[..]) else {
        return Err(Error::new(
            "expects queries and keys of rank 4 and a block of two sizes",
        ));
    };
    Ok(vec![tensor(
        &[*batch, *heads, blocks(*n, *bq), blocks(*m, *bk)],
        score_type(parts, queries),
    )])
}

fn verify_score_antidiagonals(op: Op<'_>) -> Result<'_> {
    let (queries, keys) = (shaped(op, 0, "queries")?, shaped(op, 1, "keys")?);
    same_element(&queries, &keys)?;
    agree("batch", &queries, 0, &keys, 0)?;
    agree("number of heads", &queries, 1, &keys, 1)?;
    agree("head dimension", &queries, 3, &keys, 3)?;
    check_scale(op, queries.sizes[3])?;
    let block = block_of(op)?;
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
