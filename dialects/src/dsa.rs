//! The behaviour of the `dsa` ops: what their verifiers check, the types they infer, what they fold to.

use dynsparse_ir::{
    Error, Op, Result, Val,
    hooks::{OpHooks, Operands},
    melior::ir::{
        Attribute, AttributeLike as _, Identifier, Type, ValueLike as _,
        attribute::{DenseElementsAttribute, FloatAttribute, IntegerAttribute},
        operation::{OperationBuilder, OperationLike as _},
    },
    operation::{Dim, OpExt as _, defined_by, dims, element, is_int, same_type, users},
    rewrite::Rewriter,
};

use crate::enums::Holds;
use crate::pattern::PatternType;

mod algebra;
mod attention;
mod channels;
mod control;
mod exits;
mod experts;
mod formats;
mod heads;
mod incremental;
mod linear;
mod lists;
mod mass;
mod merging;
mod patterns;
mod prediction;
mod selection;
mod sizes;
mod sparse_tensors;
mod stored_scores;
mod structured;
mod temporal;
mod tokens;

pub use algebra::counted;
pub use control::at_least;
pub use exits::{
    ExitBounds, ExitParts, arguments_of_stage, early_exit_answers, end_of_stage, exit_parts, packed_type, stages,
};
pub use experts::RouteExperts;
pub use formats::{DEFAULT_FILL, fill_of};
pub use merging::{first_destination, first_source, protected};
pub use patterns::Window;
pub use sparse_tensors::{ENCODING, Encoded, encoded, sparse_encoding};
pub use structured::{SizeSource, size_sources};
pub use temporal::DeltaGate;

/// One entry an op, a list a topic.
pub const HOOKS: &[&[OpHooks]] = &[
    patterns::HOOKS,
    algebra::HOOKS,
    structured::HOOKS,
    formats::HOOKS,
    sparse_tensors::HOOKS,
    selection::HOOKS,
    mass::HOOKS,
    prediction::HOOKS,
    attention::HOOKS,
    stored_scores::HOOKS,
    tokens::HOOKS,
    merging::HOOKS,
    heads::HOOKS,
    channels::HOOKS,
    exits::HOOKS,
    temporal::HOOKS,
    incremental::HOOKS,
    control::HOOKS,
    linear::HOOKS,
    experts::HOOKS,
];

/// The scale an op works with: its attribute, or `1 / sqrt(D)` of its first operand's last dimension.
pub fn scale_of(op: Op<'_>) -> Option<f64> {
    op.float_attr("scale").or_else(|| {
        let dimension = *dims(op.operand_at(0)?.r#type())?.last()?;
        Some(1.0 / (dimension? as f64).sqrt())
    })
}

/// The pattern type of result or operand `value`.
///
/// # Errors
///
/// If there is no value, or it is no pattern.
pub fn pattern_type<'c>(value: Option<Val<'c>>) -> Result<'c, PatternType> {
    value
        .and_then(|v| PatternType::of(v.r#type()))
        .ok_or_else(|| Error::new("expects a !dsa.pattern"))
}

fn explain_grid<'c>(error: Error<'c>, pattern: &PatternType) -> Error<'c> {
    Error {
        message: format!(
            "{} for {pattern}: batch x heads x {}",
            error.message,
            match pattern.holds {
                Holds::Blocks => "block rows x block columns",
                Holds::Elements => "queries x keys",
            }
        ),
        ..error
    }
}

fn score_type<'c>(parts: &Operands<'c>, from: Type<'c>) -> Type<'c> {
    let double = Type::float64(parts.context);
    if element(from).is_some_and(|e| same_type(e, double)) {
        double
    } else {
        Type::float32(parts.context)
    }
}

/// The number that a constant `f32` is.
fn float_constant(value: Option<Val<'_>>) -> Option<f64> {
    let constant = defined_by(value?, "arith.constant")?;
    FloatAttribute::try_from(constant.attr("value")?)
        .ok()
        .map(|attribute| attribute.value())
}

