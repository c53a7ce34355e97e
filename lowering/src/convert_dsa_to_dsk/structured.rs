//! Structured patterns: blocks made row by row from what is stated.

use dynsparse_dialects::Holds;
use dynsparse_ir::{Op, Result, operation::OpExt as _};

use super::{Lower, algebra::with_ids, bcsr, blocked, patterns::from_mask, replace_pattern, template};
use crate::stated_patterns::n_of_m_mask;

mod formula;

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
    let formula = formula::Formula::of(op, &pattern)?;
    let template = blocked(
        template("stated_pattern", include_str!("stated_pattern.mlir")),
        &pattern,
    );
    let template = with_ids(template, &pattern)
        .set("arguments", formula.arguments)
        .set("of_row", formula.of_row)
        .set("of_block", formula.of_block)
        .set("of_queries", formula.of_queries)
        .set("see", formula.see);
    let made = match pattern.holds {
        Holds::Blocks => template
            .set("store_byte", "")
            .set("byte_stored", "%masks_k")
            .set("store_blank", "")
            .set("blank_stored", "%of_keys_held#2"),
        Holds::Elements => template
            .set("store_byte", STORE_BYTE)
            .set("byte_stored", "%with_byte")
            .set("store_blank", STORE_BLANK)
            .set("blank_stored", "%with_blank"),
    }
    .expand(op, &formula.operands)?;
    let [rows, columns, width, n, m, ids, masks] = made[..] else {
        return Err(op.op_error("makes other parts than a pattern has"));
    };
    let parts = match pattern.holds {
        Holds::Blocks => vec![rows, columns, width],
        Holds::Elements => vec![rows, columns, n, m, ids, masks],
    };
    replace_pattern(op, &pattern, &parts)
}

const STORE_BYTE: &str = "%k = arith.subi %j, %j_begin : index
                %with_byte = tensor.insert %byte into %masks_k[%new_id, %k, %w] : tensor<?x?x?xi8>";

/// Of keys that do not exist no query sees any.
const STORE_BLANK: &str = "%keys = arith.subi %j_end, %j_begin : index
              %with_blank = scf.for %k = %keys to %bk step %c1 iter_args(%masks_k = %of_keys_held#2) -> (tensor<?x?x?xi8>) {
                %blank = tensor.insert %no_bits into %masks_k[%new_id, %k, %w] : tensor<?x?x?xi8>
                scf.yield %blank : tensor<?x?x?xi8>
              }";

fn select_n_of_m<'c>(op: Op<'c>) -> Result<'c> {
    let pattern = bcsr(op, op.result_values().first().copied())?;
    let mask = n_of_m_mask(op)?;
    from_mask(op, &pattern, mask)
}
