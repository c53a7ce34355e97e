//! Files that are written whole or not at all.

use std::{
    error, fmt, fs, io,
    path::{Path, PathBuf},
};

/// A file that could not be put in its place, and why.
#[derive(Debug)]
pub struct Unwritten {
    path: PathBuf,
    reason: String,
}

impl Unwritten {
    fn new(path: &Path, reason: impl fmt::Display) -> Self {
        Self {
            path: path.to_owned(),
            reason: reason.to_string(),
        }
    }
}

impl fmt::Display for Unwritten {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "cannot write {}: {}", self.path.display(), self.reason)
    }
}

impl error::Error for Unwritten {}

/// Writes `bytes` to `path`. A reader of the path sees the old file or the new one.
///
/// # Errors
///
/// If it cannot be written; what was there before is still there.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Unwritten> {
    replace(path, |temporary| {
        fs::write(temporary, bytes).map_err(|error| Unwritten::new(path, error))
    })
}

/// As [`write()`], for bytes that `make` puts into the file it is given.
///
/// # Errors
///
/// That of `make`, or if the file cannot be put in place.
pub fn replace<E: From<Unwritten>>(path: &Path, make: impl FnOnce(&Path) -> Result<(), E>) -> Result<(), E> {
    // A device or a pipe is written to, not replaced.
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        return make(path);
    }
    let failed = |error: io::Error| Unwritten::new(path, error);
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let temporary = builder.prefix(".dynsparse-").tempfile_in(folder(path)?);
    // Its own words name the temporary file.
    let temporary = temporary.map_err(|error| Unwritten::new(path, error.kind()))?;
    make(temporary.path())?;
    let temporary = temporary.into_temp_path();
    temporary.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// The folder that a file is in.
///
/// # Errors
///
/// If there is no such folder.
pub fn folder(path: &Path) -> Result<&Path, Unwritten> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    if folder.is_dir() {
        Ok(folder)
    } else {
        let reason = format!("there is no folder {}", folder.display());
        Err(Unwritten::new(path, reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        write(&path, b"old").unwrap();
        let failed = replace(&path, |temporary| {
            fs::write(temporary, b"half of the n").unwrap();
            Err(Unwritten::new(&path, "out of ideas"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        write(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn devices_stay() {
        write(Path::new("/dev/null"), b"x").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    fn missing_folder() {
        let error = write(Path::new("/nowhere/at/all"), b"x").unwrap_err().to_string();
        assert_eq!(error, "cannot write /nowhere/at/all: there is no folder /nowhere/at");
    }
}
