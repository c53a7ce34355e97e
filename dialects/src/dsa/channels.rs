//! Channels: scoring, packing and unpacking them.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::{Fold, OpHooks, Operands},
    melior::ir::{Attribute, Type},
    operation::{dims, element, tensor},
};

use super::{
    lists::{PacksBack, UnpacksBack},
    score_type,
    sizes::{NoElements, ReadsThroughCasts},
    tokens::{fold_unpack, infer_unpack},
};

use crate::shapes::{agree, same_element, shaped};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        infer: Some(infer_score_channels),
        canonicalize: &[
            &ReadsThroughCasts("dsa.score_channels"),
            &NoElements("dsa.score_channels"),
        ],
        ..OpHooks::verifying("dsa.score_channels", |_| Ok(()))
    },
    OpHooks {
        infer: Some(infer_pack_channels),
        canonicalize: &[
            &PacksBack {
                pack: "dsa.pack_channels",
                unpack: "dsa.unpack_channels",
                axis: 2,
            },
            &ReadsThroughCasts("dsa.pack_channels"),
            &NoElements("dsa.pack_channels"),
        ],
        ..OpHooks::verifying("dsa.pack_channels", verify_pack_channels)
    },
    OpHooks {
        infer: Some(infer_unpack),
        fold: Some(fold_unpack_channels),
        canonicalize: &[
            &UnpacksBack {
                pack: "dsa.pack_channels",
                unpack: "dsa.unpack_channels",
                axis: 2,
            },
            &ReadsThroughCasts("dsa.unpack_channels"),
            &NoElements("dsa.unpack_channels"),
        ],
        ..OpHooks::verifying("dsa.unpack_channels", verify_unpack_channels)
    },
];

fn infer_score_channels<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let tokens = parts.operand_type(0)?;
    let sizes = dims(tokens).unwrap_or_default();
    let [batch, _, channels] = sizes[..] else {
        return Err(Error::new("expects tokens of rank 3"));
    };
    Ok(vec![tensor(&[batch, channels], score_type(parts, tokens))])
}

fn infer_pack_channels<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let (tokens, indices) = (parts.operand_type(0)?, parts.operand_type(1)?);
    let (t, i) = (dims(tokens).unwrap_or_default(), dims(indices).unwrap_or_default());
    let ([batch, n, _], [_, kept], Some(element)) = (&t[..], &i[..], element(tokens)) else {
        return Err(Error::new("expects tokens of rank 3 and indices of rank 2"));
    };
    Ok(vec![tensor(&[*batch, *n, *kept], element)])
}

fn verify_pack_channels(op: Op<'_>) -> Result<'_> {
    agree("batch", &shaped(op, 0, "tokens")?, 0, &shaped(op, 1, "indices")?, 0)
}

fn verify_unpack_channels(op: Op<'_>) -> Result<'_> {
    let (packed, indices, base) = (
        shaped(op, 0, "packed")?,
        shaped(op, 1, "indices")?,
        shaped(op, 2, "base")?,
    );
    same_element(&packed, &base)?;
    agree("batch", &packed, 0, &indices, 0)?;
    agree("number of packed channels", &packed, 2, &indices, 1)?;
    agree("batch", &packed, 0, &base, 0)?;
    agree("number of tokens", &packed, 1, &base, 1)
}

fn fold_unpack_channels<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    fold_unpack(op, "dsa.pack_channels")
}
