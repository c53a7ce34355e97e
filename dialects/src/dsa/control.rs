//! How much is computed at all: budgets.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::{Fold, OpHooks},
    melior::ir::{
        Attribute, Type,
        attribute::{FloatAttribute, IntegerAttribute},
    },
    operation::{OpExt as _, defined_by},
};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[OpHooks {
    fold: Some(fold_budget),
    ..OpHooks::verifying("dsa.budget", verify_budget)
}];

fn verify_budget(op: Op<'_>) -> Result<'_> {
    let least = at_least(op);
    if least < 0 {
        return Err(Error::new(format!("at_least is {least}, expected at least 0")));
    }
    Ok(())
}

/// The least that a budget gives where there is as much.
pub fn at_least(op: Op<'_>) -> i64 {
    op.int_attr("at_least").unwrap_or(0)
}

/// A constant share of a constant size; all or nothing of any size; a budget of a budget.
fn fold_budget<'c>(op: Op<'c>, constants: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    let constant = |index: usize| *constants.get(index)?;
    let integer = |index| Some(IntegerAttribute::try_from(constant(index)?).ok()?.value());
    let fraction = constant(0)
        .and_then(|a| FloatAttribute::try_from(a).ok())
        .map(|a| a.value());
    let least = at_least(op);
    let count = |count: i64| {
        let r#type = Type::index(op.ctx());
        Some(vec![Fold::Constant(IntegerAttribute::new(r#type, count).into())])
    };
    let size = integer(1).map(|size| size.max(0));
    if let (Some(fraction), Some(size)) = (fraction, size) {
        return count(share(fraction, size).max(least).min(size));
    }
    if let (Some(wanted), Some(size)) = (integer(0), size) {
        return count(wanted.max(least).min(size));
    }
    let nothing = fraction.is_some_and(|fraction| fraction <= 0.0) || integer(0).is_some_and(|wanted| wanted <= 0);
    if nothing && least == 0 {
        return count(0);
    }
    let given = op.operand_at(1)?;
    // The size of a tensor is not negative.
    let is_size = ["tensor.dim", "memref.dim"]
        .iter()
        .any(|name| defined_by(given, name).is_some());
    if fraction.is_some_and(|fraction| fraction.is_nan() || fraction >= 1.0) && is_size {
        return Some(vec![Fold::Value(given)]);
    }
    let inner = defined_by(op.operand_at(0)?, "dsa.budget")?;
    let same_size = inner.operand_at(1)? == given;
    (same_size && at_least(inner) >= least).then(|| vec![Fold::Value(inner.result_values()[0])])
}

/// The nearest integer to a share of a size, halves up; a NaN is all of it.
fn share(fraction: f64, size: i64) -> i64 {
    let fraction = if fraction.is_nan() {
        1.0
    } else {
        fraction.clamp(0.0, 1.0)
    };
    (fraction * size as f64 + 0.5).floor() as i64
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn shares() {
        let tenth = f64::from(0.1_f32);
        assert_eq!([0, 4, 5, 10, 15].map(|size| share(tenth, size)), [0, 0, 1, 1, 2]);
        assert_eq!([f64::NAN, f64::INFINITY, 1.5, -0.5].map(|f| share(f, 7)), [7, 7, 7, 0]);
    }
}
