//! Products over time, of which what did not change is kept.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::{Fold, OpHooks, Operands},
    melior::ir::{Attribute, Type, ValueLike as _},
    operation::{OpExt as _, dims, same_type},
    rewrite::{Pattern, Rewriter},
};

use crate::shapes::{Shaped, agree, check_scale, same_element, shaped};

use super::sizes::ReadsThroughCasts;

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        infer: Some(|parts| infer_states(parts, &[4])),
        fold: Some(fold_update_scores),
        canonicalize: &[&ReadsThroughCasts("dsa.update_scores")],
        ..OpHooks::verifying("dsa.update_scores", verify_update_scores)
    },
    OpHooks {
        infer: Some(|parts| infer_states(parts, &[3])),
        fold: Some(fold_update_product_rows),
        canonicalize: &[&ReadsThroughCasts("dsa.update_product_rows")],
        ..OpHooks::verifying("dsa.update_product_rows", verify_update_product_rows)
    },
    OpHooks {
        infer: Some(|parts| infer_states(parts, &[3, 4, 5])),
        canonicalize: &[&NothingChanged, &ReadsThroughCasts("dsa.update_product")],
        ..OpHooks::verifying("dsa.update_product", verify_update_product)
    },
];

/// A new state is of the type of the old one.
fn infer_states<'c>(parts: &Operands<'c>, states: &[usize]) -> Result<'c, Vec<Type<'c>>> {
    states.iter().map(|state| parts.operand_type(*state)).collect()
}

fn verify_update_scores(op: Op<'_>) -> Result<'_> {
    let (queries, keys) = (shaped(op, 0, "queries")?, shaped(op, 1, "keys")?);
    let (rows, columns, state) = (
        shaped(op, 2, "rows")?,
        shaped(op, 3, "columns")?,
        shaped(op, 4, "state")?,
    );
    same_element(&queries, &keys)?;
    for (what, axis) in [("batch", 0), ("heads", 1), ("head dimension", 3)] {
        agree(what, &queries, axis, &keys, axis)?;
    }
    for (what, axis) in [("batch", 0), ("heads", 1), ("number of queries", 2)] {
        agree(what, &queries, axis, &state, axis)?;
    }
    agree("number of keys", &keys, 2, &state, 3)?;
    agree("batch", &queries, 0, &rows, 0)?;
    agree("batch", &queries, 0, &columns, 0)?;
    let double = Type::float64(op.ctx());
    let expected = if same_type(queries.element, double) {
        double
    } else {
        Type::float32(op.ctx())
    };
    if !same_type(state.element, expected) {
        return Err(Error::new(format!(
            "state has element type {}, expected {expected} for queries of {}",
            state.element, queries.element
        )));
    }
    check_scale(op, queries.sizes[3])
}

/// Weights and values, and the product that they make.
fn verify_product<'c>(weights: &Shaped<'c>, values: &Shaped<'c>, product: &Shaped<'c>) -> Result<'c> {
    same_element(weights, values)?;
    same_element(weights, product)?;
    for (what, axis) in [("batch", 0), ("heads", 1)] {
        agree(what, weights, axis, values, axis)?;
        agree(what, weights, axis, product, axis)?;
    }
    agree("number of keys", weights, 3, values, 2)?;
    agree("number of queries", weights, 2, product, 2)?;
    agree("value dimension", values, 3, product, 3)
}

fn verify_update_product_rows(op: Op<'_>) -> Result<'_> {
    let (weights, values) = (shaped(op, 0, "weights")?, shaped(op, 1, "values")?);
    verify_product(&weights, &values, &shaped(op, 3, "product")?)?;
    agree("batch", &weights, 0, &shaped(op, 2, "rows")?, 0)
}

fn verify_update_product(op: Op<'_>) -> Result<'_> {
    let (weights, values) = (shaped(op, 0, "weights")?, shaped(op, 1, "values")?);
    verify_product(&weights, &values, &shaped(op, 3, "product")?)?;
    agree("batch", &weights, 0, &shaped(op, 2, "keys")?, 0)?;
    for (now, last) in [
        (&weights, shaped(op, 4, "last_weights")?),
        (&values, shaped(op, 5, "last_values")?),
    ] {
        same_element(now, &last)?;
        for axis in 0..4 {
            agree("size", now, axis, &last, axis)?;
        }
    }
    Ok(())
}

/// Whether a list has no entries, by its type.
fn lists_nothing(op: Op<'_>, operand: usize) -> bool {
    let sizes = op.operand_at(operand).and_then(|list| dims(list.r#type()));
    sizes.is_some_and(|sizes| sizes.get(1) == Some(&Some(0)))
}

/// Nothing is listed: the state stays.
fn fold_update_scores<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    (lists_nothing(op, 2) && lists_nothing(op, 3)).then(|| Some(vec![Fold::Value(op.operand_at(4)?)]))?
}

/// As [`fold_update_scores`].
fn fold_update_product_rows<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    lists_nothing(op, 2).then(|| Some(vec![Fold::Value(op.operand_at(3)?)]))?
}

/// Nothing is listed, and there are keys, so that nothing is not all: every state stays.
struct NothingChanged;

impl Pattern for NothingChanged {
    fn root(&self) -> &'static str {
        "dsa.update_product"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let operands = op.operand_values();
        let keys = dims(operands[1].r#type()).and_then(|sizes| sizes.get(2).copied().flatten());
        let changes = !lists_nothing(op, 2) || keys.is_none_or(|keys| keys == 0);
        if changes {
            return Ok(false);
        }
        rewriter.replace(op, &operands[3..6]);
        Ok(true)
    }
}
