//! Located diagnostics: an error as a Rust value, and warnings, remarks and notes sent to the context's handlers.

use std::{
    cell::RefCell,
    panic::{self, AssertUnwindSafe},
    sync::Once,
};

use melior::{
    Context,
    diagnostic::{Diagnostic, DiagnosticSeverity},
    ir::Location,
};
use mlir_sys::{MlirLocation, MlirStringRef};

use crate::ffi;

/// What a verifier, pattern or pass answers.
pub type Result<'c, T = ()> = std::result::Result<T, Error<'c>>;

/// An error at a location, with notes elsewhere. It reaches the user when the pass or verifier that returned it ends.
#[derive(Clone, Debug)]
pub struct Error<'c> {
    /// Where it stands; `None` for the op being verified.
    pub location: Option<Location<'c>>,
    /// What was expected, what was found, what to do.
    pub message: String,
    /// Further places that explain it.
    pub notes: Vec<(Location<'c>, String)>,
}

impl<'c> Error<'c> {
    /// An error at `location`.
    pub fn at(location: Location<'c>, message: impl Into<String>) -> Self {
        Self {
            location: Some(location),
            message: message.into(),
            notes: Vec::new(),
        }
    }

    /// An error about the op at hand, whose location the caller knows.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            location: None,
            message: message.into(),
            notes: Vec::new(),
        }
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, location: Location<'c>, message: impl Into<String>) -> Self {
        self.notes.push((location, message.into()));
        self
    }

    /// Sends it to the context's diagnostic handlers; an error without a location is put at `fallback`.
    pub fn emit(&self, fallback: Location<'c>) {
        emit(
            DiagnosticSeverity::Error,
            self.location.unwrap_or(fallback),
            &self.message,
            &self.notes,
        );
    }
}

impl From<String> for Error<'_> {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

/// Sends a warning.
pub fn warning(location: Location<'_>, message: &str) {
    emit(DiagnosticSeverity::Warning, location, message, &[]);
}

/// Sends a remark.
pub fn remark(location: Location<'_>, message: &str) {
    emit(DiagnosticSeverity::Remark, location, message, &[]);
}

fn emit(severity: DiagnosticSeverity, location: Location<'_>, message: &str, notes: &[(Location<'_>, String)]) {
    let locations: Vec<MlirLocation> = notes.iter().map(|(location, _)| location.to_raw()).collect();
    let texts: Vec<MlirStringRef> = notes.iter().map(|(_, text)| ffi::string_ref(text)).collect();
    let severity = match severity {
        DiagnosticSeverity::Note => 0,
        DiagnosticSeverity::Warning => 1,
        DiagnosticSeverity::Error => 2,
        DiagnosticSeverity::Remark => 3,
    };
    // SAFETY: both arrays have `notes.len()` elements and outlive the call, which copies the texts.
    unsafe {
        ffi::dsEmit(
            location.to_raw(),
            severity,
            ffi::string_ref(message),
            locations.as_ptr(),
            texts.as_ptr(),
            notes.len() as isize,
        );
    }
}

/// Runs `body`; whatever the context reports meanwhile comes back as text, a line each, instead of going to stderr:
/// `file:line:column: error: message`.
pub fn capture<T>(context: &Context, body: impl FnOnce() -> T) -> (T, Vec<String>) {
    let lines = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let sink = lines.clone();
    let id = context.attach_diagnostic_handler(move |diagnostic| {
        if let Ok(mut lines) = sink.lock() {
            render(&diagnostic, &mut lines);
        }
        true
    });
    let value = body();
    context.detach_diagnostic_handler(id);
    let lines = lines.lock().map(|l| l.clone()).unwrap_or_default();
    (value, lines)
}

fn render(diagnostic: &Diagnostic, lines: &mut Vec<String>) {
    let severity = match diagnostic.severity() {
        DiagnosticSeverity::Error => "error",
        DiagnosticSeverity::Warning => "warning",
        DiagnosticSeverity::Note => "note",
        DiagnosticSeverity::Remark => "remark",
    };
    lines.push(format!(
        "{}: {severity}: {diagnostic}",
        show_location(diagnostic.location())
    ));
    for index in 0..diagnostic.note_count() {
        if let Ok(note) = diagnostic.note(index) {
            render(&note, lines);
        }
    }
}

/// A location as compilers print it: `file:line:column`.
pub fn show_location(location: Location<'_>) -> String {
    let text = location.to_string();
    let inner = text
        .strip_prefix("loc(")
        .and_then(|t| t.strip_suffix(')'))
        .unwrap_or(&text);
    if inner == "unknown" {
        "<unknown>".to_owned()
    } else {
        inner.replace('"', "")
    }
}

thread_local! {
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
    static GUARDED: RefCell<usize> = const { RefCell::new(0) };
}

/// Runs `body`, turning a panic into its message and place. While it runs, the panic prints nothing by itself.
///
/// # Errors
///
/// The panic's message and place.
pub fn guard<T>(body: impl FnOnce() -> T) -> std::result::Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if GUARDED.with_borrow(|depth| *depth == 0) {
                return previous(info);
            }
            let payload = info.payload();
            let message = payload
                .downcast_ref::<&str>()
                .map(|s| (*s).to_owned())
                .or_else(|| payload.downcast_ref::<String>().cloned())
                .unwrap_or_else(|| "no message".to_owned());
            let place = info
                .location()
                .map(|l| format!(" ({}:{})", l.file(), l.line()))
                .unwrap_or_default();
            PANIC.set(Some(format!("{message}{place}")));
        }));
    });
    GUARDED.with_borrow_mut(|depth| *depth += 1);
    // The IR may be half rewritten after a panic: the caller reports an error, and MLIR drops the module.
    let result = panic::catch_unwind(AssertUnwindSafe(body));
    GUARDED.with_borrow_mut(|depth| *depth -= 1);
    result.map_err(|_| PANIC.take().unwrap_or_else(|| "no message".to_owned()))
}
