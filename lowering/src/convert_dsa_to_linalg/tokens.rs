//! Tokens: the formulas.

use dynsparse_ir::{Op, Result, Val, operation::OpExt as _, template::Template};

use super::{Lower, constant, convert, element_word};
use crate::ConvertDsaToLinalg;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.gate_tokens", gate_tokens),
    ("dsa.pack_tokens", pack_tokens),
    ("dsa.unpack_tokens", unpack_tokens),
    ("dsa.union_indices", union_indices),
    ("dsa.sort_indices", sort_indices),
    ("dsa.invert_indices", invert_indices),
];

pub(super) fn gate_tokens<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let saliency = convert(op, operands[0], "f64")?;
    let threshold = threshold(op, operands.get(2).copied())?;
    template!("gate_tokens").replace(op, &[saliency, operands[1], threshold])
}

pub(super) fn pack_tokens<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    template!("pack_tokens")
        .set("element", element_word(operands[0]))
        .replace(op, &operands)
}

fn unpack_tokens<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    template!("unpack_tokens")
        .set("element", element_word(operands[0]))
        .replace(op, &operands)
}

fn union_indices<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    template!("union_indices").replace(op, &op.operand_values())
}

fn sort_indices<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let keys = op.operand_values()[0];
    let keys = if element_word(keys) == "i32" {
        Template::new("float_keys", FLOAT_KEYS).expand(op, &[keys])?[0]
    } else {
        convert(op, keys, "f64")?
    };
    // What comes before: y < x and x a NaN, or the other way round.
    let (left, right, nan) = if op.attr("descending").is_some() {
        ("%x", "%y", "%y_is_nan")
    } else {
        ("%y", "%x", "%x_is_nan")
    };
    template!("sort_indices")
        .set("left", left)
        .set("right", right)
        .set("nan", nan)
        .replace(op, &[keys])
}

const FLOAT_KEYS: &str = "func.func private @float_keys(%keys: tensor<?x?xi32>) -> tensor<?x?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %B = tensor.dim %keys, %c0 : tensor<?x?xi32>
  %N = tensor.dim %keys, %c1 : tensor<?x?xi32>
  %empty = tensor.empty(%B, %N) : tensor<?x?xf64>
  %floats = linalg.map { arith.sitofp } ins(%keys : tensor<?x?xi32>) outs(%empty : tensor<?x?xf64>)
  return %floats : tensor<?x?xf64>
}";

fn invert_indices<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    template!("invert_indices").replace(op, &op.operand_values())
}

/// The threshold in double precision; NaN where there is none, which nothing is at or below.
pub(super) fn threshold<'c>(op: Op<'c>, given: Option<Val<'c>>) -> Result<'c, Val<'c>> {
    match given {
        Some(value) => Ok(Template::new("threshold", THRESHOLD).expand(op, &[value])?[0]),
        None => constant(op, "f64", "0x7FF8000000000000"),
    }
}

const THRESHOLD: &str = "func.func private @threshold(%given: f32) -> f64 {
  %threshold = arith.extf %given : f32 to f64
  return %threshold : f64
}";
