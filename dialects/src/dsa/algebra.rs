//! The algebra of patterns: which can be united, and what is known of the result at once.

use dynsparse_ir::{
    Error, Op, Result, Val,
    hooks::{Fold, OpHooks, Operands},
    melior::ir::{Attribute, Type, ValueLike as _, attribute::IntegerAttribute, r#type::IntegerType},
    operation::{Dim, OpExt as _, defined_by, dims_agree, parse_type, same_type, show_dims},
};

use super::pattern_type;
use crate::enums::{Format, Holds};
use crate::pattern::PatternType;

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        infer: Some(infer_pair),
        fold: Some(fold_union),
        ..OpHooks::verifying("dsa.pattern_union", |_| Ok(()))
    },
    OpHooks {
        infer: Some(infer_pair),
        fold: Some(fold_intersection),
        ..OpHooks::verifying("dsa.pattern_intersection", |_| Ok(()))
    },
    OpHooks {
        fold: Some(fold_complement),
        ..OpHooks::verifying("dsa.pattern_complement", |_| Ok(()))
    },
    OpHooks {
        fold: Some(fold_count),
        ..OpHooks::verifying("dsa.pattern_count", verify_count)
    },
];

fn infer_pair<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let first = pattern_type(parts.values.first().copied())?;
    let second = pattern_type(parts.values.get(1).copied())?;
    let combined = combined(&first, &second)?;
    Ok(vec![parse_type(parts.location, &combined.to_string())?])
}

/// The pattern that two make together: elements if one of them holds elements, batch and heads of 1 repeated, stored as
/// that of them which holds the same.
fn combined<'c>(first: &PatternType, second: &PatternType) -> Result<'c, PatternType> {
    let differ = |what: &str| Error::new(format!("{what} of {first} and {second} differ"));
    if first.block != second.block {
        return Err(differ("blocks"));
    }
    // A format that is not chosen yet is chosen for all that is tied to it.
    if first.format != second.format && [first.format, second.format].contains(&Format::Any) {
        return Err(differ("formats"));
    }
    if first.index_bits != second.index_bits {
        return Err(differ("index types"));
    }
    let mut shape = first.shape;
    for (axis, what) in ["batch sizes", "head sizes", "numbers of queries", "numbers of keys"]
        .into_iter()
        .enumerate()
    {
        let (a, b) = (first.shape[axis], second.shape[axis]);
        let one_serves = axis < 2 && (a == Some(1) || b == Some(1));
        if !one_serves && !dims_agree(a, b) {
            return Err(differ(what));
        }
        shape[axis] = match (a, b) {
            (Some(1), other) if axis < 2 => other,
            (other, Some(1)) if axis < 2 => other,
            (a, b) => a.or(b),
        };
    }
    // Stored as the first, unless only the second holds what the result does.
    let like = if first.holds == Holds::Elements { first } else { second };
    let like = if first.holds == second.holds { first } else { like };
    Ok(PatternType { shape, ..like.clone() })
}

/// `p` and `dense`, if one of the operands is the dense pattern, and if that is sure to have no batch entries and heads
/// that `p` has not.
fn beside_dense<'c>(op: Op<'c>) -> Option<[Val<'c>; 2]> {
    let [first, second] = [op.operand_at(0)?, op.operand_at(1)?];
    let serves = |pattern: Val<'c>, dense: Val<'c>| {
        defined_by(dense, "dsa.dense_pattern")?;
        let (pattern, dense) = (PatternType::of(pattern.r#type())?, PatternType::of(dense.r#type())?);
        (0..2)
            .all(|axis| dense.shape[axis].is_some_and(|size| size == 1 || pattern.shape[axis] == Some(size)))
            .then_some(())
    };
    if serves(first, second).is_some() {
        Some([first, second])
    } else {
        serves(second, first).map(|()| [second, first])
    }
}

/// `value`, if it is of the type of the op's result.
fn of_result_type<'c>(op: Op<'c>, value: Val<'c>) -> Option<Vec<Fold<'c>>> {
    same_type(value.r#type(), op.result_values().first()?.r#type()).then(|| vec![Fold::Value(value)])
}

/// `op(p, p) = p`, and `op(op(p, q), q) = op(p, q)`.
fn fold_again<'c>(op: Op<'c>) -> Option<Vec<Fold<'c>>> {
    let [first, second] = [op.operand_at(0)?, op.operand_at(1)?];
    if first == second {
        return of_result_type(op, first);
    }
    let holds = |outer: Val<'c>, inner: Val<'c>| {
        let made = defined_by(outer, &op.full_name())?;
        made.operand_values().contains(&inner).then_some(outer)
    };
    holds(first, second)
        .or_else(|| holds(second, first))
        .and_then(|value| of_result_type(op, value))
}

fn fold_union<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    fold_again(op).or_else(|| {
        // Dense, if it has all batch entries and heads of the result.
        let [_, dense] = beside_dense(op)?;
        of_result_type(op, dense)
    })
}

fn fold_intersection<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    fold_again(op).or_else(|| {
        let [pattern, _] = beside_dense(op)?;
        of_result_type(op, pattern)
    })
}

/// `complement(complement(p)) = p`.
fn fold_complement<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    let inner = defined_by(op.operand_at(0)?, "dsa.pattern_complement")?.operand_at(0)?;
    of_result_type(op, inner)
}

/// What a `dsa.pattern_count` counts.
pub fn counted(op: Op<'_>) -> Holds {
    match op.int_attr("what") {
        Some(1) => Holds::Elements,
        _ => Holds::Blocks,
    }
}

fn verify_count(op: Op<'_>) -> Result<'_> {
    let pattern = pattern_type(op.operand_at(0))?;
    let sizes = op.operand_values().len() - 1;
    let needs = counted(op) == Holds::Elements && pattern.holds == Holds::Blocks;
    let open = |size: &&Dim| size.is_none();
    let expected = if needs {
        pattern.shape[2..].iter().filter(open).count()
    } else {
        0
    };
    if sizes == expected {
        return Ok(());
    }
    Err(Error::new(format!(
        "has {sizes} size operands, expected {expected}: {} {}",
        if needs {
            "one for each `?` of the queries and keys"
        } else {
            "they are only for elements"
        },
        if needs {
            format!("{} of {pattern}", show_dims(&pattern.shape[2..]))
        } else {
            "of patterns that hold blocks".to_owned()
        }
    )))
}

/// The dense pattern of static sizes holds everything.
fn fold_count<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    let dense = defined_by(op.operand_at(0)?, "dsa.dense_pattern")?;
    let pattern = PatternType::of(dense.result_values().first()?.r#type())?;
    let [batch, heads, n, m] = pattern.shape;
    let [rows, columns] = match counted(op) {
        Holds::Blocks => pattern.grid(),
        Holds::Elements => [n, m],
    };
    let count = [batch, heads, rows, columns]
        .into_iter()
        .try_fold(1_i64, |product, size| product.checked_mul(i64::try_from(size?).ok()?))?;
    let r#type = IntegerType::new(op.ctx(), 64).into();
    Some(vec![Fold::Constant(IntegerAttribute::new(r#type, count).into())])
}
