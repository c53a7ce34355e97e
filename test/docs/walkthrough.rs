//! The commands of the documentation, run.
//!
//! A page is a session in an empty folder. A block after the comment `<!-- file: NAME -->` is written to that file; a `sh` block
//! is run, and must succeed unless the comment `<!-- fails -->` stands above it; a `text` or `mlir` block after it is what it
//! prints (standard output, then standard error), where a line `...` stands for any lines and `...` in a line for any text.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use crate::{
    compare::compare,
    markdown::blocks,
    tools::{path, read, root, scratch},
};

#[test]
fn tutorial() {
    walk("docs/tutorial.md");
}

#[test]
fn benchmark_your_own() {
    walk("docs/benchmark-your-own.md");
}

#[test]
fn budgets() {
    walk("docs/budgets.md");
}

#[test]
fn channels() {
    walk("docs/channels.md");
}

#[test]
fn schedules() {
    walk("docs/schedules.md");
}

fn walk(page: &str) {
    let folder = scratch().join(page.replace('/', "-"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the scratch folder is writable");
    let mut printed = None;
    let mut commands = 0;
    for block in blocks(&read(page)) {
        let place = format!("{page}:{}", block.line);
        if let Some(file) = block.directive("file:") {
            fs::write(folder.join(file), &block.text).unwrap_or_else(|error| panic!("{place}: {error}"));
        } else if block.language == "sh" {
            let fails = block.directive("fails").is_some();
            printed = Some(run(&folder, &block.text, fails).unwrap_or_else(|message| panic!("{place}: {message}")));
            commands += 1;
        } else if ["text", "mlir"].contains(&block.language.as_str())
            && let Some(printed) = printed.take()
            && let Err(message) = compare(&printed, &block.text)
        {
            panic!("{place}: {message}");
        }
    }
    assert!(commands > 0, "{page}: found no commands");
}

fn run(folder: &Path, script: &str, fails: bool) -> Result<String, String> {
    let output = Command::new("timeout")
        .args(["--kill-after=5", "300", "bash", "-euo", "pipefail", "-c", script])
        .env("PATH", path())
        .env("DYNSPARSE_ROOT", root())
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    let mut printed = String::from_utf8_lossy(&output.stdout).into_owned();
    printed += &String::from_utf8_lossy(&output.stderr);
    if output.status.success() == fails {
        return Err(format!("{script}ended with {}:\n{printed}", output.status));
    }
    Ok(printed)
}
