//! The mirror of `bridge/bridge.h`. Field order and types must match it.

use std::ffi::{c_char, c_int, c_void};

use mlir_sys::{MlirAttribute, MlirDialectRegistry, MlirLocation, MlirOperation, MlirStringRef, MlirType, MlirValue};

/// `DsOption`.
#[repr(C)]
pub struct RawOption {
    pub name: *const c_char,
    pub description: *const c_char,
    pub default: *const c_char,
    pub kind: *const c_char,
}

/// `DsPassInfo`.
#[repr(C)]
pub struct RawPassInfo {
    pub name: *const c_char,
    pub argument: *const c_char,
    pub summary: *const c_char,
    pub anchor: *const c_char,
    pub dependent_dialects: *const c_char,
    pub options: *const RawOption,
    pub option_count: isize,
    pub rust: *const c_void,
}

pub type StringSink = unsafe extern "C" fn(MlirStringRef, *mut c_void);
pub type TypeSink = unsafe extern "C" fn(MlirType, *mut c_void);
pub type FoldSink = unsafe extern "C" fn(MlirAttribute, MlirValue, *mut c_void);
pub type ConvertType = unsafe extern "C" fn(MlirType, TypeSink, *mut c_void, *mut c_void) -> c_int;
pub type RegisterDialects = extern "C" fn(MlirDialectRegistry);

unsafe extern "C" {
    pub fn dsRegisterPass(info: *const RawPassInfo);
    pub fn dsRegisterPipeline(info: *const RawPassInfo);
    pub fn dsPassMarkAllAnalysesPreserved(pass: *mut c_void);
    pub fn dsPassRunPipeline(pass: *mut c_void, pipeline: MlirStringRef, op: MlirOperation) -> bool;
    pub fn dsEmit(
        location: MlirLocation,
        severity: c_int,
        message: MlirStringRef,
        note_locations: *const MlirLocation,
        notes: *const MlirStringRef,
        note_count: isize,
    );
    pub fn dsConvertTypes(op: MlirOperation, convert: ConvertType, user_data: *mut c_void) -> bool;
    pub fn dsRegisterEverything(registry: MlirDialectRegistry);
    pub fn dsOptMain(argc: c_int, argv: *mut *mut c_char, register: RegisterDialects) -> c_int;
    pub fn dsLspMain(argc: c_int, argv: *mut *mut c_char, register: RegisterDialects) -> c_int;
    pub fn dsReduceMain(argc: c_int, argv: *mut *mut c_char, register: RegisterDialects) -> c_int;
}

/// A view of `text` for a call that does not keep it.
pub fn string_ref(text: &str) -> MlirStringRef {
    MlirStringRef {
        data: text.as_ptr().cast(),
        length: text.len(),
    }
}

/// The text behind a view handed over by C++; empty if it is not UTF-8.
///
/// # Safety
///
/// `text` points to `length` readable bytes for `'a` (or has length 0).
pub unsafe fn str_of<'a>(text: MlirStringRef) -> &'a str {
    if text.length == 0 {
        return "";
    }
    // SAFETY: by the contract above.
    let bytes = unsafe { std::slice::from_raw_parts(text.data.cast::<u8>(), text.length) };
    std::str::from_utf8(bytes).unwrap_or("")
}

/// The slice behind a pointer and a count handed over by C++, where an empty slice may come as a null pointer.
///
/// # Safety
///
/// `data` points to `count` readable values for `'a`, or `count` is 0.
pub unsafe fn slice_of<'a, T>(data: *const T, count: isize) -> &'a [T] {
    if count == 0 {
        return &[];
    }
    // SAFETY: by the contract above.
    unsafe { std::slice::from_raw_parts(data, count.unsigned_abs()) }
}
