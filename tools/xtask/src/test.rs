//! `cargo xtask test`: sets up, checks how the sources are written, runs every test of the workspace (the lit files among
//! them), and ends with a list of what failed and where.

use crate::setup::{self, Clip};
use crate::terminal::{note, say};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fmt;
use std::io::{BufRead, BufReader};
use std::process::ExitCode;

/// What can be said on the command line.
#[derive(clap::Args)]
pub struct Options {
    /// Handed to `cargo test`: names to filter by, or its options
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// The subcommand; a failure if a test failed.
pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    setup::ensure(workspace, Clip::Wanted)?;
    // Who names tests is at work on them.
    if options.arguments.is_empty() {
        for check in &CHECKS {
            check.run(workspace)?;
        }
    }
    // Built apart from the run, so that cargo's progress shows and a compile error is not taken for a failing test.
    let mut command = workspace.cargo();
    command
        .args(["test", "--workspace", "--no-run"])
        .args(&options.arguments);
    let built = command.status().context("cannot run cargo")?;
    if !built.success() {
        bail!("the tests did not build; cargo's words are above (`cargo xtask doctor` says if something is missing)");
    }
    // One pipe for both streams keeps cargo's headings in their places among the tests' lines.
    let (reader, writer) = std::io::pipe().context("cannot make a pipe")?;
    let mut child = {
        let mut command = workspace.cargo();
        command
            .args(["test", "--workspace", "--no-fail-fast"])
            .args(&options.arguments);
        command
            .stdout(writer.try_clone().context("cannot share a pipe")?)
            .stderr(writer);
        command.spawn().context("cannot run cargo")?
    };
    let mut failures = Failures::default();
    for line in BufReader::new(reader).split(b'\n') {
        let line = line.context("cannot read the tests' output")?;
        let line = String::from_utf8_lossy(&line);
        say(format_args!("{line}"));
        failures.read(&line);
    }
    let status = child.wait().context("cannot wait for cargo")?;
    if status.success() {
        return Ok(ExitCode::SUCCESS);
    }
    note(format_args!("{failures}"));
    Ok(ExitCode::FAILURE)
}

/// A check of the sources by a component of Rust's toolchain.
struct Check {
    /// The component's name for rustup, and its subcommand of cargo.
    component: &'static str,
    subcommand: &'static str,
    arguments: &'static [&'static str],
    /// What is wrong if it fails, and what to do.
    failure: &'static str,
}

const CHECKS: [Check; 2] = [
    Check {
        component: "rustfmt",
        subcommand: "fmt",
        arguments: &["--all", "--", "--check", "-l"],
        failure: "the files above are not formatted: run `cargo fmt --all`",
    },
    Check {
        component: "clippy",
        subcommand: "clippy",
        arguments: &["--workspace", "--all-targets", "--", "-D", "warnings"],
        failure: "clippy's words are above: mend what it names",
    },
];

impl Check {
    fn run(&self, workspace: &Workspace) -> Result<()> {
        let version = workspace.cargo().args([self.subcommand, "--version"]).output();
        if !version.context("cannot run cargo")?.status.success() {
            note(format_args!(
                "left out `cargo {}`, which is not installed: run `rustup component add {}`",
                self.subcommand, self.component
            ));
            return Ok(());
        }
        let mut command = workspace.cargo();
        command.arg(self.subcommand).args(self.arguments);
        if !command.status().context("cannot run cargo")?.success() {
            bail!("{}", self.failure);
        }
        Ok(())
    }
}

/// What failed, gathered from the tests' own output.
#[derive(Default)]
struct Failures {
    /// Cargo's last heading: which test program runs.
    program: String,
    /// The test whose captured output is being printed.
    current: Option<String>,
    /// Test to program, in the order of names.
    tests: BTreeMap<String, String>,
    /// Test to the place of its panic or of the lit command that failed, where it told one.
    places: BTreeMap<String, String>,
}

impl Failures {
    /// Takes in a line of `cargo test`.
    fn read(&mut self, line: &str) {
        let line = line.trim();
        if let Some(program) = line
            .strip_prefix("Running ")
            .or_else(|| line.strip_prefix("Doc-tests "))
        {
            program
                .split(" (")
                .next()
                .unwrap_or(program)
                .clone_into(&mut self.program);
        } else if let Some(name) = line
            .strip_prefix("test ")
            .and_then(|line| line.strip_suffix("... FAILED"))
        {
            self.tests.insert(name.trim().to_owned(), self.program.clone());
        } else if let Some(name) = line.strip_prefix("---- ") {
            let name = name.trim_end_matches('-').trim_end();
            self.current = Some(name.strip_suffix(" stdout").unwrap_or(name).to_owned());
        } else if let (Some(test), Some(place)) = (&self.current, line.strip_suffix(": this RUN: line failed:")) {
            self.places.insert(test.clone(), place.to_owned());
        } else if let (Some(test), Some((_, place))) = (&self.current, line.split_once("panicked at ")) {
            self.places
                .entry(test.clone())
                .or_insert_with(|| place.trim_end_matches(':').to_owned());
        }
    }
}

impl fmt::Display for Failures {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        if self.tests.is_empty() {
            return write!(formatter, "cargo test failed before a test did; its words are above");
        }
        write!(formatter, "failed tests: {}", self.tests.len())?;
        for (test, program) in &self.tests {
            write!(formatter, "\n  {test}  in {program}")?;
            if let Some(place) = self.places.get(test) {
                write!(formatter, ", at {place}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_listed_with_program_and_place() {
        let mut failures = Failures::default();
        let output = "     Running unittests src/main.rs (target/debug/deps/xtask-1)
test demo::good ... ok
test demo::bad ... FAILED
failures:
---- demo::bad stdout ----
thread 'demo::bad' (7) panicked at tools/xtask/src/demo.rs:3:9:
assertion failed: false
     Running test/lit.rs (target/debug/deps/lit-2)
test test/dialects/roundtrip.mlir ... FAILED
---- test/dialects/roundtrip.mlir ----
test/dialects/roundtrip.mlir:1: this RUN: line failed:";
        output.lines().for_each(|line| failures.read(line));
        assert_eq!(
            failures.to_string(),
            "failed tests: 2
  demo::bad  in unittests src/main.rs, at tools/xtask/src/demo.rs:3:9
  test/dialects/roundtrip.mlir  in test/lit.rs, at test/dialects/roundtrip.mlir:1"
        );
    }

    #[test]
    fn a_failure_without_tests_is_said_so() {
        assert!(Failures::default().to_string().contains("before a test did"));
    }
}
