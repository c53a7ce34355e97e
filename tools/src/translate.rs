//! `ds-translate`: makes files of a module: LLVM IR, bitcode, assembly, an object, a shared library, a C header.

use std::path::Path;

use anyhow::{Context as _, Result, anyhow, ensure};
use clap::{Parser, ValueEnum};
use dynsparse_ir::context;
use dynsparse_lowering::{
    codegen::{
        header, lower, shared, signature,
        unit::{Level, LlvmContext, Machine, Unit},
    },
    convert_dsk_attention_to_linalg::schedule,
};

use crate::{
    files,
    progress::Busy,
    run::{LoweringOptions, level, show_remarks},
};

/// Translate an MLIR module in the LLVM dialect to a file for other tools.
///
/// How the functions of an object or a library are called from C is written in the header (--emit=header).
#[derive(Parser, Debug)]
#[command(name = "ds-translate", version)]
struct Options {
    /// The module; '-' is standard input
    file: Option<String>,
    /// What is made
    #[arg(long, value_enum)]
    emit: Emit,
    /// Where it goes; '-' is standard output
    #[arg(short, long, value_name = "FILE", default_value = "-", allow_hyphen_values = true)]
    output: String,
    /// Lower the module to the LLVM dialect first
    #[arg(long)]
    lower: bool,
    #[command(flatten)]
    lowering: LoweringOptions,
    /// How hard LLVM optimises
    #[arg(short = 'O', long = "O", value_name = "0..3", default_value = "3", value_parser = level)]
    optimise: Level,
    /// The target triple, such as aarch64-unknown-linux-gnu [default: the host's]. Without a target description, kernels are
    /// shaped by the one that fits triple, CPU and features
    #[arg(long, value_name = "TRIPLE")]
    target_triple: Option<String>,
    /// The CPU, as LLVM names it; native is the host's [default: the host's, for another triple generic]
    #[arg(long, value_name = "CPU")]
    target_cpu: Option<String>,
    /// CPU features, such as +avx2,-fma [default: the host's, unless another CPU or triple is given]
    #[arg(long, value_name = "FEATURES", allow_hyphen_values = true)]
    target_features: Option<String>,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Emit {
    /// LLVM IR as text
    LlvmIr,
    /// LLVM bitcode
    Bitcode,
    /// Assembly
    Asm,
    /// An object file
    Object,
    /// A shared library, with all that it calls but libc and libm
    Shared,
    /// A C header that declares the functions
    Header,
    /// No module: the object file that programs need which link objects made here, if those run on several threads
    Runtime,
    /// No module: the description of the target in JSON, to be changed and given to --target-description
    Target,
    /// No module: a transform-dialect schedule for attention, to be changed and given to --schedule
    Schedule,
}

/// The tool.
pub fn main(arguments: &[String]) -> i32 {
    crate::tool::<Options>(arguments, translate)
}

fn translate(options: &Options) -> Result<()> {
    if options.emit == Emit::Runtime {
        return files::write(&options.output, shared::RUNTIME);
    }
    let asked = Machine {
        triple: options.target_triple.clone(),
        cpu: options.target_cpu.clone(),
        features: options.target_features.clone(),
    };
    let other = asked.triple.is_some() || asked.cpu.is_some() || asked.features.is_some();
    let lowering = if other {
        options.lowering.made_for(&asked)?
    } else {
        options.lowering.clone()
    };
    let mut target = lowering.target()?;
    if !options.lowering.describe_target() {
        target.triple.clone_from(&asked.triple);
        target.cpu.clone_from(&asked.cpu);
        target.features.clone_from(&asked.features);
    }
    if options.emit == Emit::Target {
        return files::write(&options.output, format!("{}\n", target.json()).as_bytes());
    }
    if options.emit == Emit::Schedule {
        let text = schedule(&target).map_err(|error| anyhow!(error))?;
        return files::write(&options.output, text.as_bytes());
    }
    let file = options
        .file
        .as_deref()
        .context("expected a file with a module ('-' is standard input)")?;
    let context = context::create();
    let module = lower::parse(&context, file)?;
    let module = module.as_operation();
    if options.emit == Emit::Header {
        // What the author wrote is known before and after lowering.
        signature::record(module);
        return files::write(
            &options.output,
            header::write(&signature::public_functions(module)).as_bytes(),
        );
    }
    if options.lower {
        let busy = Busy::with("compiling");
        let remarks = lower::to_llvm(module, &lowering.lowering())?;
        drop(busy);
        show_remarks(&remarks);
    } else {
        lower::check(module, "is not of the LLVM dialect: add --lower")?;
    }
    let _busy = Busy::with("compiling");
    let described = Machine::from(&target);
    let machine = if asked.triple.is_some() {
        // Another triple takes neither CPU nor features of the one described.
        Machine::default()
    } else {
        described
    };
    let machine = Machine {
        triple: asked.triple.or(machine.triple),
        cpu: asked.cpu.or(machine.cpu),
        features: asked.features.or(machine.features),
    };
    let llvm = LlvmContext::create();
    let unit = Unit::translate(module, &llvm, &machine, options.optimise)?;
    let functions = signature::public_functions(module);
    unit.check_views(&functions)?;
    unit.optimise()?;
    let bytes = match options.emit {
        Emit::LlvmIr => unit.llvm_ir().into_bytes(),
        Emit::Bitcode => unit.bitcode(),
        Emit::Asm => unit.assembly()?,
        Emit::Object => unit.object()?,
        Emit::Shared => return link(&unit, &functions, &options.output),
        Emit::Header | Emit::Runtime | Emit::Target | Emit::Schedule => return Ok(()),
    };
    files::write(&options.output, &bytes)
}

fn link(unit: &Unit, functions: &[signature::Public], output: &str) -> Result<()> {
    ensure!(
        output != "-",
        "a shared library is not written to standard output: give --output=FILE"
    );
    ensure!(
        unit.is_for_host(),
        "a shared library is only linked for this machine: ask for an object, and link it there"
    );
    files::replace(Path::new(output), |temporary| {
        Ok(shared::link(unit, functions, temporary)?)
    })
}
