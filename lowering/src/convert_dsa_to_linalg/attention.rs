//! Attention: the formulas.

use dynsparse_dialects::dsa::pattern_type;
use dynsparse_ir::{Op, Result, operation::OpExt as _};

use super::{Lower, blocked, convert, mask_of, replace_rounded, scale};
use crate::{ConvertDsaToLinalg, precision::minus_infinity_of};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[("dsa.attention", attention)];

fn attention<'c>(pass: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = pattern_type(operands.get(3).copied())?;
    let float = pass.compute_word(operands[0]);
    let mut arguments = Vec::new();
    for operand in &operands[..3] {
        arguments.push(convert(op, *operand, float)?);
    }
    arguments.push(mask_of(op, operands[3])?);
    let (bias_argument, add_bias) = match operands.get(4) {
        Some(bias) => {
            arguments.push(convert(op, *bias, float)?);
            (
                format!(", %bias: tensor<?x?x?x{float}>"),
                ADD_BIAS.replace("$float", float),
            )
        }
        // A name for the same numbers; it folds away.
        None => {
            let r#type = format!("tensor<?x{float}>");
            (String::new(), format!("%x = tensor.cast %unbiased : {type} to {type}"))
        }
    };
    let values = blocked(template!("attention"), &pattern)
        .set("float", float)
        .set("minus_infinity", minus_infinity_of(float))
        .set("scale", scale(op)?)
        .set("bias_argument", bias_argument)
        .set("add_bias", add_bias)
        .expand(op, &arguments)?;
    replace_rounded(op, &values)
}

/// A bias with one batch entry or head serves all.
const ADD_BIAS: &str = "%bias_B = tensor.dim %bias, %c0 : tensor<?x?x?x$float>
          %bias_H = tensor.dim %bias, %c1 : tensor<?x?x?x$float>
          %bias_last_b = arith.subi %bias_B, %c1 : index
          %bias_last_h = arith.subi %bias_H, %c1 : index
          %bias_b = arith.minui %b, %bias_last_b : index
          %bias_h = arith.minui %g, %bias_last_h : index
          %x = tensor.generate %count {
          ^bb0(%n: index):
            %j = tensor.extract %J[%n] : tensor<?xindex>
            %score = tensor.extract %unbiased[%n] : tensor<?x$float>
            %of_key = tensor.extract %bias[%bias_b, %bias_h, %j] : tensor<?x?x?x$float>
            %biased = arith.addf %score, %of_key : $float
            tensor.yield %biased : $float
          } : tensor<?x$float>";
