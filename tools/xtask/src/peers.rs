//! `cargo xtask peers`: installs the libraries that benchmarks compare with, into a Python environment of their own in the
//! cache. Nothing else needs them.

use crate::clip;
use crate::terminal::{note, say};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// What is installed, with versions.
const REQUIREMENTS: &str = "tools/peers/requirements.txt";
/// The program that runs them.
pub const PROGRAM: &str = "tools/peers/run";

fn environment(workspace: &Workspace) -> PathBuf {
    workspace.cache().join("peers")
}

/// Installs them unless these versions are there.
pub fn ensure(workspace: &Workspace) -> Result<()> {
    let file = workspace.root().join(REQUIREMENTS);
    let wanted = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let environment = environment(workspace);
    let done = environment.join("requirements.txt");
    if fs::read_to_string(&done).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let python = clip::python_with_pip().context("expected a Python with pip, found none; install python3-venv")?;
    note(format_args!(
        "installing what {REQUIREMENTS} lists into {} (about 6 GB, torch with the CUDA that it does not load without)",
        workspace.display(&environment)
    ));
    run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&environment))?;
    let mut install = Command::new(environment.join("bin/python"));
    install.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-cache-dir",
        "-r",
    ]);
    run(install.arg(&file))?;
    fs::write(&done, wanted).with_context(|| format!("cannot write {}", done.display()))
}

fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot run {}", command.get_program().display()))?;
    if !status.success() {
        bail!("{command:?} failed ({status}); its words are above");
    }
    Ok(())
}

/// The subcommand.
pub fn install(workspace: &Workspace) -> Result<()> {
    ensure(workspace)?;
    say(format_args!("the peers are there: ds-bench --peers={PROGRAM}"));
    Ok(())
}
