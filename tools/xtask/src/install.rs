//! `cargo xtask install`: puts the tools where cargo itself is found, so that `ds-opt` and the others can be called from
//! anywhere.

use crate::binary::{self, BINARY, TOOLS};
use crate::setup::{self, Clip};
use crate::terminal::say;
use crate::workspace::{Workspace, create_dir};
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

/// The subcommand.
pub fn run(workspace: &Workspace) -> Result<()> {
    setup::ensure(workspace, Clip::NotNeeded)?;
    let binary = binary::build(workspace)?;
    let folder = cargo_bin()?;
    install(&binary, &folder)?;
    say(format_args!(
        "installed {BINARY}, {} in {}",
        TOOLS.join(", "),
        folder.display()
    ));
    let on_path =
        std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|entry| entry == folder));
    if !on_path {
        say(format_args!(
            "that folder is not on your PATH; add it: export PATH=\"{}:$PATH\"",
            folder.display()
        ));
    }
    Ok(())
}

/// The folder where `cargo install` puts programs.
fn cargo_bin() -> Result<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    Ok(home
        .context("expected CARGO_HOME or HOME to be set, found neither; set one")?
        .join("bin"))
}

/// Copies the binary and links each tool's name to it; every file is put in place in one step.
fn install(binary: &Path, folder: &Path) -> Result<()> {
    create_dir(folder)?;
    for tool in TOOLS {
        let place = folder.join(tool);
        if fs::symlink_metadata(&place).is_ok_and(|found| !found.is_symlink()) {
            bail!(
                "expected {} to be free or a link of ours, found a file; move it away first",
                place.display()
            );
        }
    }
    let scratch = tempfile::tempdir_in(folder).with_context(|| format!("cannot write to {}", folder.display()))?;
    let put = |name: &str, make: &dyn Fn(&Path) -> io::Result<()>| -> Result<()> {
        let (new, place) = (scratch.path().join(name), folder.join(name));
        let put = make(&new).and_then(|()| fs::rename(&new, &place));
        put.with_context(|| format!("cannot write {}", place.display()))
    };
    put(BINARY, &|new| {
        io::copy(&mut File::open(binary)?, &mut File::create(new)?)?;
        fs::set_permissions(new, fs::Permissions::from_mode(0o755))
    })?;
    for tool in TOOLS {
        put(tool, &|new| symlink(BINARY, new))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_become_links_to_the_binary_and_a_second_time_works() {
        let folder = tempfile::tempdir().unwrap();
        let binary = folder.path().join("built");
        fs::write(&binary, b"#!/bin/sh\n").unwrap();
        let bin = folder.path().join("bin");
        install(&binary, &bin).unwrap();
        install(&binary, &bin).unwrap();
        assert_eq!(fs::read_link(bin.join("ds-opt")).unwrap(), Path::new(BINARY));
        assert_eq!(fs::read(bin.join("ds-run")).unwrap(), b"#!/bin/sh\n");
        assert_eq!(
            fs::metadata(bin.join(BINARY)).unwrap().permissions().mode() & 0o777,
            0o755
        );
        assert_eq!(fs::read_dir(&bin).unwrap().count(), TOOLS.len() + 1);
    }

    #[test]
    fn a_foreign_program_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("ds-opt"), b"theirs").unwrap();
        let error = install(Path::new("/dev/null"), folder.path()).unwrap_err().to_string();
        assert!(error.contains("ds-opt"), "{error}");
        assert_eq!(fs::read(folder.path().join("ds-opt")).unwrap(), b"theirs");
    }
}
