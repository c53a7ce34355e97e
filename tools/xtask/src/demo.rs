//! `cargo xtask demo`: sparse attention on a real video clip, from pixels to a table and pictures.
//!
//! The clip's frames become tokens ([`tokens`]), `ds-opt` lowers the module `docs/demo.mlir`, `ds-run` runs its functions on
//! each window of tokens and compares them with a float64 reference, and the results become a table ([`report`]) and a
//! picture for each frame ([`strip`]).

mod encoder;
mod report;
mod strip;
mod tokens;
mod video;

use crate::binary::{self, output, tool};
use crate::clip::{self, sha256};
use crate::setup::{self, Clip};
use crate::terminal::{note, say};
use crate::workspace::{Workspace, create_dir, write_atomically};
use anyhow::{Context, Result, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use ndarray::{Array0, Array4, ArrayD};
use ndarray_npy::{ReadNpyExt, read_npy, write_npy};
use report::{Row, Run};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;
use tokens::{FRAMES_PER_WINDOW, Tokeniser, Window};
use video::Frame;

/// What can be said on the command line.
#[derive(clap::Args)]
pub struct Options {
    /// A video that ffmpeg reads, instead of the one fetched at set-up
    #[arg(long, value_name = "FILE")]
    clip: Option<PathBuf>,
    /// How many frames to sample at most; they are taken in windows of eight
    #[arg(long, value_name = "N", default_value_t = 32)]
    frames: usize,
    /// How many threads compute [default: as many as there are cores]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// How often each function is timed on each window
    #[arg(long, value_name = "N", default_value = "5")]
    runs: NonZeroUsize,
    /// Where the pictures, the lowered module and the report go [default: target/demo]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// The module that is shown.
const MODULE: &str = "docs/demo.mlir";

/// A function of the module: its first result is the attention's output.
struct Function {
    name: &'static str,
    title: &'static str,
    /// Whether it takes the tokens' scores after q, k and v.
    takes_scores: bool,
    /// Its results after the first.
    results: &'static [&'static str],
}

const FUNCTIONS: [Function; 3] = [
    Function {
        name: "dense",
        title: "dense",
        takes_scores: false,
        results: &[],
    },
    Function {
        name: "static_sparse",
        title: "static sparse",
        takes_scores: false,
        results: &["mask", "density"],
    },
    Function {
        name: "dynamic_sparse",
        title: "dynamic sparse",
        takes_scores: true,
        results: &["mask", "density", "tokens"],
    },
];

/// The subcommand.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    ensure!(
        options.frames >= FRAMES_PER_WINDOW,
        "expected --frames to be at least {FRAMES_PER_WINDOW} (one window), found {}",
        options.frames
    );
    setup::ensure(
        workspace,
        options.clip.as_ref().map_or(Clip::Wanted, |_| Clip::NotNeeded),
    )?;
    let out = options.out.clone().unwrap_or_else(|| workspace.target().join("demo"));
    create_dir(&out)?;

    // The clip first: what is wrong with it shows before a build of minutes.
    let clip = options.clip.clone().unwrap_or_else(|| clip::path(workspace));
    let frames = with_bar("decoding", |bar| video::decode(&clip, options.frames, bar))?;
    note(format_args!(
        "{}: {} frames in windows of {FRAMES_PER_WINDOW}",
        workspace.display(&clip),
        frames.len()
    ));

    let binary = binary::build(workspace)?;
    let module = workspace.root().join(MODULE);
    let source = fs::read_to_string(&module).with_context(|| format!("cannot read {}", module.display()))?;
    let lowered = output(tool(&binary, "ds-opt").arg("--lower-sparse").arg(&module))?;
    let lowered_path = out.join("demo.lowered.mlir");
    write_atomically(&lowered_path, lowered.as_bytes())?;

    let scratch = tempfile::tempdir_in(&out).with_context(|| format!("cannot write to {}", out.display()))?;
    let runner = Runner::new(workspace, binary, &source, options, scratch.path())?;
    let rows = with_bar("computing", |bar| {
        bar.set_length((frames.len() / FRAMES_PER_WINDOW * FUNCTIONS.len()) as u64);
        let mut outcomes: [Vec<Outcome>; 3] = Default::default();
        let mut tokeniser = Tokeniser::new();
        for (index, frames) in frames.chunks_exact(FRAMES_PER_WINDOW).enumerate() {
            let inputs = runner.save(&tokeniser.window(frames))?;
            for (function, outcomes) in FUNCTIONS.iter().zip(&mut outcomes) {
                bar.set_message(format!("window {}, {}", index + 1, function.title));
                outcomes.push(runner.run(function, &inputs)?);
                bar.inc(1);
            }
            if let Some(dynamic) = outcomes[2].last() {
                draw(&out, index, frames, dynamic)?;
            }
        }
        Ok(gather(outcomes))
    })?;
    runner.forget_unused()?;
    let consecutive = &frames[..FRAMES_PER_WINDOW];
    encoder::run(
        &runner.binary,
        &workspace.root().join(encoder::MODULE),
        consecutive,
        scratch.path(),
    )?;

    let json = serde_json::to_string_pretty(&rows).context("cannot write the report as JSON")?;
    write_atomically(&out.join("report.json"), json.as_bytes())?;
    say(format_args!("{MODULE}: {}", report::operations(&source)));
    say(format_args!(
        "{}: {}",
        workspace.display(&lowered_path),
        report::operations(&lowered)
    ));
    say(format_args!("{}", report::table(&rows)));
    say(format_args!(
        "all numbers: {}",
        workspace.display(&out.join("report.json"))
    ));
    let last = picture(&out, frames.len() - 1);
    say(format_args!(
        "input | tokens and blocks selected | output norm: {} to {}",
        workspace.display(&picture(&out, 0)),
        last.file_name().unwrap_or_default().display()
    ));
    Ok(())
}

