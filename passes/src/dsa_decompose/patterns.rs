//! Patterns that are stated by rows, columns, heads or a diagonal, and what is asked of patterns.

use dynsparse_dialects::{
    Holds, PatternType,
    dsa::{SizeSource, pattern_type, size_sources},
};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{
        Type, ValueLike as _, attribute::IntegerAttribute, operation::OperationLike as _, r#type::IntegerType,
    },
    operation::{Dim, OpExt as _},
    template::Template,
};

use super::build::{attribute, before, constant, dim, index, like, sizes_of, typed};

fn made(op: Op<'_>) -> Result<'_, PatternType> {
    pattern_type(op.result_values().first().copied())
}

/// A band that begins so far left has every key left of its end in it, of sequences that fit into a machine.
const FAR: i64 = 1 << 40;

/// The offset and the width of the stripe that is causal order over that many keys.
pub fn causal_band(keys: Dim) -> (i64, i64) {
    let left = keys.map_or(FAR, |keys| keys.saturating_sub(1).min(FAR as u64) as i64);
    (-left, left + 1)
}

/// `dsa.stripe_pattern` whose band begins left of every key.
pub fn causal_pattern<'c>(op: Op<'c>) -> Result<'c, Option<Vec<Val<'c>>>> {
    let (offset, width) = causal_band(made(op)?.shape[3]);
    let number = |value| IntegerAttribute::new(IntegerType::new(op.ctx(), 64).into(), value).into();
    let attributes = [("offset", number(offset)), ("width", number(width))];
    let types = [op.result_values()[0].r#type()];
    Ok(Some(typed(
        op,
        "dsa.stripe_pattern",
        &op.operand_values(),
        &attributes,
        &types,
    )?))
}

/// The axes of a mask that `dsa.row_pattern` and its like repeat.
pub fn repeated(name: &str) -> Option<&'static [usize]> {
    match name {
        "dsa.row_pattern" => Some(&[3]),
        "dsa.column_pattern" => Some(&[2]),
        "dsa.head_pattern" => Some(&[2, 3]),
        _ => None,
    }
}

/// `linalg.broadcast` of the mask, and `dsa.pattern_from_mask`.
pub fn masked_pattern<'c>(op: Op<'c>) -> Result<'c, Option<Vec<Val<'c>>>> {
    let axes = repeated(&op.full_name()).ok_or_else(|| op.op_error("repeats no mask"))?;
    let pattern = made(op)?;
    let mask = op.operand_values()[0];
    let sources = size_sources(op).ok_or_else(|| op.op_error("lacks sizes"))?;
    let (unit, mut of_mask) = (pattern.unit(), sizes_of(mask).into_iter());
    let (mut sizes, mut open) = (Vec::new(), Vec::new());
    let mut from_mask = 0;
    for axis in 0..4 {
        if axes.contains(&axis) {
            let unit = unit[axis - 2];
            sizes.push(pattern.shape[axis].map(|size| size.div_ceil(unit)));
            if let SizeSource::Operand(operand) = sources[axis] {
                open.push(units(op, op.operand_values()[operand], unit)?);
            }
        } else {
            let size = of_mask.next().flatten();
            sizes.push(size);
            if size.is_none() {
                open.push(dim(op, mask, from_mask)?);
            }
            from_mask += 1;
        }
    }
    let wide = like(mask, &sizes)?;
    let room = typed(op, "tensor.empty", &open, &[], &[wide])?[0];
    let all = broadcast(op, mask, room, axes)?;
    Ok(Some(typed(
        op,
        "dsa.pattern_from_mask",
        &[all],
        &[],
        &[op.result_values()[0].r#type()],
    )?))
}

/// How many units there are for that many queries or keys; for a negative number none.
fn units<'c>(op: Op<'c>, size: Val<'c>, unit: u64) -> Result<'c, Val<'c>> {
    let least = index(op, 0)?;
    let size = before(op, "arith.maxsi", &[size, least], &[])?;
    if unit == 1 {
        return Ok(size);
    }
    let unit = index(op, unit as i64)?;
    before(op, "arith.ceildivsi", &[size, unit], &[])
}

/// A tensor, repeated along these axes of `room`.
pub fn broadcast<'c>(op: Op<'c>, value: Val<'c>, room: Val<'c>, axes: &[usize]) -> Result<'c, Val<'c>> {
    const TEXT: &str = "func.func private @broadcast(%value: $V, %room: $R) -> $R {
  %all = linalg.broadcast ins(%value : $V) outs(%room : $R) dimensions = $axes
  return %all : $R
}";
    let text = Template::new("broadcast", TEXT)
        .set("V", value.r#type())
        .set("R", room.r#type())
        .set("axes", format!("{axes:?}"));
    Ok(text.expand(op, &[value, room])?[0])
}

/// The blocks, or elements, that the type of a pattern has room for, if it says it.
pub fn room_of(pattern: &PatternType) -> Option<u64> {
    pattern.mask_shape().into_iter().product()
}

/// `dsa.pattern_count` over the number there can be, where the type says it.
pub fn pattern_density<'c>(op: Op<'c>) -> Result<'c, Option<Vec<Val<'c>>>> {
    let of = op.operand_values()[0];
    let Some(pattern) = PatternType::of(of.r#type()) else {
        return Ok(None);
    };
    let Some(room) = room_of(&pattern) else {
        return Ok(None);
    };
    if room == 0 {
        return Ok(Some(vec![constant(op, "0.0 : f32")?]));
    }
    let what = attribute(
        op,
        if pattern.holds == Holds::Blocks {
            "0 : i32"
        } else {
            "1 : i32"
        },
    )?;
    let context = op.ctx();
    let count = typed(
        op,
        "dsa.pattern_count",
        &[of],
        &[("what", what)],
        &[IntegerType::new(context, 64).into()],
    )?[0];
    let double = Type::float64(context);
    let count = typed(op, "arith.uitofp", &[count], &[], &[double])?[0];
    let room = constant(op, &format!("{room}.0 : f64"))?;
    let share = before(op, "arith.divf", &[count, room], &[])?;
    Ok(Some(typed(
        op,
        "arith.truncf",
        &[share],
        &[],
        &[Type::float32(context)],
    )?))
}

/// `dsa.select_blocks` of `1x1` blocks, and `dsa.convert_pattern`.
pub fn select_keys<'c>(op: Op<'c>) -> Result<'c, Option<Vec<Val<'c>>>> {
    let pattern = made(op)?;
    let single = PatternType {
        block: [1, 1],
        holds: Holds::Blocks,
        format: dynsparse_dialects::Format::Bcsr,
        ..pattern
    };
    let single = single
        .to_type(op.location())
        .ok_or_else(|| op.op_error("has a pattern that has no single keys"))?;
    let chosen = typed(op, "dsa.select_blocks", &op.operand_values(), &[], &[single])?;
    Ok(Some(typed(
        op,
        "dsa.convert_pattern",
        &chosen,
        &[],
        &[op.result_values()[0].r#type()],
    )?))
}
