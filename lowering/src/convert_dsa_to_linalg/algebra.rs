//! The algebra of patterns: the formulas.

use dynsparse_dialects::{
    Holds,
    dsa::{counted, pattern_type},
};
use dynsparse_ir::{Op, Result, operation::OpExt as _, rewrite};

use super::{Lower, constant, made_pattern, mask_of, replace_by_mask};
use crate::ConvertDsaToLinalg;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.pattern_union", |_, op| pair(op, "arith.ori")),
    ("dsa.pattern_intersection", |_, op| pair(op, "arith.andi")),
    ("dsa.pattern_complement", complement),
    ("dsa.pattern_count", count),
];

fn pair<'c>(op: Op<'c>, combine: &str) -> Result<'c> {
    let operands = op.operand_values();
    let made = made_pattern(op)?;
    let (first, second) = (pattern_type(op.operand_at(0))?, pattern_type(op.operand_at(1))?);
    // How many members of the result, along each axis, one of an operand stands for: a block, for its elements.
    let stands_for = |holds: Holds, axis: usize| {
        if holds == made.holds { 1 } else { made.block[axis] }
    };
    let masks = [mask_of(op, operands[0])?, mask_of(op, operands[1])?];
    let sized = if first.holds == made.holds { "a" } else { "b" };
    let mask = template!("pattern_pair")
        .set("combine", combine)
        .set("sized", sized)
        .set("qa", stands_for(first.holds, 0))
        .set("ka", stands_for(first.holds, 1))
        .set("qb", stands_for(second.holds, 0))
        .set("kb", stands_for(second.holds, 1))
        .expand(op, &masks)?;
    replace_by_mask(op, mask[0])
}

fn complement<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let mask = template!("pattern_complement").expand(op, &[mask_of(op, operands[0])?])?;
    replace_by_mask(op, mask[0])
}

fn count<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = pattern_type(op.operand_at(0))?;
    let mask = mask_of(op, operands[0])?;
    let [bq, bk] = pattern.block;
    let count = match (counted(op), pattern.holds) {
        (Holds::Blocks, Holds::Elements) => template!("count_covered")
            .set("bq", bq)
            .set("bk", bk)
            .expand(op, &[mask])?,
        (Holds::Elements, Holds::Blocks) => {
            let mut given = operands[1..].iter().copied();
            let mut arguments = vec![mask];
            for size in &pattern.shape[2..] {
                arguments.push(match size {
                    Some(size) => constant(op, "index", &size.to_string())?,
                    None => given.next().ok_or_else(|| op.op_error("lacks a size"))?,
                });
            }
            template!("count_within")
                .set("bq", bq)
                .set("bk", bk)
                .expand(op, &arguments)?
        }
        _ => template!("count_mask").expand(op, &[mask])?,
    };
    rewrite::replace(op, &count)
}
