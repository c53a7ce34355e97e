//! Structured patterns: blocks made row by row from what is stated.

use dynsparse_dialects::Holds;
use dynsparse_ir::{Op, Result, operation::OpExt as _, template::index_constant};

use super::{Lower, algebra::with_ids, bcsr, blocked, element_of, patterns::from_mask, replace_pattern, template};

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

const TOP_N_OF_M: &str = "func.func private @top_n_of_m(%scores: tensor<?x?x?x?x$S>, %most: index, %budget: index)
    -> tensor<?x?x?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %n = arith.minsi %budget, %most : index
  %batch = tensor.dim %scores, %c0 : tensor<?x?x?x?x$S>
  %heads = tensor.dim %scores, %c1 : tensor<?x?x?x?x$S>
  %rows = tensor.dim %scores, %c2 : tensor<?x?x?x?x$S>
  %columns = tensor.dim %scores, %c3 : tensor<?x?x?x?x$S>
  %empty = tensor.empty(%batch, %heads, %rows, %columns) : tensor<?x?x?x?xi1>
  %mask = dsk.top_n_of_m ins(%scores, %n : tensor<?x?x?x?x$S>) outs(%empty : tensor<?x?x?x?xi1>) m = $m
    -> tensor<?x?x?x?xi1>
  return %mask : tensor<?x?x?x?xi1>
}";

fn select_n_of_m<'c>(op: Op<'c>) -> Result<'c> {
    let pattern = bcsr(op, op.result_values().first().copied())?;
    let operands = op.operand_values();
    let [n, m] = ["n", "m"].map(|name| op.int_attr(name).unwrap_or_default());
    let most = index_constant(op, n.max(0) as u64)?;
    let mask = template("top_n_of_m", TOP_N_OF_M)
        .set("S", element_of(op, 0)?)
        .set("m", m)
        .expand(op, &[operands[0], most, operands.get(1).copied().unwrap_or(most)])?;
    from_mask(op, &pattern, mask[0])
}
