//! Choosing by mass, and how much mass was kept, as stored patterns and kernels on tensors.

use dynsparse_ir::{Op, Result, melior::ir::ValueLike as _, operation::OpExt as _, rewrite, template::cast};

use super::{Lower, bcsr, element_of, formats, index_type, parts_of, patterns::to_mask, template};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.select_blocks_by_mass", select_blocks_by_mass),
    ("dsa.retained_mass", retained_mass),
];

fn select_blocks_by_mass<'c>(op: Op<'c>) -> Result<'c> {
    let (operands, results) = (op.operand_values(), op.result_values());
    let pattern = bcsr(op, results.first().copied())?;
    let score = element_of(op, 0)?;
    let (first, first_index) = if let Some(always) = operands.get(3) {
        let always_type = bcsr(op, Some(*always))?;
        (parts_of(op, &always_type, *always)?, index_type(&always_type))
    } else {
        let none = template("no_blocks", include_str!("no_blocks.mlir"))
            .set("S", score)
            .set("I", index_type(&pattern));
        (none.expand(op, &operands[..1])?, index_type(&pattern))
    };
    let made = template("select_blocks_by_mass", include_str!("select_blocks_by_mass.mlir"))
        .set("S", score)
        .set("A", first_index)
        .set("I", index_type(&pattern))
        .set("apart", if op.attr("apart").is_some() { "apart" } else { "" })
        .expand(op, &[operands[0], operands[1], operands[2], first[0], first[1]])?;
    let chosen = formats::made(op, &pattern, made[..3].to_vec(), formats::form_of_ops(&pattern))?;
    let retained = cast(op, made[3], results[1].r#type())?;
    rewrite::replace(op, &[chosen, retained])
}

fn retained_mass<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let mask = to_mask(op, operands[1])?;
    template("retained_mass", include_str!("retained_mass.mlir"))
        .set("S", element_of(op, 0)?)
        .replace(op, &[operands[0], mask])
}
