//! Choosing by mass, and how much mass was kept.

use dynsparse_ir::{
    Error, Op, Result, Val,
    hooks::{Fold, OpHooks, Operands},
    melior::ir::{
        Attribute, Type, ValueLike as _,
        attribute::FloatAttribute,
        operation::{OperationBuilder, OperationLike as _},
    },
    operation::{OpExt as _, defined_by, dims, same_type, tensor},
    rewrite::{Pattern, Rewriter},
};

use super::{attention::verify_scored, explain_grid, pattern_type, score_type};

use crate::enums::Holds;
use crate::pattern::PatternType;
use crate::shapes::{Shaped, check_scale, serves, shaped, sizes_are};

use super::sizes::{NoElements, ReadsThroughCasts};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        canonicalize: &[&NoShareIsEnough],
        ..OpHooks::verifying("dsa.select_blocks_by_mass", verify_select_blocks_by_mass)
    },
    OpHooks {
        infer: Some(infer_retained_mass),
        fold: Some(fold_retained_mass),
        canonicalize: &[
            &ReadsThroughCasts("dsa.retained_mass"),
            &NoElements("dsa.retained_mass"),
        ],
        ..OpHooks::verifying("dsa.retained_mass", verify_retained_mass)
    },
    OpHooks {
        infer: Some(infer_attention_mass),
        canonicalize: &[
            &ReadsThroughCasts("dsa.attention_mass"),
            &NoElements("dsa.attention_mass"),
        ],
        ..OpHooks::verifying("dsa.attention_mass", verify_attention_mass)
    },
];

fn verify_select_blocks_by_mass(op: Op<'_>) -> Result<'_> {
    let results = op.result_values();
    let pattern = pattern_type(results.first().copied())?;
    if pattern.holds == Holds::Elements {
        return Err(Error::new(format!(
            "makes {pattern}, expected a pattern that holds blocks"
        )));
    }
    let scores = shaped(op, 0, "scores")?;
    sizes_are("scores", &scores.sizes, &pattern.mask_shape()).map_err(|e| explain_grid(e, &pattern))?;
    let retained = results.get(1).map(|value| value.r#type());
    let expected = tensor(&scores.sizes[..3], scores.element);
    if !retained.is_some_and(|found| same_type(found, expected)) {
        let found = retained.map(|found| found.to_string()).unwrap_or_default();
        return Err(Error::new(format!("retains {found}, expected {expected}")));
    }
    match op.operand_at(3) {
        Some(always) => verify_always(&pattern_type(Some(always))?, &pattern, &scores),
        None if op.attr("apart").is_some() => Err(Error::new("keeps nothing apart: expected `always` with `apart`")),
        None => Ok(()),
    }
}

/// What is always taken has the blocks of what is made.
fn verify_always<'c>(always: &PatternType, made: &PatternType, scores: &Shaped<'c>) -> Result<'c> {
    if always.holds == Holds::Elements || always.block != made.block {
        let [queries, keys] = made.block;
        return Err(Error::new(format!(
            "always takes {always}, expected a pattern that holds blocks of {queries}x{keys}"
        )));
    }
    serves("batch", always.shape[0], scores.sizes[0])?;
    serves("head", always.shape[1], scores.sizes[1])?;
    sizes_are("the grid of what is always taken", &always.grid(), &scores.sizes[2..])
}

fn infer_retained_mass<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let scores = parts.operand_type(0)?;
    match dims(scores).as_deref() {
        Some([batch, heads, rows, _]) => Ok(vec![tensor(&[*batch, *heads, *rows], score_type(parts, scores))]),
        _ => Err(Error::new("expects scores of rank 4")),
    }
}

fn verify_retained_mass(op: Op<'_>) -> Result<'_> {
    let scores = shaped(op, 0, "scores")?;
    let pattern = pattern_type(op.operand_at(1))?;
    serves("batch", pattern.shape[0], scores.sizes[0])?;
    serves("head", pattern.shape[1], scores.sizes[1])?;
    let grid = pattern.mask_shape();
    let expected = [scores.sizes[0], scores.sizes[1], grid[2], grid[3]];
    sizes_are("scores", &scores.sizes, &expected).map_err(|e| explain_grid(e, &pattern))
}

/// A dense pattern holds all of every row.
fn fold_retained_mass<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    defined_by(op.operand_at(1)?, "dsa.dense_pattern")?;
    let mass = op.result_values()[0].r#type();
    let some = dims(mass)?.iter().all(|size| size.is_some_and(|size| size > 0));
    // What does not parse is said to the user.
    let ones = some.then(|| Attribute::parse(op.ctx(), &format!("dense<1.0> : {mass}")))??;
    Some(vec![Fold::Constant(ones)])
}

fn infer_attention_mass<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let queries = parts.operand_type(0)?;
    match dims(queries).as_deref() {
        Some([batch, heads, n, _]) => Ok(vec![tensor(&[*batch, *heads, *n], score_type(parts, queries))]),
        _ => Err(Error::new("expects queries of rank 4")),
    }
}

fn verify_attention_mass(op: Op<'_>) -> Result<'_> {
    let (queries, keys) = (shaped(op, 0, "queries")?, shaped(op, 1, "keys")?);
    let pattern = pattern_type(op.operand_at(2))?;
    verify_scored(&queries, &keys, &pattern)?;
    check_scale(op, queries.sizes[3])
}

/// Where no set reaches the mass, and nothing comes first, the best `at_most` are taken.
struct NoShareIsEnough;

impl Pattern for NoShareIsEnough {
    fn root(&self) -> &'static str {
        "dsa.select_blocks_by_mass"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let mass = op.operand_at(1).and_then(|mass| defined_by(mass, "arith.constant"));
        let share = mass.and_then(|constant| FloatAttribute::try_from(constant.attr("value")?).ok());
        let never = share.is_some_and(|share| share.value().is_nan() || share.value() >= 1.0);
        let (operands, results) = (op.operand_values(), op.result_values());
        if !never || operands.len() != 3 {
            return Ok(false);
        }
        // What is said of the pattern is said of the one that takes its place.
        let of_pattern = op.discardable_attributes();
        let build = |name: &str, operands: &[Val<'c>], result: Type<'c>| -> Result<'c, Val<'c>> {
            let attributes = if name == "dsa.select_blocks" {
                &of_pattern[..]
            } else {
                &[]
            };
            let built = OperationBuilder::new(name, op.location())
                .add_attributes(attributes)
                .add_operands(operands)
                .add_results(&[result])
                .build()
                .map_err(|error| op.error(error.to_string()))?;
            Ok(rewriter.insert_before(op, built).result_values()[0])
        };
        let pattern = build("dsa.select_blocks", &[operands[0], operands[2]], results[0].r#type())?;
        let retained = build("dsa.retained_mass", &[operands[0], pattern], results[1].r#type())?;
        rewriter.replace(op, &[pattern, retained]);
        Ok(true)
    }
}
