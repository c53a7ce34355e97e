//! Products over time: the formulas.

use dynsparse_ir::{Op, Result, Val, operation::OpExt as _};

use super::{Lower, convert, element_word, replace_rounded, scale};
use crate::ConvertDsaToLinalg;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.update_scores", update_scores),
    ("dsa.update_product_rows", update_product_rows),
    ("dsa.update_product", update_product),
];

/// For each of as many indices as `of` has along `axis`, whether it is in a list.
fn listed<'c>(op: Op<'c>, indices: Val<'c>, of: Val<'c>, axis: usize) -> Result<'c, Val<'c>> {
    let size = template!("size")
        .set("T", element_word(of))
        .set("axis", axis)
        .expand(op, &[of])?;
    Ok(template!("listed").expand(op, &[indices, size[0]])?[0])
}

fn update_scores<'c>(lowering: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let word = lowering.compute_word(operands[0]);
    let rows = listed(op, operands[2], operands[0], 2)?;
    let columns = listed(op, operands[3], operands[1], 2)?;
    let [queries, keys, state] = [operands[0], operands[1], operands[4]].map(|value| convert(op, value, word));
    let scores = template!("update_scores")
        .set("c", word)
        .set("scale", scale(op)?)
        .expand(op, &[queries?, keys?, rows, columns, state?])?;
    replace_rounded(op, &scores)
}

fn update_product_rows<'c>(lowering: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let word = lowering.compute_word(operands[0]);
    let rows = listed(op, operands[2], operands[0], 2)?;
    let [weights, values, product] = [0, 1, 3].map(|operand| convert(op, operands[operand], word));
    let result = template!("update_product_rows")
        .set("c", word)
        .expand(op, &[weights?, values?, rows, product?])?;
    replace_rounded(op, &result)
}

fn update_product<'c>(lowering: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let word = lowering.compute_word(operands[0]);
    let keys = listed(op, operands[2], operands[1], 2)?;
    let mut given = Vec::new();
    for (operand, value) in operands.into_iter().enumerate() {
        given.push(if operand == 2 { keys } else { convert(op, value, word)? });
    }
    let states = template!("update_product").set("c", word).expand(op, &given)?;
    replace_rounded(op, &states)
}
