//! `cargo xtask`: the project's own commands. This crate needs no LLVM, so that it can say what is missing and install it
//! before anything else is built. This file only reads the command line; each subcommand is a file of its own.

mod bench;
mod binary;
mod clip;
mod demo;
mod doctor;
mod install;
mod packages;
mod peers;
mod setup;
mod terminal;
mod test;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Sets up, checks, tests, demonstrates and installs dynsparse.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Say what is present, what is missing, and the one command that mends it
    Doctor,
    /// Install what is missing: Debian packages and the demo's clip (the other commands do it by themselves)
    Setup,
    /// Set up, check formatting and lints, then run every test; what is given after `--` goes to `cargo test`
    Test(test::Options),
    /// Set up, build, and run sparse attention on a real video clip
    Demo(demo::Options),
    /// Set up, build, measure what docs/benchmarks.md shows beside other libraries, and write that page anew
    Bench(bench::Options),
    /// Install the libraries that `bench` compares with, in a Python environment of their own
    Peers,
    /// Set up, build, and put ds-opt, ds-run, ds-translate, ds-bench, ds-lsp-server and ds-reduce where cargo is found
    Install,
}

fn main() -> ExitCode {
    let result = workspace::Workspace::find().and_then(|workspace| match Cli::parse().command {
        Command::Doctor => doctor::run(&workspace),
        Command::Setup => setup::run(&workspace, setup::Clip::Wanted).map(|()| ExitCode::SUCCESS),
        Command::Test(options) => test::run(&workspace, &options),
        Command::Demo(options) => demo::run(&workspace, &options).map(|()| ExitCode::SUCCESS),
        Command::Bench(options) => bench::run(&workspace, &options).map(|()| ExitCode::SUCCESS),
        Command::Peers => peers::install(&workspace).map(|()| ExitCode::SUCCESS),
        Command::Install => install::run(&workspace).map(|()| ExitCode::SUCCESS),
    });
    result.unwrap_or_else(|error| {
        terminal::note(format_args!("error: {error:#}"));
        ExitCode::FAILURE
    })
}
