//! Making ops in front of the one whose place they take.

use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{
        Attribute, Identifier, Region, Type, ValueLike as _,
        attribute::IntegerAttribute,
        operation::{OperationBuilder, OperationLike as _},
    },
    operation::{Dim, OpExt as _, dims, element, tensor},
    rewrite,
};

/// Attributes by name.
pub type Attributes<'a, 'c> = &'a [(&'a str, Attribute<'c>)];

/// An op of one result, whose type it infers, before `anchor`.
pub fn before<'c>(
    anchor: Op<'c>,
    name: &str,
    operands: &[Val<'c>],
    attributes: Attributes<'_, 'c>,
) -> Result<'c, Val<'c>> {
    Ok(inferred(anchor, name, operands, attributes)?[0])
}

/// As [`before`], of an op of any number of results.
pub fn inferred<'c>(
    anchor: Op<'c>,
    name: &str,
    operands: &[Val<'c>],
    attributes: Attributes<'_, 'c>,
) -> Result<'c, Vec<Val<'c>>> {
    build(anchor, name, operands, attributes, None, Vec::new())
}

/// An op of results of these types, before `anchor`.
pub fn typed<'c>(
    anchor: Op<'c>,
    name: &str,
    operands: &[Val<'c>],
    attributes: Attributes<'_, 'c>,
    types: &[Type<'c>],
) -> Result<'c, Vec<Val<'c>>> {
    build(anchor, name, operands, attributes, Some(types), Vec::new())
}

/// An op with these regions before `anchor`; the types of its results are inferred where they are `None`.
pub fn build<'c>(
    anchor: Op<'c>,
    name: &str,
    operands: &[Val<'c>],
    attributes: Attributes<'_, 'c>,
    types: Option<&[Type<'c>]>,
    regions: Vec<Region<'c>>,
) -> Result<'c, Vec<Val<'c>>> {
    let attributes: Vec<_> = attributes
        .iter()
        .map(|(name, value)| (Identifier::new(anchor.ctx(), name), *value))
        .collect();
    let builder = OperationBuilder::new(name, anchor.location())
        .add_operands(operands)
        .add_attributes(&attributes)
        .add_regions_vec(regions);
    let builder = match types {
        Some(types) => builder.add_results(types),
        None => builder.enable_result_type_inference(),
    };
    let operation = builder.build().map_err(|error| anchor.error(error.to_string()))?;
    Ok(rewrite::insert_before(anchor, operation).result_values())
}

/// An attribute from its text.
pub fn attribute<'c>(anchor: Op<'c>, text: &str) -> Result<'c, Attribute<'c>> {
    Attribute::parse(anchor.ctx(), text).ok_or_else(|| anchor.error(format!("'{text}' is not an attribute")))
}

/// An `arith.constant` from the text of its value.
pub fn constant<'c>(anchor: Op<'c>, text: &str) -> Result<'c, Val<'c>> {
    let value = attribute(anchor, text)?;
    before(anchor, "arith.constant", &[], &[("value", value)])
}

/// A constant `index`.
pub fn index<'c>(anchor: Op<'c>, value: i64) -> Result<'c, Val<'c>> {
    let value = IntegerAttribute::new(Type::index(anchor.ctx()), value).into();
    before(anchor, "arith.constant", &[], &[("value", value)])
}

/// Size `axis` of a tensor.
pub fn dim<'c>(anchor: Op<'c>, value: Val<'c>, axis: usize) -> Result<'c, Val<'c>> {
    let axis = index(anchor, axis as i64)?;
    before(anchor, "tensor.dim", &[value, axis], &[])
}

/// The sizes of a tensor; none if it has no rank.
pub fn sizes_of(value: Val<'_>) -> Vec<Dim> {
    dims(value.r#type()).unwrap_or_default()
}

/// The element type of a tensor.
pub fn element_of<'c>(value: Val<'c>) -> Result<'c, Type<'c>> {
    element(value.r#type()).ok_or_else(|| dynsparse_ir::Error::new("expects a ranked tensor"))
}

/// A tensor type with the elements of `value` and these sizes.
pub fn like<'c>(value: Val<'c>, sizes: &[Dim]) -> Result<'c, Type<'c>> {
    Ok(tensor(sizes, element_of(value)?))
}

