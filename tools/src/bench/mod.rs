//! `ds-bench`: measures attention of every kind, and layers, beside what the machine can do, beside itself made dense, and beside other
//! libraries; checks each result against the float64 reference; writes JSON, and a page of it.

mod cases;
mod inputs;
mod layers;
mod machine;
mod peak;
mod peers;
mod program;
mod report;
mod results;

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use dynsparse_lowering::codegen::{array::Array, jit::Function, signature::Element, unit};

use crate::{
    compare::{self, Tolerance},
    files, note, npy,
    timing::{self, Budget, Other, Subject, milliseconds},
};
use cases::{Case, Dtype, File, Group, Metric, Op, Pattern, Products, Task};
use inputs::Inputs;
use layers::Layer;
use machine::Machine;
use peak::Peak;
use peers::{Handed, Listed, Loaded, Peer};
use program::{Choice, Compiled, FUNCTION, Variant};
use results::{CaseResult, GroupResults, PeerResult, Results};

/// Measure attention of given shapes, densities and masks, and layers, on this machine.
///
/// Each case is timed in turns with a loop of multiply-adds that shows what the machine can do at that moment, with our own
/// dense attention, and with other libraries if --peers names the program that runs them. Its result is compared with the
/// reference in float64; one that is off by more than rounding allows is an error.
///
/// CASES is a file (docs/benchmark-your-own.md says how it is written), or a list that comes with the tool: full or quick.
#[derive(Parser, Debug)]
#[command(name = "ds-bench", version, verbatim_doc_comment)]
struct Options {
    /// What to measure
    #[arg(default_value = "quick")]
    cases: String,
    /// Groups or cases whose name contains this text; can be given several times
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,
    /// List the cases and stop
    #[arg(long)]
    list: bool,
    /// The program that runs other libraries: tools/peers/run, once `cargo xtask peers` has installed them
    #[arg(long, value_name = "PROGRAM")]
    peers: Option<PathBuf>,
    /// About how long each case is measured, in seconds
    #[arg(long, value_name = "S", default_value = "2", value_parser = seconds)]
    seconds: f64,
    /// Where the results go, as JSON; '-' is standard output
    #[arg(short, long, value_name = "FILE", default_value = "-", allow_hyphen_values = true)]
    output: String,
    /// Write a page of the results, and its pictures and all numbers into a folder of the page's name
    #[arg(long, value_name = "PAGE.md")]
    report: Option<PathBuf>,
    /// The command that the page is said to be made by
    #[arg(long, value_name = "COMMAND", hide = true)]
    made_by: Option<String>,
    /// Measure nothing: make the page of these files, groups of the same name together
    #[arg(long, value_name = "FILE", requires = "report", num_args = 1..)]
    from: Vec<PathBuf>,
}

fn seconds(text: &str) -> Result<f64, String> {
    let value = text.parse().ok().filter(|seconds| (0.0..=600.0).contains(seconds));
    value.ok_or_else(|| "expected 0 to 600".to_owned())
}

/// The tool.
pub fn main(arguments: &[String]) -> i32 {
    crate::tool::<Options>(arguments, run)
}

fn run(options: &Options) -> Result<()> {
    if !options.from.is_empty() {
        let results = options.from.iter().map(|file| read(file)).collect::<Result<Vec<_>>>()?;
        return write_report(options, &results);
    }
    let file = File::open(&options.cases)?;
    let chosen = choose(&file, &options.only)?;
    if options.list {
        let mut list = String::new();
        for (group, cases) in &chosen {
            for case in cases {
                let _ = writeln!(list, "{}: {case}", group.name);
            }
        }
        return files::write("-", list.as_bytes());
    }
    unit::exit_on_faults();
    let folder = Path::new(&options.cases).parent().unwrap_or(Path::new("."));
    let bench = Bench::new(options, folder)?;
    let write = |results: &Results| {
        let json = serde_json::to_string_pretty(results).context("cannot write the results as JSON")?;
        files::write(&options.output, format!("{json}\n").as_bytes())
    };
    // A run may take hours: what a file has of it stays, whatever ends it.
    let to_file = options.output != "-";
    let results = bench.run(&chosen, |results| if to_file { write(results) } else { Ok(()) })?;
    if !to_file && options.report.is_none() {
        write(&results)?;
    }
    if options.report.is_some() {
        write_report(options, &[results])?;
    }
    Ok(())
}

