//! Makes a program count what types do not say, and tell the runtime.

use dynsparse_dialects::PatternType;
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, next, parent, show_dims},
    template::Template,
};

use super::facts::{Quantity, quantities, values};

/// Puts, behind every op that is reported, what counts its execution: `dynsparse_count(op, place, number)`, where place 0
/// begins an execution and says how many numbers follow. Answers how many ops count.
pub fn insert(module: Op<'_>) -> Result<'_, u64> {
    let ops = super::ops(module);
    if let Some(op) = ops.iter().find(|op| !op.full_name().starts_with("dsa.")) {
        return Err(op.op_error("is of a later stage: expected dsa, whose programs can be made to count"));
    }
    let mut counted = 0;
    for (number, op) in ops.iter().enumerate() {
        // What ends its block has no results to count.
        let Some(anchor) = next(*op) else { continue };
        let list: Vec<(Val, Quantity)> = values(*op)
            .into_iter()
            .flat_map(|value| {
                quantities(value.r#type())
                    .into_iter()
                    .map(move |quantity| (value, quantity))
            })
            .collect();
        tell(anchor, number, 0, constant(anchor, list.len())?)?;
        for (place, (value, quantity)) in (1..).zip(list) {
            let value = counting(anchor, value, quantity)?;
            tell(anchor, number, place, value)?;
        }
        counted += 1;
    }
    if let Some(first) = ops.first() {
        let mut anchor = *first;
        while let Some(above) = parent(anchor).filter(|above| above.full_name() != "builtin.module") {
            anchor = above;
        }
        Template::new("count", DECLARED).insert_symbols(anchor)?;
    }
    Ok(counted)
}

const DECLARED: &str = "func.func private @dynsparse_count(index, index, index)";

fn tell<'c>(anchor: Op<'c>, op: usize, place: usize, number: Val<'c>) -> Result<'c> {
    const TELL: &str = "func.func private @tell(%number: index) {
  %op = arith.constant $op : index
  %place = arith.constant $place : index
  func.call @dynsparse_count(%op, %place, %number) : (index, index, index) -> ()
  return
}
func.func private @dynsparse_count(index, index, index)";
    Template::new("tell", TELL)
        .set("op", op)
        .set("place", place)
        .expand(anchor, &[number])?;
    Ok(())
}

fn constant<'c>(anchor: Op<'c>, value: usize) -> Result<'c, Val<'c>> {
    const CONSTANT: &str = "func.func private @constant() -> index {
  %value = arith.constant $value : index
  return %value : index
}";
    Ok(Template::new("constant", CONSTANT)
        .set("value", value)
        .expand(anchor, &[])?[0])
}

/// The number as an `index`.
fn counting<'c>(anchor: Op<'c>, value: Val<'c>, quantity: Quantity) -> Result<'c, Val<'c>> {
    const SIZE: &str = "func.func private @size(%x: $T) -> index {
  %axis = arith.constant $axis : index
  %size = tensor.dim %x, %axis : $T
  return %size : index
}";
    const HELD: &str = "func.func private @blocks(%mask: $T) -> index {
  %none = arith.constant 0 : i64
  %room = tensor.empty() : tensor<i64>
  %zero = linalg.fill ins(%none : i64) outs(%room : tensor<i64>) -> tensor<i64>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(b, h, r, s) -> (b, h, r, s)>, affine_map<(b, h, r, s) -> ()>],
      iterator_types = [\"reduction\", \"reduction\", \"reduction\", \"reduction\"]}
    ins(%mask : $T) outs(%zero : tensor<i64>) {
  ^bb0(%bit: i1, %so_far: i64):
    %one = arith.extui %bit : i1 to i64
    %more = arith.addi %so_far, %one : i64
    linalg.yield %more : i64
  } -> tensor<i64>
  %held = tensor.extract %sum[] : tensor<i64>
  %blocks = arith.index_cast %held : i64 to index
  return %blocks : index
}";
    const VALID: &str = "func.func private @valid(%indices: $T) -> index {
  %none = arith.constant 0 : i64
  %nothing = arith.constant 0 : i32
  %room = tensor.empty() : tensor<i64>
  %zero = linalg.fill ins(%none : i64) outs(%room : tensor<i64>) -> tensor<i64>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(b, i) -> (b, i)>, affine_map<(b, i) -> ()>], iterator_types = [\"reduction\", \"reduction\"]}
    ins(%indices : $T) outs(%zero : tensor<i64>) {
  ^bb0(%index: i32, %so_far: i64):
    %bit = arith.cmpi sge, %index, %nothing : i32
    %one = arith.extui %bit : i1 to i64
    %more = arith.addi %so_far, %one : i64
    linalg.yield %more : i64
  } -> tensor<i64>
  %held = tensor.extract %sum[] : tensor<i64>
  %valid = arith.index_cast %held : i64 to index
  return %valid : index
}";
    if quantity == Quantity::Value {
        return Ok(value);
    }
    let (text, value) = match quantity {
        Quantity::Size(_) => (SIZE, masked(anchor, value)?),
        Quantity::Held => (HELD, masked(anchor, value)?),
        Quantity::Valid | Quantity::Value => (VALID, value),
    };
    let axis = match quantity {
        Quantity::Size(axis) => axis,
        _ => 0,
    };
    let template = Template::new("count", text).set("T", value.r#type()).set("axis", axis);
    Ok(template.expand(anchor, &[value])?[0])
}

/// The mask of a pattern, whatever its format; another value as it is.
fn masked<'c>(anchor: Op<'c>, value: Val<'c>) -> Result<'c, Val<'c>> {
    const MASK: &str = "func.func private @mask(%pattern: $P) -> $T {
  %mask = dsa.pattern_to_mask %pattern : $P
  return %mask : $T
}";
    let Some(pattern) = PatternType::of(value.r#type()) else {
        return Ok(value);
    };
    let mask = format!("tensor<{}xi1>", show_dims(&pattern.mask_shape()));
    let template = Template::new("mask", MASK).set("P", value.r#type()).set("T", mask);
    Ok(template.expand(anchor, &[value])?[0])
}
