//! `ds-run`: lowers a module, compiles it for this machine, calls a function of it, and shows, saves, compares or times what
//! it gives.

use std::{path::Path, time::Instant};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use clap::{Parser, ValueEnum};
use dynsparse_ir::{Op, context, melior::ir::Module};
use dynsparse_lowering::{
    codegen::{
        array::Array,
        jit::{self, Program},
        lower::{self, Lowering, Remarks},
        signature::{self, Signature, ValueType},
        unit::{self, Level, Machine},
    },
    target::Target,
};
use dynsparse_passes::dsa_report::Report;
use serde::Serialize;

use crate::{
    clip::{self, Clip, Pair},
    compare::{self, Difference, Tolerance},
    files,
    input::Input,
    note, npy,
    progress::Busy,
    show,
    timing::{self, Budget, Compared, Other, Subject, Times, milliseconds},
};

/// Run a function of an MLIR module on this machine.
///
/// The module may be of any level: sparse ops, linalg on tensors, loops on memrefs, or the LLVM dialect; as text or bytecode.
/// What is not in the LLVM dialect is lowered first. The function's outputs are its results, and after them its memref
/// arguments, as the function leaves them.
///
/// An input is one of
///   @file.npy            @file.npz:name       a NumPy array
///   2x3xf32=1,2,3,4,5,6  2x3xf32=0            numbers in row-major order, or one for all
///   f32=1.5  index=7  7  i1=true              a scalar
///   random(1)                                 normal numbers with that seed, of the argument's type
///   2x3xf32=random(1)                         the same, where the type has sizes that are not known (?)
/// bf16, which NumPy lacks, is read from float32 (rounded) or from uint16 (its bits), and written as float32.
///
/// With --frames the function is called once a frame: inputs that are named there have one axis more, time, in front (a
/// scalar's is a row of numbers). With --state=0:2,1:3 result #0 of a call is argument #2 of the next one, and result #1
/// argument #3; their inputs are the state before the first frame. A memref argument keeps what the function leaves in it, so
/// it is a state by itself, and nothing is copied. Outputs and what is expected of them have the axis of time too; --report
/// has an entry a frame; --bench and --compare measure calls, frame after frame and from the first again, each version
/// with its own state.
#[derive(Parser, Debug)]
#[command(name = "ds-run", version, verbatim_doc_comment)]
struct Options {
    /// The module; '-' is standard input
    file: String,
    /// The function; can be left out if the module has only one
    #[arg(long, value_name = "NAME")]
    function: Option<String>,
    /// An input, in the order of the arguments
    #[arg(long = "input", value_name = "INPUT", allow_hyphen_values = true)]
    inputs: Vec<Input>,
    /// Where an output goes, in their order: @file.npy, or - to show it; what is not named is shown
    #[arg(long = "output", value_name = "@FILE", allow_hyphen_values = true)]
    outputs: Vec<String>,
    /// What an output should be, in their order, in the form of an input; the status tells whether it is
    #[arg(
        long = "expected-output",
        alias = "expected_output",
        value_name = "INPUT",
        allow_hyphen_values = true
    )]
    expected: Vec<Input>,
    /// The inputs whose first axis is time, by number: the function is called once for each frame of them
    #[arg(long, value_name = "INPUT,...", value_delimiter = ',')]
    frames: Vec<usize>,
    /// Results that are arguments of the next call, by number
    #[arg(long, value_name = "RESULT:ARGUMENT,...", value_delimiter = ',', requires = "frames")]
    state: Vec<Pair>,
    /// Absolute tolerance [default, also of --rtol: f64 1e-10, f32 1e-5, f16 2e-3, bf16 2e-2, others 0]
    #[arg(long, value_name = "X", value_parser = tolerance)]
    atol: Option<f64>,
    /// Relative tolerance: |output - expected| <= atol + rtol * |expected|
    #[arg(long, value_name = "X", value_parser = tolerance)]
    rtol: Option<f64>,
    /// Measure the time of a call, N times, or for about a second
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "0")]
    bench: Option<usize>,
    /// Measure another version of the function, in turns with this one
    #[arg(long, value_enum, value_name = "VERSION")]
    compare: Option<Version>,
    /// Report in JSON on standard output
    #[arg(long)]
    json: bool,
    /// Write what each sparse op computed and moved, against the dense program, as JSON ('-': standard output); see the pass
    /// dsa-report
    #[arg(long, value_name = "FILE", conflicts_with_all = ["bench", "compare"])]
    report: Option<String>,
    /// Threads that compute [default: as many as there are cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    threads: Option<u32>,
    #[command(flatten)]
    lowering: LoweringOptions,
    /// Check the invariants of stored patterns and index lists when the function runs; a violation ends the run and names
    /// op, row and value; --strategy=reference stores masks, which have none [default: true with -O0]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    verify_patterns: Option<bool>,
    /// How hard LLVM optimises
    #[arg(short = 'O', long = "O", value_name = "0..3", default_value = "3", value_parser = level)]
    optimise: Level,
}

