//! `dsa.early_exit`: its stages one inside the other, each behind the question whether any sample is left. What differs between
//! the strategies is how samples are chosen, and how rows of tensors are gathered and scattered.

use std::fmt::Write as _;

use dynsparse_dialects::dsa::{arguments_of_stage, end_of_stage, stages};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{RegionLike as _, ValueLike as _, operation::OperationLike as _},
    operation::{OpExt as _, dims, element, owner, show_dims},
    rewrite,
    template::{Template, cast},
};

use dynsparse_passes::agreement::{Serving, agree, is};

/// How a strategy does what the stages have in common.
pub struct Rows {
    /// `1 x K` of `K` samples that go on, ascending and then -1: of confidences, the threshold and the budget.
    pub choose: for<'c> fn(Op<'c>, Val<'c>, Val<'c>, Val<'c>) -> Result<'c, Val<'c>>,
    /// The rows of a tensor at a list of `1 x K`.
    pub gather: for<'c> fn(Op<'c>, Val<'c>, Val<'c>) -> Result<'c, Val<'c>>,
    /// A tensor with rows put where a list of `1 x K` says, all different: of rows, the list, the tensor.
    pub scatter: for<'c> fn(Op<'c>, Val<'c>, Val<'c>, Val<'c>) -> Result<'c, Val<'c>>,
}

/// Answers so far, where samples left so far.
type Outcome<'c> = [Val<'c>; 2];

