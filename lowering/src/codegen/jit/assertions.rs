//! What compiled code calls when an assertion fails.

use std::{
    ffi::{CStr, c_char, c_int},
    io::{self, Write as _},
    sync::{Mutex, PoisonError},
};

/// What compiled code said by `puts` in the current call.
static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// What was compared by the assertion that fails.
static COMPARED: Mutex<Option<[i64; 2]>> = Mutex::new(None);

/// What an assertion (`cf.assert`) calls when it fails: `dynsparse_compared` with what it compared, `puts` with its message, then
/// `abort`. Here that ends in an error like any other.
pub fn symbols() -> [(&'static str, *const ()); 3] {
    extern "C" fn compared(a: i64, b: i64) {
        *COMPARED.lock().unwrap_or_else(PoisonError::into_inner) = Some([a, b]);
    }
    extern "C" fn puts(text: *const c_char) -> c_int {
        // SAFETY: as for C's own `puts`: a text that ends in a null.
        let text = unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned();
        SAID.lock().unwrap_or_else(PoisonError::into_inner).push(text);
        0
    }
    extern "C" fn abort() -> ! {
        let said = SAID.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let said = said.map_or_else(String::new, |text| format!(": {}", text.trim_end()));
        let compared = COMPARED.lock().unwrap_or_else(PoisonError::into_inner).take();
        let compared = compared.map_or_else(String::new, |[a, b]| format!(" ({a} and {b})"));
        // A panic would abort here, and nobody is left to be told that the stream is closed.
        let _ = writeln!(
            io::stderr(),
            "error: an assertion in the compiled code failed{said}{compared}"
        );
        std::process::exit(1)
    }
    [
        ("dynsparse_compared", compared as *const ()),
        ("puts", puts as *const ()),
        ("abort", abort as *const ()),
    ]
}

/// Passes on what compiled code said without failing afterwards.
pub fn pass_on_what_was_said() {
    for text in std::mem::take(&mut *SAID.lock().unwrap_or_else(PoisonError::into_inner)) {
        // As C's own `puts`: a stream that is closed is no error.
        let _ = writeln!(io::stdout(), "{text}");
    }
}
