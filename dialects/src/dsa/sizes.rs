//! What types state of sizes: read through casts, and results without elements.

use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{
        Type, TypeLike as _, ValueLike as _,
        operation::{OperationBuilder, OperationLike as _},
    },
    operation::{OpExt as _, defined_by, dims, dims_agree, same_type},
    rewrite::{Pattern, Rewriter},
};

use super::cast;

/// The op reads through casts that hide sizes, so that what they hide is known behind it too. The op.
pub(super) struct ReadsThroughCasts(pub &'static str);

impl Pattern for ReadsThroughCasts {
    fn root(&self) -> &'static str {
        self.0
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let operands = op.operand_values();
        let read: Vec<Val> = operands
            .iter()
            .map(|value| behind_cast(*value).unwrap_or(*value))
            .collect();
        if read == operands {
            return Ok(false);
        }
        let mut hooks = super::HOOKS.iter().flat_map(|list| *list);
        let infers = hooks.any(|hooks| hooks.name == self.0 && hooks.infer.is_some());
        let types: Vec<Type> = op.result_values().iter().map(|value| value.r#type()).collect();
        let same = OperationBuilder::new(self.0, op.location())
            .add_operands(&read)
            .add_attributes(&op.attributes().collect::<Vec<_>>());
        let same = if infers {
            same.enable_result_type_inference()
        } else {
            same.add_results(&types)
        };
        let same = same.build().map_err(|error| op.error(error.to_string()))?;
        let fits = same
            .results()
            .zip(&types)
            .all(|(result, r#type)| can_cast(result.r#type(), *r#type));
        // Sizes that contradict each other are for the program to say when it runs.
        let Some(same) = fits.then(|| rewriter.insert_if_valid(op, same)).flatten() else {
            return Ok(false);
        };
        let results = same.result_values().into_iter().zip(types);
        let results = results.map(|(result, r#type)| cast(op, result, r#type, rewriter));
        rewriter.replace(op, &results.collect::<Result<Vec<_>>>()?);
        Ok(true)
    }
}

/// What a cast is of that hides some of its sizes and shows none.
fn behind_cast(value: Val<'_>) -> Option<Val<'_>> {
    let of = defined_by(value, "tensor.cast")?.operand_at(0)?;
    hides(of.r#type(), value.r#type()).then_some(of)
}

/// Whether types are the same, or those of tensors of which the second states no size that the first does not.
pub(super) fn hides(stated: Type<'_>, left: Type<'_>) -> bool {
    let sizes = || {
        let (stated, left) = (dims(stated)?, dims(left)?);
        let all = stated.len() == left.len()
            && stated
                .iter()
                .zip(left)
                .all(|(stated, left)| left.is_none_or(|left| *stated == Some(left)));
        Some(all)
    };
    same_type(stated, left) || (stated.is_tensor() && left.is_tensor() && sizes().unwrap_or(false))
}

/// Whether `tensor.cast` makes one type of the other, or they are the same.
pub(super) fn can_cast(from: Type<'_>, to: Type<'_>) -> bool {
    let tensors = || {
        let (from, to) = (dims(from)?, dims(to)?);
        Some(from.len() == to.len() && from.into_iter().zip(to).all(|(from, to)| dims_agree(from, to)))
    };
    same_type(from, to) || (from.is_tensor() && to.is_tensor() && tensors().unwrap_or(false))
}

/// Where types say that the results have no elements, there is nothing to compute. The op.
pub(super) struct NoElements(pub &'static str);

impl Pattern for NoElements {
    fn root(&self) -> &'static str {
        self.0
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let types: Vec<Type> = op.result_values().iter().map(|value| value.r#type()).collect();
        if !types.iter().all(|r#type| has_no_elements(*r#type)) {
            return Ok(false);
        }
        let none = types.into_iter().map(|r#type| empty(op, r#type, rewriter));
        rewriter.replace(op, &none.collect::<Result<Vec<_>>>()?);
        Ok(true)
    }
}

fn has_no_elements(r#type: Type<'_>) -> bool {
    let sizes = dims(r#type).filter(|_| r#type.is_tensor()).unwrap_or_default();
    sizes.contains(&Some(0)) && sizes.iter().all(Option::is_some)
}

/// A tensor of that type, whose elements are not said, or which has none.
pub(super) fn empty<'c>(anchor: Op<'c>, r#type: Type<'c>, rewriter: &Rewriter<'c>) -> Result<'c, Val<'c>> {
    let empty = OperationBuilder::new("tensor.empty", anchor.location())
        .add_results(&[r#type])
        .build()
        .map_err(|error| anchor.error(error.to_string()))?;
    Ok(rewriter.insert_before(anchor, empty).result_values()[0])
}
