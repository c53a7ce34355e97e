//! Sparse tensors of upstream: what they store, as a mask, and the lists that a mask says.

use dynsparse_dialects::{
    Format,
    dsa::{encoded, pattern_type},
};
use dynsparse_ir::{Op, Result, melior::ir::ValueLike as _, operation::OpExt as _};

use super::{Lower, made_pattern, mask_of, replace_by_mask};
use crate::{
    ConvertDsaToLinalg,
    sparse_tensors::{Lists, matrix_of, taken_apart},
};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.to_sparse_tensor", to_sparse_tensor),
    ("dsa.from_sparse_tensor", from_sparse_tensor),
];

fn to_sparse_tensor<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = pattern_type(op.operand_at(0))?;
    let encoded = encoded(&pattern, op.result_values()[0].r#type())?;
    let mask = mask_of(op, operands[0])?;
    let made = template!("lists_of_mask")
        .set("I", format!("i{}", pattern.index_bits))
        .expand(op, &[mask])?;
    // Row pointers, start and end, rows, columns, and the sizes.
    let (positions, coordinates) = match pattern.format {
        Format::Coo => (made[1], &made[2..4]),
        _ => (made[0], &made[3..4]),
    };
    let lists = Lists {
        positions,
        coordinates,
        sizes: [made[4], made[5]],
    };
    let matrix = matrix_of(op, &pattern, encoded, &lists, operands.get(1).copied())?;
    dynsparse_ir::rewrite::replace(op, &[matrix])
}

fn from_sparse_tensor<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = made_pattern(op)?;
    let encoded = encoded(&pattern, operands[0].r#type())?;
    let parts = taken_apart(op, &pattern, encoded, operands[0])?;
    let template = if pattern.format == Format::Coo {
        template!("mask_of_coordinates")
    } else {
        template!("mask_of_lists")
    };
    let mask = template
        .set("I", format!("i{}", pattern.index_bits))
        .expand(op, &parts)?;
    replace_by_mask(op, mask[0])
}
