//! From the sparse levels of the IR to the LLVM dialect, and from there to machine code.
//!
//! A file per pass, named as the pass; declared in `Passes.td`. A lowering that needs more than a few lines of IR has it
//! as a template, a `.mlir` file in the folder of its pass. [`lower_sparse`] says how they follow each other.
//!
//! # What it must not know
//!
//! Tools and command lines. Files only where an option or a caller names one: a target description, costs, a schedule, a module
//! to parse, a library to link.
//!
//! # Invariants
//!
//! - A pass does one step and leaves IR that verifies; between any two the module can be printed and read again.
//! - After `lower-sparse` no op of `dsa` or `dsk` is left.
//! - Every op has a reference lowering, which says what the op's specification says and is the oracle of the fast one.
//! - What depends on the target enters after the stage `bufferized`, but for formats that types leave open
//!   (`dsa-select-format` runs first, since it decides types).

mod attention_results;
mod bufferize_sparse;
mod bufferize_sparse_tensors;
mod certainty;
mod check_lowered;
pub mod codegen;
mod convert_dsa_to_dsk;
mod convert_dsa_to_linalg;
pub mod convert_dsk_attention_to_linalg;
mod convert_dsk_to_loops;
mod define_launchers;
mod dsa_select_format;
mod dsa_verify_patterns;
mod json;
mod keep_loop_annotations;
mod lower_bf16_rounding;
mod lower_dsk_dot;
mod lower_dsk_exp2;
mod lower_loops_to_llvm;
mod lower_open_expansions;
mod lower_softmax;
pub mod lower_sparse;
mod norm;
mod outline_partitions;
mod patterns_left;
mod precision;
mod prepared;
mod reassociation;
mod record_signatures;
mod refuse_library_names;
mod replace_empty_reshapes;
mod sparse_tensors;
mod stated_patterns;
mod stored_scores;
pub mod target;
mod tell_compared;
mod tile_dsk_attention;
mod tile_dsk_linear;

pub use tile_dsk_attention::NO_INT8;

include!(concat!(env!("OUT_DIR"), "/passes.rs"));

/// What a pass has for the op of that name in its lists, a list a topic.
fn lowering_of<T: Copy>(lists: &[&[(&str, T)]], name: &str) -> Option<T> {
    let mut all = lists.iter().copied().flatten();
    all.find(|(of, _)| *of == name).map(|(_, lowering)| *lowering)
}

/// Makes dialects, passes and lowerings known; call before the first context or driver is made. Again is harmless.
pub fn register() {
    dynsparse_passes::register();
    register_passes();
}
