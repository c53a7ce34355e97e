//! Shared libraries: an object file, the runtime if it is called, and the system's linker.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use super::{Error, Result, header, signature::Public, unit::Unit};

/// The runtime as an object file for the host; see the crate's build script. Programs that link object files made here
/// need it if those call `dynsparse_parallel_for`.
pub const RUNTIME: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/runtime.o"));

/// Linkers that take the options of a C compiler, and then those that are plain linkers.
const DRIVERS: [&str; 4] = ["cc", "gcc", "clang", "clang-22"];
const LINKERS: [&str; 3] = ["ld.lld", "ld.lld-22", "ld"];

/// Links a unit for the host to a shared library at `output` that shows its public functions, what of the runtime its header
/// declares, and nothing else. What the functions call of the runtime is in it. When it is loaded, malloc is asked to keep
/// what is freed.
///
/// # Errors
///
/// If there is no linker, or it fails: its own words.
pub fn link(unit: &Unit, functions: &[Public], output: &Path) -> Result {
    let object = unit.object()?;
    let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
    let file = |name: &str, bytes: &[u8]| -> Result<PathBuf> {
        let path = folder.path().join(name);
        fs::write(&path, bytes).map_err(|error| failed(&error))?;
        Ok(path)
    };
    let mut names = unit.exported(functions);
    names.extend(header::RUNTIME.map(|(name, _)| name.to_owned()));
    // LLVM calls some of the runtime only when it makes the object, so it is always there; what nothing calls is dropped.
    let objects = [file("module.o", &object)?, file("runtime.o", RUNTIME)?];
    let names: Vec<String> = names.iter().map(|name| format!("    \"{name}\";\n")).collect();
    let names = names.concat();
    let script = format!("{{\n  global:\n{names}  local: *;\n}};\n");
    let script = file("exported.map", script.as_bytes())?;

    // Threads of the runtime outlive a dlclose, so the library stays.
    let script = format!("--version-script={}", script.display());
    let options = [
        &script,
        "--gc-sections",
        "--strip-all",
        "-z",
        "nodelete",
        "-z",
        "defs",
        // The library's functions call each other, whatever the program that loads it calls its own.
        "-Bsymbolic",
        "-init",
        "dynsparse_keep_memory",
    ];
    for program in DRIVERS {
        let mut command = Command::new(program);
        command
            .arg("-shared")
            .args(options.iter().flat_map(|o| ["-Xlinker", o]));
        command.arg("-o").arg(output).args(&objects).args(["-lm", "-lpthread"]);
        if run(&mut command)? {
            return Ok(());
        }
    }
    for program in LINKERS {
        let mut command = Command::new(program);
        command
            .arg("-shared")
            .args(options)
            .arg("-o")
            .arg(output)
            .args(&objects);
        command.args(libraries()?);
        if run(&mut command)? {
            return Ok(());
        }
    }
    Err(Error::new(format!(
        "no linker was found (looked for {}): install gcc, clang or lld, or ask for an object file",
        DRIVERS.into_iter().chain(LINKERS).collect::<Vec<_>>().join(", ")
    )))
}

/// Runs a linker: false if it is not there.
fn run(command: &mut Command) -> Result<bool> {
    let output = match command.output() {
        Ok(output) => output,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(failed(&error)),
    };
    if output.status.success() {
        return Ok(true);
    }
    let program = command.get_program().display();
    Err(Error::new(format!(
        "{program} cannot link the library: {}",
        reason(&String::from_utf8_lossy(&output.stderr))
    )))
}

/// The line of a linker's words that says why it failed.
fn reason(words: &str) -> &str {
    // collect2 only says that the linker, which has said why before, failed.
    let lines = || words.lines().filter(|line| !line.starts_with("collect2"));
    let symbols = [
        "multiple definition",
        "duplicate symbol",
        "undefined reference",
        "undefined symbol",
    ];
    lines()
        .find(|line| symbols.iter().any(|symbol| line.contains(symbol)))
        .or_else(|| lines().find(|line| line.contains("error")))
        .or_else(|| lines().next_back())
        .or_else(|| words.lines().next_back())
        .unwrap_or("it said nothing")
}

/// The C library's files, for a linker that is not told where they are.
fn libraries() -> Result<Vec<PathBuf>> {
    let names = ["libm.so.6", "libgcc_s.so.1", "libc.so.6"];
    let folders = [
        format!("/lib/{}-linux-gnu", std::env::consts::ARCH),
        "/lib64".to_owned(),
        "/usr/lib".to_owned(),
    ];
    names
        .iter()
        .map(|name| {
            let found = folders
                .iter()
                .map(|f| Path::new(f).join(name))
                .find(|path| path.exists());
            found.ok_or_else(|| {
                Error::new(format!(
                    "cannot link the library: found no {name} in {}",
                    folders.join(", ")
                ))
            })
        })
        .collect()
}

fn failed(error: &io::Error) -> Error {
    Error::new(format!("cannot link the library: {error}"))
}

#[cfg(test)]
mod tests {
    use super::reason;

    #[test]
    fn the_reason_is_the_line_that_names_it() {
        let twice = "/usr/bin/ld: b.o: in function `f':\nb.c:(.text+0x0): multiple definition of `f'; a.o:a.c:(.text+0x0): first defined here\n\
            collect2: error: ld returned 1 exit status\n";
        assert_eq!(
            reason(twice),
            "b.c:(.text+0x0): multiple definition of `f'; a.o:a.c:(.text+0x0): first defined here"
        );
        let lld = "ld.lld: error: undefined symbol: g\n>>> referenced by a.c\nclang: error: linker command failed\n";
        assert_eq!(reason(lld), "ld.lld: error: undefined symbol: g");
        let full =
            "/usr/bin/ld: final link failed: No space left on device\ncollect2: error: ld returned 1 exit status\n";
        assert_eq!(reason(full), "/usr/bin/ld: final link failed: No space left on device");
        assert_eq!(
            reason("collect2: fatal error: cannot find 'ld'\n"),
            "collect2: fatal error: cannot find 'ld'"
        );
        assert_eq!(reason(""), "it said nothing");
    }
}
