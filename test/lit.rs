//! Runs the lit files of this folder under `cargo test`: a trial for each `.mlir` file, its `RUN:` lines in one bash script.
//!
//! This is the part of LLVM's lit that our files use, so that they need no Python and are filtered, run in parallel and
//! reported like any other test. What lit knows and this does not is refused, never ignored: a test that passes here passes
//! under lit. `docs/testing.md` has the list.

use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

const TOOLS: [&str; 6] = [
    "ds-opt",
    "ds-run",
    "ds-translate",
    "ds-bench",
    "ds-lsp-server",
    "ds-reduce",
];
/// Features that stand for programs.
const PROGRAMS: [(&str, &[&str]); 2] = [
    ("valgrind", &["valgrind"]),
    ("qemu-aarch64", &["qemu-aarch64", "aarch64-linux-gnu-gcc"]),
];
/// A test that takes longer hangs.
const SECONDS: &str = "600";

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    match Suite::open() {
        Ok(suite) => libtest_mimic::run(&arguments, suite.trials()).exit_code(),
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// What all tests share.
#[derive(Clone)]
struct Suite {
    /// The checkout.
    root: PathBuf,
    /// Where tests may write.
    scratch: PathBuf,
    /// Where programs are looked for.
    path: String,
    files: Vec<PathBuf>,
}

impl Suite {
    fn open() -> Result<Self, String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .ok_or("expected this crate to be in a folder")?;
        let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lit");
        let llvm = std::env::var("LLVM_SYS_221_PREFIX").unwrap_or_else(|_| "/usr/lib/llvm-22".to_owned());
        let llvm = Path::new(&llvm).join("bin");
        if !llvm.join("FileCheck").exists() {
            return Err(format!(
                "expected FileCheck in {}, found none; run `cargo xtask setup`",
                llvm.display()
            ));
        }
        let links = scratch.join("bin");
        link_tools(&links).map_err(|error| format!("cannot link the tools in {}: {error}", links.display()))?;
        let inherited = std::env::var("PATH").unwrap_or_default();
        let path = format!("{}:{}:{inherited}", links.display(), llvm.display());
        let mut files = Vec::new();
        find(&root.join("test"), &mut files).map_err(|error| format!("cannot list the folder test: {error}"))?;
        if files.is_empty() {
            return Err("expected .mlir files in the folder test, found none".to_owned());
        }
        files.sort();
        Ok(Self {
            root: root.to_owned(),
            scratch,
            path,
            files,
        })
    }

    fn trials(&self) -> Vec<Trial> {
        let trial = |file: &PathBuf| {
            let (suite, file) = (self.clone(), file.clone());
            let name = suite.relative(&file);
            let test = fs::read_to_string(&file)
                .map_err(|error| error.to_string())
                .and_then(|text| Test::parse(&text));
            let ignored = test.as_ref().is_ok_and(Test::is_unsupported);
            Trial::test(name, move || suite.run(&file, test)).with_ignored_flag(ignored)
        };
        self.files.iter().map(trial).collect()
    }

    /// A file as a user of the checkout names it.
    fn relative(&self, file: &Path) -> String {
        file.strip_prefix(&self.root).unwrap_or(file).display().to_string()
    }

    fn run(&self, file: &Path, test: Result<Test, String>) -> Result<(), Failed> {
        let name = self.relative(file);
        let test = test.map_err(|error| format!("{name}: {error}"))?;
        let place = self.scratch.join(&name);
        let folder = place.parent().unwrap_or(&self.scratch);
        let base = place.with_extension("mlir.tmp");
        let script = test
            .script(&name, file, &base, &self.path)
            .map_err(|error| format!("{name}: {error}"))?;
        let script_path = place.with_extension("mlir.script");
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&script_path, script))
            .map_err(|error| format!("{name}: cannot write {}: {error}", script_path.display()))?;
        let output = Command::new("timeout")
            .args(["--kill-after=5", SECONDS, "bash"])
            .arg(&script_path)
            .current_dir(folder)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("{name}: cannot run timeout and bash: {error}"))?;
        match (output.status.success(), test.is_expected_to_fail()) {
            (true, false) | (false, true) => return Ok(()),
            (true, true) => {
                return Err(format!("{name}: passed, but XFAIL: says that it fails; remove the line").into());
            }
            (false, false) => {}
        }
        let mut message = String::new();
        for stream in [&output.stderr, &output.stdout] {
            message += &String::from_utf8_lossy(stream);
        }
        if output.status.code() == Some(124) {
            // Writing to a string cannot fail.
            let _ = writeln!(message, "{name}: took more than {SECONDS} seconds");
        }
        Err(format!("{message}run it again: bash {}", script_path.display()).into())
    }
}

/// Makes each tool's name a link to the binary under test, in one step, since several runs may do it at once.
fn link_tools(links: &Path) -> io::Result<()> {
    fs::create_dir_all(links)?;
    for tool in TOOLS {
        let new = links.join(format!(".{tool}.{}", std::process::id()));
        symlink(env!("CARGO_BIN_EXE_dynsparse"), &new)?;
        fs::rename(new, links.join(tool))?;
    }
    Ok(())
}

/// The test files below a folder; what tests read lies in folders called `Inputs`.
fn find(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if !path.ends_with("Inputs") {
                find(&path, files)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "mlir") {
            files.push(path);
        }
    }
    Ok(())
}

/// What a file says about how it is tested.
#[derive(Default)]
struct Test {
    /// The commands, each with the number of its first line.
    commands: Vec<(usize, String)>,
    requires: Vec<String>,
    unsupported: Vec<String>,
    expected_to_fail: Vec<String>,
}