/// Replaces `op` by its stages.
///
/// # Errors
///
/// If a part of it cannot be built.
pub fn lower<'c>(op: Op<'c>, rows: &Rows) -> Result<'c> {
    let end = stage_end(op, 0)?;
    let types: Vec<_> = op.result_values().iter().map(|value| value.r#type()).collect();
    let sizes = dims(types[0]).unwrap_or_default();
    rewrite::inline_stage(op, 0, op, &[])?;
    let answer = end.operand_values()[0];
    for (axis, size) in sizes.iter().enumerate() {
        if let Some(size) = size {
            is(op, answer, axis, *size, &told("answer", 0, axis))?;
        }
    }
    let of_exits = dims(types[1]).and_then(|sizes| sizes.first().copied()).flatten();
    if let (Some(size), None) = (of_exits, sizes[0]) {
        is(
            op,
            answer,
            0,
            size,
            "early_exit: there are not as many samples as exits",
        )?;
    }
    let none = Template::new("no_exits", NO_EXITS)
        .set("A", answer.r#type())
        .expand(op, &[answer])?[0];
    let outcome = go_on(op, op, rows, 0, end, None, [answer, none])?;
    let mut results = Vec::new();
    for (value, r#type) in outcome.into_iter().zip(types) {
        results.push(cast(op, value, r#type)?);
    }
    rewrite::erase(end);
    rewrite::replace(op, &results)
}

const NO_EXITS: &str = "func.func private @no_exits(%answer: $A) -> tensor<?xi32> {
  %c0 = arith.constant 0 : index
  %first = arith.constant 0 : i32
  %samples = tensor.dim %answer, %c0 : $A
  %empty = tensor.empty(%samples) : tensor<?xi32>
  %exits = linalg.fill ins(%first : i32) outs(%empty : tensor<?xi32>) -> tensor<?xi32>
  return %exits : tensor<?xi32>
}";

fn stage_end<'c>(op: Op<'c>, stage: usize) -> Result<'c, Op<'c>> {
    end_of_stage(op, stage).ok_or_else(|| op.op_error(format!("has no end of stage #{stage}")))
}

fn told(what: &str, stage: usize, axis: usize) -> String {
    match axis {
        0 => format!("early_exit: number of samples of the {what} of stage {stage} is not that of the stage"),
        _ => format!("early_exit: size {axis} of the {what} of stage {stage} is not that of the result"),
    }
}

/// Puts before `anchor` what comes behind `stage`, whose end is `end`. `origin` is the list of the samples of the stage; they
/// are all there are where it is `None`.
fn go_on<'c>(
    op: Op<'c>,
    anchor: Op<'c>,
    rows: &Rows,
    stage: usize,
    end: Op<'c>,
    origin: Option<Val<'c>>,
    outcome: Outcome<'c>,
) -> Result<'c, Outcome<'c>> {
    if stage + 1 == stages(op) {
        return Ok(outcome);
    }
    let values = end.operand_values();
    let (answer, confidence, next) = (values[0], values[1], &values[2..]);
    same(anchor, confidence, 0, answer, &told("confidence", stage, 0))?;
    for value in next {
        same(anchor, *value, 0, answer, &told("values handed on", stage, 0))?;
    }
    let threshold = op.operand_values()[0];
    let budget = match op.operand_at(1) {
        Some(budget) => budget,
        None => size_of(anchor, confidence)?,
    };
    let chosen = (rows.choose)(anchor, confidence, threshold, budget)?;
    let chosen = Template::new("without_end", WITHOUT_END).expand(anchor, &[chosen])?[0];
    let samples = match origin {
        Some(origin) => Template::new("origins", ORIGINS).expand(anchor, &[origin, chosen])?[0],
        None => chosen,
    };

    let outcome_types = outcome.map(|value| value.r#type());
    let branch = Template::new("if_any", IF_ANY)
        .set("A", outcome_types[0])
        .set("E", outcome_types[1])
        .expand(anchor, &[chosen, outcome[0], outcome[1]])?;
    let inside = owner(branch[0])
        .and_then(|branch| branch.region(0).ok()?.first_block().and_then(rewrite::terminator))
        .ok_or_else(|| op.op_error("has lost its branch"))?;

    let next_end = stage_end(op, stage + 1)?;
    let mut handed_on = Vec::new();
    for (value, argument) in next.iter().zip(arguments_of_stage(op, stage + 1)) {
        let packed = (rows.gather)(inside, *value, chosen)?;
        handed_on.push(cast(inside, packed, argument.r#type())?);
    }
    rewrite::inline_stage(op, stage + 1, inside, &handed_on)?;
    let next_answer = next_end.operand_values()[0];
    // The list of those that go on is a row of a batch of one.
    let rows_of_answer = [(next_answer, 0), (chosen, 1)];
    agree(inside, rows_of_answer, Serving::Neither, &told("answer", stage + 1, 0))?;
    for axis in 1..dims(next_answer.r#type()).unwrap_or_default().len() {
        same(inside, next_answer, axis, outcome[0], &told("answer", stage + 1, axis))?;
    }
    let answers = (rows.scatter)(inside, next_answer, samples, outcome[0])?;
    let answers = cast(inside, answers, outcome_types[0])?;
    let exits = Template::new("mark_exits", MARK_EXITS)
        .set("stage", stage + 1)
        .expand(inside, &[samples, outcome[1]])?[0];
    let behind = go_on(op, inside, rows, stage + 1, next_end, Some(samples), [answers, exits])?;
    rewrite::erase(next_end);
    for (index, value) in behind.into_iter().enumerate() {
        rewrite::set_operand(inside, index, value);
    }
    Ok([branch[0], branch[1]])
}

/// The entries of a list before the first -1.
const WITHOUT_END: &str = "func.func private @without_end(%list: tensor<?x?xi32>) -> tensor<?x?xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %none = arith.constant 0 : i32
  %room = tensor.dim %list, %c1 : tensor<?x?xi32>
  %count = scf.for %i = %c0 to %room step %c1 iter_args(%so_far = %c0) -> (index) {
    %entry = tensor.extract %list[%c0, %i] : tensor<?x?xi32>
    %there = arith.cmpi sge, %entry, %none : i32
    %one = arith.index_castui %there : i1 to index
    %more = arith.addi %so_far, %one : index
    scf.yield %more : index
  }
  %short = tensor.generate %c1, %count {
  ^bb0(%b: index, %i: index):
    %entry = tensor.extract %list[%b, %i] : tensor<?x?xi32>
    tensor.yield %entry : i32
  } : tensor<?x?xi32>
  return %short : tensor<?x?xi32>
}";

/// What the entries of a list stand for, of which some are chosen.
const ORIGINS: &str =
    "func.func private @origins(%origin: tensor<?x?xi32>, %chosen: tensor<?x?xi32>) -> tensor<?x?xi32> {
  %c1 = arith.constant 1 : index
  %count = tensor.dim %chosen, %c1 : tensor<?x?xi32>
  %samples = tensor.generate %c1, %count {
  ^bb0(%b: index, %i: index):
    %stored = tensor.extract %chosen[%b, %i] : tensor<?x?xi32>
    %at = arith.index_cast %stored : i32 to index
    %sample = tensor.extract %origin[%b, %at] : tensor<?x?xi32>
    tensor.yield %sample : i32
  } : tensor<?x?xi32>
  return %samples : tensor<?x?xi32>
}";

/// What the stages behind come to, where a sample is left; `scf.yield` of the first branch is given its values later.
const IF_ANY: &str = "func.func private @if_any(%chosen: tensor<?x?xi32>, %answer: $A, %exits: $E) -> ($A, $E) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %count = tensor.dim %chosen, %c1 : tensor<?x?xi32>
  %any = arith.cmpi ne, %count, %c0 : index
  %outcome:2 = scf.if %any -> ($A, $E) {
    scf.yield %answer, %exits : $A, $E
  } else {
    scf.yield %answer, %exits : $A, $E
  }
  return %outcome#0, %outcome#1 : $A, $E
}";

