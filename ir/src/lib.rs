//! The safe Rust layer over MLIR that every other crate of `dynsparse` stands on.
//!
//! It gives: a [`context`] with every upstream dialect and ours, located [`diagnostic`]s, op [`hooks`] (verification,
//! result types, folding, canonicalisation written in Rust), [`rewrite`] patterns, [`template`]s of MLIR text, and the
//! [`pass`] trait with options and statistics, registered in the real upstream [`driver`]s.
//!
//! # What it must not know
//!
//! No dialect, op or pass of ours by name: `dialects`, `passes`, `lowering` and `tools` register theirs here.
//!
//! # Invariants
//!
//! - Every `unsafe` call of MLIR is here, each with its reason, but for the translation to LLVM IR. The project's other unsafe
//!   code is in the module `codegen` of `dynsparse-lowering` (calls of LLVM and of compiled code) and in `dynsparse-runtime`
//!   (what compiled code calls).
//! - Nothing unwinds into C++: every callback catches panics and turns them into a located error.
//! - The C++ in `bridge/` holds no logic; it exists only where MLIR's C API has no door.

pub mod context;
pub mod diagnostic;
pub mod driver;
mod ffi;
pub mod hooks;
pub mod operation;
pub mod pass;
pub mod rewrite;
pub mod template;

pub use diagnostic::{Error, Result};
pub use melior;
pub use operation::{Op, Val};
