//! The dialects of `dynsparse`: `dsa` says *what* is computed, `dsk` says *how*.
//!
//! Each is declared once, in the TableGen of its folder (`dsa/Dsa.td`, `dsk/Dsk.td` and what they include), whose descriptions are the ops'
//! specifications. This crate adds what TableGen cannot say: verification, result types, folds and canonicalisation, a
//! file per topic, and typed builders and accessors generated from the same TableGen.
//!
//! # What it must not know
//!
//! How anything is lowered, and any target. Passes and lowerings depend on this crate, never the other way.
//!
//! # Invariants
//!
//! - Every op has an entry in its dialect's table of hooks, and verifies everything its specification assumes.
//! - A fold or canonicalisation keeps every result bit for bit, NaN included.

pub mod dsa;
pub mod dsk;
mod enums;
pub mod linear;
pub mod pattern;
mod shapes;

pub use enums::{Activation, Certainty, Format, Holds, Norm, RouterWeights};
pub use pattern::PatternType;

/// Typed ops (`ops::dsa::AttentionOperation`, ...) with builders and accessors, generated from the TableGen.
#[allow(missing_docs, clippy::all, clippy::pedantic)]
pub mod ops {
    dynsparse_ir::melior::dialect! {
        name: "dsa",
        files: ["dsa/Dsa.td"],
        include_directory_env_vars: ["DYNSPARSE_MLIR_TD", "DYNSPARSE_BASE_TD", "DYNSPARSE_DIALECTS_TD"],
    }
    dynsparse_ir::melior::dialect! {
        name: "dsk",
        files: ["dsk/Dsk.td"],
        include_directory_env_vars: ["DYNSPARSE_MLIR_TD", "DYNSPARSE_BASE_TD", "DYNSPARSE_DIALECTS_TD"],
    }
}

/// The TableGen sources: (dialect, texts). Named here, they are also what makes the macros above run again.
pub const SOURCES: [(&str, &[&str]); 2] = [
    (
        "dsa",
        &[
            include_str!("../dsa/Dsa.td"),
            include_str!("../dsa/Patterns.td"),
            include_str!("../dsa/Algebra.td"),
            include_str!("../dsa/Structured.td"),
            include_str!("../dsa/Formats.td"),
            include_str!("../dsa/SparseTensors.td"),
            include_str!("../dsa/Selection.td"),
            include_str!("../dsa/Mass.td"),
            include_str!("../dsa/Prediction.td"),
            include_str!("../dsa/Attention.td"),
            include_str!("../dsa/StoredScores.td"),
            include_str!("../dsa/Tokens.td"),
            include_str!("../dsa/Merging.td"),
            include_str!("../dsa/Heads.td"),
            include_str!("../dsa/Channels.td"),
            include_str!("../dsa/Temporal.td"),
            include_str!("../dsa/Incremental.td"),
            include_str!("../dsa/Control.td"),
            include_str!("../dsa/Exits.td"),
            include_str!("../dsa/Linear.td"),
            include_str!("../dsa/Experts.td"),
            include_str!("../dsa/Enums.td"),
        ],
    ),
    (
        "dsk",
        &[
            include_str!("../dsk/Dsk.td"),
            include_str!("../dsk/Patterns.td"),
            include_str!("../dsk/Mass.td"),
            include_str!("../dsk/Prediction.td"),
            include_str!("../dsk/Attention.td"),
            include_str!("../dsk/StoredScores.td"),
            include_str!("../dsk/Tokens.td"),
            include_str!("../dsk/Merging.td"),
            include_str!("../dsk/Heads.td"),
            include_str!("../dsk/Channels.td"),
            include_str!("../dsk/Temporal.td"),
            include_str!("../dsk/Exits.td"),
            include_str!("../dsk/Linear.td"),
            include_str!("../dsk/Experts.td"),
            include_str!("../dsk/Incremental.td"),
            include_str!("../dsk/Iteration.td"),
            include_str!("../dsk/Instructions.td"),
        ],
    ),
];

unsafe extern "C" {
    // Generated C++ behind it; it only adds two dialects to the registry it is handed.
    safe fn dsRegisterDynsparseDialects(registry: mlir_sys::MlirDialectRegistry);
}

extern "C" fn add_to_registry(registry: mlir_sys::MlirDialectRegistry) {
    dsRegisterDynsparseDialects(registry);
}

/// Makes the dialects known; call before the first context or driver is made. Calling again is harmless.
pub fn register() {
    dynsparse_ir::context::register_dialects(add_to_registry);
    for hooks in [dsa::HOOKS, dsk::HOOKS].concat() {
        dynsparse_ir::hooks::register_ops(hooks);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// The mnemonics in `Op<..., "mnemonic"` of the classes whose ops have hooks.
    fn declared(dialect: &str, sources: &[&str]) -> BTreeSet<String> {
        let lines = sources.iter().flat_map(|source| source.lines());
        let declarations = lines.filter(|line| line.starts_with("def "));
        let hooked = declarations.filter(|line| ["Op<\"", "DynsparseOp<"].iter().any(|class| line.contains(class)));
        let mnemonics = hooked.filter_map(|line| line.split('"').nth(1));
        mnemonics.map(|mnemonic| format!("{dialect}.{mnemonic}")).collect()
    }

    #[test]
    fn every_op_has_hooks_and_every_hook_an_op() {
        for ((dialect, sources), hooks) in super::SOURCES.iter().zip([super::dsa::HOOKS, super::dsk::HOOKS]) {
            let hooked: BTreeSet<String> = hooks
                .iter()
                .flat_map(|list| *list)
                .map(|hooks| hooks.name.to_owned())
                .collect();
            assert_eq!(declared(dialect, sources), hooked);
        }
    }
}
