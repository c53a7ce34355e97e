//! Dense layers.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::{OpHooks, Operands},
    melior::ir::{Type, ValueLike as _, r#type::IntegerType},
    operation::{OpExt as _, dims, element, tensor},
};

use crate::{
    linear::{NoActivation, verify_linear, verify_pack},
    shapes::{Shaped, shaped},
};

use super::sizes::{NoElements, ReadsThroughCasts};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        canonicalize: &[&ReadsThroughCasts("dsa.pack_weights")],
        ..OpHooks::verifying("dsa.pack_weights", verify_pack_weights)
    },
    OpHooks {
        infer: Some(infer_quantize_rows),
        canonicalize: &[
            &ReadsThroughCasts("dsa.quantize_rows"),
            &NoElements("dsa.quantize_rows"),
        ],
        ..OpHooks::verifying("dsa.quantize_rows", |_| Ok(()))
    },
    OpHooks {
        canonicalize: &[
            &NoActivation("dsa.linear"),
            &ReadsThroughCasts("dsa.linear"),
            &NoElements("dsa.linear"),
        ],
        ..OpHooks::verifying("dsa.linear", |op| verify_linear(op, &result(op)?))
    },
];

/// The only result.
pub(super) fn result<'c>(op: Op<'c>) -> Result<'c, Shaped<'c>> {
    let r#type = op.result_values().first().map(|value| value.r#type());
    let shape = r#type.and_then(|r#type| Some((dims(r#type)?, element(r#type)?)));
    let (sizes, element) = shape.ok_or_else(|| Error::new("expects a ranked tensor for a result"))?;
    Ok(Shaped {
        name: "the result",
        sizes,
        element,
    })
}

fn verify_pack_weights(op: Op<'_>) -> Result<'_> {
    let packed = result(op)?;
    verify_pack(&shaped(op, 0, "weights")?, &packed, op.result_values()[0].r#type())
}

fn infer_quantize_rows<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let sizes = dims(parts.operand_type(0)?).unwrap_or_default();
    let Some((_, rows)) = sizes.split_last() else {
        return Err(Error::new("expects rows of rank 2 or 3"));
    };
    Ok(vec![
        tensor(&sizes, IntegerType::new(parts.context, 8).into()),
        tensor(rows, Type::float32(parts.context)),
    ])
}
