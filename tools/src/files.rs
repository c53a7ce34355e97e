//! What a tool writes: a file, whole or not at all, or standard output.

use std::{
    io::{self, Write as _},
    path::Path,
};

use anyhow::{Context as _, Result};
pub use dynsparse_passes::files::{folder, replace};

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
    Ok(dynsparse_passes::files::write(Path::new(path), bytes)?)
}
