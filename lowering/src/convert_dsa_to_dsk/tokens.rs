//! Tokens, as stored patterns and kernels on tensors.

use dynsparse_ir::{Op, Result, Val, operation::OpExt as _, template::Template};

use super::{Lower, element_of, template};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.gate_tokens", gate_tokens),
    ("dsa.pack_tokens", pack_tokens),
    ("dsa.unpack_tokens", unpack_tokens),
    ("dsa.union_indices", union_indices),
    ("dsa.sort_indices", sort_indices),
    ("dsa.invert_indices", invert_indices),
];

pub(super) fn gate_tokens<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let threshold = match operands.get(2) {
        Some(threshold) => *threshold,
        None => Template::new("no_threshold", NO_THRESHOLD).expand(op, &[])?[0],
    };
    template("gate_tokens", include_str!("gate_tokens.mlir"))
        .set("T", element_of(op, 0)?)
        .replace(op, &[operands[0], operands[1], threshold])
}

/// The `budget` best of rows of scores of the type `element`, all of which pass.
pub(super) fn gated<'c>(op: Op<'c>, element: &str, scores: Val<'c>, budget: Val<'c>) -> Result<'c, Val<'c>> {
    let no_threshold = Template::new("no_threshold", NO_THRESHOLD).expand(op, &[])?[0];
    let gate = template("gate_tokens", include_str!("gate_tokens.mlir")).set("T", element);
    Ok(gate.expand(op, &[scores, budget, no_threshold])?[0])
}

pub(super) fn pack_tokens<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    template("pack_tokens", include_str!("pack_tokens.mlir"))
        .set("T", element_of(op, 0)?)
        .replace(op, &operands)
}

fn unpack_tokens<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    template("unpack_tokens", include_str!("unpack_tokens.mlir"))
        .set("T", element_of(op, 0)?)
        .replace(op, &operands)
}

fn union_indices<'c>(op: Op<'c>) -> Result<'c> {
    template("union_indices", include_str!("union_indices.mlir")).replace(op, &op.operand_values())
}

fn sort_indices<'c>(op: Op<'c>) -> Result<'c> {
    let descending = if op.attr("descending").is_some() {
        "descending"
    } else {
        ""
    };
    template("sort_indices", include_str!("sort_indices.mlir"))
        .set("T", element_of(op, 0)?)
        .set("descending", descending)
        .replace(op, &op.operand_values())
}

fn invert_indices<'c>(op: Op<'c>) -> Result<'c> {
    template("invert_indices", include_str!("invert_indices.mlir")).replace(op, &op.operand_values())
}

/// A NaN lets every token pass: `not (x <= NaN)` always holds.
const NO_THRESHOLD: &str = "func.func private @none() -> f32 {
  %nan = arith.constant 0x7FC00000 : f32
  return %nan : f32
}";
