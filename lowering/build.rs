//! Option structs, declarations and registration from `Passes.td`; and the runtime as one object file, which the compiled
//! crate carries so that `ds-translate` links shared libraries without looking for anything.

use std::{env, path::PathBuf, process::Command};

#[macro_use]
#[path = "runtime/src/functions.rs"]
mod functions;

macro_rules! names {
    ($($name:ident,)*) => {
        &[$(stringify!($name)),*]
    };
}

/// What the runtime shows to compiled code; anything else in its object file is local to it.
const SYMBOLS: &[&str] = with_functions!(names);

fn main() {
    dynsparse_tablegen::generate_passes("Passes.td");
    runtime_object();
}

/// Writes `OUT_DIR/runtime.o`.
///
/// Cargo gives a build script no file of another crate, so a cargo of its own builds the runtime, optimised whatever the
/// profile here. The static library (22 MB, most of it the standard library) then becomes one object of what is used.
fn runtime_object() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let runtime = manifest.join("runtime");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={}", runtime.display());
    let target = out.join("runtime");
    let mut cargo = Command::new(env::var_os("CARGO").expect("cargo sets CARGO"));
    cargo
        .current_dir(&runtime)
        .args(["build", "--release", "--locked", "--offline", "--quiet", "--target-dir"])
        .arg(&target)
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        .envs([
            ("CARGO_PROFILE_RELEASE_PANIC", "abort"),
            ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "3"),
            ("CARGO_PROFILE_RELEASE_LTO", "fat"),
            ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1"),
        ]);
    run(&mut cargo);
    let (linked, object) = (out.join("runtime.linked.o"), out.join("runtime.o"));
    let mut link = Command::new("cc");
    link.args(["-r", "-nostdlib", "-Wl,--gc-sections"]);
    link.args(SYMBOLS.iter().map(|symbol| format!("-Wl,--undefined={symbol}")));
    link.arg("-o")
        .arg(&linked)
        .arg(target.join("release/libdynsparse_runtime.a"));
    run(&mut link);
    let prefix = env::var("LLVM_SYS_221_PREFIX").expect("LLVM_SYS_221_PREFIX is set in .cargo/config.toml");
    let mut copy = Command::new(PathBuf::from(prefix).join("bin/llvm-objcopy"));
    copy.args(["--strip-debug", "--remove-section=.llvmbc", "--remove-section=.llvmcmd"]);
    copy.args(SYMBOLS.iter().map(|symbol| format!("--keep-global-symbol={symbol}")));
    run(copy.arg(&linked).arg(&object));
}

fn run(command: &mut Command) {
    let status = command
        .status()
        .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
    assert!(status.success(), "{command:?} failed: {status}");
}
