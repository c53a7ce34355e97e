//! The upstream drivers (opt, language server, reducer) with our dialects and passes beside all of upstream's.

use std::{
    ffi::{CString, c_char, c_int},
    io::{self, Write as _},
};

use crate::{context, ffi, pass, rewrite};

include!(concat!(env!("OUT_DIR"), "/upstream_tests.rs"));

type Main = unsafe extern "C" fn(c_int, *mut *mut c_char, ffi::RegisterDialects) -> c_int;

/// `mlir-opt`, with everything registered. Returns the exit status.
pub fn opt_main(arguments: &[String]) -> i32 {
    register_all_passes();
    let status = run(ffi::dsOptMain, arguments, with_upstream_tests);
    if arguments
        .iter()
        .any(|a| matches!(a.trim_start_matches('-'), "mlir-pass-statistics"))
    {
        // A release build of LLVM compiles its own statistics out: it has printed the heading, ours are counted here.
        // Nobody is left to be told that standard error is closed.
        let _ = write!(io::stderr(), "{}", pass::statistics_report());
    }
    if rewrite::any_failed() { status.max(1) } else { status }
}

/// The language server. Returns the exit status.
pub fn lsp_main(arguments: &[String]) -> i32 {
    register_all_passes();
    run(ffi::dsLspMain, arguments, with_upstream_tests)
}

/// The reducer. Returns the exit status.
pub fn reduce_main(arguments: &[String]) -> i32 {
    register_all_passes();
    run(ffi::dsReduceMain, arguments, with_upstream_tests)
}

fn register_all_passes() {
    melior::utility::register_all_passes();
    register_upstream_test_passes();
}

extern "C" fn with_upstream_tests(registry: mlir_sys::MlirDialectRegistry) {
    register_upstream_test_dialects(registry);
    context::add_registered_dialects(registry);
}

fn run(main: Main, arguments: &[String], register: ffi::RegisterDialects) -> i32 {
    let arguments: Vec<CString> = arguments.iter().filter_map(|a| CString::new(a.as_str()).ok()).collect();
    let mut pointers: Vec<*mut c_char> = arguments.iter().map(|a| a.as_ptr().cast_mut()).collect();
    pointers.push(std::ptr::null_mut());
    // Rust has it ignored, so that LLVM would tell of the write that fails; who closes a pipe has read enough.
    // SAFETY: the default action runs nothing of ours.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
    // SAFETY: as for C's main: `argc` strings and a null; the drivers do not write to them.
    unsafe { main(arguments.len() as c_int, pointers.as_mut_ptr(), register) }
}
