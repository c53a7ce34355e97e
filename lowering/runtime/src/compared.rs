//! What an assertion compared that is about to fail.

use std::io::{self, Write as _};

/// Says which two numbers were compared, before an assertion ends the program with its message.
#[unsafe(no_mangle)]
pub extern "C" fn dynsparse_compared(a: i64, b: i64) {
    // Who closed the stream does not want to know.
    let _ = writeln!(io::stderr(), "compared: {a} and {b}");
}
