//! The programs that cases run: MLIR modules, compiled.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail};
use dynsparse_ir::{context, melior::ir::Module};
use dynsparse_lowering::{
    NO_INT8,
    codegen::{
        array::Array,
        jit::Program,
        lower::{self, Lowering, Remarks},
        signature::Element,
        unit::Level,
    },
};

use super::cases::{Case, Op, Pattern, Products};
use crate::{progress::Busy, run::DENSIFY};

/// The one public function of every program.
pub const FUNCTION: &str = "measured";

/// How a case's program is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// As it is, with the fast kernels.
    Fast,
    /// The same, with products that round queries and keys, or more, to 8 bits.
    Rounded(Products),
    /// Every pattern made dense, with the fast kernels.
    Dense,
    /// The reference lowering in double precision.
    Reference,
}

/// What a program that only chooses gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The density: what is timed, since it costs nothing beside the choice.
    Density,
    /// The blocks: what is checked.
    Mask,
}

/// The case's module in `dsa`, on elements of that type.
pub fn text(case: &Case, element: Element, choice: Choice) -> String {
    let Case {
        batch,
        heads,
        queries,
        keys,
        head_dim,
        value_dim,
        ..
    } = case;
    let [rows, columns] = case.mask_size();
    let [bq, bk] = case.block;
    let scores = format!("tensor<{batch}x{heads}x{rows}x{columns}xf32>");
    let mask = format!("tensor<1x{}x{rows}x{columns}xi1>", case.mask_heads());
    let (argument, chosen) = match &case.pattern {
        Pattern::Dense => (None, "%pattern = dsa.dense_pattern() : !pattern".to_owned()),
        Pattern::TopK { .. } => (
            None,
            format!(
                "%top_k = arith.constant {} : index
  %scores = dsa.score_blocks %q, %k block = [{bq}, {bk}] : !queries, !keys
  %pattern = dsa.select_blocks %scores top_k(%top_k) : {scores} -> !pattern",
                case.top_k()
            ),
        ),
        Pattern::Window { .. } => (None, window(case)),
        Pattern::Random { .. } | Pattern::Causal | Pattern::Mask { .. } => (
            Some(format!(", %mask: {mask}")),
            format!("%pattern = dsa.pattern_from_mask %mask : {mask} -> !pattern"),
        ),
    };
    let arguments = argument.unwrap_or_default();
    let pattern_batch = if case.op == Op::Attention { 1 } else { *batch };
    let pattern = pattern_type(case, pattern_batch);
    let (result, computed) = match (case.op, choice) {
        (Op::Attention | Op::SelectedAttention, _) => (
            "!output".to_owned(),
            "%result = dsa.attention %q, %k, %v, %pattern : !queries, !keys, !values, !pattern",
        ),
        (Op::Select, Choice::Density) => ("f32".to_owned(), "%result = dsa.pattern_density %pattern : !pattern"),
        (Op::Select, Choice::Mask) => (
            format!("tensor<{batch}x{heads}x{rows}x{columns}xi1>"),
            "%result = dsa.pattern_to_mask %pattern : !pattern",
        ),
    };
    format!(
        "!queries = tensor<{batch}x{heads}x{queries}x{head_dim}x{element}>
!keys = tensor<{batch}x{heads}x{keys}x{head_dim}x{element}>
!values = tensor<{batch}x{heads}x{keys}x{value_dim}x{element}>
!output = tensor<{batch}x{heads}x{queries}x{value_dim}x{element}>
!pattern = {pattern}
func.func @{FUNCTION}(%q: !queries, %k: !keys, %v: !values{arguments}) -> {result} {{
  {chosen}
  {computed}
  return %result : {result}
}}
"
    )
}

fn pattern_type(case: &Case, batch: usize) -> String {
    let holds = if case.pattern.holds_elements() {
        ", holds = elements"
    } else {
        ""
    };
    format!(
        "!dsa.pattern<{batch}x{}x{}x{}, block = {}x{}{holds}>",
        case.mask_heads(),
        case.queries,
        case.keys,
        case.block[0],
        case.block[1]
    )
}