fn read(file: &Path) -> Result<Results> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not a file of ds-bench's results", file.display()))
}

fn write_report(options: &Options, results: &[Results]) -> Result<()> {
    match &options.report {
        Some(page) => report::write(page, results),
        None => Ok(()),
    }
}

/// The groups with the cases that are asked for.
fn choose<'f>(file: &'f File, only: &[String]) -> Result<Vec<(&'f Group, Vec<Task>)>> {
    let mut chosen = Vec::new();
    for group in &file.groups {
        let mut cases = group.expand()?;
        let asked = |name: &str| only.is_empty() || only.iter().any(|text| name.contains(text));
        if !asked(&group.name) {
            cases.retain(|case| asked(&case.to_string()));
        }
        if !cases.is_empty() {
            chosen.push((group, cases));
        }
    }
    ensure!(!(chosen.is_empty() && only.is_empty()), "the file has no case");
    ensure!(
        !chosen.is_empty(),
        "no group and no case has {} in its name",
        only.join(" or ")
    );
    Ok(chosen)
}

/// What all cases share.
struct Bench<'o> {
    budget: Budget,
    folder: &'o Path,
    peak: Peak,
    bf16_peak: Peak,
    program: Option<&'o Path>,
    listed: Option<Vec<Listed>>,
    command: String,
}

impl Options {
    /// The command line, as far as numbers depend on it.
    fn command(&self) -> String {
        if let Some(command) = &self.made_by {
            return command.clone();
        }
        let mut command = format!("ds-bench {} --seconds={}", self.cases, self.seconds);
        for text in &self.only {
            let _ = write!(command, " --only={text}");
        }
        for (option, path) in [("peers", &self.peers), ("report", &self.report)] {
            if let Some(path) = path {
                let _ = write!(command, " --{option}={}", path.display());
            }
        }
        command
    }
}

impl<'o> Bench<'o> {
    fn new(options: &'o Options, folder: &'o Path) -> Result<Self> {
        let program = options.peers.as_deref();
        Ok(Self {
            budget: Budget {
                runs: None,
                warm_up: Duration::from_secs_f64((options.seconds / 5.0).min(0.5)),
                measure: Duration::from_secs_f64(options.seconds),
                turn: Duration::from_millis(10),
            },
            folder,
            peak: Peak::compile(Dtype::F32)?,
            bf16_peak: Peak::compile(Dtype::Bf16)?,
            program,
            listed: program.map(peers::list).transpose()?,
            command: options.command(),
        })
    }

    /// Measures all; `save` is handed what there is after each case.
    fn run(&self, chosen: &[(&Group, Vec<Task>)], save: impl Fn(&Results) -> Result<()>) -> Result<Results> {
        // What cannot be is told before anything is measured.
        for (group, cases) in chosen {
            self.check_targets(group)?;
            for task in cases {
                if let Task::Attention(case) = task
                    && matches!(case.pattern, Pattern::Mask { .. })
                {
                    Inputs::make(case, self.folder).with_context(|| format!("{}: {task}", group.name))?;
                }
            }
        }
        let machine = Machine::here()?;
        let all = || chosen.iter().flat_map(|(_, cases)| cases);
        let threads: BTreeSet<u32> = all().map(Task::threads).collect();
        let bandwidth = threads.iter().map(|threads| peak::bandwidth(*threads, self.budget));
        let bandwidth = bandwidth.collect::<Result<Vec<_>>>()?;
        let total = all().count();
        let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
        let mut results = Results {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            profile: profile.to_owned(),
            made_by: self.command.clone(),
            machine,
            bandwidth,
            peers: self.listed.clone(),
            groups: Vec::new(),
        };
        let mut done = 0;
        for (at, (group, cases)) in chosen.iter().enumerate() {
            results.groups.push(GroupResults {
                name: group.name.clone(),
                title: group.title.clone(),
                about: group.about.clone(),
                targets: group.targets.clone(),
                cases: Vec::new(),
            });
            for case in cases {
                done += 1;
                note(format_args!("[{done}/{total}] {}: {case}", group.name));
                let result = self.measure(case).with_context(|| format!("{}: {case}", group.name))?;
                note(format_args!("  {}", report::line(&result)));
                results.groups[at].cases.push(result);
                save(&results)?;
            }
        }
        Ok(results)
    }

