//! Products over time, as kernels on tensors.

use dynsparse_ir::{Op, Result, Val, operation::OpExt as _, template::Template};

use super::{Lower, element_of, scale, template};
use crate::precision::compute_type;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.update_scores", update_scores),
    ("dsa.update_product_rows", update_product_rows),
    ("dsa.update_product", update_product),
];

/// The number of rows or keys of a tensor of rank 4.
fn tokens<'c>(op: Op<'c>, operand: usize) -> Result<'c, Val<'c>> {
    let size = Template::new("tokens", TOKENS)
        .set("T", element_of(op, operand)?)
        .expand(op, &[op.operand_values()[operand]])?;
    Ok(size[0])
}

const TOKENS: &str = "func.func private @tokens(%x: tensor<?x?x?x?x$T>) -> index {
  %axis = arith.constant 2 : index
  %size = tensor.dim %x, %axis : tensor<?x?x?x?x$T>
  return %size : index
}";

fn update_scores<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let from = element_of(op, 0)?;
    let size = tokens(op, 0)?;
    let positions = template("invert_indices", include_str!("invert_indices.mlir")).expand(op, &[operands[2], size])?;
    template("update_scores", include_str!("update_scores.mlir"))
        .set("T", from)
        .set("S", compute_type(from))
        .set("scale", scale(op)?)
        .replace(
            op,
            &[
                operands[0],
                operands[1],
                operands[2],
                operands[3],
                positions[0],
                operands[4],
            ],
        )
}

fn update_product_rows<'c>(op: Op<'c>) -> Result<'c> {
    template("update_product_rows", include_str!("update_product_rows.mlir"))
        .set("T", element_of(op, 0)?)
        .replace(op, &op.operand_values())
}

/// Each key once: the union of the list with itself.
fn update_product<'c>(op: Op<'c>) -> Result<'c> {
    let mut operands = op.operand_values();
    let size = tokens(op, 1)?;
    let once =
        template("union_indices", include_str!("union_indices.mlir")).expand(op, &[operands[2], operands[2], size])?;
    operands[2] = once[0];
    template("update_product", include_str!("update_product.mlir"))
        .set("T", element_of(op, 0)?)
        .replace(op, &operands)
}
