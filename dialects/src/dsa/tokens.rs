//! Tokens: choosing, packing and unpacking them.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::{Fold, OpHooks, Operands},
    melior::ir::{Attribute, Type, ValueLike as _, r#type::IntegerType},
    operation::{Dim, OpExt as _, defined_by, dims, element, same_type, tensor},
};

use super::{
    lists::{ChoosesAllOrNothing, KnownInverse, PacksBack, UnionWithAllOrNothing, UnpacksBack, fold_sort_of_one},
    sizes::{NoElements, ReadsThroughCasts},
};

use crate::shapes::{agree, same_element, shaped};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        infer: Some(infer_gate_tokens),
        canonicalize: &[
            &ChoosesAllOrNothing("dsa.gate_tokens"),
            &ReadsThroughCasts("dsa.gate_tokens"),
            &NoElements("dsa.gate_tokens"),
        ],
        ..OpHooks::verifying("dsa.gate_tokens", |_| Ok(()))
    },
    OpHooks {
        infer: Some(infer_pack_tokens),
        canonicalize: &[
            &PacksBack {
                pack: "dsa.pack_tokens",
                unpack: "dsa.unpack_tokens",
                axis: 1,
            },
            &ReadsThroughCasts("dsa.pack_tokens"),
            &NoElements("dsa.pack_tokens"),
        ],
        ..OpHooks::verifying("dsa.pack_tokens", verify_pack_tokens)
    },
    OpHooks {
        infer: Some(infer_unpack),
        fold: Some(fold_unpack_tokens),
        canonicalize: &[
            &UnpacksBack {
                pack: "dsa.pack_tokens",
                unpack: "dsa.unpack_tokens",
                axis: 1,
            },
            &ReadsThroughCasts("dsa.unpack_tokens"),
            &NoElements("dsa.unpack_tokens"),
        ],
        ..OpHooks::verifying("dsa.unpack_tokens", verify_unpack_tokens)
    },
    OpHooks {
        infer: Some(infer_union_indices),
        canonicalize: &[
            &UnionWithAllOrNothing,
            &ReadsThroughCasts("dsa.union_indices"),
            &NoElements("dsa.union_indices"),
        ],
        ..OpHooks::verifying("dsa.union_indices", verify_union_indices)
    },
    OpHooks {
        infer: Some(infer_sort_indices),
        fold: Some(fold_sort_of_one),
        canonicalize: &[&ReadsThroughCasts("dsa.sort_indices"), &NoElements("dsa.sort_indices")],
        ..OpHooks::verifying("dsa.sort_indices", |_| Ok(()))
    },
    OpHooks {
        infer: Some(infer_invert_indices),
        canonicalize: &[
            &KnownInverse,
            &ReadsThroughCasts("dsa.invert_indices"),
            &NoElements("dsa.invert_indices"),
        ],
        ..OpHooks::verifying("dsa.invert_indices", |_| Ok(()))
    },
];

fn infer_gate_tokens<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    Ok(vec![indices_type(parts, &[size(parts, 0, 0)?, None])])
}

/// Size `axis` of operand `operand`.
fn size<'c>(parts: &Operands<'c>, operand: usize, axis: usize) -> Result<'c, Dim> {
    let sizes = dims(parts.operand_type(operand)?);
    Ok(sizes.and_then(|d| d.get(axis).copied()).flatten())
}

fn indices_type<'c>(parts: &Operands<'c>, sizes: &[Dim]) -> Type<'c> {
    tensor(sizes, IntegerType::new(parts.context, 32).into())
}

/// The batch of two lists, where one with a batch of 1 serves all.
fn infer_union_indices<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let batch = shared_batch(size(parts, 0, 0)?, size(parts, 1, 0)?);
    Ok(vec![indices_type(parts, &[batch, None])])
}

/// The batch of two, of which one of 1 serves all of the other.
pub(super) fn shared_batch(first: Dim, second: Dim) -> Dim {
    match (first, second) {
        (Some(1), other) | (other, Some(1)) => other,
        (Some(size), _) | (None, Some(size)) => Some(size),
        (None, None) => None,
    }
}

fn verify_union_indices(op: Op<'_>) -> Result<'_> {
    let (first, second) = (shaped(op, 0, "first")?, shaped(op, 1, "second")?);
    if first.sizes[0] == Some(1) || second.sizes[0] == Some(1) {
        return Ok(());
    }
    agree("batch", &first, 0, &second, 0)
}

fn infer_sort_indices<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    Ok(vec![indices_type(parts, &[size(parts, 0, 0)?, size(parts, 0, 1)?])])
}

fn infer_invert_indices<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    Ok(vec![indices_type(parts, &[size(parts, 0, 0)?, None])])
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

/// The type of what is unpacked into.
pub(super) fn infer_unpack<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
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

fn fold_unpack_tokens<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    fold_unpack(op, "dsa.pack_tokens")
}

/// `unpack(pack(x, i), i) into x = x`, with `pack` the op of that name.
pub(super) fn fold_unpack<'c>(op: Op<'c>, pack: &str) -> Option<Vec<Fold<'c>>> {
    let pack = defined_by(op.operand_at(0)?, pack)?;
    let (indices, base) = (op.operand_at(1)?, op.operand_at(2)?);
    let inverse = pack.operand_at(0)? == base && pack.operand_at(1)? == indices;
    (inverse && same_type(base.r#type(), op.result_values().first()?.r#type())).then(|| vec![Fold::Value(base)])
}