    /// Refuses a target over a peer that the program of peers does not know.
    fn check_targets(&self, group: &Group) -> Result<()> {
        let Some(listed) = &self.listed else { return Ok(()) };
        for target in &group.targets {
            if let Metric::Over(name) = &target.metric {
                ensure!(
                    listed.iter().any(|peer| peer.name == *name),
                    "group '{}': a target is over '{name}', expected one of the peers: {}",
                    group.name,
                    listed
                        .iter()
                        .map(|peer| peer.name.as_str())
                        .collect::<Vec<_>>()
                        .join(", ")
                );
            }
        }
        Ok(())
    }

    fn measure(&self, task: &Task) -> Result<CaseResult> {
        match task {
            Task::Attention(case) => self.measure_attention(task, case),
            Task::Layer(layer) => self.measure_layer(task, layer),
        }
    }

    fn measure_attention(&self, task: &Task, case: &Case) -> Result<CaseResult> {
        let inputs = Inputs::make(case, self.folder)?;
        let arguments = inputs.arguments(case);
        let text = program::text(case, case.dtype.element(), Choice::Density);
        let variant = if case.products.are_exact() {
            Variant::Fast
        } else {
            Variant::Rounded(case.products)
        };
        let compiled = program::compile(&text, variant)?;
        let function = compiled.program.function(FUNCTION)?;
        let compile = compile_times(&text, variant, &compiled)?;
        let exact = (variant != Variant::Fast)
            .then(|| program::compile(&text, Variant::Fast))
            .transpose()?;
        let exact = exact
            .as_ref()
            .map(|exact| exact.program.function(FUNCTION))
            .transpose()?;

        let (reference, l2_rel) = check(task, case, &function, &arguments)?;

        let dense_text = match case.op {
            Op::Select => Some(program::text(&case.made_dense(), case.dtype.element(), Choice::Density)),
            _ if case.pattern == Pattern::Dense => None,
            // What it is compared with would have exact products.
            _ if exact.is_some() => None,
            _ => Some(text),
        };
        let dense = dense_text
            .map(|text| program::compile(&text, Variant::Dense))
            .transpose()?;
        let dense = dense
            .as_ref()
            .map(|dense| dense.program.function(FUNCTION))
            .transpose()?;

        let expected = match (&reference, case.op) {
            (Some(_), Op::SelectedAttention) if case.peers && self.program.is_some() => {
                // Peers choose nothing: theirs is the attention over everything.
                let tensors = &arguments[..3];
                Some(program::reference(&case.made_dense(), tensors)?)
            }
            _ => reference,
        };
        let tensors = [
            ("queries", &inputs.queries),
            ("keys", &inputs.keys),
            ("values", &inputs.values),
        ];
        let peers = self.start_peers(
            task,
            &Handed::attention(case, &tensors, inputs.mask.as_ref()),
            expected.as_ref(),
        )?;

        let work = inputs::work(case, inputs.mask.as_ref());
        let attends = case.op != Op::Select;
        let lineup = Lineup {
            arguments: &arguments,
            dense: dense.as_ref().map(|dense| {
                // Without a pattern there is no mask to give.
                let count = dense.signature().inputs.len();
                (dense, arguments[..count].to_vec())
            }),
            exact: exact.as_ref().map(|exact| (exact, arguments.clone())),
            function: &function,
            peers,
        };
        let found = Found {
            density: work.density,
            gflop: if attends { work.gflop } else { 0.0 },
            l2_rel,
            compile,
            remarks: compiled.remarks.clone(),
        };
        self.take_turns(task, lineup, found)
    }

    fn measure_layer(&self, task: &Task, layer: &Layer) -> Result<CaseResult> {
        let tensors = layer.tensors()?;
        let arguments = layer.arguments(&tensors)?;
        let text = layer.text();
        let compiled = program::compile(&text, Variant::Fast)?;
        let function = compiled.program.function(FUNCTION)?;
        let compile = compile_times(&text, Variant::Fast, &compiled)?;
        let exact_layer = (layer.products != Products::Exact).then(|| layer.made_exact());
        let exact = exact_layer
            .as_ref()
            .map(|exact| program::compile(&exact.text(), Variant::Fast))
            .transpose()?;
        let exact = exact
            .as_ref()
            .map(|exact| exact.program.function(FUNCTION))
            .transpose()?;
        let of_exact = exact_layer
            .as_ref()
            .map(|exact| exact.arguments(&tensors))
            .transpose()?;

        dynsparse_runtime::dynsparse_set_num_threads(layer.threads.into());
        let reference = layer.reference(&tensors)?;
        let l2_rel = error_of(task, &function, &arguments, &reference)?;
        let named: Vec<(&str, &Array)> = tensors.named.iter().map(|(name, array)| (*name, array)).collect();
        let peers = self.start_peers(task, &Handed::layer(layer, &named), Some(&reference))?;
        let lineup = Lineup {
            function: &function,
            arguments: &arguments,
            dense: None,
            exact: exact.as_ref().zip(of_exact),
            peers,
        };
        let found = Found {
            density: 1.0,
            gflop: layer.gflop(),
            l2_rel: Some(l2_rel),
            compile,
            remarks: compiled.remarks.clone(),
        };
        self.take_turns(task, lineup, found)
    }

