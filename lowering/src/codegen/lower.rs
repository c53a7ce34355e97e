//! Brings a module of any level to the LLVM dialect.

use std::sync::Once;

use dynsparse_ir::{
    Op,
    context::{self, Verified},
    diagnostic,
    melior::{
        Context,
        ir::{Module, TypeLike as _, ValueLike as _, attribute::StringAttribute, operation::OperationLike as _},
    },
    operation::{OpExt as _, collect, symbol_name},
    rewrite,
};

use super::{Error, Result, signature};
use crate::lower_sparse::check_path;

/// How a module is lowered.
#[derive(Clone, Debug, Default)]
pub struct Lowering {
    /// A textual pass pipeline that runs in place of ours.
    pub pipeline: Option<String>,
    /// `fast` or `reference`; the pipeline's default if `None`.
    pub strategy: Option<String>,
    /// `native` or `f64`; the pipeline's default if `None`.
    pub compute_type: Option<String>,
    /// How the fast kernels multiply, as the pipeline's option has it; its default if `None`.
    pub products: Option<String>,
    /// The processor that kernels are shaped for, as [`crate::target::Target::read`] takes it; this machine if `None`.
    pub target: Option<String>,
    /// A file with a schedule for attention; our own tiling if `None`.
    pub schedule: Option<String>,
    /// Whether the invariants of stored patterns are checked when the program runs; reference lowerings store none.
    pub verify_patterns: bool,
}

/// The named pipeline of this project that lowers everything.
const LOWER_SPARSE: &str = "lower-sparse";

/// The strategy whose lowerings are the oracle of all tests.
const REFERENCE: &str = "reference";

impl Lowering {
    /// By the reference lowerings, without what is only for fast kernels.
    #[must_use]
    pub fn by_reference(self) -> Self {
        Self {
            strategy: Some(REFERENCE.to_owned()),
            products: None,
            schedule: None,
            ..self
        }
    }

    /// Builds for development, as tests have them, verify after each pass, and so do all where a pipeline or a schedule of
    /// the caller's own takes part; else that is an eighth of the time to compile an attention.
    fn verified(&self) -> Verified {
        if cfg!(debug_assertions) || self.pipeline.is_some() || self.schedule.is_some() {
            Verified::AfterEachPass
        } else {
            Verified::AtTheEnd
        }
    }

    /// The text of the pipeline for a module.
    ///
    /// # Errors
    ///
    /// If something is asked for beside a pipeline of the caller's own, or a path has characters that end an option.
    pub fn text(&self, module: Op<'_>) -> Result<String> {
        let options = [
            ("strategy", &self.strategy),
            ("compute-type", &self.compute_type),
            ("products", &self.products),
            ("target-description", &self.target),
            ("schedule", &self.schedule),
        ];
        let options: Vec<String> = options
            .iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", value.as_ref()?)))
            .collect();
        if let Some(pipeline) = &self.pipeline {
            return if options.is_empty() && !self.verify_patterns {
                Ok(pipeline.clone())
            } else {
                Err(Error::new(
                    "a pipeline of your own decides on strategy, compute type, products, target, schedule and checks: give either one or the other",
                ))
            };
        }
        for (option, path) in [("target-description", &self.target), ("schedule", &self.schedule)] {
            check_path(option, path.as_deref().unwrap_or_default()).map_err(Error::new)?;
        }
        // What frees buffers must not be added twice.
        let start = on_buffers(module).then(|| "start-after=bufferized".to_owned());
        let stores_patterns = self.strategy.as_deref() != Some(REFERENCE);
        let verify = (self.verify_patterns && stores_patterns).then(|| "verify-patterns=true".to_owned());
        let options: Vec<String> = options.into_iter().chain(start).chain(verify).collect();
        Ok(format!("{LOWER_SPARSE}{{{}}}", options.join(" ")))
    }
}

/// Parses a file of MLIR text or bytecode (`-`: standard input).
///
/// # Errors
///
/// The parser's own words, located.
pub fn parse<'c>(context: &'c Context, file: &str) -> Result<Module<'c>> {
    if file != "-" {
        let found = std::fs::File::open(file).and_then(|f| f.metadata());
        match found {
            Err(error) => return Err(Error::new(format!("cannot read {file}: {error}"))),
            Ok(metadata) if metadata.is_dir() => {
                return Err(Error::new(format!(
                    "cannot read {file}: expected a file, found a folder"
                )));
            }
            Ok(_) => {}
        }
    }
    let (module, lines) = diagnostic::capture(context, || context::parse_file(context, file));
    module.ok_or_else(|| Error::new(errors(&lines, &format!("{file} is not an MLIR module"))))
}

/// A copy of a module.
///
/// # Errors
///
/// None in practice: a copy of a module is a module.
pub fn copy<'c>(module: &Module<'c>) -> Result<Module<'c>> {
    Module::from_operation((*module.as_operation()).clone()).ok_or_else(|| Error::new("the module cannot be copied"))
}

