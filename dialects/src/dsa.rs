//! The behaviour of the `dsa` ops: what their verifiers check, the types they infer, what they fold to.

use dynsparse_ir::{
    Error, Op, Result, Val,
    hooks::{Fold, OpHooks, Operands},
    melior::ir::{Attribute, Type, ValueLike as _, attribute::FloatAttribute, operation::OperationBuilder},
    operation::{Dim, OpExt as _, dims, element, same_type, show_dims, tensor},
    rewrite::{Pattern, Rewriter},
};

use crate::{
    pattern::PatternType,
    shapes::{agree, block_of, check_scale, same_element, serves, shaped, sizes_are},
};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks::verifying("dsa.dense_pattern", verify_dense_pattern),
    OpHooks {
        canonicalize: &[&WindowThatCoversAll],
        ..OpHooks::verifying("dsa.window_pattern", verify_window_pattern)
    },
    OpHooks {
        fold: Some(fold_pattern_from_mask),
        ..OpHooks::verifying("dsa.pattern_from_mask", verify_pattern_from_mask)
    },
    OpHooks {
        infer: Some(infer_pattern_to_mask),
        fold: Some(fold_pattern_to_mask),
        ..OpHooks::verifying("dsa.pattern_to_mask", verify_pattern_to_mask)
    },
    OpHooks {
        fold: Some(fold_pattern_density),
        ..OpHooks::verifying("dsa.pattern_density", |_| Ok(()))
    },
    OpHooks {
        infer: Some(infer_score_blocks),
        ..OpHooks::verifying("dsa.score_blocks", verify_score_blocks)
    },
    OpHooks {
        canonicalize: &[&SelectThatTakesAll],
        ..OpHooks::verifying("dsa.select_blocks", verify_select_blocks)
    },
    OpHooks {
        infer: Some(infer_attention),
        ..OpHooks::verifying("dsa.attention", verify_attention)
    },
    OpHooks {
        infer: Some(infer_gate_tokens),
        ..OpHooks::verifying("dsa.gate_tokens", |_| Ok(()))
    },
    OpHooks {
        infer: Some(infer_pack_tokens),
        ..OpHooks::verifying("dsa.pack_tokens", verify_pack_tokens)
    },
    OpHooks {
        infer: Some(infer_unpack_tokens),
        fold: Some(fold_unpack_tokens),
        ..OpHooks::verifying("dsa.unpack_tokens", verify_unpack_tokens)
    },
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

fn verify_dense_pattern(op: Op<'_>) -> Result<'_> {
    let pattern = pattern_type(op.result_values().first().copied())?;
    let dynamic = pattern.shape.iter().filter(|size| size.is_none()).count();
    let given = op.operand_values().len();
    if given == dynamic {
        return Ok(());
    }
    Err(Error::new(format!(
        "has {given} size operands, expected {dynamic}: one for each `?` of {pattern}"
    )))
}

fn verify_window_pattern(op: Op<'_>) -> Result<'_> {
    let pattern = pattern_type(op.result_values().first().copied())?;
    let (grid, radius, global) = window(op);
    if let Some(size) = grid.iter().find(|size| **size < 1) {
        return Err(Error::new(format!("grid size is {size}, expected at least 1")));
    }
    if let Some(size) = radius.iter().find(|size| **size < 0) {
        return Err(Error::new(format!("radius is {size}, expected at least 0")));
    }
    if global < 0 {
        return Err(Error::new(format!("global is {global}, expected at least 0")));
    }
    let tokens = grid
        .iter()
        .try_fold(1_i64, |product, size| product.checked_mul(*size))
        .and_then(|cells| cells.checked_add(global))
        .ok_or_else(|| Error::new("the grid has more tokens than an index can count"))?;
    let tokens = Some(tokens as u64);
    for (axis, what) in [(0, "batch"), (1, "head")] {
        if pattern.shape[axis].is_none() {
            return Err(Error::new(format!(
                "{what} size of {pattern} is dynamic, expected a static one"
            )));
        }
    }
    sizes_are("queries x keys of the pattern", &pattern.shape[2..], &[tokens, tokens]).and_then(|()| {
        if pattern.shape[2..].iter().all(Option::is_some) {
            Ok(())
        } else {
            Err(Error::new(format!(
                "sizes of {pattern} are dynamic, expected {}",
                show_dims(&[tokens, tokens])
            )))
        }
    })
}

/// The `grid`, `radius` and `global` of a window op.
pub fn window(op: Op<'_>) -> (Vec<i64>, Vec<i64>, i64) {
    (
        op.ints_attr("grid").unwrap_or_default(),
        op.ints_attr("radius").unwrap_or_default(),
        op.int_attr("global").unwrap_or(0),
    )
}

fn verify_pattern_from_mask(op: Op<'_>) -> Result<'_> {
    let pattern = pattern_type(op.result_values().first().copied())?;
    let mask = shaped(op, 0, "mask")?;
    sizes_are("mask", &mask.sizes, &pattern.mask_shape()).map_err(|e| explain_grid(e, &pattern))
}

/// `from_mask(to_mask(p)) = p`, where the types agree.
fn fold_pattern_from_mask<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    let pattern = defined_by(op.operand_at(0)?, "dsa.pattern_to_mask")?.operand_at(0)?;
    same_type(pattern.r#type(), op.result_values().first()?.r#type()).then(|| vec![Fold::Value(pattern)])
}

fn explain_grid<'c>(error: Error<'c>, pattern: &PatternType) -> Error<'c> {
    Error {
        message: format!(
            "{} for {pattern}: batch x heads x block rows x block columns",
            error.message
        ),
        ..error
    }
}

fn infer_pattern_to_mask<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let pattern = pattern_type(parts.values.first().copied())?;
    let bit = dynsparse_ir::melior::ir::r#type::IntegerType::new(parts.context, 1).into();
    Ok(vec![tensor(&pattern.mask_shape(), bit)])
}

