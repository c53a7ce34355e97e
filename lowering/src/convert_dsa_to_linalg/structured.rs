//! Structured patterns: the formulas.

use dynsparse_ir::{Op, Result};

use super::{Lower, blocked, replace_by_mask};
use crate::{
    ConvertDsaToLinalg,
    stated_patterns::{Stated, n_of_m_mask},
};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.causal_pattern", stated),
    ("dsa.stripe_pattern", stated),
    ("dsa.document_pattern", stated),
    ("dsa.row_pattern", stated),
    ("dsa.column_pattern", stated),
    ("dsa.diagonal_pattern", stated),
    ("dsa.head_pattern", stated),
    ("dsa.select_n_of_m", select_n_of_m),
];

/// The mask that a formula states.
pub(super) fn stated<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let stated = Stated::of(op)?;
    let template = stated.set(blocked(template!("stated_pattern"), &stated.pattern));
    let mask = template.expand(op, &stated.operands)?;
    replace_by_mask(op, mask[0])
}

fn select_n_of_m<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    replace_by_mask(op, n_of_m_mask(op)?)
}
