//! Experts: the formulas.

use dynsparse_dialects::{RouterWeights, dsa::RouteExperts};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::ValueLike as _,
    operation::OpExt as _,
    rewrite,
    template::{Template, cast},
};

use super::{Lower, convert, element_word, replace_rounded};
use crate::{ConvertDsaToLinalg, precision::minus_infinity_of};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.route_experts", route_experts),
    ("dsa.combine_experts", combine_experts),
];

fn route_experts<'c>(pass: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let parts = RouteExperts::of(op).ok_or_else(|| op.op_error("lacks operands"))?;
    let compute = pass.compute_word(parts.logits);
    let logits = convert(op, parts.logits, compute)?;
    let bound = |given: Option<Val<'c>>| -> Result<'c, Val<'c>> {
        match given {
            Some(given) => Ok(given),
            None => Ok(Template::new("no_bound", NO_BOUND).expand(op, &[])?[0]),
        }
    };
    let (capacity, budget) = (bound(parts.capacity)?, bound(parts.budget)?);
    let (summed, summed_expert) = match RouterWeights::of(op)? {
        RouterWeights::Chosen => ("%k", "%summed_int = tensor.extract %chosen[%t, %i] : tensor<?x?xi32>"),
        RouterWeights::All => ("%X", "%summed_int = arith.index_cast %i : index to i32"),
    };
    let values = template!("route_experts")
        .set("C", compute)
        .set("k", op.int_attr("top_k").unwrap_or(1))
        .set("minus_infinity", minus_infinity_of(compute))
        .set("summed", summed)
        .set("summed_expert", summed_expert)
        .expand(op, &[logits, capacity, budget])?;
    let mut all = Vec::new();
    for (value, result) in values.iter().zip(op.result_values()) {
        let word = element_word(result);
        let value = if word == "i32" {
            *value
        } else {
            convert(op, *value, &word)?
        };
        all.push(cast(op, value, result.r#type())?);
    }
    rewrite::replace(op, &all)
}

const NO_BOUND: &str = "func.func private @no_bound() -> index {
  %most = arith.constant 9223372036854775807 : index
  return %most : index
}";

fn combine_experts<'c>(pass: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let compute = pass.compute_word(operands[0]);
    let y = convert(op, operands[0], compute)?;
    let weights = convert(op, operands[2], compute)?;
    let result = template!("combine_experts")
        .set("C", compute)
        .expand(op, &[y, operands[1], weights])?;
    replace_rounded(op, &result)
}