/// The op that makes a window case's pattern; nothing for others.
fn window(case: &Case) -> String {
    let Pattern::Window {
        grid, radius, global, ..
    } = &case.pattern
    else {
        return String::new();
    };
    format!("%pattern = dsa.window_pattern grid = {grid:?} radius = {radius:?} global = {global} : !pattern")
}

/// A compiled program, and how long it took from its text to functions that can be called.
pub struct Compiled {
    /// The program; its function is [`FUNCTION`].
    pub program: Program,
    /// Parsing, lowering, LLVM and loading.
    pub took: Duration,
    /// What the lowering remarked.
    pub remarks: Remarks,
}

/// Compiles a module.
///
/// # Errors
///
/// The compiler's own words; or if it computes exactly what was to be rounded.
pub fn compile(text: &str, variant: Variant) -> Result<Compiled> {
    let _busy = Busy::with("compiling");
    let context = context::create();
    let start = Instant::now();
    let module =
        Module::parse(&context, text).ok_or_else(|| anyhow!("the program of the case is not a module:\n{text}"))?;
    let module = module.as_operation();
    if variant == Variant::Dense {
        lower::run_pipeline(module, &format!("func.func({DENSIFY})"))?;
    }
    let lowering = if variant == Variant::Reference {
        Lowering {
            compute_type: Some("f64".to_owned()),
            ..Lowering::default().by_reference()
        }
    } else if let Variant::Rounded(products) = variant {
        Lowering {
            products: products.option().map(str::to_owned),
            ..Lowering::default()
        }
    } else {
        Lowering::default()
    };
    let remarks = lower::to_llvm(module, &lowering)?;
    if let Variant::Rounded(_) = variant
        && let Some(remark) = remarks.iter().find_map(|line| Some(&line[line.find(NO_INT8)?..]))
    {
        bail!("the products asked for are not those that would be measured: {remark}: leave out `products`");
    }
    let program = Program::compile(module, Level::MOST)?;
    program.function(FUNCTION)?;
    Ok(Compiled {
        program,
        took: start.elapsed(),
        remarks,
    })
}

/// What the case's program should give, by the reference in double precision.
///
/// # Errors
///
/// If it cannot be compiled.
pub fn reference(case: &Case, inputs: &[Array]) -> Result<Array> {
    // Narrow results would be rounded: with the same numbers in f64 they are not. But a program that chooses its pattern must
    // choose by the scores of its own type.
    let exact = case.op == Op::Attention;
    let element = if exact { Element::F64 } else { case.dtype.element() };
    let compiled = compile(&text(case, element, Choice::Mask), Variant::Reference).context("the reference")?;
    let widened = inputs.iter().map(|input| {
        if !exact || !input.element().is_float() {
            return Ok(input.clone());
        }
        let mut next = 0;
        let value = || {
            next += 1;
            input.float(next - 1)
        };
        Array::from_floats(Element::F64, input.shape(), value)
    });
    let mut widened = widened.collect::<std::result::Result<Vec<_>, _>>()?;
    let _busy = Busy::with("computing the reference");
    one(compiled.program.function(FUNCTION)?.call(&mut widened)?)
}

/// The blocks or elements of a window case, as a mask.
///
/// # Errors
///
/// If the program cannot be compiled.
pub fn window_mask(case: &Case) -> Result<Array> {
    let [rows, columns] = case.mask_size();
    let mask = format!("tensor<1x1x{rows}x{columns}xi1>");
    let text = format!(
        "!pattern = {}
func.func @{FUNCTION}() -> {mask} {{
  {}
  %mask = dsa.pattern_to_mask %pattern : !pattern
  return %mask : {mask}
}}
",
        pattern_type(case, 1),
        window(case)
    );
    let compiled = compile(&text, Variant::Fast)?;
    one(compiled.program.function(FUNCTION)?.call(&mut [])?)
}

/// The only result.
///
/// # Errors
///
/// If there is none.
pub fn one(results: Vec<Array>) -> Result<Array> {
    results.into_iter().next().context("the program gives no result")
}
