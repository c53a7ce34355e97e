//! Attention in three steps, as stored patterns and kernels on tensors.

use dynsparse_dialects::{Holds, PatternType};
use dynsparse_ir::{Op, Result, Val, operation::OpExt as _};

use super::{Lower, bcsr, blocked, element_of, index_type, parts_of, replace, scale, template};
use crate::{
    precision::compute_type,
    stored_scores::{check_tiles, heads_of_result, no_bias, sizes_of_pattern},
};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.sddmm", sddmm),
    ("dsa.sparse_softmax", sparse_softmax),
    ("dsa.spmm", spmm),
];

/// What kernels on tiles read of a pattern: row pointers, columns, mask ids and masks; and how many tiles there are.
fn tiles_of<'c>(op: Op<'c>, pattern: &PatternType, value: Val<'c>) -> Result<'c, ([Val<'c>; 4], Val<'c>)> {
    let parts = parts_of(op, pattern, value)?;
    let masks = match pattern.holds {
        Holds::Blocks => blocked(template("no_masks", include_str!("no_masks.mlir")), pattern).expand(op, &[])?,
        Holds::Elements => parts[4..6].to_vec(),
    };
    let count = blocked(template("tile_count", include_str!("tile_count.mlir")), pattern).expand(op, &parts[..1])?;
    Ok(([parts[0], parts[1], masks[0], masks[1]], count[0]))
}

fn sddmm<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = bcsr(op, op.operand_at(2))?;
    let from = element_of(op, 0)?;
    let to = compute_type(from);
    let bias = match operands.get(3) {
        Some(bias) => *bias,
        None => no_bias(op, operands[1], to)?,
    };
    let ([rows, columns, ids, masks], count) = tiles_of(op, &pattern, operands[2])?;
    let scores = blocked(template("sddmm", include_str!("sddmm.mlir")), &pattern)
        .set("T", from)
        .set("S", to)
        .set("scale", scale(op)?)
        .expand(op, &[operands[0], operands[1], bias, rows, columns, ids, masks, count])?;
    replace(op, &scores)
}

fn sparse_softmax<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = bcsr(op, op.operand_at(1))?;
    let ([rows, columns, ids, masks], count) = tiles_of(op, &pattern, operands[1])?;
    check_tiles(op, "scores", count)?;
    let sizes = sizes_of_pattern(op, &pattern, [2, 3], &operands[2..])?;
    let made = blocked(
        template("sparse_softmax", include_str!("sparse_softmax.mlir")),
        &pattern,
    )
    .set("S", element_of(op, 0)?)
    .expand(op, &[operands[0], sizes[0], sizes[1], rows, columns, ids, masks])?;
    replace(op, &made)
}

fn spmm<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = bcsr(op, op.operand_at(2))?;
    let ([rows, columns, ids, masks], count) = tiles_of(op, &pattern, operands[2])?;
    check_tiles(op, "weights", count)?;
    let sizes = sizes_of_pattern(op, &pattern, [2], &operands[3..])?;
    let of = element_of(op, 0)?;
    let [bq, bk] = pattern.block;
    let (stored, pointers) = (
        format!("tensor<?x?x?x{bq}x{bk}x{of}>"),
        format!("tensor<?x?x?x{}>", index_type(&pattern)),
    );
    let heads = heads_of_result(op, "heads", &stored, ["%row_pointers", &pointers]);
    let output = blocked(template("spmm", include_str!("spmm.mlir")), &pattern)
        .set("T", element_of(op, 1)?)
        .set("S", of)
        .set("heads", heads)
        .expand(op, &[operands[0], operands[1], sizes[0], rows, columns, ids, masks])?;
    replace(op, &output)
}
