//! All tools in one binary, since each alone would repeat the whole of MLIR: which one runs is told by the name the
//! binary was called by (`ds-opt`, a link), or by the first argument when it is called `dynsparse`.

mod bench;
mod clip;
mod compare;
mod files;
mod input;
mod npy;
mod progress;
mod run;
mod show;
mod timing;
mod translate;

use std::{
    env,
    ffi::OsString,
    fmt,
    io::{self, Write as _},
    path::Path,
    process::ExitCode,
};

use dynsparse_ir::{diagnostic::guard, driver};

/// A tool: takes its arguments, its own name first, and answers the exit status.
type Tool = fn(&[String]) -> i32;

/// The tools by name.
const TOOLS: [(&str, Tool); 6] = [
    ("ds-opt", driver::opt_main),
    ("ds-run", run::main),
    ("ds-translate", translate::main),
    ("ds-bench", bench::main),
    ("ds-lsp-server", driver::lsp_main),
    ("ds-reduce", reduce),
];

/// The tools that take the place of an upstream tool, by what follows `mlir-` in its name.
const DROP_INS: [&str; 3] = ["opt", "lsp-server", "reduce"];

fn main() -> ExitCode {
    let arguments: Result<Vec<String>, OsString> = env::args_os().map(OsString::into_string).collect();
    let arguments = match arguments {
        Ok(arguments) => arguments,
        // MLIR's own readers of options and names of files take text only.
        Err(found) => {
            #[expect(clippy::unnecessary_debug_formatting, reason = "it escapes what is no UTF-8")]
            note(format_args!(
                "dynsparse: error: expected arguments in UTF-8, found {found:?}: a file of such a name has to be renamed"
            ));
            return ExitCode::from(2);
        }
    };
    let Some((tool, arguments)) = choose(&arguments) else {
        note(format_args!(
            "dynsparse: error: expected a tool's name, as the first argument or as the name of a link to this file: {}",
            TOOLS.map(|(name, _)| name).join(", ")
        ));
        return ExitCode::from(2);
    };
    dynsparse_lowering::register();
    ExitCode::from(u8::try_from(tool(arguments)).unwrap_or(1))
}

/// The reducer; a missing test script is an error like any other.
fn reduce(arguments: &[String]) -> i32 {
    dynsparse_lowering::codegen::unit::exit_on_fatal_errors();
    driver::reduce_main(arguments)
}

/// The tool and the arguments that are its own.
///
/// Only the bare name `dynsparse` reads its first argument: a tool called by its own name sees every argument untouched.
fn choose(arguments: &[String]) -> Option<(Tool, &[String])> {
    let find = |name: &str| {
        let stem = Path::new(name).file_stem()?.to_str()?;
        // Where scripts and test suites call upstream's tools, a link of that name puts ours in their place.
        let upstream = stem.trim_end_matches("-22").strip_prefix("mlir-");
        TOOLS
            .iter()
            .find(|(tool, _)| {
                *tool == stem
                    || upstream.is_some_and(|name| DROP_INS.contains(&name) && tool.strip_prefix("ds-") == Some(name))
            })
            .map(|(_, tool)| *tool)
    };
    let first = arguments.first()?;
    match find(first) {
        Some(tool) => Some((tool, arguments)),
        None => Some((find(arguments.get(1)?)?, &arguments[1..])),
    }
}

/// Prints a line on what is being done, or what went wrong, on standard error.
fn note(line: fmt::Arguments) {
    // Nobody is left to be told that it is closed.
    let _ = writeln!(io::stderr(), "{line}");
}

/// Runs a tool of ours: reads its options, and turns an error into one line and a status.
fn tool<A: clap::Parser>(arguments: &[String], body: fn(&A) -> anyhow::Result<()>) -> i32 {
    let name = arguments
        .first()
        .map_or("", |a| Path::new(a).file_stem().and_then(|s| s.to_str()).unwrap_or(a));
    let parsed = match A::try_parse_from(arguments) {
        Ok(parsed) => parsed,
        Err(error) if error.use_stderr() => {
            // The first paragraph says what is wrong; the rest is a hint at --help.
            let text = error.to_string();
            let text = text.strip_prefix("error: ").unwrap_or(&text);
            let lines: Vec<&str> = text
                .lines()
                .take_while(|line| !line.trim().is_empty())
                .map(str::trim)
                .collect();
            note(format_args!("{name}: error: {} (see {name} --help)", lines.join(" ")));
            return error.exit_code();
        }
        Err(error) => {
            // Help and version. Nothing is left to do if the terminal is gone.
            let _ = error.print();
            return error.exit_code();
        }
    };
    dynsparse_lowering::codegen::unit::exit_on_fatal_errors();
    // A panic, of a library that reads a file say, ends as any other error.
    let outcome = guard(|| body(&parsed)).unwrap_or_else(|panic| Err(anyhow::anyhow!("unexpected: {panic}")));
    match outcome {
        Ok(()) => 0,
        // Nobody is left to be told; the status is that of a program that the signal ends, as a shell has it.
        Err(error) if error.is::<files::ClosedPipe>() => 141,
        Err(error) => {
            let text = format!("{error:#}");
            // What a compiler said at a place of the input stays as it is: editors read it.
            if text.contains(": error: ") {
                note(format_args!("{text}"));
            } else {
                note(format_args!("{name}: error: {text}"));
            }
            1
        }
    }
}

#[cfg(test)]
mod tests {
    use super::choose;

    fn chosen(arguments: &[&str]) -> Option<usize> {
        let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
        choose(&arguments).map(|(_, rest)| rest.len())
    }

    #[test]
    fn by_own_name_every_argument_is_kept() {
        assert_eq!(chosen(&["/usr/bin/ds-opt", "ds-reduce", "-x"]), Some(3));
    }

    #[test]
    fn by_the_name_of_the_upstream_tool() {
        assert_eq!(chosen(&["/usr/bin/mlir-opt", "-x"]), Some(2));
        assert_eq!(chosen(&["mlir-opt-22"]), Some(1));
        assert_eq!(chosen(&["mlir-translate"]), None);
    }

    #[test]
    fn by_first_argument() {
        assert_eq!(chosen(&["dynsparse", "ds-opt", "-x"]), Some(2));
    }

    #[test]
    fn unknown() {
        assert_eq!(chosen(&["dynsparse"]), None);
        assert_eq!(chosen(&["dynsparse", "nothing"]), None);
    }
}