/// How a module is lowered, for every tool that does.
#[derive(clap::Args, Clone, Debug)]
pub struct LoweringOptions {
    /// How sparse ops are computed: fast kernels, or the plain loops that all tests are compared with
    #[arg(long, value_name = "STRATEGY", value_parser = ["fast", "reference"])]
    strategy: Option<String>,
    /// The arithmetic of --strategy=reference: the ops' own, or f64 throughout
    #[arg(long, value_name = "TYPE", value_parser = ["native", "f64"])]
    compute_type: Option<String>,
    /// How fast kernels multiply: auto is exact to rounding; int8-bf16 and int8 round queries and keys, or all, to 8 bits
    #[arg(long, value_name = "HOW", value_parser = ["auto", "widened", "pairs", "int8-bf16", "int8"])]
    products: Option<String>,
    /// A textual pass pipeline that lowers the module, in place of lower-sparse
    #[arg(long, value_name = "PASSES")]
    pipeline: Option<String>,
    /// The processor that code is made and kernels are shaped for: a name, or a JSON file (see ds-translate --emit=target)
    /// [default: this machine]
    #[arg(long, value_name = "NAME|FILE")]
    target_description: Option<String>,
    /// A transform-dialect schedule that tiles attention in place of ours (see ds-translate --emit=schedule)
    #[arg(long, value_name = "FILE")]
    schedule: Option<String>,
}

impl LoweringOptions {
    /// Whether they say which processor it is.
    pub fn describe_target(&self) -> bool {
        self.target_description.is_some()
    }

    /// These options with the description that fits `machine`, unless they have one, or a pipeline that decides on it.
    ///
    /// # Errors
    ///
    /// If LLVM knows no such triple, CPU or feature.
    pub fn made_for(&self, machine: &Machine) -> Result<Self> {
        let mut options = self.clone();
        if !self.describe_target() && self.pipeline.is_none() {
            options.target_description = Some(machine.description()?.to_owned());
        }
        Ok(options)
    }

    /// The processor that code is made for.
    ///
    /// # Errors
    ///
    /// If there is no such description, or it is a broken one.
    pub fn target(&self) -> Result<Target> {
        Target::read(self.target_description.as_deref().unwrap_or_default()).map_err(|error| anyhow!(error))
    }

    /// The lowering they ask for.
    pub fn lowering(&self) -> Lowering {
        Lowering {
            pipeline: self.pipeline.clone(),
            strategy: self.strategy.clone(),
            compute_type: self.compute_type.clone(),
            products: self.products.clone(),
            target: self.target_description.clone(),
            schedule: self.schedule.clone(),
            verify_patterns: false,
        }
    }
}

impl Options {
    /// How the function is lowered.
    fn lowering(&self) -> Lowering {
        let debug = self.optimise == Level::NONE && self.lowering.pipeline.is_none();
        Lowering {
            verify_patterns: self.verify_patterns.unwrap_or(debug),
            ..self.lowering.lowering()
        }
    }
}

/// What a function is compared with.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    /// The same module with every pattern made dense
    Dense,
    /// The same module by --strategy=reference
    Reference,
}