/// The sizes that a type leaves open, read from `value`, which has as many dimensions.
pub fn open_sizes<'c>(anchor: Op<'c>, sizes: &[Dim], value: Val<'c>) -> Result<'c, Vec<Val<'c>>> {
    let open = sizes.iter().enumerate().filter(|(_, size)| size.is_none());
    open.map(|(axis, _)| dim(anchor, value, axis)).collect()
}

/// Dimensions of a tensor as one: `groups` as in `tensor.collapse_shape`. By `tensor.reshape` where a group has a size of 0
/// and an open one: MLIR 22 has the product open on tensors, and 0 on buffers.
pub fn collapse<'c>(anchor: Op<'c>, value: Val<'c>, groups: &[&[usize]]) -> Result<'c, Val<'c>> {
    let sizes = sizes_of(value);
    let product = |group: &&[usize]| {
        let is_empty = group.iter().any(|axis| sizes[*axis] == Some(0));
        let known = group.iter().map(|axis| sizes[*axis]).product::<Option<u64>>();
        if is_empty { Some(0) } else { known }
    };
    let products: Vec<Dim> = groups.iter().map(product).collect();
    let is_odd =
        |(group, product): (&&[usize], &Dim)| *product == Some(0) && group.iter().any(|axis| sizes[*axis].is_none());
    if groups.iter().zip(&products).any(is_odd) {
        let mut open = Vec::new();
        for (group, _) in groups.iter().zip(&products).filter(|(_, product)| product.is_none()) {
            let mut sizes = group.iter().map(|axis| dim(anchor, value, *axis));
            let first = sizes
                .next()
                .ok_or_else(|| anchor.op_error("has a group of no dimension"))??;
            open.push(sizes.try_fold(first, |product, size| {
                before(anchor, "arith.muli", &[product, size?], &[])
            })?);
        }
        return reshape(anchor, value, &products, &open);
    }
    let groups = attribute(anchor, &format!("{groups:?}"))?;
    let r#type = like(value, &products)?;
    Ok(typed(
        anchor,
        "tensor.collapse_shape",
        &[value],
        &[("reassociation", groups)],
        &[r#type],
    )?[0])
}

/// A tensor of other sizes, `open` those that `sizes` leaves open.
fn reshape<'c>(anchor: Op<'c>, value: Val<'c>, sizes: &[Dim], open: &[Val<'c>]) -> Result<'c, Val<'c>> {
    let mut open = open.iter().copied();
    let mut all = Vec::new();
    for size in sizes {
        all.push(match size {
            Some(size) => index(anchor, *size as i64)?,
            None => open.next().ok_or_else(|| anchor.op_error("lacks a size"))?,
        });
    }
    let r#type = tensor(&[Some(all.len() as u64)], Type::index(anchor.ctx()));
    let shape = typed(anchor, "tensor.from_elements", &all, &[], &[r#type])?[0];
    Ok(typed(anchor, "tensor.reshape", &[value, shape], &[], &[like(value, sizes)?])?[0])
}

/// A dimension of a tensor as several: `groups` as in `tensor.expand_shape`, `open` the sizes that `sizes` leaves open. By
/// `tensor.reshape` where two sizes of a group are open, or one is and another is 0, which MLIR 22 cannot lower otherwise.
pub fn expand<'c>(
    anchor: Op<'c>,
    value: Val<'c>,
    groups: &[&[usize]],
    sizes: &[Dim],
    open: &[Val<'c>],
) -> Result<'c, Val<'c>> {
    let is_odd = |group: &&[usize]| {
        let open = group.iter().filter(|axis| sizes[**axis].is_none()).count();
        open > 1 || (open == 1 && group.iter().any(|axis| sizes[*axis] == Some(0)))
    };
    if groups.iter().any(is_odd) {
        return reshape(anchor, value, sizes, open);
    }
    let stated: Vec<String> = sizes
        .iter()
        .map(|size| size.map_or_else(|| i64::MIN.to_string(), |size| size.to_string()))
        .collect();
    let attributes = [
        ("reassociation", attribute(anchor, &format!("{groups:?}"))?),
        (
            "static_output_shape",
            attribute(anchor, &format!("array<i64: {}>", stated.join(", ")))?,
        ),
    ];
    let operands = [&[value], open].concat();
    Ok(typed(
        anchor,
        "tensor.expand_shape",
        &operands,
        &attributes,
        &[like(value, sizes)?],
    )?[0])
}
