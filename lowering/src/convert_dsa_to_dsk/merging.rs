//! Merging tokens, as kernels on tensors.

use dynsparse_dialects::dsa::{first_destination, first_source, protected};
use dynsparse_ir::{Op, Result, operation::OpExt as _};

use super::{Lower, element_of, template, tokens};
use crate::precision::compute_type;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.match_tokens", match_tokens),
    ("dsa.merge_tokens", merge_tokens),
    // To each token the row of its group.
    ("dsa.unmerge_tokens", tokens::pack_tokens),
];

fn match_tokens<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let found = template("match_tokens", include_str!("match_tokens.mlir"))
        .set("T", element_of(op, 0)?)
        .set("protect", protected(op))
        .set("first_source", first_source(op))
        .set("first_destination", first_destination(op))
        .expand(op, &[operands[0], operands[1]])?;
    let chosen = tokens::gated(op, "f64", found[0], found[2])?;
    // A few passes over the tokens: the formula is as good as can be.
    let text = include_str!("../convert_dsa_to_linalg/groups.mlir");
    template("groups", text)
        .set("T", element_of(op, 0)?)
        .set("first_source", first_source(op))
        .replace(op, &[operands[0], chosen, found[1]])
}

fn merge_tokens<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let from = element_of(op, 0)?;
    let to = compute_type(from);
    let sizes = match operands.get(3) {
        Some(sizes) => *sizes,
        None => {
            const ONES: &str = "func.func private @ones(%groups: tensor<?x?xi32>) -> tensor<?x?x$S> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1.0 : $S
  %batch = tensor.dim %groups, %c0 : tensor<?x?xi32>
  %n = tensor.dim %groups, %c1 : tensor<?x?xi32>
  %sizes = tensor.splat %one[%batch, %n] : tensor<?x?x$S>
  return %sizes : tensor<?x?x$S>
}";
            template("ones", ONES).set("S", to).expand(op, &[operands[1]])?[0]
        }
    };
    template("merge_tokens", include_str!("merge_tokens.mlir"))
        .set("T", from)
        .set("S", to)
        .replace(op, &[operands[0], operands[1], operands[2], sizes])
}