/// The pass that makes every pattern dense.
pub const DENSIFY: &str = "dsa-densify";

/// Reads an optimisation level.
///
/// # Errors
///
/// If it is none.
pub fn level(text: &str) -> Result<Level, String> {
    let level = text.parse().ok().and_then(Level::new);
    level.ok_or_else(|| "expected 0, 1, 2 or 3".to_owned())
}

/// Reads a tolerance.
fn tolerance(text: &str) -> Result<f64, String> {
    let tolerance = text.parse().ok().filter(|tolerance| *tolerance >= 0.0);
    tolerance.ok_or_else(|| "expected a number that is at least 0".to_owned())
}

/// What `--json` says.
#[derive(Serialize)]
struct Outcome {
    function: String,
    #[serde(flatten)]
    times: Option<Times>,
    threads: i64,
    compile_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    compare: Option<Compared>,
    outputs: Vec<Output>,
    #[serde(skip_serializing_if = "Option::is_none")]
    frames: Option<usize>,
    expected: Vec<Difference>,
}

#[derive(Serialize)]
struct Output {
    /// `null` where frames have different ones.
    shape: Option<Vec<usize>>,
    dtype: &'static str,
    file: Option<String>,
}

/// The tool.
pub fn main(arguments: &[String]) -> i32 {
    crate::tool::<Options>(arguments, run)
}

fn run(options: &Options) -> Result<()> {
    let context = context::create();
    let module = lower::parse(&context, &options.file)?;
    let name = function_name(options, module.as_operation())?;
    lower::keep_only(module.as_operation(), &name)?;
    let counted = options.report.as_ref().map(|_| counting(&module)).transpose()?;
    let other = match options.compare {
        Some(Version::Dense) => {
            let copy = lower::copy(&module)?;
            lower::run_pipeline(copy.as_operation(), &format!("func.func({DENSIFY})"))?;
            Some((copy, options.lowering()))
        }
        Some(Version::Reference) => {
            ensure!(
                options.lowering.pipeline.is_none(),
                "--compare=reference does not go with --pipeline"
            );
            Some((lower::copy(&module)?, options.lowering().by_reference()))
        }
        None => None,
    };

    // What is wrong with the command line is said before anything is compiled.
    let machine = Machine::from(&options.lowering.target()?);
    let targets = targets(options)?;
    signature::record(module.as_operation());
    let inputs = match signature_of(module.as_operation(), &name)? {
        Some(signature) => Some(load(options, &name, &signature)?),
        None => None,
    };
    let start = Instant::now();
    let (program, remarks) = compile(module.as_operation(), &options.lowering(), &machine, options.optimise)?;
    show_remarks(&remarks);
    let function = program.function(&name)?;
    let compile_ms = milliseconds(start.elapsed());
    let mut inputs = inputs.map_or_else(|| load(options, &name, function.signature()), Ok)?;
    let other = match &other {
        Some((module, lowering)) => {
            let (program, mut said) = compile(module.as_operation(), lowering, &machine, options.optimise)?;
            said.retain(|line| !remarks.contains(line));
            show_remarks(&said);
            Some(program)
        }
        None => None,
    };
    let other = other.as_ref().map(|program| program.function(&name)).transpose()?;

    dynsparse_runtime::dynsparse_set_num_threads(options.threads.map_or(0, i64::from));
    let pristine = (options.bench.is_some() || other.is_some()).then(|| inputs.clone());
    unit::exit_on_faults();
    let report = || counted.as_ref().map(|counted| counted_report(counted));
    let mut frames = None;
    let outputs: Vec<Vec<Array>> = if options.frames.is_empty() {
        let mut outputs = {
            let _busy = Busy::with("running");
            function.call(&mut inputs)?
        };
        if let (Some(file), Some(report)) = (&options.report, report()) {
            files::write(file, report.json().map_err(anyhow::Error::msg)?.as_bytes())?;
        }
        let arguments = function.signature().inputs.iter().zip(inputs);
        outputs.extend(arguments.filter(|(t, _)| is_in_place(t)).map(|(_, a)| a));
        outputs.into_iter().map(|output| vec![output]).collect()
    } else {
        let mut clip = Clip::new(
            &function,
            inputs,
            &options.frames,
            &options.state,
            options.threads.unwrap_or(0),
        )?;
        frames = Some(clip.frames());
        let (outputs, reports) = run_clip(&mut clip, function.signature(), &report)?;
        if let Some(file) = &options.report {
            let text = serde_json::to_string_pretty(&Reports { frames: &reports });
            files::write(
                file,
                format!("{}\n", text.context("cannot write the report as JSON")?).as_bytes(),
            )?;
        }
        outputs
    };

    let saved = outputs.iter().enumerate();
    let saved = saved.map(|(index, parts)| save(index, parts, targets.get(index).copied().flatten()));
    let saved = saved.collect::<Result<Vec<_>>>()?;
    let (differences, failure) = check(options, &outputs)?;

    let (times, compare) = match pristine {
        Some(inputs) => {
            let mut ours = subject(options, &function, inputs.clone())?;
            let mut second = other
                .as_ref()
                .map(|function| subject(options, function, inputs))
                .transpose()?;
            let name = if options.compare == Some(Version::Dense) {
                "dense"
            } else {
                "reference"
            };
            let mut others: Vec<Other> = second
                .iter_mut()
                .map(|subject| (name.to_owned(), &mut **subject as &mut dyn timing::Timed))
                .collect();
            let budget = Budget {
                runs: options.bench.filter(|n| *n > 0),
                ..Budget::default()
            };
            let (times, compared) = timing::measure(&mut *ours, &mut others, budget)?;
            (Some(times), compared.into_iter().next())
        }
        None => (None, None),
    };

    let report = Outcome {
        function: name,
        times,
        threads: dynsparse_runtime::dynsparse_get_num_threads(),
        compile_ms,
        compare,
        outputs: saved,
        frames,
        expected: differences,
    };
    let text = if options.json {
        serde_json::to_string_pretty(&report).context("cannot write the report as JSON")?
    } else {
        readable(&report, &outputs, function.signature())
    };
    if !text.is_empty() {
        files::write("-", format!("{text}\n").as_bytes())?;
    }
    failure.map_or(Ok(()), Err)
}

