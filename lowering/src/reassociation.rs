//! Which dimensions of a reshape belong together.

use dynsparse_ir::{
    Op,
    melior::ir::{
        ValueLike as _,
        attribute::{ArrayAttribute, IntegerAttribute},
    },
    operation::{Dim, OpExt as _, dims},
};

/// True for an op that makes several dimensions of one.
pub fn is_expansion(op: Op<'_>) -> bool {
    op.full_name().ends_with(".expand_shape")
}

/// The dimensions that become one, or are made of one, group after group: those of the side of a `collapse_shape` or
/// `expand_shape` that has more of them, with their sizes. `None` for any other op.
pub fn groups(op: Op<'_>) -> Option<Vec<Vec<(usize, Dim)>>> {
    let wide = if is_expansion(op) {
        *op.result_values().first()?
    } else {
        op.operand_at(0)?
    };
    let sizes = dims(wide.r#type())?;
    let attribute = ArrayAttribute::try_from(op.attr("reassociation")?).ok()?;
    let group = |index| {
        let group = ArrayAttribute::try_from(attribute.element(index).ok()?).ok()?;
        let axis = |i| {
            let axis = usize::try_from(IntegerAttribute::try_from(group.element(i).ok()?).ok()?.value()).ok()?;
            Some((axis, *sizes.get(axis)?))
        };
        (0..group.len()).map(axis).collect()
    };
    (0..attribute.len()).map(group).collect()
}

/// True for a group that has an open size beside one of 0.
pub fn is_empty(group: &[(usize, Dim)]) -> bool {
    let has = |wanted| group.iter().any(|(_, size)| *size == wanted);
    has(Some(0)) && has(None)
}
