//! What `docs/architecture.md` says holds: as far as it can be read off the sources.

use std::{path::PathBuf, process::Command};

use crate::tools::{self, read, root};

/// Every file of the checkout with one of the extensions.
fn files(extensions: &[&str]) -> Vec<PathBuf> {
    let mut files = tools::files();
    files.retain(|file| {
        file.extension()
            .is_some_and(|e| extensions.iter().any(|extension| e == *extension))
    });
    files
}

#[test]
fn every_path_on_the_map_exists() {
    let page = read("docs/architecture.md");
    let mut seen = 0;
    for path in page.split('`').skip(1).step_by(2).filter(|quoted| quoted.contains('/')) {
        assert!(root().join(path).exists(), "docs/architecture.md: there is no {path}");
        seen += 1;
    }
    assert!(seen > 10, "docs/architecture.md: found {seen} paths");
}

#[test]
fn cpp_is_little_and_not_in_passes() {
    let files = files(&["cpp", "cc", "h", "hpp"]);
    let lines: usize = files
        .iter()
        .map(|file| read(&file.to_string_lossy()).lines().count())
        .sum();
    assert!(lines < 600, "{lines} lines of C++, expected fewer than 600");
    let stray = files
        .iter()
        .find(|file| !(file.starts_with("ir/bridge") || file.starts_with("dialects")));
    assert_eq!(stray, None, "C++ belongs in ir/bridge and dialects");
}

#[test]
fn unsafe_code_stays_where_it_may() {
    let allowed = [
        "ir/",
        "dialects/src/lib.rs",
        "lowering/src/codegen/",
        "lowering/runtime/",
    ];
    for file in files(&["rs"]) {
        let name = file.display().to_string();
        if allowed.iter().any(|place| name.starts_with(place)) {
            continue;
        }
        let words = ["{", "fn ", "impl ", "trait ", "extern "].map(|word| ["unsafe ", word].concat());
        let found = read(&name).lines().position(|line| {
            let code = line.split("//").next().unwrap_or_default();
            words.iter().any(|word| code.contains(word.as_str())) || code.contains(&["extern ", "\"C"].concat())
        });
        assert_eq!(
            found.map(|line| line + 1),
            None,
            "{name}: unsafe code belongs in {}",
            allowed.join(", ")
        );
    }
}

/// In the order of the code map: each may use those before it, and in its build script what reads declarations.
const CRATES: [(&str, &[&str]); 8] = [
    ("dynsparse-tablegen", &[]),
    ("dynsparse-ir", &[]),
    ("dynsparse-dialects", &["dynsparse-tablegen", "dynsparse-ir"]),
    (
        "dynsparse-passes",
        &["dynsparse-tablegen", "dynsparse-ir", "dynsparse-dialects"],
    ),
    ("dynsparse-runtime", &[]),
    (
        "dynsparse-lowering",
        &[
            "dynsparse-tablegen",
            "dynsparse-ir",
            "dynsparse-dialects",
            "dynsparse-passes",
            "dynsparse-runtime",
        ],
    ),
    (
        "dynsparse-tools",
        &[
            "dynsparse-ir",
            "dynsparse-dialects",
            "dynsparse-passes",
            "dynsparse-lowering",
            "dynsparse-runtime",
        ],
    ),
    ("xtask", &[]),
];

/// Crates that bind LLVM: the runtime and xtask do without.
const LLVM: [&str; 5] = ["melior", "mlir-sys", "inkwell", "llvm-sys", "tblgen"];

#[test]
fn crates_depend_on_those_above_them() {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(
        metadata.status.success(),
        "{}",
        String::from_utf8_lossy(&metadata.stderr)
    );
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).expect("cargo writes JSON");
    let names = |of: &serde_json::Value| -> Vec<String> {
        let list = of.as_array().into_iter().flatten();
        list.filter_map(|entry| entry["name"].as_str().map(str::to_owned))
            .collect()
    };
    let mut found = names(&metadata["packages"]);
    found.sort_unstable();
    let mut known = CRATES.map(|(name, _)| name);
    known.sort_unstable();
    assert_eq!(found, known, "a crate has no place on the code map");
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default();
        let allowed = CRATES
            .iter()
            .find(|(of, _)| *of == name)
            .map_or(&[][..], |(_, allowed)| allowed);
        for dependency in names(&package["dependencies"]) {
            let ours = CRATES.iter().any(|(of, _)| *of == dependency) && !allowed.contains(&dependency.as_str());
            let llvm = LLVM.contains(&dependency.as_str()) && ["dynsparse-runtime", "xtask"].contains(&name);
            assert!(!ours && !llvm, "{name} must not depend on {dependency}");
        }
    }
}

/// `ir` knows no dialect, op or pass of ours by name.
#[test]
fn ir_knows_none_of_ours() {
    for file in files(&["rs", "cpp", "h", "td"])
        .iter()
        .filter(|file| file.starts_with("ir"))
    {
        let name = file.display().to_string();
        for (line, number) in read(&name).lines().zip(1..) {
            let code = line.split("//").next().unwrap_or_default();
            let names = code.contains("\"dsa.") || code.contains("\"dsk.") || code.contains("\"dsa-");
            assert!(!names, "{name}:{number}: names an op or pass of ours");
        }
    }
}

#[test]
fn every_link_of_the_documentation_leads_somewhere() {
    for file in files(&["md"]) {
        let name = file.display().to_string();
        let folder = root().join(&file).parent().expect("a file is in a folder").to_owned();
        let text = read(&name);
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or_default();
            if !(path.is_empty() || path.contains("://") || path.contains(' ')) {
                assert!(folder.join(path).exists(), "{name}: the link to {target} leads nowhere");
            }
        }
    }
}

/// `docs/decisions/README.md` has a link to each record beside it.
#[test]
fn every_decision_is_listed() {
    let folder = "docs/decisions";
    let page = read(&format!("{folder}/README.md"));
    let mut seen = 0;
    for file in files(&["md"]).iter().filter(|file| file.starts_with(folder)) {
        let record = file.file_name().expect("a file has a name").to_string_lossy();
        if record != "README.md" {
            assert!(
                page.contains(&format!("]({record})")),
                "{folder}/README.md does not list {record}"
            );
            seen += 1;
        }
    }
    assert!(seen > 10, "{folder}: found {seen} records");
}
