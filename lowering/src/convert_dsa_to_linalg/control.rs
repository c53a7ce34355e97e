//! How much is computed: the formulas.

use dynsparse_dialects::dsa::at_least;
use dynsparse_ir::{
    Op, Result,
    melior::ir::{TypeLike as _, ValueLike as _},
    operation::OpExt as _,
};

use super::Lower;
use crate::ConvertDsaToLinalg;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[("dsa.budget", budget)];

fn budget<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let template = if operands[0].r#type().is_float() {
        template!("budget")
    } else {
        template!("budget_of_count")
    };
    template.set("at_least", at_least(op)).replace(op, &operands)
}
