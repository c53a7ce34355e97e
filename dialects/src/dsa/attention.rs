//! Attention over a pattern.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::{OpHooks, Operands},
    melior::ir::{
        Identifier, Type, ValueLike as _,
        operation::{OperationBuilder, OperationLike as _},
    },
    operation::{OpExt as _, dims, dims_agree, element, same_type, show_dims, tensor},
    rewrite::{Pattern, Rewriter},
};

use super::{pattern_type, replace_uses, score_type};

use crate::{
    pattern::PatternType,
    shapes::{
        Shaped, agree, check_scale, heads_are_grouped, output_beside_unused_lse, same_element, serves, shaped,
        sizes_are,
    },
};

use super::sizes::{NoElements, ReadsThroughCasts};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[OpHooks {
    infer: Some(infer_attention),
    canonicalize: &[
        &UnusedLse("dsa.attention"),
        &ReadsThroughCasts("dsa.attention"),
        &NoElements("dsa.attention"),
    ],
    ..OpHooks::verifying("dsa.attention", verify_attention)
}];

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
    verify_scored(&queries, &keys, &pattern)?;
    same_element(&queries, &values)?;
    agree("batch", &queries, 0, &values, 0)?;
    agree("number of heads", &keys, 1, &values, 1)?;
    agree("number of keys", &keys, 2, &values, 2)?;
    if op.operand_count() > 4 {
        verify_key_bias(op, 4, &keys)?;
    }
    check_scale(op, queries.sizes[3])
}

/// Queries and keys are of one size but for their number and heads: each head of keys serves as many of queries. The pattern has
/// their numbers, and one batch entry or head for all, or as many as there are of queries.
pub(super) fn verify_scored<'c>(queries: &Shaped<'c>, keys: &Shaped<'c>, pattern: &PatternType) -> Result<'c> {
    same_element(queries, keys)?;
    agree("batch", queries, 0, keys, 0)?;
    heads_are_grouped(queries, keys)?;
    agree("head dimension", queries, 3, keys, 3)?;
    serves("batch", pattern.shape[0], queries.sizes[0])?;
    serves("head", pattern.shape[1], queries.sizes[1])?;
    sizes_are(
        "queries x keys of the pattern",
        &pattern.shape[2..],
        &[queries.sizes[2], keys.sizes[2]],
    )
}

/// Operand `index` is a bias for each key, of one batch entry or head for all, or of as many as there are of keys.
pub(super) fn verify_key_bias<'c>(op: Op<'c>, index: usize, keys: &Shaped<'c>) -> Result<'c> {
    let bias = shaped(op, index, "key_bias")?;
    for (axis, what) in [(0, "batch"), (1, "head")] {
        let (found, expected) = (bias.sizes[axis], keys.sizes[axis]);
        if found != Some(1) && !dims_agree(found, expected) {
            return Err(Error::new(format!(
                "key_bias has {what} size {}, expected {} as the keys, or 1",
                show_dims(&[found]),
                show_dims(&[expected])
            )));
        }
    }
    agree("number of keys", keys, 2, &bias, 2)?;
    let double = Type::float64(op.ctx());
    if same_type(bias.element, double) == same_type(keys.element, double) {
        return Ok(());
    }
    Err(Error::new(format!(
        "key_bias has element type {}, expected f64 for operands of f64 and f32 else",
        bias.element
    )))
}

/// An `lse` that nobody asks for is not computed. The op.
pub(super) struct UnusedLse(pub &'static str);

impl Pattern for UnusedLse {
    fn root(&self) -> &'static str {
        self.0
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let Some(output) = output_beside_unused_lse(op) else {
            return Ok(false);
        };
        let attributes: Vec<_> = op.attributes().collect();
        let asks = |name: &Identifier| name.as_string_ref().as_str() == Ok("with_lse");
        let attributes: Vec<_> = attributes.into_iter().filter(|(name, _)| !asks(name)).collect();
        let without = OperationBuilder::new(self.0, op.location())
            .add_operands(&op.operand_values())
            .add_attributes(&attributes)
            .add_results(&[output.r#type()])
            .build()
            .map_err(|error| op.error(error.to_string()))?;
        let without = rewriter.insert_before(op, without);
        replace_uses(output, without.result_values()[0], rewriter);
        rewriter.erase(op);
        Ok(true)
    }
}
