//! Shared libraries: an object file, the runtime if it is called, and the system's linker.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use super::{Error, Result};

/// The runtime as an object file for the host; see the crate's build script. Programs that link object files made here
/// need it if those call `dynsparse_parallel_for`.
pub const RUNTIME: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/runtime.o"));

/// Linkers that take the options of a C compiler, and then those that are plain linkers.
const DRIVERS: [&str; 4] = ["cc", "gcc", "clang", "clang-22"];
const LINKERS: [&str; 3] = ["ld.lld", "ld.lld-22", "ld"];

/// Links an object file for the host to a shared library at `output` that shows `exported` and nothing else. It holds the
/// runtime if `with_runtime` is set, and then shows `dynsparse_set_num_threads` too.
///
/// # Errors
///
/// If there is no linker, or it fails: its own words.
pub fn link(object: &[u8], exported: &[String], with_runtime: bool, output: &Path) -> Result {
    let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
    let file = |name: &str, bytes: &[u8]| -> Result<PathBuf> {
        let path = folder.path().join(name);
        fs::write(&path, bytes).map_err(|error| failed(&error))?;
        Ok(path)
    };
    let mut names = exported.to_vec();
    let mut objects = vec![file("module.o", object)?];
    if with_runtime {
        objects.push(file("runtime.o", RUNTIME)?);
        names.push("dynsparse_set_num_threads".to_owned());
    }
    let names: String = names.iter().map(|name| format!("    \"{name}\";\n")).collect();
    let global = if names.is_empty() {
        String::new()
    } else {
        format!("  global:\n{names}")
    };
    let script = file("exported.map", format!("{{\n{global}  local: *;\n}};\n").as_bytes())?;

    // Threads of the runtime outlive a dlclose, so the library stays.
    let options = [format!("--version-script={}", script.display())];
    let options = options
        .iter()
        .map(String::as_str)
        .chain(["--gc-sections", "-z", "nodelete", "-z", "defs"]);
    let options: Vec<&str> = options.collect();
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
            .args(&options)
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
    let words = String::from_utf8_lossy(&output.stderr);
    let line = words
        .lines()
        .find(|line| line.contains("undefined") || line.contains("error"))
        .or(words.lines().last());
    let program = command.get_program().display();
    Err(Error::new(format!(
        "{program} cannot link the library: {}",
        line.unwrap_or("it said nothing")
    )))
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
