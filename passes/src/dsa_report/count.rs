//! Makes a program count what types do not say, and tell the runtime.

use dynsparse_dialects::PatternType;
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, next, parent},
    template::Template,
};

use super::facts::{Quantity, quantities, values};
use crate::size_checks::mask_of;

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
            .enumerate()
            .flat_map(|(place, value)| {
                quantities(*op, place, value.r#type())
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
    const BLOCKS: &str = "func.func private @blocks(%mask: $T) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %no = arith.constant false
  %batch = tensor.dim %mask, %c0 : $T
  %heads = tensor.dim %mask, %c1 : $T
  %n = tensor.dim %mask, %c2 : $T
  %m = tensor.dim %mask, %c3 : $T
  %all = scf.for %b = %c0 to %batch step %c1 iter_args(%sum_b = %c0) -> (index) {
    %of_batch = scf.for %h = %c0 to %heads step %c1 iter_args(%sum_h = %sum_b) -> (index) {
      %of_head = scf.for %i = %c0 to %n step %bq iter_args(%sum_i = %sum_h) -> (index) {
        %beyond_i = arith.addi %i, %bq : index
        %end_i = arith.minui %beyond_i, %n : index
        %of_row = scf.for %j = %c0 to %m step %bk iter_args(%sum_j = %sum_i) -> (index) {
          %beyond_j = arith.addi %j, %bk : index
          %end_j = arith.minui %beyond_j, %m : index
          %any = scf.for %q = %i to %end_i step %c1 iter_args(%any_q = %no) -> (i1) {
            %any_of_row = scf.for %k = %j to %end_j step %c1 iter_args(%any_k = %any_q) -> (i1) {
              %bit = tensor.extract %mask[%b, %h, %q, %k] : $T
              %either = arith.ori %any_k, %bit : i1
              scf.yield %either : i1
            }
            scf.yield %any_of_row : i1
          }
          %one = arith.index_castui %any : i1 to index
          %more = arith.addi %sum_j, %one : index
          scf.yield %more : index
        }
        scf.yield %of_row : index
      }
      scf.yield %of_head : index
    }
    scf.yield %of_batch : index
  }
  return %all : index
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
    const OWNED: &str = "func.func private @owned(%offsets: $T) -> index {
  %c0 = arith.constant 0 : index
  %nothing = arith.constant 0 : i32
  %count = tensor.dim %offsets, %c0 : $T
  %is_there = arith.cmpi ugt, %count, %c0 : index
  %owned = scf.if %is_there -> (i32) {
    %stored = tensor.extract %offsets[%c0] : $T
    %first = arith.maxsi %stored, %nothing : i32
    %room = tensor.empty() : tensor<i32>
    %start = linalg.fill ins(%first : i32) outs(%room : tensor<i32>) -> tensor<i32>
    %most = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>], iterator_types = [\"reduction\"]}
      ins(%offsets : $T) outs(%start : tensor<i32>) {
    ^bb0(%offset: i32, %so_far: i32):
      %more = arith.maxsi %offset, %so_far : i32
      linalg.yield %more : i32
    } -> tensor<i32>
    %last = tensor.extract %most[] : tensor<i32>
    %rows = arith.subi %last, %first : i32
    scf.yield %rows : i32
  } else {
    scf.yield %nothing : i32
  }
  %result = arith.index_cast %owned : i32 to index
  return %result : index
}";
    if quantity == Quantity::Value {
        return Ok(value);
    }
    let [bq, bk] = PatternType::of(value.r#type()).map_or([1, 1], |pattern| pattern.block);
    let (text, value) = match quantity {
        Quantity::Size(_) => (SIZE, masked(anchor, value)?),
        Quantity::Held => (HELD, masked(anchor, value)?),
        Quantity::Blocks => (BLOCKS, masked(anchor, value)?),
        Quantity::Owned => (OWNED, value),
        Quantity::Valid | Quantity::Value => (VALID, value),
    };
    let axis = match quantity {
        Quantity::Size(axis) => axis,
        _ => 0,
    };
    let template = Template::new("count", text)
        .set("T", value.r#type())
        .set("axis", axis)
        .set("bq", bq)
        .set("bk", bk);
    Ok(template.expand(anchor, &[value])?[0])
}

/// The mask of a pattern, whatever its format; another value as it is.
fn masked<'c>(anchor: Op<'c>, value: Val<'c>) -> Result<'c, Val<'c>> {
    PatternType::of(value.r#type()).map_or(Ok(value), |pattern| mask_of(anchor, value, &pattern))
}
