//! Files that are written whole or not at all.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use anyhow::{Context as _, Result, anyhow, ensure};

/// Whoever reads standard output has seen enough (`| head`).
#[derive(Debug, thiserror::Error)]
#[error("nobody reads standard output")]
pub struct ClosedPipe;

/// Writes `bytes` to `path` (`-`: standard output). A reader of the path sees the old file or the new one.
///
/// # Errors
///
/// If it cannot be written; what was there before is still there.
pub fn write(path: &str, bytes: &[u8]) -> Result<()> {
    if path == "-" {
        let mut output = io::stdout().lock();
        return match output.write_all(bytes).and_then(|()| output.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(ClosedPipe.into()),
            written => written.context("cannot write to standard output"),
        };
    }
    replace(Path::new(path), |temporary| {
        fs::write(temporary, bytes).map_err(Into::into)
    })
}

/// As [`write()`], for bytes that `make` puts into the file it is given.
///
/// # Errors
///
/// That of `make`, or if the file cannot be put in place.
pub fn replace(path: &Path, make: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let context = || format!("cannot write {}", path.display());
    // A device or a pipe is written to, not replaced.
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        return make(path).with_context(context);
    }
    let folder = folder(path)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let temporary = builder.prefix(".dynsparse-").tempfile_in(folder);
    let temporary = temporary
        .map_err(|error| anyhow!("{}", error.kind()))
        .with_context(context)?;
    make(temporary.path())?;
    let temporary = temporary.into_temp_path();
    temporary
        .persist(path)
        .map_err(|error| error.error)
        .with_context(context)
}

/// The folder that a file is in.
///
/// # Errors
///
/// If there is no such folder.
pub fn folder(path: &Path) -> Result<&Path> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    ensure!(
        folder.is_dir(),
        "cannot write {}: there is no folder {}",
        path.display(),
        folder.display()
    );
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        write(path.to_str().unwrap(), b"old").unwrap();
        let failed = replace(&path, |temporary| {
            fs::write(temporary, b"half of the n")?;
            anyhow::bail!("out of ideas")
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        write(path.to_str().unwrap(), b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn devices_stay() {
        write("/dev/null", b"x").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    fn missing_folder() {
        let error = format!("{:#}", write("/nowhere/at/all", b"x").unwrap_err());
        assert_eq!(error, "cannot write /nowhere/at/all: there is no folder /nowhere/at");
    }
}