/// What is measured: a call, or the calls of a clip.
fn subject<'a>(
    options: &'a Options,
    function: &'a jit::Function<'a>,
    inputs: Vec<Array>,
) -> Result<Box<dyn timing::Timed + 'a>> {
    let threads = options.threads.unwrap_or(0);
    if options.frames.is_empty() {
        return Ok(Box::new(Subject {
            function,
            inputs,
            threads,
        }));
    }
    let clip = Clip::new(function, inputs, &options.frames, &options.state, threads)?;
    Ok(Box::new(clip))
}

/// What a run has counted since the last report.
fn counted_report(module: &Module<'_>) -> Report {
    Report::of(module.as_operation(), Some(&dynsparse_runtime::take_counts()))
}

/// The reports of all frames.
#[derive(Serialize)]
struct Reports<'a> {
    frames: &'a [Report],
}

/// Each output of all frames together, or frame by frame where shapes differ, and a report a frame.
type Frames = (Vec<Vec<Array>>, Vec<Report>);

/// Calls the function once a frame.
fn run_clip(clip: &mut Clip, signature: &Signature, report: &dyn Fn() -> Option<Report>) -> Result<Frames> {
    let _busy = Busy::with("running");
    let mut of_outputs: Vec<Vec<Array>> = Vec::new();
    let mut reports = Vec::new();
    for _ in 0..clip.frames() {
        let (mut outputs, _) = clip.step()?;
        let arguments = signature.inputs.iter().zip(clip.arguments());
        outputs.extend(arguments.filter(|(t, _)| is_in_place(t)).map(|(_, a)| a.clone()));
        reports.extend(report());
        of_outputs.resize(outputs.len(), Vec::new());
        for (all, output) in of_outputs.iter_mut().zip(outputs) {
            all.push(output);
        }
    }
    for parts in &mut of_outputs {
        if let Some(all) = clip::stack(parts)? {
            *parts = vec![all];
        }
    }
    Ok((of_outputs, reports))
}

