//! Merging tokens: the formulas.

use dynsparse_dialects::dsa::{first_destination, first_source};
use dynsparse_ir::{Op, Result, operation::OpExt as _, template::Template};

use super::{Lower, constant, convert, element_word, replace_rounded, tokens};
use crate::ConvertDsaToLinalg;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.match_tokens", match_tokens),
    ("dsa.merge_tokens", merge_tokens),
    // To each token the row of its group.
    ("dsa.unmerge_tokens", tokens::pack_tokens),
];

fn match_tokens<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let keys = convert(op, operands[0], "f64")?;
    let found = template!("match_tokens")
        .set("first_source", first_source(op))
        .set("first_destination", first_destination(op))
        .expand(op, &[keys, operands[1]])?;
    // Of the sources, those worth merging: as tokens are chosen, and all pass.
    let no_threshold = constant(op, "f64", "0x7FF8000000000000")?;
    let chosen = template!("gate_tokens").expand(op, &[found[0], found[2], no_threshold])?;
    template!("groups")
        .set("T", element_word(operands[0]))
        .set("first_source", first_source(op))
        .replace(op, &[operands[0], chosen[0], found[1]])
}

fn merge_tokens<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let word = element_word(op.result_values()[1]);
    let tokens = convert(op, operands[0], &word)?;
    let sizes = match operands.get(3) {
        Some(sizes) => *sizes,
        None => Template::new("ones", ONES).set("S", &word).expand(op, &[tokens])?[0],
    };
    let merged = template!("merge_tokens")
        .set("S", &word)
        .expand(op, &[tokens, operands[1], operands[2], sizes])?;
    replace_rounded(op, &merged)
}

/// Sizes of tokens that were not merged before.
const ONES: &str = "func.func private @ones(%tokens: tensor<?x?x?x$S>) -> tensor<?x?x$S> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1.0 : $S
  %B = tensor.dim %tokens, %c0 : tensor<?x?x?x$S>
  %N = tensor.dim %tokens, %c1 : tensor<?x?x?x$S>
  %sizes = tensor.splat %one[%B, %N] : tensor<?x?x$S>
  return %sizes : tensor<?x?x$S>
}";
