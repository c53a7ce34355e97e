//! How patterns are stored: to the reference they are masks, whatever their format.

use dynsparse_dialects::dsa::pattern_type;
use dynsparse_ir::{Op, Result, operation::OpExt as _};

use super::{Lower, constant, made_pattern, mask_of, replace_by_mask};
use crate::ConvertDsaToLinalg;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[("dsa.convert_pattern", convert_pattern)];

fn convert_pattern<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let (from, to) = (pattern_type(Some(operands[0]))?, made_pattern(op)?);
    let mask = mask_of(op, operands[0])?;
    let [coarse, fine] = [from.unit(), to.unit()];
    if coarse == fine {
        return replace_by_mask(op, mask);
    }
    let mut given = operands[1..].iter().copied();
    let mut arguments = vec![mask];
    for size in &to.shape[2..] {
        arguments.push(match size {
            Some(size) => constant(op, "index", &size.to_string())?,
            None => given.next().ok_or_else(|| op.op_error("lacks a size"))?,
        });
    }
    let refined = template!("refine_mask")
        .set("fq", coarse[0] / fine[0])
        .set("fk", coarse[1] / fine[1])
        .set("uq", fine[0])
        .set("uk", fine[1])
        .expand(op, &arguments)?;
    replace_by_mask(op, refined[0])
}
