//! The mass of attention, as attention.

use dynsparse_dialects::dsa::pattern_type;
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{Type, ValueLike as _},
    operation::{OpExt as _, same_type, tensor},
    template::{Template, float_literal},
};

use super::build::{element_of, sizes_of};

/// `dsa.attention` over the pattern and over `dsa.dense_pattern`, of which only the sums are wanted.
pub fn attention_mass<'c>(op: Op<'c>) -> Result<'c, Option<Vec<Val<'c>>>> {
    let operands = op.operand_values();
    let [queries, keys, pattern] = operands[..] else {
        return Err(op.op_error("lacks operands"));
    };
    let [bq, bk] = pattern_type(Some(pattern))?.block;
    let from = element_of(queries)?;
    let double = Type::float64(op.ctx());
    let (sum, minus_infinity) = if same_type(from, double) {
        (double, "0xFFF0000000000000")
    } else {
        (Type::float32(op.ctx()), "0xFF800000")
    };
    let scale = op
        .float_attr("scale")
        .map(|scale| format!("scale = {}", float_literal(scale)));
    let text = Template::new("attention_mass", include_str!("attention_mass.mlir"))
        .set("Q", queries.r#type())
        .set("K", keys.r#type())
        .set("P", pattern.r#type())
        .set("L", tensor(&sizes_of(queries)[..3], sum))
        .set("T", from)
        .set("S", sum)
        .set("block", format!("{bq}x{bk}"))
        .set("scale", scale.unwrap_or_default())
        .set("minus_infinity", minus_infinity);
    Ok(Some(text.expand(op, &operands)?))
}
