//! Choosing by mass.

use dynsparse_ir::{Error, Op, Result, hooks::OpHooks, operation::OpExt as _};

use super::{
    destinations,
    patterns::{bcsr_outs, room_for_all},
    pointers,
};

use crate::shapes::{same_element, serves, shaped, sizes_are};

use super::in_place::WritesNothing;

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks::verifying("dsk.mass_columns", verify_mass_columns),
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.row_mass",
            ins: Some(2),
        }],
        ..OpHooks::verifying("dsk.row_mass", verify_row_mass)
    },
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.tile_mass",
            ins: Some(2),
        }],
        ..OpHooks::verifying("dsk.tile_mass", verify_tile_mass)
    },
];

fn verify_mass_columns(op: Op<'_>) -> Result<'_> {
    let scores = shaped(op, 0, "scores")?;
    let (first, of_first) = (shaped(op, 3, "row_pointers")?, shaped(op, 4, "columns")?);
    let outs = destinations(op, 5, &["row_pointers", "columns", "retained"])?;
    same_element(&first, &of_first)?;
    serves("batch", first.sizes[0], scores.sizes[0])?;
    serves("head", first.sizes[1], scores.sizes[1])?;
    sizes_are(
        "row_pointers of what is always taken",
        &first.sizes,
        &[first.sizes[0], first.sizes[1], pointers(scores.sizes[2])],
    )?;
    bcsr_outs(&outs[..2], &scores.sizes)?;
    room_for_all(&outs[1], &scores.sizes)?;
    same_element(&scores, &outs[2])?;
    sizes_are("retained", &outs[2].sizes, &scores.sizes[..3])
}

fn verify_row_mass(op: Op<'_>) -> Result<'_> {
    let (scores, mask) = (shaped(op, 0, "scores")?, shaped(op, 1, "mask")?);
    let outs = destinations(op, 2, &["mass"])?;
    serves("batch", mask.sizes[0], scores.sizes[0])?;
    serves("head", mask.sizes[1], scores.sizes[1])?;
    sizes_are(
        "mask",
        &mask.sizes,
        &[mask.sizes[0], mask.sizes[1], scores.sizes[2], scores.sizes[3]],
    )?;
    same_element(&scores, &outs[0])?;
    sizes_are("mass", &outs[0].sizes, &scores.sizes[..3])
}

fn verify_tile_mass(op: Op<'_>) -> Result<'_> {
    let (scores, seen) = (shaped(op, 0, "scores")?, shaped(op, 1, "seen")?);
    let outs = destinations(op, 2, &["mass"])?;
    let tile = op.ints_attr("tile").unwrap_or_default();
    let [rows, columns] = match tile[..] {
        [rows, columns] if rows > 0 && columns > 0 => [rows as u64, columns as u64],
        _ => {
            return Err(Error::new(format!(
                "tile is {tile:?}, expected two sizes of at least 1: rows and columns"
            )));
        }
    };
    same_element(&scores, &outs[0])?;
    sizes_are("seen", &seen.sizes, &scores.sizes[2..3])?;
    let [batch, heads, n, m] = [0, 1, 2, 3].map(|axis| scores.sizes[axis]);
    let expected = [batch, heads, super::blocks(n, rows), super::blocks(m, columns)];
    sizes_are("mass", &outs[0].sizes, &expected)
}
