//! Frames, one after the other, as kernels on tensors.

use dynsparse_dialects::Norm;
use dynsparse_ir::{Op, Result, Val, melior::ir::Type, operation::OpExt as _};

use super::{Lower, element_of, template};
use crate::precision::{compute_type, extend, extend_names};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.token_change", token_change),
    ("dsa.refresh_schedule", refresh_schedule),
    ("dsa.run_lengths", run_lengths),
];

fn token_change<'c>(op: Op<'c>) -> Result<'c> {
    let from = element_of(op, 0)?;
    template("token_change", include_str!("token_change.mlir"))
        .set("T", from)
        .set("S", compute_type(from))
        .set("norm", Norm::of(op)?.word())
        .replace(op, &op.operand_values())
}

/// A few numbers: the formula is as good as can be.
fn refresh_schedule<'c>(op: Op<'c>) -> Result<'c> {
    let text = include_str!("../convert_dsa_to_linalg/refresh_schedule.mlir");
    template("refresh_schedule", text).replace(op, &op.operand_values())
}

/// Changes are computed from one tensor, a frame apart.
fn run_lengths<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let from = element_of(op, 0)?;
    let to = compute_type(from);
    let change = template("lagged_change", include_str!("lagged_change.mlir"))
        .set("T", from)
        .set("S", to)
        .expand(op, &operands[..2])?;
    let [change, total, first] = change[..] else {
        return Err(op.op_error("compares no frames"));
    };
    let (change, threshold) = match operands.get(3) {
        Some(budget) => most_changed(op, change, first, operands[2], *budget)?,
        None => (change, operands[2]),
    };
    let lists = template("run_lengths", include_str!("run_lengths.mlir")).set("S", to);
    extend(lists, extend_names!("given"), Type::float32(op.ctx()), to).replace(op, &[change, total, first, threshold])
}

/// Changes and a threshold by which the tokens are kept that the budget leaves, `first` of which are the first frame's.
fn most_changed<'c>(
    op: Op<'c>,
    change: Val<'c>,
    first: Val<'c>,
    threshold: Val<'c>,
    budget: Val<'c>,
) -> Result<'c, (Val<'c>, Val<'c>)> {
    let of_rest = template("of_rest", OF_REST).expand(op, &[budget, first])?[0];
    let element = compute_type(element_of(op, 0)?);
    let chosen = template("gate_tokens", include_str!("gate_tokens.mlir"))
        .set("T", element)
        .expand(op, &[change, of_rest, threshold])?[0];
    let marked = template("marked_changes", include_str!("marked_changes.mlir"))
        .set("S", element)
        .expand(op, &[change, chosen])?;
    Ok((marked[0], marked[1]))
}

const OF_REST: &str = "func.func private @of_rest(%budget: index, %first: index) -> index {
  %at_least = arith.maxsi %budget, %first : index
  %of_rest = arith.subi %at_least, %first : index
  return %of_rest : index
}";
