//! Passes and pipelines written in Rust, registered with MLIR as any other.
//!
//! A pass is declared in a `Passes.td`; the build script generates its option struct, its [`PassInfo`] and the crate's
//! `register_passes`. What is left to write is [`Pass::run`]. State lives in the declared options and nowhere else, so
//! that a reproducer tells the whole story and clones run on many threads at once.

use std::{
    cell::RefCell,
    ffi::{CString, c_char, c_void},
    fmt::Write as _,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use melior::ir::{Location, OperationRef, operation::OperationLike};
use mlir_sys::{MlirOperation, MlirStringRef};

use crate::{
    Error, Op, Result,
    diagnostic::guard,
    ffi::{self, RawOption, RawPassInfo, StringSink},
    operation::OpExt as _,
};

/// The type of an option, as the command line reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionKind {
    /// `true` or `false`.
    Bool,
    /// A signed 64-bit integer.
    Int,
    /// A double.
    Float,
    /// Any text.
    String,
    /// One of a few words.
    Enum,
    /// Comma-separated texts.
    StringList,
    /// Comma-separated integers.
    IntList,
}

impl OptionKind {
    /// The word in `--help`.
    fn word(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Float => "float",
            Self::String => "string",
            Self::Enum => "word",
            Self::StringList => "string,...",
            Self::IntList => "int,...",
        }
    }
}

/// A declared option.
#[derive(Debug)]
pub struct OptionInfo {
    /// As typed on the command line.
    pub name: &'static str,
    /// Its type.
    pub kind: OptionKind,
    /// The default, as text.
    pub default: &'static str,
    /// The words an [`OptionKind::Enum`] takes.
    pub allowed: &'static [&'static str],
    /// One line for `--help`.
    pub description: &'static str,
}

/// A declared statistic.
#[derive(Debug)]
pub struct StatisticInfo {
    /// Its name in the report.
    pub name: &'static str,
    /// What it counts.
    pub description: &'static str,
}

impl OptionInfo {
    /// Says what is wrong with a text for this option, if anything.
    fn check(&self, text: &str) -> std::result::Result<(), String> {
        let int = |word: &str| word.parse::<i64>().is_ok();
        let (ok, expected) = match self.kind {
            OptionKind::Int => (int(text), "an integer".to_owned()),
            OptionKind::Float => (text.parse::<f64>().is_ok(), "a number".to_owned()),
            OptionKind::IntList => (
                text.is_empty() || text.split(',').all(int),
                "integers between commas".to_owned(),
            ),
            OptionKind::Enum => (
                self.allowed.contains(&text),
                format!("one of {}", self.allowed.join(", ")),
            ),
            OptionKind::Bool | OptionKind::String | OptionKind::StringList => (true, String::new()),
        };
        if ok {
            Ok(())
        } else {
            Err(format!("option '{}' is '{text}', expected {expected}", self.name))
        }
    }
}

/// What a `Passes.td` declares of a pass or a pipeline.
#[derive(Debug)]
pub struct PassInfo {
    /// The Rust type.
    pub name: &'static str,
    /// The command-line argument.
    pub argument: &'static str,
    /// One line for `--help`.
    pub summary: &'static str,
    /// The op it runs on (`func.func`), or empty for any.
    pub anchor: &'static str,
    /// Dialects it creates ops of.
    pub dependent_dialects: &'static [&'static str],
    /// Its options, in order.
    pub options: &'static [OptionInfo],
    /// Its statistics, in order.
    pub statistics: &'static [StatisticInfo],
}

/// What the build script generates from a `Passes.td` record.
pub trait Declared: Sized {
    /// The declaration.
    const INFO: &'static PassInfo;

    /// Reads the options from their texts, in the order of the declaration.
    fn from_options(values: &[&str]) -> Self;
}

/// A pass.
pub trait Pass: Declared {
    /// Transforms `op`, which is of the declared kind.
    ///
    /// # Errors
    ///
    /// Fails the pass; the error is reported at its location.
    fn run<'c>(&self, op: Op<'c>, run: &PassRun) -> Result<'c>;
}

/// A named pipeline: options in, the text of a pass pipeline out.
pub trait Pipeline: Declared {
    /// The pipeline as text, for instance `canonicalize,func.func(cse)`.
    ///
    /// # Errors
    ///
    /// If the options contradict each other.
    fn build(&self) -> std::result::Result<String, String>;
}

