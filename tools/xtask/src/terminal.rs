//! Printing that cannot panic: results to standard output, notes on what is being done to standard error.

use std::fmt::Arguments;
use std::io::{self, Write};

/// Prints a line of result. When the reader has gone (`cargo xtask doctor | head -1`) the program ends quietly.
pub fn say(line: Arguments) {
    if writeln!(io::stdout().lock(), "{line}").is_err() {
        std::process::exit(1);
    }
}

/// Prints a line on what is being done, or what went wrong.
pub fn note(line: Arguments) {
    // Nobody is left to be told that standard error is closed.
    let _ = writeln!(io::stderr().lock(), "{line}");
}