/// Removes the functions that `name` does not need, so that they cost no time to compile and their undefined symbols stop
/// nobody. A module in the LLVM dialect is left alone: there a function and its C interface are two.
///
/// # Errors
///
/// MLIR's own words, located.
pub fn keep_only(module: Op<'_>, name: &str) -> Result {
    for function in collect(module, |op| op == "func.func") {
        if symbol_name(function).as_deref() != Some(name) {
            let private = StringAttribute::new(module.ctx(), "private");
            rewrite::set_attribute(function, "sym_visibility", private.into());
        }
    }
    run_pipeline(module, "symbol-dce")?;
    Ok(())
}

/// Warnings and remarks, with their notes, a line each: `file:line:column: remark: message`.
pub type Remarks = Vec<String>;

/// Runs a textual pipeline, with or without `builtin.module(...)` around it, and gives what its passes remarked. The module
/// is verified after each pass.
///
/// # Errors
///
/// MLIR's own words, located.
pub fn run_pipeline(module: Op<'_>, pipeline: &str) -> Result<Remarks> {
    run_verified(module, pipeline, Verified::AfterEachPass)
}

fn run_verified(module: Op<'_>, pipeline: &str, verified: Verified) -> Result<Remarks> {
    static UPSTREAM_PASSES: Once = Once::new();
    UPSTREAM_PASSES.call_once(dynsparse_ir::melior::utility::register_all_passes);
    // As on the command line of ds-opt, where the short options go without the anchor.
    let anchored = pipeline.trim_start().starts_with("builtin.module(");
    let pipeline = if anchored {
        pipeline.to_owned()
    } else {
        format!("builtin.module({pipeline})")
    };
    let (outcome, lines) = diagnostic::capture(module.ctx(), || {
        context::run_pipeline(module, &pipeline, verified).map_err(|error| error.message)
    });
    outcome.map(|()| lines.clone()).map_err(|message| {
        // The parser of pipelines writes its message over several lines, with a place in a text that nobody has.
        let parser = message
            .split_once("PassPipeline Parser")
            .and_then(|(_, rest)| rest.split_once("error: "));
        let reason = parser.and_then(|(_, rest)| rest.lines().next());
        // A pipeline of ours that cannot be built says why before this.
        if let Some((ours, _)) = message.split_once("failed to add `")
            && let Some((_, ours)) = ours.split_once("' failed ")
        {
            let name = format!("{LOWER_SPARSE}: ");
            let ours = ours.trim();
            return Error::new(
                ours.strip_prefix(&name)
                    .filter(|rest| rest.contains(": error: "))
                    .unwrap_or(ours),
            );
        }
        Error::new(errors(
            &lines,
            &reason.map_or(message.clone(), |reason| {
                format!("in the pipeline '{pipeline}': {reason}")
            }),
        ))
    })
}

/// Brings the module to the LLVM dialect, unless it is there: records the signatures, runs the pipeline, and gives what its
/// passes remarked.
///
/// # Errors
///
/// If the pipeline fails, or leaves something that is not of the LLVM dialect.
pub fn to_llvm(module: Op<'_>, lowering: &Lowering) -> Result<Remarks> {
    if foreign(module).is_none() {
        return Ok(Remarks::new());
    }
    signature::record(module);
    let remarks = run_verified(module, &lowering.text(module)?, lowering.verified())?;
    check(module, "is left by the pipeline, which must end in the LLVM dialect")?;
    Ok(remarks)
}

/// True if no tensor and no sparse op is left.
fn on_buffers(module: Op<'_>) -> bool {
    let holds_tensors = |op: Op<'_>| {
        op.full_name().starts_with("dsa.")
            || op.result_values().iter().any(|value| value.r#type().is_tensor())
            || op
                .attr("function_type")
                .is_some_and(|t| t.to_string().contains("tensor<"))
    };
    !collect(module, |_| true).into_iter().any(holds_tensors)
}

/// Checks that nothing is left that cannot be translated to LLVM IR.
///
/// # Errors
///
/// Names the first op that cannot, with `what` about it.
pub fn check(module: Op<'_>, what: &str) -> Result {
    let Some(op) = foreign(module) else { return Ok(()) };
    let location = diagnostic::show_location(op.location());
    Err(Error::new(format!("{location}: error: '{}' {what}", op.full_name())))
}

/// The dialects of single instructions that MLIR 22 translates to LLVM IR.
const TRANSLATED: [&str; 9] = [
    "llvm", "omp", "nvvm", "rocdl", "arm_neon", "arm_sve", "arm_sme", "vcix", "xevm",
];

/// The first op of a dialect that is not translated to LLVM IR.
fn foreign(module: Op<'_>) -> Option<Op<'_>> {
    let translated = |name: &str| {
        let dialect = name.split('.').next().unwrap_or(name);
        name == "builtin.module" || TRANSLATED.contains(&dialect)
    };
    // Innermost ops come first; the outer one says more.
    collect(module, |name| !translated(name)).pop()
}

/// The errors among diagnostics (their notes go with a longer report), or `otherwise`.
fn errors(lines: &[String], otherwise: &str) -> String {
    let errors: Vec<&str> = lines
        .iter()
        .map(String::as_str)
        .filter(|line| line.contains(": error: "))
        .collect();
    if errors.is_empty() {
        otherwise.trim().replace('\n', " ")
    } else {
        errors.join("\n")
    }
}
