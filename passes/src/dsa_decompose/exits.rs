//! Stages one inside the other, each behind the question whether any sample is left: samples are chosen as tokens are, and their
//! rows packed and unpacked as tokens.

use std::fmt::Write as _;

use dynsparse_dialects::dsa::{ExitBounds, arguments_of_stage, early_exit_answers, end_of_stage, exit_parts, stages};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{RegionLike as _, TypeLike as _, ValueLike as _, operation::OperationLike as _},
    operation::{OpExt as _, dims, element, owner, show_dims},
    rewrite,
    template::{Template, cast},
};

use super::build::{before, collapse, dim, element_of, expand, open_sizes, sizes_of};
use crate::agreement::{Serving, agree, is};

/// Answers so far, and behind them where samples left so far.
type Outcome<'c> = Vec<Val<'c>>;

/// `dsa.gate_tokens` of what is not sure, `dsa.pack_tokens` of what is handed on, `scf.if`, and `dsa.unpack_tokens` of answers.
pub fn early_exit<'c>(op: Op<'c>) -> Result<'c, Option<Vec<Val<'c>>>> {
    let end = stage_end(op, 0)?;
    let types: Vec<_> = op.result_values().iter().map(|value| value.r#type()).collect();
    let count = early_exit_answers(op).len();
    rewrite::inline_stage(op, 0, op, &[])?;
    let answers = exit_parts(end)?.answers;
    for (answer, r#type) in answers.iter().zip(&types) {
        for (axis, size) in dims(*r#type).unwrap_or_default().iter().enumerate() {
            if let Some(size) = size {
                is(op, *answer, axis, *size, &told("answer", 0, axis))?;
            }
        }
        same(op, *answer, 0, answers[0], &told("answer", 0, 0))?;
    }
    let size_of = |index: usize| dims(types[index]).and_then(|sizes| sizes.first().copied()).flatten();
    if let (Some(size), None) = (size_of(count), size_of(0)) {
        is(
            op,
            answers[0],
            0,
            size,
            "early_exit: there are not as many samples as exits",
        )?;
    }
    let none = Template::new("no_exits", NO_EXITS)
        .set("A", answers[0].r#type())
        .expand(op, &answers[..1])?[0];
    let outcome = go_on(op, op, 0, end, None, [answers, vec![none]].concat())?;
    rewrite::erase(end);
    Ok(Some(outcome))
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
    stage: usize,
    end: Op<'c>,
    origin: Option<Val<'c>>,
    outcome: Outcome<'c>,
) -> Result<'c, Outcome<'c>> {
    if stage + 1 == stages(op) {
        return Ok(outcome);
    }
    let parts = exit_parts(end)?;
    let confidence = parts.confidence.ok_or_else(|| end.op_error("has no confidence"))?;
    same(anchor, confidence, 0, parts.answers[0], &told("confidence", stage, 0))?;
    for value in &parts.next {
        same(anchor, *value, 0, parts.answers[0], &told("values handed on", stage, 0))?;
    }
    let bounds = ExitBounds::of(op).ok_or_else(|| op.op_error("lacks operands"))?;
    let mut budget = match bounds.budget {
        Some(budget) => budget,
        None => dim(anchor, confidence, 0)?,
    };
    if let Some(depth) = bounds.depth {
        budget = Template::new("within_depth", WITHIN_DEPTH)
            .set("run", stage + 1)
            .expand(anchor, &[budget, depth])?[0];
    }
    let chosen = choose(anchor, confidence, bounds.threshold, budget)?;
    let chosen = Template::new("without_end", WITHOUT_END).expand(anchor, &[chosen])?[0];
    let samples = match origin {
        Some(origin) => Template::new("origins", ORIGINS).expand(anchor, &[origin, chosen])?[0],
        None => chosen,
    };

    let branch = if_any(anchor, chosen, &outcome)?;
    let inside = owner(branch[0])
        .and_then(|branch| branch.region(0).ok()?.first_block().and_then(rewrite::terminator))
        .ok_or_else(|| op.op_error("has lost its branch"))?;

    let next_end = stage_end(op, stage + 1)?;
    let mut handed_on = Vec::new();
    for (value, argument) in parts.next.iter().zip(arguments_of_stage(op, stage + 1)) {
        let packed = gather(inside, *value, chosen)?;
        handed_on.push(cast(inside, packed, argument.r#type())?);
    }
    rewrite::inline_stage(op, stage + 1, inside, &handed_on)?;
    let mut next_outcome = Vec::new();
    for (next_answer, so_far) in exit_parts(next_end)?.answers.into_iter().zip(&outcome) {
        // The list of those that go on is a row of a batch of one.
        let rows_of_answer = [(next_answer, 0), (chosen, 1)];
        agree(inside, rows_of_answer, Serving::Neither, &told("answer", stage + 1, 0))?;
        for axis in 1..sizes_of(next_answer).len() {
            same(inside, next_answer, axis, *so_far, &told("answer", stage + 1, axis))?;
        }
        let answers = scatter(inside, next_answer, samples, *so_far)?;
        next_outcome.push(cast(inside, answers, so_far.r#type())?);
    }
    let marked = Template::new("mark_exits", MARK_EXITS)
        .set("stage", stage + 1)
        .expand(inside, &[samples, outcome[outcome.len() - 1]])?;
    next_outcome.extend(marked);
    let behind = go_on(op, inside, stage + 1, next_end, Some(samples), next_outcome)?;
    rewrite::erase(next_end);
    for (index, value) in behind.into_iter().enumerate() {
        rewrite::set_operand(inside, index, value);
    }
    Ok(branch)
}

/// None goes on where as many stages were run as may be.
const WITHIN_DEPTH: &str = "func.func private @within_depth(%budget: index, %depth: index) -> index {
  %none = arith.constant 0 : index
  %run = arith.constant $run : index
  %deeper = arith.cmpi sgt, %depth, %run : index
  %count = arith.select %deeper, %budget, %none : index
  return %count : index
}";

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
fn if_any<'c>(anchor: Op<'c>, chosen: Val<'c>, outcome: &[Val<'c>]) -> Result<'c, Vec<Val<'c>>> {
    const TEXT: &str = "func.func private @if_any(%chosen: tensor<?x?xi32>, $arguments) -> ($types) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %count = tensor.dim %chosen, %c1 : tensor<?x?xi32>
  %any = arith.cmpi ne, %count, %c0 : index
  %outcome:$count = scf.if %any -> ($types) {
    scf.yield $names : $types
  } else {
    scf.yield $names : $types
  }
  return $results : $types
}";
    let of = |text: &dyn Fn(usize) -> String| (0..outcome.len()).map(text).collect::<Vec<_>>().join(", ");
    let text = Template::new("if_any", TEXT)
        .set(
            "arguments",
            of(&|index| format!("%o{index}: {}", outcome[index].r#type())),
        )
        .set("types", of(&|index| outcome[index].r#type().to_string()))
        .set("names", of(&|index| format!("%o{index}")))
        .set("results", of(&|index| format!("%outcome#{index}")))
        .set("count", outcome.len());
    text.expand(anchor, &[&[chosen], outcome].concat())
}

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

/// Size `axis` of two values is the same.
fn same<'c>(anchor: Op<'c>, a: Val<'c>, axis: usize, b: Val<'c>, message: &str) -> Result<'c> {
    agree(anchor, [(a, axis), (b, axis)], Serving::Neither, message)
}

/// Saliencies `1 x N` and a threshold by which `dsa.gate_tokens` finds the samples that go on: the least confident are the most
/// salient.
fn saliency<'c>(anchor: Op<'c>, confidence: Val<'c>, threshold: Val<'c>) -> Result<'c, [Val<'c>; 2]> {
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
fn open(rank: usize, element: &str) -> String {
    format!("tensor<{}x{element}>", show_dims(&vec![None; rank]))
}

/// The constants and sizes `%d0, %d1, ...` of `%name`.
fn sizes_text(name: &str, rank: usize, r#type: &str) -> String {
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

/// What templates that run over tensors like `%name` ask for.
fn number_by_number(template: Template, (name, like): (&str, Val<'_>)) -> Template {
    let rank = sizes_of(like).len();
    let word = element(like.r#type()).map(|e| e.to_string()).unwrap_or_default();
    let r#type = open(rank, &word);
    let [places, rest, more_sizes] = places(rank);
    template
        .set("sizes", sizes_text(name, rank, &r#type))
        .set("A", r#type)
        .set("T", word)
        .set("places", places)
        .set("rest", rest)
        .set("more_sizes", more_sizes)
}

/// A number at a time, which need not be a float.
fn gather_numbers<'c>(anchor: Op<'c>, value: Val<'c>, list: Val<'c>) -> Result<'c, Val<'c>> {
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
    let rows = number_by_number(Template::new("gather", TEXT), ("x", value));
    Ok(rows.expand(anchor, &[value, list])?[0])
}

/// A number at a time, which need not be a float.
fn scatter_numbers<'c>(anchor: Op<'c>, rows: Val<'c>, list: Val<'c>, into: Val<'c>) -> Result<'c, Val<'c>> {
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
    let result = number_by_number(Template::new("scatter", TEXT), ("into", into));
    Ok(result.expand(anchor, &[rows, list, into])?[0])
}

/// `1 x K` of `K` samples that go on, ascending and then -1.
fn choose<'c>(anchor: Op<'c>, confidence: Val<'c>, threshold: Val<'c>, budget: Val<'c>) -> Result<'c, Val<'c>> {
    let [saliency, threshold] = saliency(anchor, confidence, threshold)?;
    let chosen = before(anchor, "dsa.gate_tokens", &[saliency, budget, threshold], &[])?;
    let open = dynsparse_ir::operation::tensor(&[None, None], element_of(chosen)?);
    cast(anchor, chosen, open)
}

fn is_of_floats(value: Val<'_>) -> bool {
    element(value.r#type()).is_some_and(|of| of.is_float())
}

/// A tensor as tokens of a batch of one: its rows, and what is in one for channels.
fn as_tokens<'c>(anchor: Op<'c>, value: Val<'c>) -> Result<'c, Val<'c>> {
    let sizes = sizes_of(value);
    let open = open_sizes(anchor, &sizes[..1], value)?;
    if sizes.len() == 1 {
        return expand(anchor, value, &[&[0, 1, 2]], &[Some(1), sizes[0], Some(1)], &open);
    }
    let rest: Vec<usize> = (1..sizes.len()).collect();
    let rows = collapse(anchor, value, &[&[0], &rest])?;
    let of_rows = sizes_of(rows);
    let open = open_sizes(anchor, &of_rows, rows)?;
    expand(
        anchor,
        rows,
        &[&[0, 1], &[2]],
        &[Some(1), of_rows[0], of_rows[1]],
        &open,
    )
}

/// Tokens of a batch of one as a tensor of the sizes of `like` but for the rows.
fn of_tokens<'c>(anchor: Op<'c>, tokens: Val<'c>, like: Val<'c>) -> Result<'c, Val<'c>> {
    let mut sizes = sizes_of(like);
    if sizes.len() == 1 {
        return collapse(anchor, tokens, &[&[0, 1, 2]]);
    }
    let rows = collapse(anchor, tokens, &[&[0, 1], &[2]])?;
    sizes[0] = sizes_of(rows)[0];
    let mut open = Vec::new();
    for (axis, size) in sizes.iter().enumerate() {
        if size.is_none() {
            open.push(dim(anchor, if axis == 0 { rows } else { like }, axis)?);
        }
    }
    let rest: Vec<usize> = (1..sizes.len()).collect();
    expand(anchor, rows, &[&[0], &rest], &sizes, &open)
}

/// The rows of a tensor at a list of `1 x K`.
fn gather<'c>(anchor: Op<'c>, value: Val<'c>, list: Val<'c>) -> Result<'c, Val<'c>> {
    if !is_of_floats(value) {
        return gather_numbers(anchor, value, list);
    }
    let tokens = as_tokens(anchor, value)?;
    let list = one_batch(anchor, list)?;
    let packed = before(anchor, "dsa.pack_tokens", &[tokens, list], &[])?;
    of_tokens(anchor, packed, value)
}

/// A tensor with rows put where a list of `1 x K` says, all different.
fn scatter<'c>(anchor: Op<'c>, rows: Val<'c>, list: Val<'c>, into: Val<'c>) -> Result<'c, Val<'c>> {
    if !is_of_floats(into) {
        return scatter_numbers(anchor, rows, list, into);
    }
    let (rows, base) = (as_tokens(anchor, rows)?, as_tokens(anchor, into)?);
    let list = one_batch(anchor, list)?;
    let all = before(anchor, "dsa.unpack_tokens", &[rows, list, base], &[])?;
    of_tokens(anchor, all, into)
}

/// A list that says that it is one batch entry's.
fn one_batch<'c>(anchor: Op<'c>, list: Val<'c>) -> Result<'c, Val<'c>> {
    let r#type = dynsparse_ir::operation::tensor(&[Some(1), None], element_of(list)?);
    cast(anchor, list, r#type)
}