/// What lit looks for, in the order that decides between two at one place: `REDEFINE:` contains `DEFINE:`.
const KEYWORDS: [&str; 8] = [
    "RUN:",
    "REQUIRES:",
    "UNSUPPORTED:",
    "XFAIL:",
    "ALLOW_RETRIES:",
    "REDEFINE:",
    "DEFINE:",
    "END.",
];

impl Test {
    fn parse(source: &str) -> Result<Self, String> {
        let mut test = Self::default();
        let mut continued = false;
        for (line, number) in source.lines().zip(1..) {
            let Some((at, keyword)) = KEYWORDS
                .iter()
                .filter_map(|keyword| line.find(keyword).map(|at| (at, *keyword)))
                .min_by_key(|(at, _)| *at)
            else {
                continue;
            };
            let rest = line[at + keyword.len()..].trim();
            match keyword {
                "RUN:" => {
                    let (command, goes_on) = rest.strip_suffix('\\').map_or((rest, false), |rest| (rest, true));
                    match test.commands.last_mut().filter(|_| continued) {
                        Some((_, last)) => *last += command,
                        None => test.commands.push((number, command.to_owned())),
                    }
                    continued = goes_on;
                }
                "REQUIRES:" => test.requires.extend(features(rest, number, false)?),
                "UNSUPPORTED:" => test.unsupported.extend(features(rest, number, false)?),
                "XFAIL:" => test.expected_to_fail.extend(features(rest, number, true)?),
                "END." => break,
                _ => {
                    return Err(format!(
                        "line {number}: `{keyword}` is lit's, but test/lit.rs does not know it"
                    ));
                }
            }
        }
        if continued {
            return Err("the last RUN: line ends in `\\`, but no RUN: line follows".to_owned());
        }
        if test.commands.is_empty() {
            return Err(
                "expected a RUN: line, found none; a file that is no test belongs in a folder `Inputs`".to_owned(),
            );
        }
        Ok(test)
    }

    fn is_unsupported(&self) -> bool {
        !self.requires.iter().all(|feature| holds(feature)) || self.unsupported.iter().any(|feature| holds(feature))
    }

    fn is_expected_to_fail(&self) -> bool {
        self.expected_to_fail.iter().any(|feature| holds(feature))
    }

    /// The bash script that runs the commands up to the first that fails, and says which that was.
    fn script(&self, name: &str, file: &Path, base: &Path, path: &str) -> Result<String, String> {
        let folder = file.parent().unwrap_or(file).display().to_string();
        let (file, base) = (file.display().to_string(), base.display().to_string());
        let path = path.replace('\'', r"'\''");
        let mut script = format!("set -o pipefail\nexport LLVM_DISABLE_CRASH_REPORT=1 PATH='{path}'\n");
        for (line, command) in &self.commands {
            let command =
                substitute(command, &file, &folder, &base).map_err(|error| format!("line {line}: {error}"))?;
            // The here-document shows the command as it is, whatever it quotes.
            let _ = write!(
                script,
                "{{ {command}\n}} || {{ status=$?; cat >&2 <<'END_OF_COMMAND'\n{name}:{line}: this RUN: line failed:\n  \
                 {command}\nEND_OF_COMMAND\necho \"exit status $status\" >&2; exit $status; }}\n"
            );
        }
        Ok(script)
    }
}

/// The features that a line names; `*`, where it is allowed, is every machine. Lit takes boolean expressions; none of our files has needed one.
fn features(list: &str, line: usize, wildcard: bool) -> Result<Vec<String>, String> {
    let known = available();
    list.split(',')
        .map(str::trim)
        .map(|feature| {
            let name = feature.strip_prefix('!').unwrap_or(feature).trim_start();
            let is_name = |name: &str| {
                !name.is_empty()
                    && name
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '='))
            };
            if is_name(name) || wildcard && feature == "*" {
                return Ok(feature.to_owned());
            }
            Err(format!(
                "line {line}: expected names of features (here {}) with commas between, `!` before one that must be \
                 absent; found `{feature}`",
                known.iter().copied().collect::<Vec<_>>().join(", ")
            ))
        })
        .collect()
}

/// The features of this machine: the same as in lit.cfg.py.
fn available() -> BTreeSet<&'static str> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let has = |program: &&str| std::env::split_paths(&path).any(|folder| folder.join(program).exists());
    let programs = PROGRAMS.iter().filter(|(_, programs)| programs.iter().all(has));
    [std::env::consts::OS, std::env::consts::ARCH, "true"]
        .into_iter()
        .chain(programs.map(|(feature, _)| *feature))
        .collect()
}

fn holds(feature: &str) -> bool {
    match feature.strip_prefix('!') {
        Some(absent) => !available().contains(absent.trim_start()),
        None => feature == "*" || available().contains(feature),
    }
}

/// Puts the paths in. Other uses of `%` stay as they are, save those to which lit gives a meaning.
fn substitute(command: &str, file: &str, folder: &str, base: &str) -> Result<String, String> {
    let mut result = String::new();
    let mut rest = command;
    while let Some((before, after)) = rest.split_once('%') {
        result += before;
        let refused = ["{", "(", "if ", "/", ":", "basename_t", "T"]
            .iter()
            .find(|refused| after.starts_with(**refused));
        if let Some(refused) = refused {
            let hint = if *refused == "T" {
                "make a folder `%t.dir` with mkdir -p"
            } else {
                "use %s, %S, %p or %t"
            };
            return Err(format!("`%{refused}` is not known to test/lit.rs; {hint}"));
        }
        let (value, length) = match after.chars().next() {
            Some('s') => (file, 1),
            Some('S' | 'p') => (folder, 1),
            Some('t') => (base, 1),
            Some('%') => ("%", 1),
            _ => ("%", 0),
        };
        result += value;
        rest = &after[length..];
    }
    Ok(result + rest)
}