/// A bar on standard error while something long runs.
fn with_bar<T>(what: &'static str, work: impl FnOnce(&ProgressBar) -> Result<T>) -> Result<T> {
    let bar = ProgressBar::new(0).with_prefix(what);
    if let Ok(style) = ProgressStyle::with_template("{prefix} [{bar:30}] {pos}/{len} {elapsed} {msg}") {
        bar.set_style(style);
    }
    let result = work(&bar);
    bar.finish_and_clear();
    result
}

/// What a function made of a window.
struct Outcome {
    run: Run,
    density: f64,
    norms: Vec<f32>,
    /// For each token how much it was looked at, where the function says which blocks it computed.
    received: Option<Vec<Option<f32>>>,
}

fn gather(outcomes: [Vec<Outcome>; 3]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (function, outcomes) in FUNCTIONS.iter().zip(outcomes) {
        let densities: Vec<_> = outcomes.iter().map(|outcome| outcome.density).collect();
        let runs = outcomes.into_iter().map(|outcome| outcome.run).collect();
        let row = Row::new(function.title, runs, &densities, rows.first());
        rows.push(row);
    }
    rows
}

fn picture(out: &Path, frame: usize) -> PathBuf {
    out.join(format!("frame_{frame:03}.png"))
}

/// The pictures of a window's frames.
fn draw(out: &Path, window: usize, frames: &[Frame], outcome: &Outcome) -> Result<()> {
    let received = outcome
        .received
        .as_ref()
        .context("expected the function to say which blocks it computed")?;
    for (index, frame) in frames.iter().enumerate() {
        let strip = strip::strip(frame, index, received, &outcome.norms);
        strip::write(&picture(out, window * FRAMES_PER_WINDOW + index), &strip)?;
    }
    Ok(())
}

/// The files that hold a window.
struct Inputs {
    qk: PathBuf,
    v: PathBuf,
    scores: PathBuf,
    /// Tells this window's content from any other's.
    sum: String,
}

/// Calls `ds-run`. A float64 reference takes long, so it is kept for the next time, under the sum of all it depends on.
struct Runner {
    binary: PathBuf,
    module: PathBuf,
    threads: usize,
    runs: usize,
    scratch: PathBuf,
    references: PathBuf,
    /// The module and the compiler, in the sum.
    program: String,
    used: std::cell::RefCell<BTreeSet<OsString>>,
}

impl Runner {
    fn new(workspace: &Workspace, binary: PathBuf, source: &str, options: &Options, scratch: &Path) -> Result<Self> {
        let metadata = fs::metadata(&binary).with_context(|| format!("cannot read {}", binary.display()))?;
        let built = metadata
            .modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
            .unwrap_or_default();
        let references = workspace.cache().join("reference");
        create_dir(&references)?;
        Ok(Self {
            program: format!("{} {} {}", sha256(source.as_bytes()), metadata.len(), built.as_nanos()),
            binary,
            module: workspace.root().join(MODULE),
            threads: options
                .threads
                .or(std::thread::available_parallelism().ok())
                .map_or(1, NonZeroUsize::get),
            runs: options.runs.get(),
            scratch: scratch.to_owned(),
            references,
            used: std::cell::RefCell::default(),
        })
    }

    /// Writes a window's tensors.
    fn save(&self, window: &Window) -> Result<Inputs> {
        let file = |name: &str| self.scratch.join(name);
        let (qk, v, scores) = (file("qk.npy"), file("v.npy"), file("scores.npy"));
        write_npy(&qk, &window.qk).context("cannot write q and k")?;
        write_npy(&v, &window.v).context("cannot write v")?;
        write_npy(&scores, &window.scores).context("cannot write the scores")?;
        let mut sums = String::new();
        for file in [&qk, &v, &scores] {
            sums += &sha256(&fs::read(file).with_context(|| format!("cannot read {}", file.display()))?);
        }
        Ok(Inputs {
            qk,
            v,
            scores,
            sum: sums,
        })
    }

