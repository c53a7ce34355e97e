//! How much is computed, as kernels on tensors.

use dynsparse_dialects::dsa::at_least;
use dynsparse_ir::{
    Op, Result,
    melior::ir::{TypeLike as _, ValueLike as _},
    operation::OpExt as _,
};

use super::{Lower, template};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[("dsa.budget", budget)];

/// A few numbers: the formula is as good as can be.
fn budget<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let (name, text) = if operands[0].r#type().is_float() {
        ("budget", include_str!("../convert_dsa_to_linalg/budget.mlir"))
    } else {
        (
            "budget_of_count",
            include_str!("../convert_dsa_to_linalg/budget_of_count.mlir"),
        )
    };
    template(name, text)
        .set("at_least", at_least(op))
        .replace(op, &operands)
}
