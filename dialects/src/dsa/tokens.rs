//! Tokens: choosing, packing and unpacking them.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::{Fold, OpHooks, Operands},
    melior::ir::{Attribute, Type, ValueLike as _},
    operation::{OpExt as _, dims, element, same_type, tensor},
};

use super::defined_by;

use crate::shapes::{agree, same_element, shaped};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
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