    fn ds_run(&self, function: &Function, inputs: &Inputs) -> Command {
        let mut command = tool(&self.binary, "ds-run");
        command.arg(&self.module).arg(format!("--function={}", function.name));
        command.arg(format!("--threads={}", self.threads));
        for input in [&inputs.qk, &inputs.qk, &inputs.v] {
            command.arg(file_option("--input=@", input));
        }
        if function.takes_scores {
            command.arg(file_option("--input=@", &inputs.scores));
        }
        command
    }

    /// The float64 reference of the attention's output.
    fn reference(&self, function: &Function, inputs: &Inputs) -> Result<PathBuf> {
        let sum = sha256(format!("{} {} {}", self.program, function.name, inputs.sum).as_bytes());
        let name = format!("{sum}.npy");
        let path = self.references.join(&name);
        self.used.borrow_mut().insert(name.into());
        if !path.exists() {
            let mut command = self.ds_run(function, inputs);
            command.args(["--strategy=reference", "--compute-type=f64"]);
            output(command.arg(file_option("--output=@", &path)))?;
        }
        Ok(path)
    }

    /// Runs and times a function, and compares it with its reference.
    fn run(&self, function: &Function, inputs: &Inputs) -> Result<Outcome> {
        let reference = self.reference(function, inputs)?;
        let file = |name: &str| self.scratch.join(format!("{}.{name}.npy", function.name));
        let mut command = self.ds_run(function, inputs);
        command.arg(format!("--bench={}", self.runs)).arg("--json");
        for result in ["output"].iter().chain(function.results) {
            command.arg(file_option("--output=@", &file(result)));
        }
        command.arg(file_option("--expected-output=@", &reference));
        let run = Run::parse(&output(&mut command)?)?;
        let attention: Array4<f32> = read(&file("output"))?;
        let has = |result: &str| function.results.contains(&result);
        let kept = if has("tokens") {
            Some(read_indices(&file("tokens"))?)
        } else {
            None
        };
        let received = if has("mask") {
            Some(strip::attention_received(&read(&file("mask"))?, kept.as_deref())?)
        } else {
            None
        };
        let density: Array0<f32> = if has("density") {
            read(&file("density"))?
        } else {
            ndarray::arr0(1.0)
        };
        Ok(Outcome {
            run,
            density: f64::from(density.into_scalar()),
            norms: tokens::norms(&attention),
            received,
        })
    }

    /// Removes the references that this run had no use for.
    fn forget_unused(&self) -> Result<()> {
        let context = || format!("cannot tidy {}", self.references.display());
        let used = self.used.borrow();
        for entry in fs::read_dir(&self.references).with_context(context)? {
            let entry = entry.with_context(context)?;
            if !used.contains(&entry.file_name()) {
                fs::remove_file(entry.path()).with_context(context)?;
            }
        }
        Ok(())
    }
}

fn file_option(option: &str, file: &Path) -> OsString {
    let mut argument = OsString::from(option);
    argument.push(file);
    argument
}

fn read<A: ReadNpyExt>(file: &Path) -> Result<A> {
    read_npy(file).with_context(|| format!("cannot read the result {}", file.display()))
}

/// Token numbers, of whichever integer type the function gives.
fn read_indices(file: &Path) -> Result<Vec<usize>> {
    let wide: Result<ArrayD<i64>> = read(file);
    let indices: Vec<i64> = match wide {
        Ok(wide) => wide.into_iter().collect(),
        Err(_) => read::<ArrayD<i32>>(file)?.into_iter().map(i64::from).collect(),
    };
    let indices: Result<_, _> = indices.into_iter().map(usize::try_from).collect();
    indices.with_context(|| format!("expected token numbers, found a negative one in {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::arr2;

    #[test]
    fn token_numbers_may_be_of_either_width() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tokens.npy");
        write_npy(&file, &arr2(&[[3_i32, 5]])).unwrap();
        assert_eq!(read_indices(&file).unwrap(), [3, 5]);
        write_npy(&file, &arr2(&[[7_i64, 9]])).unwrap();
        assert_eq!(read_indices(&file).unwrap(), [7, 9]);
        write_npy(&file, &arr2(&[[-1_i64]])).unwrap();
        assert!(read_indices(&file).unwrap_err().to_string().contains("negative"));
        write_npy(&file, &arr2(&[[0.5_f32]])).unwrap();
        assert!(read_indices(&file).is_err());
    }
}