const MARK_EXITS: &str =
    "func.func private @mark_exits(%samples: tensor<?x?xi32>, %exits: tensor<?xi32>) -> tensor<?xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %stage = arith.constant $stage : i32
  %count = tensor.dim %samples, %c1 : tensor<?x?xi32>
  %marked = scf.for %i = %c0 to %count step %c1 iter_args(%so_far = %exits) -> (tensor<?xi32>) {
    %stored = tensor.extract %samples[%c0, %i] : tensor<?x?xi32>
    %sample = arith.index_cast %stored : i32 to index
    %next = tensor.insert %stage into %so_far[%sample] : tensor<?xi32>
    scf.yield %next : tensor<?xi32>
  }
  return %marked : tensor<?xi32>
}";

fn size_of<'c>(anchor: Op<'c>, value: Val<'c>) -> Result<'c, Val<'c>> {
    const TEXT: &str = "func.func private @size_of(%value: $A) -> index {
  %c0 = arith.constant 0 : index
  %size = tensor.dim %value, %c0 : $A
  return %size : index
}";
    let size = Template::new("size_of", TEXT).set("A", value.r#type());
    Ok(size.expand(anchor, &[value])?[0])
}

/// Size `axis` of two values is the same.
fn same<'c>(anchor: Op<'c>, a: Val<'c>, axis: usize, b: Val<'c>, message: &str) -> Result<'c> {
    agree(anchor, [(a, axis), (b, axis)], Serving::Neither, message)
}

/// Saliencies `1 x N` and a threshold by which `dsa.gate_tokens` finds the samples that go on: the least confident are the most
/// salient.
///
/// # Errors
///
/// If the ops cannot be built.
pub fn saliency<'c>(anchor: Op<'c>, confidence: Val<'c>, threshold: Val<'c>) -> Result<'c, [Val<'c>; 2]> {
    const TEXT: &str =
        "func.func private @saliency(%confidence: tensor<?x$T>, %threshold: f32) -> (tensor<?x?x$T>, f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %confidence, %c0 : tensor<?x$T>
  %saliency = tensor.generate %c1, %n {
  ^bb0(%b: index, %i: index):
    %sure = tensor.extract %confidence[%i] : tensor<?x$T>
    %unsure = arith.negf %sure : $T
    tensor.yield %unsure : $T
  } : tensor<?x?x$T>
  %below = arith.negf %threshold : f32
  return %saliency, %below : tensor<?x?x$T>, f32
}";
    let word = element(confidence.r#type()).map(|e| e.to_string()).unwrap_or_default();
    let made = Template::new("saliency", TEXT)
        .set("T", word)
        .expand(anchor, &[confidence, threshold])?;
    Ok([made[0], made[1]])
}

/// A tensor type of that rank with open sizes, `tensor<?x?xf32>`.
pub fn open(rank: usize, element: &str) -> String {
    format!("tensor<{}x{element}>", show_dims(&vec![None; rank]))
}

/// The constants and sizes `%d0, %d1, ...` of `%name`.
pub fn sizes_text(name: &str, rank: usize, r#type: &str) -> String {
    let mut text = String::new();
    for axis in 0..rank {
        let _ = writeln!(
            text,
            "%axis{axis} = arith.constant {axis} : index
             %d{axis} = tensor.dim %{name}, %axis{axis} : {type}"
        );
    }
    text
}

