//! The page of benchmarks is what its own file of results gives: no number on it was typed, and none is left from another run.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use crate::tools::{path, root, scratch};

#[test]
fn page_is_made_from_its_results() {
    let folder = scratch().join("benchmarks-page");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the scratch folder is writable");
    let results = root().join("docs/benchmarks/results.json");
    let output = Command::new("ds-bench")
        .env("PATH", path())
        .arg("--from")
        .arg(&results)
        .arg("--report")
        .arg(folder.join("benchmarks.md"))
        .output()
        .expect("ds-bench runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (committed, made) = (page_of(&root().join("docs")), page_of(&folder));
    let names: Vec<&String> = committed.keys().collect();
    let differ: Vec<&String> = made
        .keys()
        .chain(names)
        .filter(|name| committed.get(*name) != made.get(*name))
        .collect();
    assert!(
        differ.is_empty(),
        "not what docs/benchmarks/results.json gives: {differ:?}. `ds-bench --from docs/benchmarks/results.json \
         --report=docs/benchmarks.md` makes the page of it; a file that it does not write is to be removed"
    );
}

/// The page in that folder and all files that belong to it, by name.
fn page_of(folder: &Path) -> BTreeMap<String, String> {
    let mut files = vec![folder.join("benchmarks.md")];
    let more = fs::read_dir(folder.join("benchmarks")).expect("the page has a folder");
    files.extend(more.map(|entry| entry.expect("it can be listed").path()));
    let text = |file: &Path| fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let name = |file: &Path| file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    files.iter().map(|file| (name(file), text(file))).collect()
}
