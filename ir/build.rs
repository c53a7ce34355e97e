//! Compiles the C++ bridge, and lists the test passes that Debian's `mlir-opt` registers, so that `ds-opt` has them too.

use std::{env, fs, path::Path, process::Command};

fn main() {
    let prefix = env::var("MLIR_SYS_220_PREFIX").expect("MLIR_SYS_220_PREFIX is set in .cargo/config.toml");
    cc::Build::new()
        .cpp(true)
        .std("c++17")
        .flag("-fno-exceptions")
        // Class layouts in MLIR's headers depend on it, and the packaged libraries have it.
        .define("NDEBUG", None)
        .warnings(false)
        .include(Path::new(&prefix).join("include"))
        .files(["pass", "hooks", "convert", "mains"].map(|file| format!("bridge/{file}.cpp")))
        .compile("dynsparse_bridge");
    println!("cargo:rerun-if-changed=bridge");
    println!("cargo:include={}/bridge", env::var("CARGO_MANIFEST_DIR").unwrap());

    let list = upstream_test_registrations(Path::new(&prefix));
    fs::write(Path::new(&env::var("OUT_DIR").unwrap()).join("upstream_tests.rs"), list).unwrap();
}

/// Writes a Rust function that calls every registration function of the upstream test libraries.
///
/// `mlir-opt` of a build that includes the tests calls exactly these; reading them off the installed archives leaves no
/// list to keep in step with the package. Functions without parameter register passes, those that take a
/// `DialectRegistry` register dialects and extensions.
fn upstream_test_registrations(prefix: &Path) -> String {
    let mut archives: Vec<_> = fs::read_dir(prefix.join("lib"))
        .expect("the LLVM library folder is readable")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let test = name.starts_with("libMLIR") && name.ends_with(".a") && name.contains("Test");
            // These two hold mlir-translate's test translations.
            test && !name.contains("LLVMIRTranslation")
        })
        .collect();
    archives.sort();
    let output = Command::new(prefix.join("bin/llvm-nm"))
        .args(["--defined-only", "--extern-only", "--format=just-symbols"])
        .args(&archives)
        .output()
        .expect("llvm-nm runs");
    let mut symbols: Vec<_> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter(|symbol| is_registration(symbol))
        .map(str::to_owned)
        .collect();
    symbols.sort();
    symbols.dedup();
    let (passes, dialects): (Vec<_>, Vec<_>) = symbols.iter().partition(|symbol| symbol.ends_with("Ev"));
    let mut text = String::from("unsafe extern \"C\" {\n");
    for (index, symbol) in passes.iter().enumerate() {
        text += &format!("    #[link_name = \"{symbol}\"]\n    safe fn test_pass_{index}();\n");
    }
    for (index, symbol) in dialects.iter().enumerate() {
        text += &format!(
            "    #[link_name = \"{symbol}\"]\n    fn test_dialect_{index}(registry: *mut std::ffi::c_void);\n"
        );
    }
    text += "}\n\nfn register_upstream_test_passes() {\n";
    for index in 0..passes.len() {
        text += &format!("    test_pass_{index}();\n");
    }
    text += "}\n\nfn register_upstream_test_dialects(registry: mlir_sys::MlirDialectRegistry) {\n";
    for index in 0..dialects.len() {
        text += &format!(
            "    // SAFETY: the function takes a `DialectRegistry &`, which is what the C API's handle points to.\n    \
             unsafe {{ test_dialect_{index}(registry.ptr) }};\n"
        );
    }
    text + "}\n"
}

/// True for `mlir::registerX()`, `mlir::test::registerX()` and `test::registerX(mlir::DialectRegistry &)`.
fn is_registration(symbol: &str) -> bool {
    fn registers<'a>(symbol: &'a str, prefix: &str) -> Option<&'a str> {
        let rest = symbol.strip_prefix(prefix)?;
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (length, rest) = rest.split_at(digits);
        let (name, signature) = rest.split_at_checked(length.parse().ok()?)?;
        name.starts_with("register").then_some(signature)
    }
    registers(symbol, "_ZN4mlir4test").or_else(|| registers(symbol, "_ZN4mlir")) == Some("Ev")
        || registers(symbol, "_ZN4test") == Some("ERN4mlir15DialectRegistryE")
}
