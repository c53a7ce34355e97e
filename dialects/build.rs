//! Generates the C++ of the dialects from their `.td` files, and compiles it; and their enumerations in Rust.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

fn main() {
    let out = PathBuf::from(env::var("OUT_DIR").unwrap());
    let include = dynsparse_tablegen::mlir_include();
    let ours = dynsparse_tablegen::dynsparse_include();
    let bridge = env::var("DEP_DYNSPARSE_BRIDGE_INCLUDE").expect("dynsparse-ir says where its bridge is");
    for dialect in ["dsa", "dsk"] {
        let name = format!("{}{}", dialect[..1].to_uppercase(), &dialect[1..]);
        let source = format!("{dialect}/{name}.td");
        println!("cargo:rerun-if-changed={dialect}");
        for (part, declarations, definitions) in [
            ("Enums", "gen-enum-decls", "gen-enum-defs"),
            ("Dialect", "gen-dialect-decls", "gen-dialect-defs"),
            ("Types", "gen-typedef-decls", "gen-typedef-defs"),
            ("Ops", "gen-op-decls", "gen-op-defs"),
        ] {
            for (generator, suffix) in [(declarations, "h"), (definitions, "cpp")] {
                let target = out.join(format!("{name}{part}.{suffix}.inc"));
                let mut command = Command::new(include.join("../bin/mlir-tblgen"));
                command.arg(format!("--{generator}"));
                // Enums belong to no dialect.
                if part != "Enums" {
                    let flag = if part == "Types" { "typedefs-dialect" } else { "dialect" };
                    command.arg(format!("--{flag}={dialect}"));
                }
                run(command
                    .arg("-I")
                    .arg(&include)
                    .arg("-I")
                    .arg(&ours)
                    .arg(&source)
                    .arg("-o")
                    .arg(&target));
                if generator == definitions {
                    unquote(&target);
                }
            }
        }
    }
    // It includes the enumerations of both.
    dynsparse_tablegen::generate_enums("dsa/Dsa.td");
    // Where `melior::dialect!` finds the sources: the compiler's own environment, nothing a user sets.
    println!("cargo:rustc-env=DYNSPARSE_MLIR_TD={}", include.display());
    println!("cargo:rustc-env=DYNSPARSE_BASE_TD={}", ours.display());
    println!(
        "cargo:rustc-env=DYNSPARSE_DIALECTS_TD={}",
        env::var("CARGO_MANIFEST_DIR").unwrap()
    );
    println!("cargo:rerun-if-changed=dialects.cpp");
    println!("cargo:rerun-if-changed={}", ours.display());
    cc::Build::new()
        .cpp(true)
        .std("c++17")
        .flag("-fno-exceptions")
        .define("NDEBUG", None)
        .warnings(false)
        .includes([&include, &out, Path::new(&bridge)])
        .file("dialects.cpp")
        .compile("dynsparse_dialects");
}

/// `mlir-tblgen` 22 writes, of an op with several optional operands, an error message with a quote too many.
fn unquote(generated: &Path) {
    let written = fs::read_to_string(generated).expect("mlir-tblgen has written it");
    let mended = written.replace("\"'operandSegmentSizes'", "'operandSegmentSizes'");
    if mended != written {
        fs::write(generated, mended).expect("it can be written again");
    }
}

fn run(command: &mut Command) {
    let status = command
        .status()
        .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
    assert!(status.success(), "{command:?} failed");
}
