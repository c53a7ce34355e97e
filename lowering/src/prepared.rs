//! What both lowerings of `dsa` do first.

use dynsparse_ir::{Op, Result, operation::collect, pass::PassRun};
use dynsparse_passes::{
    dsa_decompose::{DEFINED_BY_PARTS, decompose},
    size_checks,
};

use crate::patterns_left;

/// Refuses what a conversion would not reach, puts checks of sizes before every op, and makes smaller ops of those that
/// are defined by their parts and of those called `by_parts`. Answers with all ops that are there then.
///
/// # Errors
///
/// If something is out of reach, or an op has parts that it cannot have.
pub fn ops<'c>(module: Op<'c>, run: &PassRun, by_parts: &[&str]) -> Result<'c, Vec<Op<'c>>> {
    patterns_left::refuse_unreachable(module)?;
    let all = || collect(module, |name| name.starts_with("dsa."));
    for op in all() {
        size_checks::insert(op)?;
    }
    let composites = collect(module, |name| {
        DEFINED_BY_PARTS.contains(&name) || by_parts.contains(&name)
    });
    // What they are made of is among the ops that follow.
    run.each(&composites, decompose)?;
    Ok(all())
}
