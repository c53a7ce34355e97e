//! The how-tos work: what they show is put into a copy of the checkout, which is built, and their commands are run there.
//!
//! A block after the comment `<!-- new: FILE -->` is a new file, one after `<!-- in: FILE, before: TEXT -->` goes before the only
//! line of the file that contains the text, one after `<!-- append: FILE -->` to its end. All pages are applied before the first
//! command is run, so that the copy is built once. It stays, with a target folder of its own, so that the next run builds
//! only what has changed.

use std::{
    collections::BTreeMap,
    env, fs,
    os::unix::ffi::OsStrExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    markdown::blocks,
    tools::{files, read, root, scratch},
};

const PAGES: [&str; 2] = ["docs/add-a-pass.md", "docs/add-an-op.md"];

#[test]
fn pages_apply_build_and_run() {
    let checkout = scratch().join("howto/checkout");
    let target = scratch().join("howto/target");
    copy(&checkout, &edits());
    seed(&target);
    for page in PAGES {
        for block in blocks(&read(page)).iter().filter(|block| block.language == "sh") {
            if let Err(message) = run(&checkout, &target, &block.text) {
                panic!("{page}:{}: {message}", block.line);
            }
        }
    }
}

/// The files that the pages change, as they are after that.
fn edits() -> BTreeMap<PathBuf, String> {
    let mut edited = BTreeMap::new();
    for page in PAGES {
        for block in blocks(&read(page)) {
            let place = format!("{page}:{}", block.line);
            if let Some(file) = block.directive("new:") {
                assert!(!root().join(file).exists(), "{place}: {file} exists already");
                edited.insert(file.into(), block.text);
            } else if let Some(file) = block.directive("append:") {
                let text = edited.entry(file.into()).or_insert_with(|| read(file));
                text.push_str(&block.text);
            } else if let Some((file, anchor)) = block.directive("in:").and_then(|rest| rest.split_once(", before: ")) {
                let text = edited.entry(file.into()).or_insert_with(|| read(file));
                let mut at = text.match_indices(anchor).map(|(at, _)| at);
                let (Some(found), None) = (at.next(), at.next()) else {
                    panic!("{place}: expected `{anchor}` once in {file}");
                };
                let line = text[..found].rfind('\n').map_or(0, |newline| newline + 1);
                text.insert_str(line, &block.text);
            }
        }
    }
    edited
}

/// Makes the copy what it should be; a file that is so already keeps its time, so that Cargo need not look at it again.
fn copy(checkout: &Path, edits: &BTreeMap<PathBuf, String>) {
    let write = |file: &Path, contents: &[u8]| {
        let path = checkout.join(file);
        if fs::read(&path).is_ok_and(|found| found == contents) {
            return;
        }
        fs::create_dir_all(path.parent().expect("a file is in a folder"))
            .and_then(|()| fs::write(&path, contents))
            .unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
    };
    let originals = files();
    for file in &originals {
        if !edits.contains_key(file) {
            write(
                file,
                &fs::read(root().join(file)).unwrap_or_else(|error| panic!("{}: {error}", file.display())),
            );
            // Tests call scripts among them.
            fs::metadata(root().join(file))
                .and_then(|original| fs::set_permissions(checkout.join(file), original.permissions()))
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        }
    }
    for (file, text) in edits {
        write(file, text.as_bytes());
    }
    // What an earlier run left, of pages or sources that are no more.
    remove_others(checkout, checkout, &|file| {
        originals.iter().any(|f| f == file) || edits.contains_key(file)
    });
}

fn remove_others(folder: &Path, checkout: &Path, keep: &impl Fn(&Path) -> bool) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            remove_others(&path, checkout, keep);
        } else if path.strip_prefix(checkout).is_ok_and(|file| !keep(file)) {
            let _ = fs::remove_file(path);
        }
    }
}

/// Gives a new target folder the crates that are not ours, as they are built already: as links, for they do not change.
fn seed(target: &Path) {
    let built = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../debug");
    if target.exists() || !built.exists() {
        return;
    }
    for folder in ["deps", "build", ".fingerprint"] {
        let new = target.join("debug").join(folder);
        fs::create_dir_all(&new).expect("the scratch folder is writable");
        for entry in fs::read_dir(built.join(folder)).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let ours = ["dynsparse", "libdynsparse", "xtask", "lit-", "docs-"];
            if !ours.iter().any(|prefix| name.as_bytes().starts_with(prefix.as_bytes())) {
                // Without it the crate is built again.
                let _ = Command::new("cp").arg("-al").arg(entry.path()).arg(&new).status();
            }
        }
    }
}

fn run(checkout: &Path, target: &Path, script: &str) -> Result<(), String> {
    let output = Command::new("timeout")
        .args(["--kill-after=5", "900", "bash", "-euo", "pipefail", "-c", script])
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_NET_OFFLINE", "true")
        .current_dir(checkout)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let printed = [output.stdout, output.stderr].concat();
    let printed = String::from_utf8_lossy(&printed).into_owned();
    Err(format!(
        "in {}:\n{script}ended with {}:\n{printed}",
        checkout.display(),
        output.status
    ))
}
