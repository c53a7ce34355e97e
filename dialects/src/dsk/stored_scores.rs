//! Attention in three steps over stored tiles.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::OpHooks,
    melior::ir::Type,
    operation::{OpExt as _, dims_agree, same_type, show_dims},
};

use super::{blocks, destinations, finite_scale, patterns::block_masks, pointers, rank};

use crate::shapes::{Shaped, agree, block_of, heads_are_grouped, same_element, served, serves, shaped, sizes_are};

use super::in_place::WritesNothing;

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.sddmm",
            ins: Some(7),
        }],
        ..OpHooks::verifying("dsk.sddmm", verify_sddmm)
    },
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.sparse_softmax",
            ins: Some(6),
        }],
        ..OpHooks::verifying("dsk.sparse_softmax", verify_sparse_softmax)
    },
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.spmm",
            ins: Some(6),
        }],
        ..OpHooks::verifying("dsk.spmm", verify_spmm)
    },
];

/// The tiles whose row pointers are operand `first`, of this many batch entries, heads and queries.
fn verify_tiles<'c>(op: Op<'c>, first: usize, of: &Shaped<'c>, stored: &[&Shaped<'c>]) -> Result<'c> {
    let (rows, columns) = (shaped(op, first, "row_pointers")?, shaped(op, first + 1, "columns")?);
    let (ids, masks) = (shaped(op, first + 2, "mask_ids")?, shaped(op, first + 3, "masks")?);
    let block = block_of(op)?;
    same_element(&rows, &columns)?;
    block_masks(&columns, &ids, &masks, block)?;
    serves("batch", rows.sizes[0], of.sizes[0])?;
    serves("head", rows.sizes[1], of.sizes[1])?;
    let expected = pointers(blocks(of.sizes[2], block[0]));
    sizes_are("number of row pointers", &rows.sizes[2..], &[expected])?;
    for tiles in stored {
        rank(tiles, 5)?;
        sizes_are(tiles.name, &tiles.sizes[3..], &block.map(Some))?;
        for (axis, what) in [(0, "batch entries"), (1, "heads")] {
            let (found, expected) = (tiles.sizes[axis], served(rows.sizes[axis], of.sizes[axis]));
            if !dims_agree(found, expected) {
                return Err(Error::new(format!(
                    "{} has tiles of {} {what}, expected {}: those that one of the pattern's serves",
                    tiles.name,
                    show_dims(&[found]),
                    show_dims(&[expected])
                )));
            }
        }
    }
    Ok(())
}

/// Scores and weights are of `f64` where what they are made of or weigh is, and of `f32` else.
fn score_element<'c>(op: Op<'c>, stored: &Shaped<'c>, of: &Shaped<'c>) -> Result<'c> {
    let double = Type::float64(op.ctx());
    if same_type(stored.element, double) == same_type(of.element, double) {
        return Ok(());
    }
    Err(Error::new(format!(
        "{} has element type {}, expected f64 beside {} of f64 and f32 else",
        stored.name, stored.element, of.name
    )))
}

fn verify_sddmm(op: Op<'_>) -> Result<'_> {
    let (queries, keys, bias) = (
        shaped(op, 0, "queries")?,
        shaped(op, 1, "keys")?,
        shaped(op, 2, "key_bias")?,
    );
    let outs = destinations(op, 7, &["scores"])?;
    same_element(&queries, &keys)?;
    agree("batch", &queries, 0, &keys, 0)?;
    heads_are_grouped(&queries, &keys)?;
    agree("head dimension", &queries, 3, &keys, 3)?;
    for (axis, what) in [(0, "batch"), (1, "number of heads")] {
        if bias.sizes[axis] != Some(1) {
            agree(what, &keys, axis, &bias, axis)?;
        }
    }
    agree("number of keys", &keys, 2, &bias, 2)?;
    score_element(op, &bias, &queries)?;
    score_element(op, &outs[0], &queries)?;
    verify_tiles(op, 3, &queries, &[&outs[0]])?;
    finite_scale(op)
}

fn verify_sparse_softmax(op: Op<'_>) -> Result<'_> {
    let scores = shaped(op, 0, "scores")?;
    let outs = destinations(op, 6, &["weights", "lse"])?;
    rank(&outs[1], 3)?;
    same_element(&scores, &outs[0])?;
    same_element(&scores, &outs[1])?;
    verify_tiles(op, 2, &outs[1], &[&scores, &outs[0]])?;
    sizes_are("weights", &outs[0].sizes, &scores.sizes)
}

fn verify_spmm(op: Op<'_>) -> Result<'_> {
    let (weights, values) = (shaped(op, 0, "weights")?, shaped(op, 1, "values")?);
    let outs = destinations(op, 6, &["output"])?;
    rank(&outs[0], 4)?;
    same_element(&values, &outs[0])?;
    for (axis, what) in [(0, "batch"), (3, "value dimension")] {
        agree(what, &values, axis, &outs[0], axis)?;
    }
    heads_are_grouped(&outs[0], &values)?;
    score_element(op, &weights, &values)?;
    verify_tiles(op, 2, &outs[0], &[&weights])
}