    /// Times ours and all that it is compared with.
    fn take_turns(&self, task: &Task, lineup: Lineup, found: Found) -> Result<CaseResult> {
        let threads = task.threads();
        let subject = |function, inputs, threads| Subject {
            function,
            inputs,
            threads,
        };
        let machine = if task.dtype() == Dtype::Bf16 {
            &self.bf16_peak
        } else {
            &self.peak
        };
        dynsparse_runtime::dynsparse_set_num_threads(threads.into());
        let memory = lineup.function.memory(&mut lineup.arguments.to_vec())?;
        let peak = machine.function()?;
        let mut ours = subject(lineup.function, lineup.arguments.to_vec(), threads);
        let mut peak = subject(&peak, Peak::inputs(threads)?, threads);
        let mut dense = lineup
            .dense
            .map(|(dense, arguments)| subject(dense, arguments, threads));
        let mut one_thread = (threads > 1).then(|| subject(lineup.function, lineup.arguments.to_vec(), 1));
        let mut exact = lineup
            .exact
            .map(|(exact, arguments)| subject(exact, arguments, threads));
        let Peers {
            mut running,
            results: mut peers,
            folder: _folder,
        } = lineup.peers;

        let mut others: Vec<Other> = vec![(PEAK.to_owned(), &mut peak)];
        if let Some(dense) = &mut dense {
            others.push((DENSE.to_owned(), dense));
        }
        if let Some(one_thread) = &mut one_thread {
            others.push((ONE_THREAD.to_owned(), one_thread));
        }
        if let Some(exact) = &mut exact {
            others.push((EXACT.to_owned(), exact));
        }
        for peer in &mut running {
            others.push((peer.name.clone(), peer));
        }
        let (times, compared) = timing::measure(&mut ours, &mut others, self.budget)?;
        drop(others);
        let find = |name: &str| compared.iter().find(|compared| compared.name == name).cloned();
        for peer in &mut peers {
            if peer.settings.is_some() {
                peer.compared = find(&peer.name);
            }
        }

        let gflop = found.gflop;
        let peak_gflop = machine.gflop(threads);
        let peak = find(PEAK).context("the peak was not measured")?;
        Ok(CaseResult {
            density: found.density,
            gflop,
            gflop_s: gflop * 1e3 / times.median_ms,
            peak_gflop_s: peak_gflop * 1e3 / peak.median_ms,
            // That of 8-bit integers is another.
            peak_share: (gflop > 0.0 && task.products().are_exact()).then(|| peak.ratio * gflop / peak_gflop),
            dense: find(DENSE),
            one_thread: find(ONE_THREAD),
            exact: find(EXACT),
            peers,
            l2_rel: found.l2_rel,
            bound: task.bound(),
            compile: found.compile,
            extra_bytes: memory.most - memory.kept,
            result_bytes: memory.kept,
            remarks: found.remarks,
            times,
            case: task.clone(),
        })
    }

    /// Starts the peers that can compute the case and are right, which is what `reference` says; and says something of each.
    fn start_peers(&self, task: &Task, handed: &Handed, reference: Option<&Array>) -> Result<Peers> {
        let mut started = Peers {
            running: Vec::new(),
            results: Vec::new(),
            folder: tempfile::tempdir().context("cannot make a folder for the peers' files")?,
        };
        let (Some(program), Some(listed), Some(reference)) = (self.program, &self.listed, reference) else {
            return Ok(started);
        };
        if !task.has_peers() {
            return Ok(started);
        }
        for (name, array) in handed.tensors() {
            fs::write(started.folder.path().join(format!("{name}.npy")), npy::bytes(array)?)?;
        }
        for listed in listed.iter().filter(|listed| listed.computes(handed.op())) {
            let mut result = PeerResult {
                name: listed.name.clone(),
                settings: None,
                compared: None,
                l2_rel: None,
                grown_bytes: None,
                reason: None,
            };
            if listed.missing.is_some() {
                result.reason = Some("not installed".to_owned());
            } else {
                match start_peer(program, task, handed, reference, started.folder.path(), &mut result) {
                    Ok(peer) => started.running.extend(peer),
                    Err(error) => result.reason = Some(format!("{error:#}")),
                }
            }
            started.results.push(result);
        }
        Ok(started)
    }
}

