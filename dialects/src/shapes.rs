//! Shape checks that the verifiers of both dialects share. Messages say what was expected and what was found.

use dynsparse_ir::{
    Error, Op, Result, Val,
    melior::ir::{Type, ValueLike as _},
    operation::{Dim, OpExt as _, dims, dims_agree, element, same_type, show_dims, users},
};

/// A shaped operand: its name in messages, sizes and element type.
pub struct Shaped<'c> {
    pub name: &'static str,
    pub sizes: Vec<Dim>,
    pub element: Type<'c>,
}

/// Operand `index` as a shaped value.
pub fn shaped<'c>(op: Op<'c>, index: usize, name: &'static str) -> Result<'c, Shaped<'c>> {
    let missing = || {
        Error::new(format!(
            "expects operand #{index} ({name}) to be a ranked tensor or memref"
        ))
    };
    let r#type = op.operand_at(index).ok_or_else(missing)?.r#type();
    Ok(Shaped {
        name,
        sizes: dims(r#type).ok_or_else(missing)?,
        element: element(r#type).ok_or_else(missing)?,
    })
}

/// Dimension `axis_a` of `a` equals `axis_b` of `b`, as far as both are static.
pub fn agree<'c>(what: &str, a: &Shaped<'c>, axis_a: usize, b: &Shaped<'c>, axis_b: usize) -> Result<'c> {
    let (x, y) = (a.sizes[axis_a], b.sizes[axis_b]);
    if dims_agree(x, y) {
        return Ok(());
    }
    Err(Error::new(format!(
        "{what} differs: {} has {} in dimension {axis_a}, {} has {} in dimension {axis_b}",
        a.name,
        show_dims(&[x]),
        b.name,
        show_dims(&[y])
    )))
}

/// Whether each of so many heads of keys serves as many of all heads of queries, as far as both are static.
pub fn heads_divide(queries: Dim, keys: Dim) -> bool {
    match (queries, keys) {
        (Some(0), Some(0)) => true,
        (Some(queries), Some(keys)) => keys > 0 && queries.is_multiple_of(keys),
        _ => true,
    }
}

/// Each head of `keys` serves as many of the heads of `queries`, as far as both are static.
pub fn heads_are_grouped<'c>(queries: &Shaped<'c>, keys: &Shaped<'c>) -> Result<'c> {
    let (all, found) = (queries.sizes[1], keys.sizes[1]);
    if heads_divide(all, found) {
        return Ok(());
    }
    Err(Error::new(format!(
        "number of heads: {} has {} in dimension 1, expected a divisor of {}, that of {}, so that each serves as many of those",
        keys.name,
        show_dims(&[found]),
        show_dims(&[all]),
        queries.name
    )))
}

/// Both have the same element type.
pub fn same_element<'c>(a: &Shaped<'c>, b: &Shaped<'c>) -> Result<'c> {
    if same_type(a.element, b.element) {
        return Ok(());
    }
    Err(Error::new(format!(
        "element types differ: {} has {}, {} has {}",
        a.name, a.element, b.name, b.element
    )))
}

/// `found` is `expected`, as far as both are static.
pub fn sizes_are<'c>(what: &str, found: &[Dim], expected: &[Dim]) -> Result<'c> {
    if found.len() == expected.len() && found.iter().zip(expected).all(|(f, e)| dims_agree(*f, *e)) {
        return Ok(());
    }
    Err(Error::new(format!(
        "{what} is {}, expected {}",
        show_dims(found),
        show_dims(expected)
    )))
}

/// A batch or head size of a pattern serves the operands': equal, or 1.
pub fn serves<'c>(what: &str, pattern: Dim, operands: Dim) -> Result<'c> {
    if pattern == Some(1) || dims_agree(pattern, operands) {
        return Ok(());
    }
    Err(Error::new(format!(
        "pattern has {what} size {}, expected {} as the operands, or 1",
        show_dims(&[pattern]),
        show_dims(&[operands])
    )))
}

/// For how many batch entries or heads of the operands one of a pattern's is.
pub fn served(pattern: Dim, operands: Dim) -> Dim {
    match pattern {
        Some(1) => operands,
        own => own.map(|_| 1),
    }
}

/// The `block` attribute, whose sizes must be at least 1.
pub fn block_of<'c>(op: Op<'c>) -> Result<'c, [u64; 2]> {
    let block = op.ints_attr("block").unwrap_or_default();
    match block[..] {
        [queries, keys] if queries > 0 && keys > 0 => Ok([queries as u64, keys as u64]),
        _ => Err(Error::new(format!(
            "block is {block:?}, expected two sizes of at least 1: queries and keys"
        ))),
    }
}

/// The scale of attention and scores: the attribute, or `1 / sqrt(D)`.
pub fn check_scale<'c>(op: Op<'c>, head_dimension: Dim) -> Result<'c> {
    match (op.float_attr("scale"), head_dimension) {
        (Some(scale), _) if !scale.is_finite() => {
            Err(Error::new(format!("scale is {scale}, expected a finite number")))
        }
        (None, None) => Err(Error::new("needs a scale: the head dimension is dynamic")),
        (None, Some(0)) => Err(Error::new("needs a scale: the head dimension is 0")),
        _ => Ok(()),
    }
}

/// The output of an op whose `lse` nobody asks for, where it would be the same without.
///
/// Weights of bf16 are less exact where no sum of them is a result (`tile-dsk-attention`): other numbers.
pub fn output_beside_unused_lse<'c>(op: Op<'c>) -> Option<Val<'c>> {
    let [output, lse] = op.result_values()[..] else {
        return None;
    };
    let is_bf16 = element(output.r#type()).is_some_and(|element| element.to_string() == "bf16");
    (!is_bf16 && users(lse).is_empty()).then_some(output)
}
