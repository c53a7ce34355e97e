//! The behaviour of the `dsa` ops: what their verifiers check, the types they infer, what they fold to.

use dynsparse_ir::{
    Error, Op, Result, Val,
    hooks::{OpHooks, Operands},
    melior::ir::{
        Attribute, Type, ValueLike as _,
        attribute::IntegerAttribute,
        operation::{OperationBuilder, OperationLike as _},
    },
    operation::{OpExt as _, dims, element, same_type},
    rewrite::Rewriter,
};

use crate::pattern::{Holds, PatternType};

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
mod mass;
mod merging;
mod patterns;
mod prediction;
mod selection;
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

/// The op of that name that defines `value`.
fn defined_by<'c>(value: Val<'c>, name: &str) -> Option<Op<'c>> {
    let owner = dynsparse_ir::operation::owner(value)?;
    (owner.full_name() == name).then_some(owner)
}

/// The number that a constant `index` is.
fn index_constant(value: Option<Val<'_>>) -> Option<i64> {
    let constant = defined_by(value?, "arith.constant")?;
    IntegerAttribute::try_from(constant.attr("value")?)
        .ok()
        .map(|attribute| attribute.value())
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

fn replace_by_dense<'c>(op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
    let Some(pattern) = op.result_values().first().map(|v| v.r#type()) else {
        return Ok(false);
    };
    let dense = OperationBuilder::new("dsa.dense_pattern", op.location())
        .add_results(&[pattern])
        .build()
        .map_err(|error| op.error(error.to_string()))?;
    let dense = rewriter.insert_before(op, dense);
    rewriter.replace(op, &dense.result_values());
    Ok(true)
}