/// `value` as a tensor of that type.
fn cast<'c>(anchor: Op<'c>, value: Val<'c>, r#type: Type<'c>, rewriter: &Rewriter<'c>) -> Result<'c, Val<'c>> {
    if same_type(value.r#type(), r#type) {
        return Ok(value);
    }
    let cast = OperationBuilder::new("tensor.cast", anchor.location())
        .add_operands(&[value])
        .add_results(&[r#type])
        .build()
        .map_err(|error| anchor.error(error.to_string()))?;
    Ok(rewriter.insert_before(anchor, cast).result_values()[0])
}

/// Size `axis` of a tensor, if its type states it.
fn size_of(value: Val<'_>, axis: usize) -> Dim {
    dims(value.r#type())
        .and_then(|sizes| sizes.get(axis).copied())
        .flatten()
}

/// The number that every element of a constant tensor of integers is.
fn integer_of_all(value: Val<'_>) -> Option<i64> {
    let constant = defined_by(value, "arith.constant")?.attr("value")?;
    let elements = DenseElementsAttribute::try_from(constant).ok()?;
    let splat = elements.is_splat().then(|| elements.splat_value())?;
    let splat = IntegerAttribute::try_from(splat).ok()?;
    // A bit that is set reads as -1.
    Some(if is_int(splat.r#type(), 1) {
        i64::from(splat.value() != 0)
    } else {
        splat.value()
    })
}

/// A constant before `anchor`.
fn constant<'c>(anchor: Op<'c>, value: Attribute<'c>, rewriter: &Rewriter<'c>) -> Result<'c, Val<'c>> {
    let constant = OperationBuilder::new("arith.constant", anchor.location())
        .add_attributes(&[(Identifier::new(anchor.ctx(), "value"), value)])
        .add_results(&[value.r#type()])
        .build()
        .map_err(|error| anchor.error(error.to_string()))?;
    Ok(rewriter.insert_before(anchor, constant).result_values()[0])
}

/// Puts one value in the place of another wherever it is used.
fn replace_uses<'c>(from: Val<'c>, to: Val<'c>, rewriter: &Rewriter<'c>) {
    for user in users(from) {
        for (index, operand) in user.operand_values().into_iter().enumerate() {
            if operand == from {
                rewriter.set_operand(user, index, to);
            }
        }
    }
}

/// Puts an op with other operands in the place of `op`; of its attributes those that are named have other values.
fn replace_by_same<'c>(
    op: Op<'c>,
    operands: &[Val<'c>],
    changed: &[(&str, Attribute<'c>)],
    rewriter: &Rewriter<'c>,
) -> Result<'c, bool> {
    let types: Vec<Type> = op.result_values().iter().map(|value| value.r#type()).collect();
    let attributes: Vec<_> = op
        .attributes()
        .map(|(name, value)| {
            let now = changed
                .iter()
                .find(|(other, _)| name.as_string_ref().as_str() == Ok(*other));
            (name, now.map_or(value, |(_, value)| *value))
        })
        .collect();
    let same = OperationBuilder::new(&op.full_name(), op.location())
        .add_operands(operands)
        .add_attributes(&attributes)
        .add_results(&types)
        .build()
        .map_err(|error| op.error(error.to_string()))?;
    let same = rewriter.insert_before(op, same);
    rewriter.replace(op, &same.result_values());
    Ok(true)
}

/// Puts the dense pattern in the place of the op's only result; `sizes` are those that its type leaves open.
fn replace_by_dense<'c>(op: Op<'c>, sizes: &[Val<'c>], rewriter: &Rewriter<'c>) -> Result<'c, bool> {
    let Some(pattern) = op.result_values().first().map(|v| v.r#type()) else {
        return Ok(false);
    };
    let dense = OperationBuilder::new("dsa.dense_pattern", op.location())
        .add_operands(sizes)
        .add_attributes(&op.discardable_attributes())
        .add_results(&[pattern])
        .build()
        .map_err(|error| op.error(error.to_string()))?;
    let dense = rewriter.insert_before(op, dense);
    rewriter.replace(op, &dense.result_values());
    Ok(true)
}