/// What takes turns.
struct Lineup<'a> {
    function: &'a Function<'a>,
    arguments: &'a [Array],
    dense: Option<(&'a Function<'a>, Vec<Array>)>,
    exact: Option<(&'a Function<'a>, Vec<Array>)>,
    peers: Peers,
}

/// Peers that run, what is said of all of them, and the folder that their files are in.
struct Peers {
    running: Vec<Peer>,
    results: Vec<PeerResult>,
    folder: tempfile::TempDir,
}

/// What is known of a case before it is timed.
struct Found {
    density: f64,
    gflop: f64,
    l2_rel: Option<f64>,
    compile: timing::Times,
    remarks: Vec<String>,
}

/// How far the function's result is off.
fn error_of(task: &Task, function: &Function, arguments: &[Array], reference: &Array) -> Result<f64> {
    let found = program::one(function.call(&mut arguments.to_vec())?)?;
    let difference = compare::compare(&found, reference, Tolerance::of(found.element()))?;
    ensure!(
        difference.l2_rel <= task.bound(),
        "the result is off: expected a relative error of at most {:e} in the L2 norm, found {}",
        task.bound(),
        difference.summary()
    );
    Ok(difference.l2_rel)
}

/// Compares the result with the reference: what that is, and how far ours is off. A program that only chooses must choose the
/// same blocks.
fn check(task: &Task, case: &Case, function: &Function, arguments: &[Array]) -> Result<(Option<Array>, Option<f64>)> {
    dynsparse_runtime::dynsparse_set_num_threads(case.threads.into());
    let reference = program::reference(case, arguments)?;
    if case.op == Op::Select {
        let text = program::text(case, case.dtype.element(), Choice::Mask);
        let chooses = program::compile(&text, Variant::Fast)?;
        let found = program::one(chooses.program.function(FUNCTION)?.call(&mut arguments.to_vec())?)?;
        ensure!(
            found.bytes() == reference.bytes(),
            "the program chose other blocks than the reference"
        );
        return Ok((None, None));
    }
    let l2_rel = error_of(task, function, arguments, &reference)?;
    Ok((Some(reference), Some(l2_rel)))
}

/// Names of what is not a peer.
const PEAK: &str = "peak";
const DENSE: &str = "dense";
const ONE_THREAD: &str = "one thread";
const EXACT: &str = "exact products";

/// How often a program is compiled for the time that takes.
const COMPILATIONS: usize = 3;

fn compile_times(text: &str, variant: Variant, first: &Compiled) -> Result<timing::Times> {
    let mut times = vec![milliseconds(first.took)];
    for _ in 1..COMPILATIONS {
        times.push(milliseconds(program::compile(text, variant)?.took));
    }
    Ok(timing::summary(times))
}

/// A peer that is ready and right, or the reason in `result`.
fn start_peer(
    program: &Path,
    task: &Task,
    handed: &Handed,
    reference: &Array,
    folder: &Path,
    result: &mut PeerResult,
) -> Result<Option<Peer>> {
    let mut peer = Peer::start(program, &result.name, task.threads())?;
    let settings = match peer.load(handed, folder)? {
        Loaded::Ready(settings) => settings,
        Loaded::Unsupported(reason) => {
            result.reason = Some(reason);
            return Ok(None);
        }
    };
    result.grown_bytes = Some(peer.memory()?);
    let file = folder.join("output.npy");
    peer.save(&file)?;
    let output = npy::read(&file, Some(Element::F32))?;
    let difference = compare::compare(&output, reference, Tolerance::of(Element::F32))?;
    result.l2_rel = Some(difference.l2_rel);
    result.settings = Some(settings);
    if difference.l2_rel > task.bound() || difference.l2_rel.is_nan() {
        // It still runs in turns with the others: how long it takes is of interest, but it is no peer.
        result.reason = Some(format!("its result is off by {:.1e}", difference.l2_rel));
    }
    Ok(Some(peer))
}
