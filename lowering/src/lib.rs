//! From the sparse levels of the IR to the LLVM dialect, and from there to machine code.

/// Registers the passes and pipelines of this crate; again is a no-op.
pub fn register() {}
