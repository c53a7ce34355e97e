//! Makes a program count what types do not say, and tell the runtime.

use dynsparse_dialects::PatternType;
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, in_module, next},
    template::{Template, index_constant},
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
        let list: Vec<(usize, Val, Quantity)> = values(*op)
            .into_iter()
            .enumerate()
            .flat_map(|(place, value)| {
                quantities(*op, place, value.r#type())
                    .into_iter()
                    .map(move |quantity| (place, value, quantity))
            })
            .collect();
        tell(anchor, number, 0, index_constant(anchor, list.len())?)?;
        for (place, (operand, value, quantity)) in (1..).zip(list) {
            let counted = match (quantity, op.result_values().first()) {
                (Quantity::Valid, _) => of_set(anchor, *op, operand)?,
                (Quantity::Owned, Some(result)) => Some(owned(anchor, value, *result)?),
                _ => None,
            };
            let counted = counted.map_or_else(|| counting(anchor, value, quantity), Ok)?;
            tell(anchor, number, place, counted)?;
        }
        counted += 1;
    }
    if let Some(first) = ops.first() {
        Template::new("count", DECLARED).insert_symbols(in_module(*first))?;
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
    if quantity == Quantity::Value {
        return Ok(value);
    }
    let [bq, bk] = PatternType::of(value.r#type()).map_or([1, 1], |pattern| pattern.block);
    let (text, value) = match quantity {
        Quantity::Size(_) => (SIZE, masked(anchor, value)?),
        Quantity::Held => (HELD, masked(anchor, value)?),
        Quantity::Blocks => (BLOCKS, masked(anchor, value)?),
        Quantity::Valid | Quantity::Owned | Quantity::Value => (VALID, value),
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

/// How many rows of `result` have an owner: offsets are brought to `0 <= o <= R` and into ascending order first.
fn owned<'c>(anchor: Op<'c>, offsets: Val<'c>, result: Val<'c>) -> Result<'c, Val<'c>> {
    const OWNED: &str = "func.func private @owned(%offsets: $T, %result: $R) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %rows = tensor.dim %result, %c0 : $R
  %count = tensor.dim %offsets, %c0 : $T
  %is_there = arith.cmpi ugt, %count, %c0 : index
  %owned = scf.if %is_there -> (index) {
    %stored = tensor.extract %offsets[%c0] : $T
    %from = arith.index_cast %stored : i32 to index
    %from_there = arith.maxsi %from, %c0 : index
    %first = arith.minsi %from_there, %rows : index
    %last = scf.for %e = %c1 to %count step %c1 iter_args(%so_far = %first) -> (index) {
      %next = tensor.extract %offsets[%e] : $T
      %to = arith.index_cast %next : i32 to index
      %to_there = arith.maxsi %to, %so_far : index
      %more = arith.minsi %to_there, %rows : index
      scf.yield %more : index
    }
    %between = arith.subi %last, %first : index
    scf.yield %between : index
  } else {
    scf.yield %c0 : index
  }
  return %owned : index
}";
    let template = Template::new("owned", OWNED)
        .set("T", offsets.r#type())
        .set("R", result.r#type());
    Ok(template.expand(anchor, &[offsets, result])?[0])
}

/// Of a list of which an op takes the set of what is in range, what the op does for it, as `work` reads it; `None` of another.
fn of_set<'c>(anchor: Op<'c>, op: Op<'c>, place: usize) -> Result<'c, Option<Val<'c>>> {
    const ROWS: &str = "%more = arith.addi %so_far, %listed : index";
    // Of the scores of a listed column, those that no listed row has.
    const COLUMNS: &str = "%left = arith.subi %number_of_rows, %listed_rows : index
    %scores = arith.muli %listed, %left : index
    %more = arith.addi %so_far, %scores : index";
    // Two products a key, of what changed; one, where all are listed.
    const KEYS: &str = "%all = arith.cmpi eq, %listed, %size : index
    %twice = arith.addi %listed, %listed : index
    %products = arith.select %all, %size, %twice : index
    %more = arith.addi %so_far, %products : index";
    const COUNT: &str = "func.func private @count(%set: tensor<?x?xi1>, %rows: tensor<?x?xi1>) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %batch_of_set = tensor.dim %set, %c0 : tensor<?x?xi1>
  %batch_of_rows = tensor.dim %rows, %c0 : tensor<?x?xi1>
  %batch = arith.minui %batch_of_set, %batch_of_rows : index
  %size = tensor.dim %set, %c1 : tensor<?x?xi1>
  %number_of_rows = tensor.dim %rows, %c1 : tensor<?x?xi1>
  %count = scf.for %b = %c0 to %batch step %c1 iter_args(%so_far = %c0) -> (index) {
    %listed = scf.for %i = %c0 to %size step %c1 iter_args(%sum = %c0) -> (index) {
      %bit = tensor.extract %set[%b, %i] : tensor<?x?xi1>
      %one = arith.index_castui %bit : i1 to index
      %next = arith.addi %sum, %one : index
      scf.yield %next : index
    }
    %listed_rows = scf.for %i = %c0 to %number_of_rows step %c1 iter_args(%sum = %c0) -> (index) {
      %bit = tensor.extract %rows[%b, %i] : tensor<?x?xi1>
      %one = arith.index_castui %bit : i1 to index
      %next = arith.addi %sum, %one : index
      scf.yield %next : index
    }
    $more
    scf.yield %more : index
  }
  return %count : index
}";
    let set_of = |list: usize, of: usize| match (op.operand_at(list), op.operand_at(of)) {
        (Some(list), Some(of)) => set(anchor, list, of),
        _ => Err(op.op_error("lacks an operand")),
    };
    let name = op.full_name();
    let (more, set, rows) = match (name.as_str(), place) {
        ("dsa.update_scores" | "dsa.update_product_rows", 2) => {
            let rows = set_of(2, 0)?;
            (ROWS, rows, rows)
        }
        ("dsa.update_scores", 3) => (COLUMNS, set_of(3, 1)?, set_of(2, 0)?),
        ("dsa.update_product", 2) => {
            let keys = set_of(2, 1)?;
            (KEYS, keys, keys)
        }
        _ => return Ok(None),
    };
    let template = Template::new("count", COUNT).set("more", more);
    Ok(Some(template.expand(anchor, &[set, rows])?[0]))
}

/// Which of the tokens of `of` are listed, for each batch entry of the list.
fn set<'c>(anchor: Op<'c>, list: Val<'c>, of: Val<'c>) -> Result<'c, Val<'c>> {
    const SET: &str = "func.func private @set(%list: $T, %of: $X) -> tensor<?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %no = arith.constant false
  %yes = arith.constant true
  %batch = tensor.dim %list, %c0 : $T
  %length = tensor.dim %list, %c1 : $T
  %size = tensor.dim %of, %c2 : $X
  %room = tensor.empty(%batch, %size) : tensor<?x?xi1>
  %empty = linalg.fill ins(%no : i1) outs(%room : tensor<?x?xi1>) -> tensor<?x?xi1>
  %set = scf.for %b = %c0 to %batch step %c1 iter_args(%before = %empty) -> (tensor<?x?xi1>) {
    %of_batch = scf.for %k = %c0 to %length step %c1 iter_args(%so_far = %before) -> (tensor<?x?xi1>) {
      %stored = tensor.extract %list[%b, %k] : $T
      // As an unsigned number, one below 0 is beyond every size.
      %at = arith.index_cast %stored : i32 to index
      %is_there = arith.cmpi ult, %at, %size : index
      %more = scf.if %is_there -> (tensor<?x?xi1>) {
        %with = tensor.insert %yes into %so_far[%b, %at] : tensor<?x?xi1>
        scf.yield %with : tensor<?x?xi1>
      } else {
        scf.yield %so_far : tensor<?x?xi1>
      }
      scf.yield %more : tensor<?x?xi1>
    }
    scf.yield %of_batch : tensor<?x?xi1>
  }
  return %set : tensor<?x?xi1>
}";
    let template = Template::new("set", SET).set("T", list.r#type()).set("X", of.r#type());
    Ok(template.expand(anchor, &[list, of])?[0])
}
