//! The allocator that compiled code here calls: libc's, and a count of the bytes that it handed out.

use std::{
    ffi::c_void,
    sync::atomic::{AtomicI64, Ordering},
};

/// What compiled code allocated in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// The most bytes that it held at a time, its results among them.
    pub most: u64,
    /// The bytes it still held at the end: its results.
    pub kept: u64,
}

static HELD: AtomicI64 = AtomicI64::new(0);
static MOST: AtomicI64 = AtomicI64::new(0);

pub fn symbols() -> [(&'static str, *const ()); 3] {
    [
        ("malloc", malloc as *const ()),
        // LLVM makes it of a malloc and a memset.
        ("calloc", calloc as *const ()),
        ("free", free as *const ()),
    ]
}

/// Begins to count anew; what is held by then.
pub fn mark() -> i64 {
    let held = HELD.load(Ordering::Relaxed);
    MOST.store(held, Ordering::Relaxed);
    held
}

/// What was held at most, and is held now, beyond that mark.
pub fn since(mark: i64) -> Memory {
    let beyond = |count: &AtomicI64| u64::try_from(count.load(Ordering::Relaxed) - mark).unwrap_or(0);
    Memory {
        most: beyond(&MOST),
        kept: beyond(&HELD),
    }
}

fn taken(memory: *mut c_void) -> *mut c_void {
    let held = HELD.fetch_add(size(memory), Ordering::Relaxed) + size(memory);
    MOST.fetch_max(held, Ordering::Relaxed);
    memory
}

fn size(memory: *mut c_void) -> i64 {
    // SAFETY: null, or memory of libc's allocator that is not freed yet.
    unsafe { libc::malloc_usable_size(memory) as i64 }
}

extern "C" fn malloc(bytes: usize) -> *mut c_void {
    // SAFETY: any size may be asked for.
    taken(unsafe { libc::malloc(bytes) })
}

extern "C" fn calloc(count: usize, bytes: usize) -> *mut c_void {
    // SAFETY: any size may be asked for.
    taken(unsafe { libc::calloc(count, bytes) })
}

/// Frees.
///
/// # Safety
///
/// As libc's: null, or what one of the above gave and nobody freed.
pub unsafe extern "C" fn free(memory: *mut c_void) {
    HELD.fetch_sub(size(memory), Ordering::Relaxed);
    // SAFETY: the caller's word.
    unsafe { libc::free(memory) };
}
