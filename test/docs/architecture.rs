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

/// How many parameters stand in the parentheses that `text` begins with.
fn parameters(text: &str) -> usize {
    let (mut depth, mut commas) = (0, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' if depth == 1 => {
                let all = text[1..at].trim();
                return if matches!(all, "" | "void") { 0 } else { commas + 1 };
            }
            ')' => depth -= 1,
            ',' if depth == 1 => commas += 1,
            _ => {}
        }
    }
    0
}

/// Templates and programs in C name them where no compiler sees it.
#[test]
fn functions_of_the_runtime_are_declared_as_it_has_them() {
    let table = "lowering/runtime/src/lib.rs";
    let documented = read(table);
    let names: Vec<&str> = dynsparse_runtime::symbols().into_iter().map(|(name, _)| name).collect();
    let taken = |name: &str| {
        let prototype = documented.split_once(&format!(" {name}("));
        let (_, parameters_on) = prototype.unwrap_or_else(|| panic!("{table}: no prototype of {name}"));
        parameters(&format!("({parameters_on}"))
    };
    let (mut named, mut declared) = (0, 0);
    for file in files(&["rs", "mlir", "c"]) {
        let text = read(&file.to_string_lossy());
        for (at, _) in text.match_indices("dynsparse_") {
            let before = &text[..at];
            let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            let length = text[at..].find(|letter| !is_part(letter)).unwrap_or(text.len() - at);
            let (name, behind) = text[at..].split_at(length);
            let declarations = ["func.func private @", "llvm.func @", "void ", "int64_t "];
            let is_declared = declarations.iter().any(|words| before.ends_with(words));
            let is_text = before.ends_with('"') && behind.starts_with('"') && file.starts_with("lowering/src");
            // The compiler sees to what is called in Rust.
            let is_called = before.ends_with('@') || file.extension().is_some_and(|kind| kind == "c");
            let is_other = name.starts_with("dynsparse_op_") || name.starts_with("dynsparse_memref_");
            if is_other || !(is_text || (is_declared || is_called) && behind.starts_with('(')) {
                continue;
            }
            let place = format!("{}: {name}", file.display());
            assert!(names.contains(&name), "{place}: the runtime has {}", names.join(", "));
            named += 1;
            if is_declared {
                assert_eq!(
                    parameters(behind),
                    taken(name),
                    "{place}: other parameters than in {table}"
                );
                declared += 1;
            }
        }
    }
    assert!(
        named > 30 && declared > 10,
        "found {named} names, {declared} declarations"
    );
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
