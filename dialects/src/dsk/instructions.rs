//! What one instruction does, where the target has it.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::{Fold, OpHooks},
    melior::ir::{
        Attribute, Type, ValueLike as _,
        attribute::{DenseElementsAttribute, IntegerAttribute},
    },
    operation::{OpExt as _, lanes},
    rewrite::{Pattern, Rewriter},
};

use crate::linear::replace_without;

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        fold: Some(fold_dot),
        ..OpHooks::verifying("dsk.dot", verify_dot)
    },
    OpHooks {
        canonicalize: &[&TimesOne],
        ..OpHooks::verifying("dsk.exp2", verify_exp2)
    },
];

/// Elements of a dot's factors that go into one element of its accumulator, by the factors' type.
fn group_of(factor: Type<'_>) -> (u64, &'static str) {
    if factor.to_string() == "bf16" {
        (2, "f32")
    } else {
        (4, "i32")
    }
}

fn verify_dot(op: Op<'_>) -> Result<'_> {
    let lanes_of = |operand: usize| op.operand_at(operand).and_then(|value| lanes(value.r#type()));
    let (Some((sums, sum)), Some((factors, factor))) = (lanes_of(0), lanes_of(1)) else {
        return Err(Error::new("expects vectors of static size"));
    };
    let (group, expected) = group_of(factor);
    if sum.to_string() != expected {
        return Err(Error::new(format!(
            "adds products of {factor} to {sum}, expected {expected}"
        )));
    }
    if sums.checked_mul(group) == Some(factors) {
        return Ok(());
    }
    Err(Error::new(format!(
        "multiplies {factors} elements onto {sums} accumulators, expected {group} of {factor} for each"
    )))
}

fn verify_exp2(op: Op<'_>) -> Result<'_> {
    if op.operand_at(0).and_then(|value| lanes(value.r#type())).is_none() {
        return Err(Error::new("expects a vector of static size"));
    }
    let terms = op.int_attr("terms").unwrap_or_default();
    if ![3, 4, 6].contains(&terms) {
        return Err(Error::new(format!("has {terms} terms, expected 3, 4 or 6")));
    }
    match op.float_attr("times") {
        Some(times) if !times.is_finite() => Err(Error::new(format!("times is {times}, expected a finite number"))),
        _ => Ok(()),
    }
}

/// Products with bytes of 0 add nothing. Those of floats may: `0 * NaN` is NaN.
fn fold_dot<'c>(op: Op<'c>, constants: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    let is_zero = |constant: &Option<Attribute<'c>>| {
        let splat = constant.and_then(|constant| DenseElementsAttribute::try_from(constant).ok());
        let splat = splat
            .filter(DenseElementsAttribute::is_splat)
            .map(|splat| splat.splat_value());
        splat.is_some_and(|splat| IntegerAttribute::try_from(splat).is_ok_and(|zero| zero.value() == 0))
    };
    let accumulator = op.operand_at(0)?;
    constants
        .get(1..3)?
        .iter()
        .any(is_zero)
        .then(|| vec![Fold::Value(accumulator)])
}

/// A factor of 1 need not be said.
struct TimesOne;

impl Pattern for TimesOne {
    fn root(&self) -> &'static str {
        "dsk.exp2"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        if op.float_attr("times") != Some(1.0) {
            return Ok(false);
        }
        replace_without(op, "times", rewriter)
    }
}
