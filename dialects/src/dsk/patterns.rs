//! Making stored patterns, and reading them.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::OpHooks,
    melior::ir::{TypeLike as _, ValueLike as _, attribute::TypeAttribute},
    operation::{Dim, OpExt as _, dims, element},
};

use super::{
    blocks, destinations, finite_scale,
    in_place::{ExpandsBack, WritesNothing},
    one_kind, pointers, rank,
};

use crate::enums::Format;
use crate::pattern::{PatternType, mask_bytes};
use crate::shapes::{Shaped, agree, block_of, heads_are_grouped, same_element, shaped, sizes_are};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.score_blocks",
            ins: Some(2),
        }],
        ..OpHooks::verifying("dsk.score_blocks", verify_score_blocks)
    },
    OpHooks::verifying("dsk.top_k_columns", verify_top_k_columns),
    OpHooks::verifying("dsk.compress_mask", verify_compress_mask),
    OpHooks {
        canonicalize: &[
            &ExpandsBack {
                expand: "dsk.expand_mask",
                compress: "dsk.compress_mask",
            },
            &WritesNothing {
                op: "dsk.expand_mask",
                ins: Some(2),
            },
        ],
        ..OpHooks::verifying("dsk.expand_mask", verify_expand_mask)
    },
    OpHooks::verifying("dsk.compress_elements", verify_compress_elements),
    OpHooks {
        canonicalize: &[
            &ExpandsBack {
                expand: "dsk.expand_elements",
                compress: "dsk.compress_elements",
            },
            &WritesNothing {
                op: "dsk.expand_elements",
                ins: Some(4),
            },
        ],
        ..OpHooks::verifying("dsk.expand_elements", verify_expand_elements)
    },
    OpHooks::verifying("dsk.assert_pattern", verify_assert_pattern),
];

fn verify_score_blocks(op: Op<'_>) -> Result<'_> {
    let (queries, keys) = (shaped(op, 0, "queries")?, shaped(op, 1, "keys")?);
    let outs = destinations(op, 2, &["scores"])?;
    same_element(&queries, &keys)?;
    agree("batch", &queries, 0, &keys, 0)?;
    heads_are_grouped(&queries, &keys)?;
    agree("head dimension", &queries, 3, &keys, 3)?;
    finite_scale(op)?;
    let [bq, bk] = block_of(op)?;
    if op.attr("antidiagonals").is_some() && bq != bk {
        return Err(Error::new(format!(
            "takes antidiagonals of blocks of {bq} x {bk}, expected as many queries as keys"
        )));
    }
    let expected = [
        queries.sizes[0],
        queries.sizes[1],
        blocks(queries.sizes[2], bq),
        blocks(keys.sizes[2], bk),
    ];
    sizes_are("scores", &outs[0].sizes, &expected)
}

/// The pattern that `dsk.assert_pattern` says its operands are stored as.
///
/// # Errors
///
/// If the attribute is no type of a pattern in a format that is chosen.
pub fn asserted<'c>(op: Op<'c>) -> Result<'c, PatternType> {
    let stated = op
        .attr("pattern")
        .and_then(|stated| TypeAttribute::try_from(stated).ok());
    let stated = stated.map(|stated| stated.value());
    let pattern = stated.and_then(PatternType::of);
    pattern.filter(|pattern| pattern.format != Format::Any).ok_or_else(|| {
        let found = stated.map(|stated| stated.to_string()).unwrap_or_default();
        Error::new(format!(
            "pattern is {found}, expected a pattern type whose format is chosen"
        ))
    })
}

fn verify_assert_pattern(op: Op<'_>) -> Result<'_> {
    let pattern = asserted(op)?;
    let (parts, operands) = (pattern.parts(), op.operand_values());
    if parts.len() != operands.len() {
        let names: Vec<_> = parts.iter().map(|part| part.name).collect();
        return Err(Error::new(format!(
            "has {} parts, expected {} of {pattern}: {}",
            operands.len(),
            parts.len(),
            names.join(", ")
        )));
    }
    for (part, operand) in parts.iter().zip(&operands) {
        let found = operand.r#type();
        let is_part = match part.rank {
            0 => found.is_index(),
            dimensions => {
                dims(found).is_some_and(|sizes| sizes.len() == dimensions)
                    && element(found).is_some_and(|stored| stored.to_string() == format!("i{}", part.bits))
            }
        };
        if !is_part {
            let expected = match part.rank {
                0 => "index".to_owned(),
                dimensions => format!("rank {dimensions} of i{}", part.bits),
            };
            return Err(Error::new(format!("{} is {found}, expected {expected}", part.name)));
        }
    }
    one_kind(&operands)
}

/// Row pointers and columns, as outputs, for `B x H x R x S` blocks.
fn verify_bcsr_outs<'c>(op: Op<'c>, ins: usize, mask: &[Dim]) -> Result<'c> {
    let outs = destinations(op, ins, &["row_pointers", "columns"])?;
    bcsr_outs(&outs, mask)
}

