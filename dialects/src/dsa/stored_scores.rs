//! Attention in three steps: scores of a pattern that are stored, their softmax, and what they weigh.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::{OpHooks, Operands},
    melior::ir::{Type, operation::OperationLike as _},
    operation::{Dim, OpExt as _, dims, dims_agree, element, same_type, show_dims, tensor},
};

use super::{
    attention::{verify_key_bias, verify_scored},
    pattern_type, score_type,
    structured::sizes_given,
};

use crate::pattern::PatternType;
use crate::shapes::{Shaped, check_scale, heads_divide, served, shaped, sizes_are};

use super::attention::UnusedLse;
use super::sizes::{NoElements, ReadsThroughCasts};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        infer: Some(infer_sddmm),
        canonicalize: &[&ReadsThroughCasts("dsa.sddmm"), &NoElements("dsa.sddmm")],
        ..OpHooks::verifying("dsa.sddmm", verify_sddmm)
    },
    OpHooks {
        infer: Some(infer_sparse_softmax),
        canonicalize: &[
            &UnusedLse("dsa.sparse_softmax"),
            &ReadsThroughCasts("dsa.sparse_softmax"),
            &NoElements("dsa.sparse_softmax"),
        ],
        ..OpHooks::verifying("dsa.sparse_softmax", verify_sparse_softmax)
    },
    OpHooks {
        infer: Some(infer_spmm),
        canonicalize: &[&ReadsThroughCasts("dsa.spmm"), &NoElements("dsa.spmm")],
        ..OpHooks::verifying("dsa.spmm", verify_spmm)
    },
];

/// How many batch entries or heads there are, of those of the pattern and of those that one of them is for.
fn in_all(pattern: Dim, served: Dim) -> Dim {
    match pattern {
        Some(1) => served,
        own => own,
    }
}

fn infer_sddmm<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let queries = parts.operand_type(0)?;
    let pattern = pattern_of(parts, 2)?;
    let sizes = dims(queries).unwrap_or_default();
    let [batch, heads, _, _] = sizes[..] else {
        return Err(Error::new("expects queries of rank 4"));
    };
    let [bq, bk] = pattern.block;
    let sizes = [
        served(pattern.shape[0], batch),
        served(pattern.shape[1], heads),
        None,
        Some(bq),
        Some(bk),
    ];
    Ok(vec![tensor(&sizes, score_type(parts, queries))])
}

fn pattern_of<'c>(parts: &Operands<'c>, operand: usize) -> Result<'c, PatternType> {
    PatternType::of(parts.operand_type(operand)?).ok_or_else(|| Error::new("expects a !dsa.pattern"))
}

fn verify_sddmm(op: Op<'_>) -> Result<'_> {
    let (queries, keys) = (shaped(op, 0, "queries")?, shaped(op, 1, "keys")?);
    let pattern = pattern_type(op.operand_at(2))?;
    verify_scored(&queries, &keys, &pattern)?;
    if op.operand_count() > 3 {
        verify_key_bias(op, 3, &keys)?;
    }
    check_scale(op, queries.sizes[3])
}

/// Stored scores or weights have the tiles of a pattern.
fn tiles_fit<'c>(stored: &Shaped<'c>, pattern: &PatternType) -> Result<'c> {
    let [bq, bk] = pattern.block;
    let [batch, heads] = [0, 1].map(|axis| served(pattern.shape[axis], stored.sizes[axis]));
    let expected = [batch, heads, None, Some(bq), Some(bk)];
    sizes_are(stored.name, &stored.sizes, &expected)
        .map_err(|error| Error::new(format!("{} for the tiles of {pattern}", error.message)))
}

fn infer_sparse_softmax<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let scores = parts.operand_type(0)?;
    let pattern = pattern_of(parts, 1)?;
    let sizes = dims(scores).unwrap_or_default();
    let ([batch, heads, _, _, _], Some(of)) = (&sizes[..], element(scores)) else {
        return Err(Error::new("expects stored scores of rank 5"));
    };
    let mut types = vec![scores];
    if parts.attr("with_lse").is_some() {
        let [b, h, n, _] = pattern.shape;
        types.push(tensor(&[in_all(b, *batch), in_all(h, *heads), n], of));
    }
    Ok(types)
}

fn verify_sparse_softmax(op: Op<'_>) -> Result<'_> {
    let pattern = pattern_type(op.operand_at(1))?;
    tiles_fit(&shaped(op, 0, "scores")?, &pattern)?;
    sizes_given(op, &pattern, 2, &[2, 3])
}

fn infer_spmm<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let values = parts.operand_type(1)?;
    let pattern = pattern_of(parts, 2)?;
    let sizes = dims(values).unwrap_or_default();
    let ([batch, _, _, e], Some(of)) = (&sizes[..], element(values)) else {
        return Err(Error::new("expects values of rank 4"));
    };
    let of_weights = dims(parts.operand_type(0)?).and_then(|sizes| sizes.get(1).copied());
    let heads = in_all(pattern.shape[1], of_weights.flatten());
    Ok(vec![tensor(&[*batch, heads, pattern.shape[2], *e], of)])
}

fn verify_spmm(op: Op<'_>) -> Result<'_> {
    let (weights, values) = (shaped(op, 0, "weights")?, shaped(op, 1, "values")?);
    let pattern = pattern_type(op.operand_at(2))?;
    tiles_fit(&weights, &pattern)?;
    let double = Type::float64(op.ctx());
    if same_type(weights.element, double) != same_type(values.element, double) {
        return Err(Error::new(format!(
            "weights have element type {}, expected f64 for values of f64 and f32 else",
            weights.element
        )));
    }
    for (axis, what) in [(0, "batch"), (1, "head")] {
        let (found, expected) = (values.sizes[axis], in_all(pattern.shape[axis], weights.sizes[axis]));
        let is_grouped = axis == 1 && heads_divide(expected, found);
        if !is_grouped && !dims_agree(found, expected) {
            return Err(Error::new(format!(
                "values have {what} size {}, expected {}{}, that of weights and pattern",
                show_dims(&[found]),
                if axis == 1 { "a divisor of " } else { "" },
                show_dims(&[expected])
            )));
        }
    }
    sizes_are("keys of the pattern", &pattern.shape[3..], &values.sizes[2..3])?;
    sizes_given(op, &pattern, 3, &[2])
}
