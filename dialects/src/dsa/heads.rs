//! Heads: scoring, choosing, packing and unpacking them.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::{Fold, OpHooks, Operands},
    melior::ir::{Attribute, Type, r#type::IntegerType},
    operation::{dims, element, parse_type, tensor},
};

use super::{
    lists::{ChoosesAllOrNothing, PacksBack, UnpacksBack},
    pattern_type, score_type,
    sizes::{NoElements, ReadsThroughCasts},
    tokens::{fold_unpack, infer_unpack},
};

use crate::{
    pattern::PatternType,
    shapes::{agree, same_element, shaped},
};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        infer: Some(infer_score_heads),
        canonicalize: &[&ReadsThroughCasts("dsa.score_heads"), &NoElements("dsa.score_heads")],
        ..OpHooks::verifying("dsa.score_heads", |_| Ok(()))
    },
    OpHooks {
        infer: Some(infer_select_heads),
        canonicalize: &[
            &ChoosesAllOrNothing("dsa.select_heads"),
            &ReadsThroughCasts("dsa.select_heads"),
            &NoElements("dsa.select_heads"),
        ],
        ..OpHooks::verifying("dsa.select_heads", |_| Ok(()))
    },
    OpHooks {
        infer: Some(infer_pack_heads),
        canonicalize: &[
            &PacksBack {
                pack: "dsa.pack_heads",
                unpack: "dsa.unpack_heads",
                axis: 1,
            },
            &ReadsThroughCasts("dsa.pack_heads"),
            &NoElements("dsa.pack_heads"),
        ],
        ..OpHooks::verifying("dsa.pack_heads", verify_pack_heads)
    },
    OpHooks {
        infer: Some(infer_unpack),
        fold: Some(fold_unpack_heads),
        canonicalize: &[
            &UnpacksBack {
                pack: "dsa.pack_heads",
                unpack: "dsa.unpack_heads",
                axis: 1,
            },
            &ReadsThroughCasts("dsa.unpack_heads"),
            &NoElements("dsa.unpack_heads"),
        ],
        ..OpHooks::verifying("dsa.unpack_heads", verify_unpack_heads)
    },
    OpHooks {
        infer: Some(infer_pattern_pack_heads),
        ..OpHooks::verifying("dsa.pattern_pack_heads", |_| Ok(()))
    },
];

fn infer_score_heads<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let heads = parts.operand_type(0)?;
    let sizes = dims(heads).unwrap_or_default();
    Ok(vec![tensor(
        sizes.get(..2).unwrap_or_default(),
        score_type(parts, heads),
    )])
}

fn infer_select_heads<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let sizes = dims(parts.operand_type(0)?).unwrap_or_default();
    let batch = sizes.first().copied().flatten();
    Ok(vec![tensor(&[batch, None], IntegerType::new(parts.context, 32).into())])
}

fn infer_pack_heads<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let (heads, indices) = (parts.operand_type(0)?, parts.operand_type(1)?);
    let (x, i) = (dims(heads).unwrap_or_default(), dims(indices).unwrap_or_default());
    let ([batch, _, n, d], [_, kept], Some(element)) = (&x[..], &i[..], element(heads)) else {
        return Err(Error::new("expects heads of rank 4 and indices of rank 2"));
    };
    Ok(vec![tensor(&[*batch, *kept, *n, *d], element)])
}

fn verify_pack_heads(op: Op<'_>) -> Result<'_> {
    agree("batch", &shaped(op, 0, "heads")?, 0, &shaped(op, 1, "indices")?, 0)
}

fn verify_unpack_heads(op: Op<'_>) -> Result<'_> {
    let (packed, indices, base) = (
        shaped(op, 0, "packed")?,
        shaped(op, 1, "indices")?,
        shaped(op, 2, "base")?,
    );
    same_element(&packed, &base)?;
    agree("batch", &packed, 0, &indices, 0)?;
    agree("number of packed heads", &packed, 1, &indices, 1)?;
    agree("batch", &packed, 0, &base, 0)?;
    agree("number of tokens", &packed, 2, &base, 2)?;
    agree("head dimension", &packed, 3, &base, 3)
}

fn fold_unpack_heads<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    fold_unpack(op, "dsa.pack_heads")
}

/// As many heads as indices, in the batch of the indices.
fn infer_pattern_pack_heads<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let of = pattern_type(parts.values.first().copied())?;
    let indices = dims(parts.operand_type(1)?).unwrap_or_default();
    let [batch, kept] = indices[..] else {
        return Err(Error::new("expects indices of rank 2"));
    };
    let [of_batch, _, n, m] = of.shape;
    // A batch size that is not known may turn out to be 1, which serves the indices'.
    if let (Some(of_batch), Some(batch)) = (of_batch, batch)
        && of_batch != 1
        && of_batch != batch
    {
        return Err(Error::new(format!(
            "batch of {of} is {of_batch}, expected that of the indices, {batch}, or 1"
        )));
    }
    let batch = batch.or(of_batch.filter(|size| *size != 1));
    let packed = PatternType {
        shape: [batch, kept, n, m],
        ..of
    };
    Ok(vec![parse_type(parts.location, &packed.to_string())?])
}
