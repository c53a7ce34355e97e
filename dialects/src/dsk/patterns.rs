//! Making stored patterns, and reading them.

use dynsparse_ir::{Error, Op, Result, hooks::OpHooks, operation::Dim};

use super::{blocks, destinations, finite_scale, pointers, rank};

use crate::shapes::{Shaped, agree, block_of, same_element, shaped, sizes_are};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks::verifying("dsk.score_blocks", verify_score_blocks),
    OpHooks::verifying("dsk.top_k_columns", verify_top_k_columns),
    OpHooks::verifying("dsk.compress_mask", verify_compress_mask),
    OpHooks::verifying("dsk.expand_mask", verify_expand_mask),
];

fn verify_score_blocks(op: Op<'_>) -> Result<'_> {
    let (queries, keys) = (shaped(op, 0, "queries")?, shaped(op, 1, "keys")?);
    let outs = destinations(op, 2, &["scores"])?;
    same_element(&queries, &keys)?;
    agree("batch", &queries, 0, &keys, 0)?;
    agree("number of heads", &queries, 1, &keys, 1)?;
    agree("head dimension", &queries, 3, &keys, 3)?;
    finite_scale(op)?;
    let [bq, bk] = block_of(op)?;
    let expected = [
        queries.sizes[0],
        queries.sizes[1],
        blocks(queries.sizes[2], bq),
        blocks(keys.sizes[2], bk),
    ];
    sizes_are("scores", &outs[0].sizes, &expected)
}

/// Row pointers and columns, as outputs, for `B x H x R x S` blocks.
fn verify_bcsr_outs<'c>(op: Op<'c>, ins: usize, mask: &[Dim]) -> Result<'c> {
    let outs = destinations(op, ins, &["row_pointers", "columns"])?;
    rank(&outs[0], 3)?;
    rank(&outs[1], 1)?;
    same_element(&outs[0], &outs[1])?;
    index_element(&outs[0])?;
    sizes_are("row_pointers", &outs[0].sizes, &[mask[0], mask[1], pointers(mask[2])])
}

fn index_element<'c>(shape: &Shaped<'c>) -> Result<'c> {
    if matches!(shape.element.to_string().as_str(), "i32" | "i64") {
        return Ok(());
    }
    Err(Error::new(format!(
        "{} has element type {}, expected i32 or i64",
        shape.name, shape.element
    )))
}

fn verify_top_k_columns(op: Op<'_>) -> Result<'_> {
    let scores = shaped(op, 0, "scores")?;
    verify_bcsr_outs(op, 2, &scores.sizes)
}

fn verify_compress_mask(op: Op<'_>) -> Result<'_> {
    let mask = shaped(op, 0, "mask")?;
    verify_bcsr_outs(op, 1, &mask.sizes)?;
    let columns = shaped(op, 2, "columns")?;
    let needed = mask
        .sizes
        .iter()
        .try_fold(1_u64, |product, size| size.and_then(|s| product.checked_mul(s)));
    match (columns.sizes[0], needed) {
        (Some(room), Some(needed)) if room < needed => Err(Error::new(format!(
            "columns has room for {room} blocks, expected at least {needed}"
        ))),
        _ => Ok(()),
    }
}

fn verify_expand_mask(op: Op<'_>) -> Result<'_> {
    let (rows, columns) = (shaped(op, 0, "row_pointers")?, shaped(op, 1, "columns")?);
    same_element(&rows, &columns)?;
    let outs = destinations(op, 2, &["mask"])?;
    let mask = &outs[0].sizes;
    sizes_are("row_pointers", &rows.sizes, &[mask[0], mask[1], pointers(mask[2])])
}