/// One run of a pass on one operation.
pub struct PassRun<'a> {
    raw: *mut c_void,
    info: &'static PassInfo,
    counters: &'a [AtomicU64],
}

impl PassRun<'_> {
    /// Says that nothing was changed, so cached analyses stay.
    pub fn mark_all_analyses_preserved(&self) {
        // SAFETY: `raw` is the running pass.
        unsafe { ffi::dsPassMarkAllAnalysesPreserved(self.raw) };
    }

    /// Adds to the statistic at `index` of the declaration.
    pub fn count(&self, index: usize, amount: u64) {
        self.counters[index].fetch_add(amount, Ordering::Relaxed);
    }

    /// Runs a textual pipeline on `op`, below or at the pass's own op.
    ///
    /// # Errors
    ///
    /// If it does not parse or a pass in it fails; the reason has been reported.
    pub fn run_pipeline<'c>(&self, pipeline: &str, op: Op<'c>) -> Result<'c> {
        // SAFETY: `raw` is the running pass, the op is live, and the text is copied.
        if unsafe { ffi::dsPassRunPipeline(self.raw, ffi::string_ref(pipeline), op.to_raw()) } {
            Ok(())
        } else {
            Err(op.error(format!(
                "{}: the nested pipeline '{pipeline}' failed",
                self.info.argument
            )))
        }
    }

    /// Visits `ops` in order. Should the body panic, the error names the op it was at.
    ///
    /// # Errors
    ///
    /// The first error of `body`.
    pub fn each<'c>(&self, ops: &[Op<'c>], mut body: impl FnMut(Op<'c>) -> Result<'c>) -> Result<'c> {
        for op in ops {
            CURRENT.set(Some((op.full_name(), op.location().to_raw())));
            body(*op)?;
        }
        CURRENT.set(None);
        Ok(())
    }
}

thread_local! {
    static CURRENT: RefCell<Option<(String, mlir_sys::MlirLocation)>> = const { RefCell::new(None) };
}

struct Entry {
    info: &'static PassInfo,
    run: for<'c> fn(&[&str], Op<'c>, &PassRun) -> Result<'c>,
    build: fn(&[&str]) -> std::result::Result<String, String>,
    counters: Vec<AtomicU64>,
}

static ENTRIES: Mutex<Vec<&'static Entry>> = Mutex::new(Vec::new());

fn register(entry: Entry) -> Option<&'static RawPassInfo> {
    let mut entries = ENTRIES.lock().unwrap_or_else(PoisonError::into_inner);
    if entries.iter().any(|e| e.info.argument == entry.info.argument) {
        return None;
    }
    let entry: &'static Entry = Box::leak(Box::new(entry));
    entries.push(entry);
    let options: Vec<RawOption> = entry
        .info
        .options
        .iter()
        .map(|o| {
            let description = if o.allowed.is_empty() {
                o.description.to_owned()
            } else {
                format!("{} (one of: {})", o.description, o.allowed.join(", "))
            };
            RawOption {
                name: leak(o.name),
                description: leak(&description),
                default: leak(o.default),
                kind: leak(o.kind.word()),
            }
        })
        .collect();
    let options: &'static [RawOption] = options.leak();
    Some(Box::leak(Box::new(RawPassInfo {
        name: leak(entry.info.name),
        argument: leak(entry.info.argument),
        summary: leak(entry.info.summary),
        anchor: leak(entry.info.anchor),
        dependent_dialects: leak(&entry.info.dependent_dialects.join(",")),
        options: options.as_ptr(),
        option_count: options.len() as isize,
        rust: std::ptr::from_ref(entry).cast(),
    })))
}

/// A C string for the life of the process: MLIR's registries keep what they are given.
fn leak(text: &str) -> *const c_char {
    CString::new(text.replace('\0', "")).unwrap_or_default().into_raw()
}

fn counters(info: &PassInfo) -> Vec<AtomicU64> {
    info.statistics.iter().map(|_| AtomicU64::new(0)).collect()
}

/// Registers a pass, once; again is a no-op.
pub fn register_pass<P: Pass>() {
    let entry = Entry {
        info: P::INFO,
        run: |values, op, run| P::from_options(values).run(op, run),
        build: |_| Err("is a pass".to_owned()),
        counters: counters(P::INFO),
    };
    if let Some(raw) = register(entry) {
        // SAFETY: `raw` and all it points to live for ever.
        unsafe { ffi::dsRegisterPass(raw) };
    }
}

