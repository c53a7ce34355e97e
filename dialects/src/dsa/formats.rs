//! How patterns are stored: which can be stored how, and conversions that say nothing.

use dynsparse_ir::{
    Error, Op, Result, Val,
    hooks::{Fold, OpHooks},
    melior::ir::{
        Attribute, Identifier, ValueLike as _,
        operation::{OperationBuilder, OperationLike as _},
    },
    operation::{Dim, OpExt as _, defined_by, same_type, show_dims},
    rewrite::{Pattern, Rewriter},
};

use super::pattern_type;
use crate::pattern::PatternType;

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[OpHooks {
    fold: Some(fold_convert),
    canonicalize: &[&ConvertTwice],
    ..OpHooks::verifying("dsa.convert_pattern", verify_convert)
}];

/// The least share of a block's elements for which the format `hybrid` has it as a block, unless it is said: about where a
/// block costs attention what its elements cost one by one.
pub const DEFAULT_FILL: f64 = 0.25;

/// The `fill` of a conversion, and of every other op that makes a pattern.
pub fn fill_of(op: Op<'_>) -> f64 {
    if op.full_name() == "dsa.convert_pattern" {
        op.float_attr("fill").unwrap_or(DEFAULT_FILL)
    } else {
        DEFAULT_FILL
    }
}

/// Whether the conversion between the two types needs the numbers of queries and keys.
fn needs_sizes(from: &PatternType, to: &PatternType) -> bool {
    from.unit() != to.unit()
}

fn verify_convert(op: Op<'_>) -> Result<'_> {
    let from = pattern_type(op.operand_at(0))?;
    let to = pattern_type(op.result_values().first().copied())?;
    if from.shape != to.shape {
        return Err(Error::new(format!(
            "makes {} of {}, expected the same sizes",
            show_dims(&to.shape),
            show_dims(&from.shape)
        )));
    }
    let divides = |axis: usize| from.unit()[axis].is_multiple_of(to.unit()[axis]);
    if !(divides(0) && divides(1)) {
        let [[fq, fk], [tq, tk]] = [from.unit(), to.unit()];
        return Err(Error::new(format!(
            "makes units of {tq}x{tk} of those of {fq}x{fk}, expected sizes that divide them: the set could not be kept"
        )));
    }
    let open = |size: &&Dim| size.is_none();
    let expected = if needs_sizes(&from, &to) {
        from.shape[2..].iter().filter(open).count()
    } else {
        0
    };
    let found = op.operand_values().len() - 1;
    if found != expected {
        return Err(Error::new(format!(
            "has {found} size operands, expected {expected}: one for each `?` of the queries and keys {} where units become \
             smaller",
            show_dims(&from.shape[2..])
        )));
    }
    match op.float_attr("fill") {
        Some(fill) if !(0.0..=1.0).contains(&fill) => Err(Error::new(format!("fill is {fill}, expected 0 to 1"))),
        _ => Ok(()),
    }
}

/// `convert(p) = p` where the types agree, and `convert(convert(p)) = p` where it comes back to the type of `p`.
fn fold_convert<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    let of_result = |value: Val<'c>| {
        same_type(value.r#type(), op.result_values().first()?.r#type()).then(|| vec![Fold::Value(value)])
    };
    let of = op.operand_at(0)?;
    of_result(of).or_else(|| of_result(defined_by(of, "dsa.convert_pattern")?.operand_at(0)?))
}

/// `convert(convert(p)) = convert(p)`: a set that can be had in two steps can be had in one.
struct ConvertTwice;

impl Pattern for ConvertTwice {
    fn root(&self) -> &'static str {
        "dsa.convert_pattern"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let Some(inner) = op
            .operand_at(0)
            .and_then(|value| defined_by(value, "dsa.convert_pattern"))
        else {
            return Ok(false);
        };
        // Sizes are those of the step that makes units smaller; both have the same, if both do.
        let [before, after] = [inner, op].map(|op| op.operand_values());
        let sizes = if after.len() > 1 { &after[1..] } else { &before[1..] };
        let operands = [&before[..1], sizes].concat();
        let attributes = op.attr("fill").map(|fill| (Identifier::new(op.ctx(), "fill"), fill));
        let attributes: Vec<_> = attributes.into_iter().chain(op.discardable_attributes()).collect();
        let once = OperationBuilder::new("dsa.convert_pattern", op.location())
            .add_operands(&operands)
            .add_attributes(&attributes)
            .add_results(&[op.result_values()[0].r#type()])
            .build()
            .map_err(|error| op.error(error.to_string()))?;
        let once = rewriter.insert_before(op, once);
        rewriter.replace(op, &once.result_values());
        Ok(true)
    }
}