/// Makes the module count what its sparse ops do, and answers it as it was.
fn counting<'c>(module: &Module<'c>) -> Result<Module<'c>> {
    // What nothing needs is not counted.
    lower::run_pipeline(module.as_operation(), "canonicalize,cse")?;
    let copy = lower::copy(module)?;
    lower::run_pipeline(module.as_operation(), "dsa-report{count=true}")?;
    Ok(copy)
}

/// The function that was asked for, or the only one.
fn function_name(options: &Options, module: Op<'_>) -> Result<String> {
    let functions = signature::public_functions(module);
    if let Some(name) = &options.function {
        jit::find(&functions, name)?;
        return Ok(name.clone());
    }
    match functions.as_slice() {
        [only] => Ok(only.name.clone()),
        [] => bail!(
            "expected a module with a public function, found none in {}",
            options.file
        ),
        several => {
            let names: Vec<&str> = several.iter().map(|f| f.name.as_str()).collect();
            bail!(
                "expected --function=NAME, as the module has several: {}",
                names.join(", ")
            )
        }
    }
}

fn signature_of(module: Op<'_>, name: &str) -> Result<Option<Signature>> {
    Ok(jit::find(&signature::public_functions(module), name)?.signature.clone())
}

fn compile(module: Op<'_>, lowering: &Lowering, machine: &Machine, level: Level) -> Result<(Program, Remarks)> {
    let _busy = Busy::with("compiling");
    let remarks = lower::to_llvm(module, lowering)?;
    Ok((Program::compile_for(module, machine, level)?, remarks))
}

/// Shows on standard error what passes remarked.
pub fn show_remarks(remarks: &[String]) {
    for line in remarks {
        note(format_args!("{line}"));
    }
}

