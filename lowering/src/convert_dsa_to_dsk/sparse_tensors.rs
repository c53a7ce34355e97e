//! Sparse tensors of upstream: the parts of a pattern are their levels.

use dynsparse_dialects::{Format, dsa::encoded};
use dynsparse_ir::{Op, Result, melior::ir::ValueLike as _, operation::OpExt as _, rewrite, template::Template};

use super::{Lower, bcsr, formats::stored, stored_pattern};
use crate::sparse_tensors::{Lists, matrix_of, taken_apart};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.to_sparse_tensor", to_sparse_tensor),
    ("dsa.from_sparse_tensor", from_sparse_tensor),
];

fn to_sparse_tensor<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = bcsr(op, op.operand_at(0))?;
    let encoded = encoded(&pattern, op.result_values()[0].r#type())?;
    let parts = stored(op, &pattern, operands[0])?;
    let lists = if pattern.format == Format::Coo {
        Lists {
            positions: parts[0],
            coordinates: &parts[1..3],
            sizes: [parts[3], parts[4]],
        }
    } else {
        const ROWS: &str = "func.func private @rows(%pointers: $pointers) -> index {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %pointers_of_head = tensor.dim %pointers, %c2 : $pointers
  %rows = arith.subi %pointers_of_head, %c1 : index
  return %rows : index
}";
        let rows = Template::new("rows", ROWS)
            .set("pointers", parts[0].r#type())
            .expand(op, &parts[..1])?;
        Lists {
            positions: parts[0],
            coordinates: &parts[1..2],
            sizes: [rows[0], parts[2]],
        }
    };
    let matrix = matrix_of(op, &pattern, encoded, &lists, operands.get(1).copied())?;
    rewrite::replace(op, &[matrix])
}

fn from_sparse_tensor<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = bcsr(op, op.result_values().first().copied())?;
    let encoded = encoded(&pattern, operands[0].r#type())?;
    let parts = taken_apart(op, &pattern, encoded, operands[0])?;
    let made = stored_pattern(op, &pattern, &parts)?;
    rewrite::replace(op, &[made])
}
