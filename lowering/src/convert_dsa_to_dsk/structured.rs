//! Structured patterns: blocks made row by row from what is stated.

use dynsparse_dialects::Holds;
use dynsparse_ir::{Op, Result, operation::OpExt as _};

use super::{Lower, algebra::with_ids, bcsr, blocked, patterns::from_mask, replace_pattern, template};
use crate::stated_patterns::{Stated, n_of_m_mask};

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

/// The pattern that a formula states.
pub(super) fn stated<'c>(op: Op<'c>) -> Result<'c> {
    let pattern = bcsr(op, op.result_values().first().copied())?;
    let stated = Stated::of(op)?;
    let template = blocked(
        template("stated_pattern", include_str!("stated_pattern.mlir")),
        &pattern,
    );
    let template = with_ids(stated.set(template), &pattern);
    let made = match pattern.holds {
        Holds::Blocks => template.set("store_byte", "").set("byte_stored", "%masks_w"),
        Holds::Elements => template
            .set(
                "store_byte",
                "%masks_next = tensor.insert %byte#0 into %masks_w[%new_id, %k, %w] : tensor<?x?x?xi8>",
            )
            .set("byte_stored", "%masks_next"),
    }
    .expand(op, &stated.operands)?;
    let [rows, columns, width, n, m, ids, masks] = made[..] else {
        return Err(op.op_error("makes other parts than a pattern has"));
    };
    let parts = match pattern.holds {
        Holds::Blocks => vec![rows, columns, width],
        Holds::Elements => vec![rows, columns, n, m, ids, masks],
    };
    replace_pattern(op, &pattern, &parts)
}

fn select_n_of_m<'c>(op: Op<'c>) -> Result<'c> {
    let pattern = bcsr(op, op.result_values().first().copied())?;
    let mask = n_of_m_mask(op)?;
    from_mask(op, &pattern, mask)
}