/// Checks how many inputs and outputs there are, and reads the inputs.
fn load(options: &Options, name: &str, signature: &Signature) -> Result<Vec<Array>> {
    for (index, r#type) in signature.inputs.iter().enumerate() {
        if r#type.shape().is_none() {
            bail!("argument #{index} of '{name}': {}", jit::not_passable(r#type));
        }
    }
    for (index, r#type) in signature.results.iter().enumerate() {
        if r#type.shape().is_none() {
            bail!("result #{index} of '{name}': {}", jit::not_passable(r#type));
        }
    }
    ensure!(
        options.inputs.len() == signature.inputs.len(),
        "expected {} times --input for '{name}', whose type is {signature}, found {}",
        signature.inputs.len(),
        options.inputs.len()
    );
    clip::check(&options.frames, &options.state, name, signature)?;
    let outputs = signature.results.len() + signature.inputs.iter().filter(|t| is_in_place(t)).count();
    for (option, given) in [
        ("--output", options.outputs.len()),
        ("--expected-output", options.expected.len()),
    ] {
        ensure!(
            given <= outputs,
            "expected at most {outputs} times {option}, as '{name}' has as many outputs, found {given}"
        );
    }
    let numbered = options.inputs.iter().zip(&signature.inputs).enumerate();
    numbered
        .map(|(index, (input, r#type))| {
            let loaded = if options.frames.contains(&index) {
                input.load(&clip::of_frames(r#type))
            } else {
                input.load(r#type)
            };
            loaded.with_context(|| format!("input #{index}"))
        })
        .collect()
}

fn is_in_place(r#type: &ValueType) -> bool {
    matches!(r#type, ValueType::Array { in_place: true, .. })
}

/// The files that outputs are saved to, in their order; `None` where it is shown.
fn targets(options: &Options) -> Result<Vec<Option<&Path>>> {
    let mut targets = Vec::new();
    for (index, text) in options.outputs.iter().enumerate() {
        if text == "-" {
            targets.push(None);
            continue;
        }
        let file = text.strip_prefix('@').filter(|file| !file.is_empty()).map(Path::new);
        let file =
            file.ok_or_else(|| anyhow!("output #{index}: expected @file.npy, or - to show it, found '{text}'"))?;
        ensure!(
            file.extension().is_none_or(|extension| extension != "npz"),
            "output #{index}: results are written as .npy files, found '{text}'"
        );
        files::folder(file).with_context(|| format!("output #{index}"))?;
        targets.push(Some(file));
    }
    Ok(targets)
}

/// Saves an output, if there is a file for it.
fn save(index: usize, parts: &[Array], target: Option<&Path>) -> Result<Output> {
    if let Some(file) = target {
        let array = together(index, parts)?;
        dynsparse_passes::files::write(file, &npy::bytes(array)?).with_context(|| format!("output #{index}"))?;
    }
    Ok(Output {
        shape: (parts.len() == 1).then(|| parts[0].shape().to_vec()),
        dtype: npy::written_dtype(parts[0].element()),
        file: target.map(|file| file.display().to_string()),
    })
}

/// An output of all frames.
fn together(index: usize, parts: &[Array]) -> Result<&Array> {
    let [array] = parts else {
        let other = parts.iter().position(|part| part.shape() != parts[0].shape());
        let other = other.unwrap_or_default();
        bail!(
            "output #{index}: expected frames of one shape, found {:?} in frame 0 and {:?} in frame {other}: it can only be shown",
            parts[0].shape(),
            parts[other].shape()
        );
    };
    Ok(array)
}

/// Compares outputs with what was expected; the first that differs is an error for the end.
fn check(options: &Options, outputs: &[Vec<Array>]) -> Result<(Vec<Difference>, Option<anyhow::Error>)> {
    let mut failure = None;
    let mut differences = Vec::new();
    for (index, (input, parts)) in options.expected.iter().zip(outputs).enumerate() {
        let output = together(index, parts)?;
        let context = || format!("output #{index}");
        let usual = Tolerance::of(output.element());
        let tolerance = Tolerance {
            atol: options.atol.unwrap_or(usual.atol),
            rtol: options.rtol.unwrap_or(usual.rtol),
        };
        let expected = input.load_any(output.element(), output.shape()).with_context(context)?;
        let difference = compare::compare(output, &expected, tolerance).with_context(context)?;
        if !difference.passed && failure.is_none() {
            failure = Some(anyhow!(difference.failure(output, &expected, tolerance)).context(context()));
        }
        differences.push(difference);
    }
    Ok((differences, failure))
}

/// The report for people: the outputs that were not saved, the differences, the times.
fn readable(report: &Outcome, outputs: &[Vec<Array>], signature: &Signature) -> String {
    let mut lines = Vec::new();
    for (index, (output, parts)) in report.outputs.iter().zip(outputs).enumerate() {
        let label = if index < signature.results.len() {
            "result"
        } else {
            "output"
        };
        match &output.file {
            Some(_) => {}
            None if parts.len() == 1 => lines.push(format!("{label} #{index}: {}", show::array(&parts[0]))),
            None => {
                let of_frame = |(frame, part)| format!("{label} #{index}, frame {frame}: {}", show::array(part));
                lines.extend(parts.iter().enumerate().map(of_frame));
            }
        }
    }
    for (index, difference) in report.expected.iter().enumerate() {
        let verdict = if difference.passed {
            "as expected"
        } else {
            "not as expected"
        };
        lines.push(format!("output #{index} is {verdict}: {}", difference.summary()));
    }
    if let Some(t) = &report.times {
        lines.push(format!(
            "median {:.4} ms, P95 {:.4}, P99 {:.4}, from {:.4} to {:.4} in {} runs, on {} threads; compiled in {:.0} ms",
            t.median_ms, t.p95_ms, t.p99_ms, t.min_ms, t.max_ms, t.runs, report.threads, report.compile_ms
        ));
    }
    if let Some(c) = &report.compare {
        lines.push(format!(
            "{}: median {:.4} ms, {:.3} times ours (from {:.3} to {:.3} in 90 of 100 pairs of runs)",
            c.name, c.median_ms, c.ratio, c.ratio_p5, c.ratio_p95
        ));
    }
    lines.join("\n")
}