pub(super) fn bcsr_outs<'c>(outs: &[Shaped<'c>], mask: &[Dim]) -> Result<'c> {
    rank(&outs[0], 3)?;
    rank(&outs[1], 1)?;
    same_element(&outs[0], &outs[1])?;
    index_element(&outs[0])?;
    sizes_are("row_pointers", &outs[0].sizes, &[mask[0], mask[1], pointers(mask[2])])
}

/// `list` has room for every block of the mask.
pub(super) fn room_for_all<'c>(list: &Shaped<'c>, mask: &[Dim]) -> Result<'c> {
    let needed = mask
        .iter()
        .try_fold(1_u64, |product, size| size.and_then(|s| product.checked_mul(s)));
    match (list.sizes[0], needed) {
        (Some(room), Some(needed)) if room < needed => Err(Error::new(format!(
            "{} has room for {room} blocks, expected at least {needed}",
            list.name
        ))),
        _ => Ok(()),
    }
}

/// Mask ids as indices like `columns`, and masks of `bk x W` bytes.
pub(super) fn block_masks<'c>(
    columns: &Shaped<'c>,
    mask_ids: &Shaped<'c>,
    masks: &Shaped<'c>,
    block: [u64; 2],
) -> Result<'c> {
    same_element(columns, mask_ids)?;
    let expected = [None, Some(block[1]), Some(mask_bytes(block[0]))];
    sizes_are("masks", &masks.sizes, &expected)
}

fn verify_compress_elements(op: Op<'_>) -> Result<'_> {
    compressed_elements(op, &shaped(op, 0, "mask")?.sizes, 1)
}

/// The parts of a stored pattern of elements behind `ins` operands, with room for every block of `B x H x N x M`.
pub(super) fn compressed_elements<'c>(op: Op<'c>, sizes: &[Dim], ins: usize) -> Result<'c> {
    let outs = destinations(op, ins, &["row_pointers", "columns", "mask_ids", "masks"])?;
    let block = block_of(op)?;
    let of_blocks = [
        sizes[0],
        sizes[1],
        blocks(sizes[2], block[0]),
        blocks(sizes[3], block[1]),
    ];
    bcsr_outs(&outs, &of_blocks)?;
    rank(&outs[2], 1)?;
    rank(&outs[3], 3)?;
    if outs[3].element.to_string() != "i8" {
        return Err(Error::new(format!(
            "masks has element type {}, expected i8",
            outs[3].element
        )));
    }
    block_masks(&outs[1], &outs[2], &outs[3], block)?;
    outs[1..].iter().try_for_each(|list| room_for_all(list, &of_blocks))
}

fn verify_expand_elements(op: Op<'_>) -> Result<'_> {
    let (rows, columns) = (shaped(op, 0, "row_pointers")?, shaped(op, 1, "columns")?);
    same_element(&rows, &columns)?;
    let outs = destinations(op, 4, &["mask"])?;
    let block = block_of(op)?;
    block_masks(&columns, &shaped(op, 2, "mask_ids")?, &shaped(op, 3, "masks")?, block)?;
    let mask = &outs[0].sizes;
    sizes_are(
        "row_pointers",
        &rows.sizes,
        &[mask[0], mask[1], pointers(blocks(mask[2], block[0]))],
    )
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
    room_for_all(&shaped(op, 2, "columns")?, &mask.sizes)
}

fn verify_expand_mask(op: Op<'_>) -> Result<'_> {
    let (rows, columns) = (shaped(op, 0, "row_pointers")?, shaped(op, 1, "columns")?);
    same_element(&rows, &columns)?;
    let outs = destinations(op, 2, &["mask"])?;
    let mask = &outs[0].sizes;
    sizes_are("row_pointers", &rows.sizes, &[mask[0], mask[1], pointers(mask[2])])
}
