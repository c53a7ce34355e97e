//! Builds the multicall binary `dynsparse`, and calls one of the tools in it.

use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The tools that the binary holds; it takes the name of one as its own name, or as its first argument.
pub const TOOLS: &[&str] = &[
    "ds-opt",
    "ds-run",
    "ds-translate",
    "ds-bench",
    "ds-lsp-server",
    "ds-reduce",
];
/// The binary.
pub const BINARY: &str = "dynsparse";
/// The crate that it is built from.
const CRATE: &str = "dynsparse-tools";

/// What matters to us of a line of cargo's `--message-format=json`.
#[derive(Deserialize)]
struct Message {
    reason: String,
    target: Option<Target>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// Builds the binary, with cargo's own progress, and says where it is.
///
/// The arguments are those of `cargo xtask test`, so that neither makes the other build anything anew: what the tools
/// spend their time in is MLIR and LLVM, which come compiled for speed, and the code they generate.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    built(workspace, &[])
}

/// As [`build`], in the release profile: for the time that compiling takes.
pub fn build_for_speed(workspace: &Workspace) -> Result<PathBuf> {
    built(workspace, &["--release"])
}

fn built(workspace: &Workspace, profile: &[&str]) -> Result<PathBuf> {
    let output = workspace
        .cargo()
        .args(["build", "--workspace", "--message-format=json-render-diagnostics"])
        .args(profile)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run cargo")?;
    if !output.status.success() {
        bail!("{CRATE} did not build; cargo's words are above (`cargo xtask doctor` says if something is missing)");
    }
    executable(&String::from_utf8_lossy(&output.stdout))
        .with_context(|| format!("{CRATE} built, but cargo named no binary `{BINARY}`"))
}

fn executable(messages: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok())
        .filter(|message| message.reason == "compiler-artifact")
        .filter(|message| message.target.as_ref().is_some_and(|target| target.name == BINARY))
        .find_map(|message| message.executable)
}

/// A call of one of the tools.
pub fn tool(binary: &Path, name: &str) -> Command {
    let mut command = Command::new(binary);
    command.arg(name);
    command
}

/// Runs a tool for its standard output; its own message is the error if it fails.
pub fn output(command: &mut Command) -> Result<String> {
    let name = command
        .get_args()
        .next()
        .map(|name| name.display().to_string())
        .unwrap_or_default();
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot run {name}"))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        let line = message
            .lines()
            .find(|line| line.contains("error"))
            .or(message.lines().last());
        bail!(
            "{name} failed ({}): {}",
            output.status,
            line.unwrap_or("it said nothing")
        );
    }
    String::from_utf8(output.stdout).with_context(|| format!("{name} wrote text that is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_binary_is_found_among_cargos_messages() {
        let messages = r#"{"reason":"compiler-artifact","target":{"name":"melior"},"executable":null}
{"reason":"build-script-executed","package_id":"x"}
not json
{"reason":"compiler-artifact","target":{"name":"dynsparse"},"executable":"/t/debug/dynsparse"}
{"reason":"build-finished","success":true}"#;
        assert_eq!(executable(messages).unwrap(), Path::new("/t/debug/dynsparse"));
        assert!(executable("").is_none());
    }

    #[test]
    fn a_failing_tool_is_quoted() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo 'a.mlir:1:2: error: no such op' >&2; exit 3"]);
        let error = output(&mut command).unwrap_err().to_string();
        assert!(error.contains("a.mlir:1:2: error: no such op"), "{error}");
    }
}
