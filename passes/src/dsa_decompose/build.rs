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

/// Dimensions of a tensor as one: `groups` as in `tensor.collapse_shape`.
pub fn collapse<'c>(anchor: Op<'c>, value: Val<'c>, groups: &[&[usize]]) -> Result<'c, Val<'c>> {
    let sizes = sizes_of(value);
    let product = |group: &&[usize]| group.iter().map(|axis| sizes[*axis]).product::<Option<u64>>();
    let products: Vec<Dim> = groups.iter().map(product).collect();
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

/// A dimension of a tensor as several: `groups` as in `tensor.expand_shape`, `open` the sizes that `sizes` leaves open.
pub fn expand<'c>(
    anchor: Op<'c>,
    value: Val<'c>,
    groups: &[&[usize]],
    sizes: &[Dim],
    open: &[Val<'c>],
) -> Result<'c, Val<'c>> {
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