/// The arguments of a body that runs over a tensor of that rank, and with commas before them the places and the sizes of all
/// dimensions but the first.
fn places(rank: usize) -> [String; 3] {
    let arguments: Vec<String> = (0..rank).map(|axis| format!("%x{axis}: index")).collect();
    let behind = |name: &str| (1..rank).map(|axis| format!(", %{name}{axis}")).collect();
    [arguments.join(", "), behind("x"), behind("d")]
}

/// The rows of a tensor at a list, as the formula says.
///
/// # Errors
///
/// If the ops cannot be built.
pub fn gather<'c>(anchor: Op<'c>, value: Val<'c>, list: Val<'c>) -> Result<'c, Val<'c>> {
    const TEXT: &str = "func.func private @gather(%x: $A, %list: tensor<?x?xi32>) -> $A {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  $sizes
  %count = tensor.dim %list, %c1 : tensor<?x?xi32>
  %rows = tensor.generate %count$more_sizes {
  ^bb0($places):
    %stored = tensor.extract %list[%c0, %x0] : tensor<?x?xi32>
    %row = arith.index_cast %stored : i32 to index
    %number = tensor.extract %x[%row$rest] : $A
    tensor.yield %number : $T
  } : $A
  return %rows : $A
}";
    let rank = dims(value.r#type()).unwrap_or_default().len();
    let word = element(value.r#type()).map(|e| e.to_string()).unwrap_or_default();
    let r#type = open(rank, &word);
    let [places, rest, more_sizes] = places(rank);
    let rows = Template::new("gather", TEXT)
        .set("sizes", sizes_text("x", rank, &r#type))
        .set("A", r#type)
        .set("T", word)
        .set("places", places)
        .set("rest", rest)
        .set("more_sizes", more_sizes);
    Ok(rows.expand(anchor, &[value, list])?[0])
}

/// A tensor with rows put where a list says, as the formula says.
///
/// # Errors
///
/// If the ops cannot be built.
pub fn scatter<'c>(anchor: Op<'c>, rows: Val<'c>, list: Val<'c>, into: Val<'c>) -> Result<'c, Val<'c>> {
    const TEXT: &str = "func.func private @scatter(%rows: $A, %list: tensor<?x?xi32>, %into: $A) -> $A {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %no_row = arith.constant -1 : index
  $sizes
  %count = tensor.dim %list, %c1 : tensor<?x?xi32>
  // The row for each place, or -1.
  %empty = tensor.empty(%d0) : tensor<?xindex>
  %none = linalg.fill ins(%no_row : index) outs(%empty : tensor<?xindex>) -> tensor<?xindex>
  %row_of = scf.for %i = %c0 to %count step %c1 iter_args(%so_far = %none) -> (tensor<?xindex>) {
    %stored = tensor.extract %list[%c0, %i] : tensor<?x?xi32>
    %place = arith.index_cast %stored : i32 to index
    %next = tensor.insert %i into %so_far[%place] : tensor<?xindex>
    scf.yield %next : tensor<?xindex>
  }
  %result = tensor.generate %d0$more_sizes {
  ^bb0($places):
    %row = tensor.extract %row_of[%x0] : tensor<?xindex>
    %there = arith.cmpi sge, %row, %c0 : index
    %number = scf.if %there -> ($T) {
      %new = tensor.extract %rows[%row$rest] : $A
      scf.yield %new : $T
    } else {
      %old = tensor.extract %into[%x0$rest] : $A
      scf.yield %old : $T
    }
    tensor.yield %number : $T
  } : $A
  return %result : $A
}";
    let rank = dims(into.r#type()).unwrap_or_default().len();
    let word = element(into.r#type()).map(|e| e.to_string()).unwrap_or_default();
    let r#type = open(rank, &word);
    let [places, rest, more_sizes] = places(rank);
    let result = Template::new("scatter", TEXT)
        .set("sizes", sizes_text("into", rank, &r#type))
        .set("A", r#type)
        .set("T", word)
        .set("places", places)
        .set("rest", rest)
        .set("more_sizes", more_sizes);
    Ok(result.expand(anchor, &[rows, list, into])?[0])
}