fn verify_pattern_to_mask(op: Op<'_>) -> Result<'_> {
    let pattern = pattern_type(op.operand_at(0))?;
    let found = op
        .result_values()
        .first()
        .and_then(|v| dims(v.r#type()))
        .unwrap_or_default();
    sizes_are("mask", &found, &pattern.mask_shape()).map_err(|e| explain_grid(e, &pattern))
}

/// `to_mask(from_mask(m)) = m`, where the types agree.
fn fold_pattern_to_mask<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    let mask = defined_by(op.operand_at(0)?, "dsa.pattern_from_mask")?.operand_at(0)?;
    same_type(mask.r#type(), op.result_values().first()?.r#type()).then(|| vec![Fold::Value(mask)])
}

/// `density(dense) = 1`, where there is at least one block for sure.
fn fold_pattern_density<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    let dense = defined_by(op.operand_at(0)?, "dsa.dense_pattern")?;
    let pattern = PatternType::of(dense.result_values().first()?.r#type())?;
    if !pattern.shape.iter().all(|size| size.is_some_and(|s| s > 0)) {
        return None;
    }
    let one = FloatAttribute::new(op.ctx(), Type::float32(op.ctx()), 1.0);
    Some(vec![Fold::Constant(one.into())])
}

fn score_type<'c>(parts: &Operands<'c>, from: Type<'c>) -> Type<'c> {
    let double = Type::float64(parts.context);
    if element(from).is_some_and(|e| same_type(e, double)) {
        double
    } else {
        Type::float32(parts.context)
    }
}

fn infer_score_blocks<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let (queries, keys) = (parts.operand_type(0)?, parts.operand_type(1)?);
    let (q, k) = (dims(queries).unwrap_or_default(), dims(keys).unwrap_or_default());
    let block = parts.ints("block").unwrap_or_default();
    let ([batch, heads, n, _], [_, _, m, _], [bq, bk]) = (&q[..], &k[..], &block[..]) else {
        return Err(Error::new(
            "expects queries and keys of rank 4 and a block of two sizes",
        ));
    };
    let blocks = |size: &Dim, block: i64| size.filter(|_| block > 0).map(|s| s.div_ceil(block as u64));
    Ok(vec![tensor(
        &[*batch, *heads, blocks(n, *bq), blocks(m, *bk)],
        score_type(parts, queries),
    )])
}

fn verify_score_blocks(op: Op<'_>) -> Result<'_> {
    let (queries, keys) = (shaped(op, 0, "queries")?, shaped(op, 1, "keys")?);
    same_element(&queries, &keys)?;
    agree("batch", &queries, 0, &keys, 0)?;
    agree("number of heads", &queries, 1, &keys, 1)?;
    agree("head dimension", &queries, 3, &keys, 3)?;
    check_scale(op, queries.sizes[3])?;
    block_of(op).map(|_| ())
}

fn verify_select_blocks(op: Op<'_>) -> Result<'_> {
    let pattern = pattern_type(op.result_values().first().copied())?;
    let scores = shaped(op, 0, "scores")?;
    sizes_are("scores", &scores.sizes, &pattern.mask_shape()).map_err(|e| explain_grid(e, &pattern))
}

fn infer_attention<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let (queries, values) = (parts.operand_type(0)?, parts.operand_type(2)?);
    let (q, v) = (dims(queries).unwrap_or_default(), dims(values).unwrap_or_default());
    let ([batch, heads, n, _], [_, _, _, e], Some(element)) = (&q[..], &v[..], element(values)) else {
        return Err(Error::new("expects queries and values of rank 4"));
    };
    let mut types = vec![tensor(&[*batch, *heads, *n, *e], element)];
    if parts.attr("with_lse").is_some() {
        types.push(tensor(&[*batch, *heads, *n], score_type(parts, queries)));
    }
    Ok(types)
}

fn verify_attention(op: Op<'_>) -> Result<'_> {
    let (queries, keys, values) = (
        shaped(op, 0, "queries")?,
        shaped(op, 1, "keys")?,
        shaped(op, 2, "values")?,
    );
    let pattern = pattern_type(op.operand_at(3))?;
    for other in [&keys, &values] {
        same_element(&queries, other)?;
        agree("batch", &queries, 0, other, 0)?;
        agree("number of heads", &queries, 1, other, 1)?;
    }
    agree("head dimension", &queries, 3, &keys, 3)?;
    agree("number of keys", &keys, 2, &values, 2)?;
    serves("batch", pattern.shape[0], queries.sizes[0])?;
    serves("head", pattern.shape[1], queries.sizes[1])?;
    sizes_are(
        "queries x keys of the pattern",
        &pattern.shape[2..],
        &[queries.sizes[2], keys.sizes[2]],
    )?;
    check_scale(op, queries.sizes[3])
}

fn infer_gate_tokens<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let batch = dims(parts.operand_type(0)?).and_then(|d| d.first().copied()).flatten();
    let index = dynsparse_ir::melior::ir::r#type::IntegerType::new(parts.context, 32).into();
    Ok(vec![tensor(&[batch, None], index)])
}

fn infer_pack_tokens<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let (tokens, indices) = (parts.operand_type(0)?, parts.operand_type(1)?);
    let (t, i) = (dims(tokens).unwrap_or_default(), dims(indices).unwrap_or_default());
    let ([batch, _, channels], [_, kept], Some(element)) = (&t[..], &i[..], element(tokens)) else {
        return Err(Error::new("expects tokens of rank 3 and indices of rank 2"));
    };
    Ok(vec![tensor(&[*batch, *kept, *channels], element)])
}

fn verify_pack_tokens(op: Op<'_>) -> Result<'_> {
    agree("batch", &shaped(op, 0, "tokens")?, 0, &shaped(op, 1, "indices")?, 0)
}

fn infer_unpack_tokens<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    Ok(vec![parts.operand_type(2)?])
}

fn verify_unpack_tokens(op: Op<'_>) -> Result<'_> {
    let (packed, indices, base) = (
        shaped(op, 0, "packed")?,
        shaped(op, 1, "indices")?,
        shaped(op, 2, "base")?,
    );
    same_element(&packed, &base)?;
    agree("batch", &packed, 0, &indices, 0)?;
    agree("number of packed tokens", &packed, 1, &indices, 1)?;
    agree("batch", &packed, 0, &base, 0)?;
    agree("number of channels", &packed, 2, &base, 2)
}

/// `unpack(pack(x, i), i) into x = x`.
fn fold_unpack_tokens<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    let pack = defined_by(op.operand_at(0)?, "dsa.pack_tokens")?;
    let (indices, base) = (op.operand_at(1)?, op.operand_at(2)?);
    let inverse = pack.operand_at(0)? == base && pack.operand_at(1)? == indices;
    (inverse && same_type(base.r#type(), op.result_values().first()?.r#type())).then(|| vec![Fold::Value(base)])
}

/// The op of that name that defines `value`.
fn defined_by<'c>(value: Val<'c>, name: &str) -> Option<Op<'c>> {
    let owner = dynsparse_ir::operation::owner(value)?;
    (owner.full_name() == name).then_some(owner)
}

fn replace_by_dense<'c>(op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
    let Some(pattern) = op.result_values().first().map(|v| v.r#type()) else {
        return Ok(false);
    };
    let dense = OperationBuilder::new("dsa.dense_pattern", {
        use dynsparse_ir::melior::ir::operation::OperationLike as _;
        op.location()
    })
    .add_results(&[pattern])
    .build()
    .map_err(|error| op.error(error.to_string()))?;
    let dense = rewriter.insert_before(op, dense);
    rewriter.replace(op, &dense.result_values());
    Ok(true)
}

/// A window whose radius reaches across the grid is the dense pattern.
struct WindowThatCoversAll;

impl Pattern for WindowThatCoversAll {
    fn root(&self) -> &'static str {
        "dsa.window_pattern"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let (grid, radius, _) = window(op);
        if grid.iter().zip(&radius).all(|(size, radius)| *radius >= size - 1) {
            replace_by_dense(op, rewriter)
        } else {
            Ok(false)
        }
    }
}

/// The best `k >= S` of `S` blocks are all blocks.
struct SelectThatTakesAll;

impl Pattern for SelectThatTakesAll {
    fn root(&self) -> &'static str {
        "dsa.select_blocks"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let pattern = pattern_type(op.result_values().first().copied())?;
        let constant = op
            .operand_at(1)
            .and_then(|k| defined_by(k, "arith.constant"))
            .and_then(|c| c.int_attr("value"));
        let all_static = pattern.shape.iter().all(Option::is_some);
        match (constant, pattern.grid()[1]) {
            (Some(k), Some(columns)) if all_static && k >= 0 && k as u64 >= columns => replace_by_dense(op, rewriter),
            _ => Ok(false),
        }
    }
}
