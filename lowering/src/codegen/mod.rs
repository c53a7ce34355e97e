//! From an MLIR module to machine code: a file, or functions that can be called in this process.
//!
//! ```text
//! module  --lower::to_llvm-->  LLVM dialect  --unit::Unit::translate-->  LLVM IR, optimised
//!         --Unit::llvm_ir, bitcode, assembly, object-->  bytes;  shared::link, header::write;  jit::Program
//! ```
//!
//! # How a compiled function is called
//!
//! Before anything is lowered, [`signature::record`] notes on every public function its type as the author wrote it
//! (attribute `dynsparse.signature`), and asks for MLIR's C interface (`llvm.emit_c_interface`). After lowering,
//! `@f(tensor<2x?xf32>, f32) -> tensor<?xf32>` is the C function
//!
//! ```c
//! void _mlir_ciface_f(dynsparse_memref_1d_f32 *result, const dynsparse_memref_2d_f32 *arg0, float arg1);
//! ```
//!
//! - A tensor or memref is a pointer to a descriptor: the pointer that was allocated, the pointer to the data, an offset, and
//!   as many sizes and strides as it has dimensions; offset and strides in elements.
//! - Scalars are passed by value, `index` as `int64_t`, `i1` as `bool`.
//! - A single scalar result is returned. Any other results are written to the first argument: one descriptor, or a struct with
//!   one member for each result.
//! - Tensor arguments are never written to (the recorded function says so to bufferization); memref arguments may be.
//! - The caller owns the results, and releases each with `free(allocated)`, unless it was given that pointer or it is
//!   `0xdeadbeef`, which marks constants.
//!
//! [`jit::Function::call`] does all this from Rust, with shapes and element types checked.
//!
//! # Invariants
//!
//! - Triple, data layout, CPU and features are set on every LLVM module, from the host unless asked otherwise.
//! - Only [`jit`] calls what it compiled; only [`jit`], [`mod@unit`] and [`lower`] touch foreign handles.

pub mod array;
pub mod header;
pub mod jit;
pub mod lower;
pub mod shared;
pub mod signature;
pub mod unit;

/// Why code generation failed: one line (or several of a compiler's own) for the user, with what to do where that is known.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct Error(pub String);

impl Error {
    /// An error with that message.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

/// The answer of everything here that may fail.
pub type Result<T = ()> = std::result::Result<T, Error>;
