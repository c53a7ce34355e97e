//! `cargo xtask bench`: measures everything that docs/benchmarks.md shows, peers included, and writes that page anew.

use crate::binary::{self, tool};
use crate::peers;
use crate::setup::{self, Clip};
use crate::terminal::say;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::path::PathBuf;

/// What can be said on the command line.
#[derive(clap::Args)]
pub struct Options {
    /// A case file, or full or quick
    #[arg(default_value = "full")]
    cases: String,
    /// Do without the peers, which take 6 GB
    #[arg(long)]
    no_peers: bool,
    /// The page
    #[arg(long, value_name = "PAGE.md", default_value = "docs/benchmarks.md")]
    report: PathBuf,
    /// Handed to ds-bench, such as --only=dense
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// The subcommand.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    setup::ensure(workspace, Clip::NotNeeded)?;
    if !options.no_peers {
        peers::ensure(workspace)?;
    }
    let binary = binary::build_for_speed(workspace)?;
    let mut command = tool(&binary, "ds-bench");
    command.current_dir(workspace.root()).arg(&options.cases);
    command.arg("--report").arg(&options.report);
    let mut said = vec!["cargo xtask bench"];
    if !options.arguments.is_empty() {
        said.push("--");
    }
    said.extend(options.arguments.iter().map(String::as_str));
    command.arg("--made-by").arg(said.join(" "));
    if !options.no_peers {
        command.arg("--peers").arg(workspace.root().join(peers::PROGRAM));
    }
    let status = command
        .args(&options.arguments)
        .status()
        .context("cannot run ds-bench")?;
    if !status.success() {
        bail!("ds-bench failed ({status}); its words are above");
    }
    say(format_args!(
        "{} is written; all numbers are in {}",
        options.report.display(),
        options.report.with_extension("").join("results.json").display()
    ));
    Ok(())
}
