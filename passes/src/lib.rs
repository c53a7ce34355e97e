//! Sparse-to-sparse transformations of the `dsa` and `dsk` dialects, and what makes a module of any dialects small.
//!
//! A file per pass, named as the pass; declared in `Passes.td`, from which options, statistics, help and registration
//! come.
//!
//! # What it must not know
//!
//! Any target, and how kernels are made: what comes out of a pass is sparse IR again. Of lowerings it knows
//! only what the levels below look like, which `dsa-report` counts.
//!
//! # Invariants
//!
//! - A pass keeps no state but its declared options; function passes run on many functions at once.
//! - Every pass leaves IR that verifies, and says in its description what it changes of the results, if anything.

pub mod agreement;
pub mod dsa_decompose;
mod dsa_densify;
mod dsa_fuse;
pub mod dsa_report;
mod dsa_set_block_size;
pub mod files;
mod reduce_functions;
pub mod size_checks;
mod test_dynsparse_panic;

include!(concat!(env!("OUT_DIR"), "/passes.rs"));

/// Makes dialects and passes known; call before the first context or driver is made. Calling again is harmless.
pub fn register() {
    dynsparse_dialects::register();
    register_passes();
}
