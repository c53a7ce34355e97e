//! Exports the symbols of MLIR and LLVM from the binary, as `mlir-opt` does: `ds-opt --load-pass-plugin` and
//! `--load-dialect-plugin` load libraries that register with the process they are loaded into.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-link-arg-bins=-rdynamic");
}
