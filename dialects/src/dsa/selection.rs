//! Choosing blocks.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::{OpHooks, Operands},
    melior::ir::Type,
    operation::{Dim, OpExt as _, defined_by, dims, tensor},
    rewrite::{Pattern, Rewriter},
};

use super::{explain_grid, pattern_type, replace_by_dense, score_type};

use crate::enums::Holds;
use crate::shapes::{agree, block_of, check_scale, heads_are_grouped, same_element, shaped, sizes_are};

use super::sizes::{NoElements, ReadsThroughCasts};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        infer: Some(infer_block_scores),
        canonicalize: &[&ReadsThroughCasts("dsa.score_blocks"), &NoElements("dsa.score_blocks")],
        ..OpHooks::verifying("dsa.score_blocks", verify_score_blocks)
    },
    OpHooks {
        canonicalize: &[
            &SelectThatTakesAll("dsa.select_blocks"),
            &ReadsThroughCasts("dsa.select_blocks"),
        ],
        ..OpHooks::verifying("dsa.select_blocks", verify_select_blocks)
    },
];

/// A score for each block of queries with each block of keys.
pub(super) fn infer_block_scores<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
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

/// How many blocks cover a size; not known where the block is none.
pub(super) fn blocks(size: Dim, block: i64) -> Dim {
    size.filter(|_| block > 0).map(|size| size.div_ceil(block as u64))
}

fn verify_score_blocks(op: Op<'_>) -> Result<'_> {
    verify_block_scores(op).map(|_| ())
}

/// Queries and keys fit each other, scale and block: the block.
pub(super) fn verify_block_scores(op: Op<'_>) -> Result<'_, [u64; 2]> {
    let (queries, keys) = (shaped(op, 0, "queries")?, shaped(op, 1, "keys")?);
    same_element(&queries, &keys)?;
    agree("batch", &queries, 0, &keys, 0)?;
    heads_are_grouped(&queries, &keys)?;
    agree("head dimension", &queries, 3, &keys, 3)?;
    check_scale(op, queries.sizes[3])?;
    block_of(op)
}

fn verify_select_blocks(op: Op<'_>) -> Result<'_> {
    let pattern = pattern_type(op.result_values().first().copied())?;
    if pattern.holds == Holds::Elements {
        return Err(Error::new(format!(
            "makes {pattern}, expected a pattern that holds blocks"
        )));
    }
    let scores = shaped(op, 0, "scores")?;
    sizes_are("scores", &scores.sizes, &pattern.mask_shape()).map_err(|e| explain_grid(e, &pattern))
}

/// The best `k >= S` of `S` blocks are all blocks, and those of `k >= M` of `M` keys all keys. The op that chooses.
pub(super) struct SelectThatTakesAll(pub &'static str);

impl Pattern for SelectThatTakesAll {
    fn root(&self) -> &'static str {
        self.0
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let pattern = pattern_type(op.result_values().first().copied())?;
        let constant = op
            .operand_at(1)
            .and_then(|k| defined_by(k, "arith.constant"))
            .and_then(|c| c.int_attr("value"));
        let all_static = pattern.shape.iter().all(Option::is_some);
        match (constant, pattern.mask_shape()[3]) {
            (Some(k), Some(columns)) if all_static && k >= 0 && k as u64 >= columns => {
                replace_by_dense(op, &[], rewriter)
            }
            _ => Ok(false),
        }
    }
}