/// Registers a named pipeline, once; again is a no-op.
pub fn register_pipeline<P: Pipeline>() {
    let entry = Entry {
        info: P::INFO,
        run: |_, op, _| Err(op.error("is a pipeline")),
        build: |values| P::from_options(values).build(),
        counters: Vec::new(),
    };
    if let Some(raw) = register(entry) {
        // SAFETY: `raw` and all it points to live for ever.
        unsafe { ffi::dsRegisterPipeline(raw) };
    }
}

/// The declarations of all passes and pipelines of ours registered so far.
pub fn registered() -> Vec<&'static PassInfo> {
    ENTRIES
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .iter()
        .map(|e| e.info)
        .collect()
}

/// The statistics of our passes, over all their runs, as they stand under upstream's heading with
/// `-mlir-pass-statistics`; empty if none counted anything.
pub fn statistics_report() -> String {
    let mut body = String::new();
    for entry in ENTRIES.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        let values: Vec<u64> = entry.counters.iter().map(|c| c.load(Ordering::Relaxed)).collect();
        if values.iter().all(|v| *v == 0) {
            continue;
        }
        let _ = writeln!(body, "{}", entry.info.name);
        for (statistic, value) in entry.info.statistics.iter().zip(values) {
            let _ = writeln!(body, "  (S) {value} {} - {}", statistic.name, statistic.description);
        }
    }
    body
}

/// # Safety
///
/// `rust` is an [`Entry`], `options` are `count` readable texts, all for the length of the callback.
unsafe fn entry_of<'a>(
    rust: *const c_void,
    options: *const MlirStringRef,
    count: isize,
) -> (&'static Entry, Vec<&'a str>) {
    // SAFETY: by the contract above; entries are leaked.
    unsafe {
        (
            &*rust.cast::<Entry>(),
            ffi::slice_of(options, count).iter().map(|o| ffi::str_of(*o)).collect(),
        )
    }
}

#[unsafe(no_mangle)]
extern "C" fn dsRustRunPass(
    rust: *const c_void,
    pass: *mut c_void,
    op: MlirOperation,
    options: *const MlirStringRef,
    count: isize,
) -> bool {
    // SAFETY: C++ hands back the entry it was registered with, its option texts, and the live op.
    let (entry, values, op): (&Entry, _, Op) = unsafe {
        let (entry, values) = entry_of(rust, options, count);
        (entry, values, OperationRef::from_raw(op))
    };
    let location = op.location();
    let name = op.full_name();
    let run = PassRun {
        raw: pass,
        info: entry.info,
        counters: &entry.counters,
    };
    let outcome = guard(|| (entry.run)(&values, op, &run));
    let current = CURRENT.take();
    match outcome {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            error.emit(location);
            false
        }
        Err(panic) => {
            // SAFETY: locations are uniqued in the context and outlive the op they came from.
            let (name, location) = current.map_or((name, location), |(name, raw)| {
                (name, unsafe { Location::from_raw(raw) })
            });
            let message = format!("pass '{}' panicked at '{name}': {panic}", entry.info.argument);
            Error::at(location, message).emit(location);
            false
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn dsRustCheckOptions(
    rust: *const c_void,
    options: *const MlirStringRef,
    count: isize,
    error: StringSink,
    error_data: *mut c_void,
) -> bool {
    // SAFETY: as in `dsRustRunPass`.
    let (entry, values) = unsafe { entry_of(rust, options, count) };
    for (option, text) in entry.info.options.iter().zip(values) {
        if let Err(message) = option.check(text) {
            // SAFETY: the sink appends the text to a string of its own.
            unsafe { error(ffi::string_ref(&message), error_data) };
            return false;
        }
    }
    true
}

#[unsafe(no_mangle)]
extern "C" fn dsRustBuildPipeline(
    rust: *const c_void,
    options: *const MlirStringRef,
    count: isize,
    pipeline: StringSink,
    pipeline_data: *mut c_void,
    error: StringSink,
    error_data: *mut c_void,
) -> bool {
    // SAFETY: as in `dsRustRunPass`.
    let (entry, values) = unsafe { entry_of(rust, options, count) };
    let outcome = guard(|| (entry.build)(&values)).unwrap_or_else(|panic| Err(format!("panicked: {panic}")));
    let (sink, data, text, ok) = match &outcome {
        Ok(text) => (pipeline, pipeline_data, text, true),
        Err(text) => (error, error_data, text, false),
    };
    // SAFETY: the sinks append the text to a string of their own.
    unsafe { sink(ffi::string_ref(text), data) };
    ok
}
