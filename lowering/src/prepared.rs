//! What both lowerings of `dsa` do first.

use dynsparse_ir::{Op, Result, operation::collect, pass::PassRun};
use dynsparse_passes::{
    dsa_decompose::{Strategy, decompose, lowered_by_parts},
    size_checks,
};

use crate::patterns_left;

/// Refuses what a conversion would not reach, puts checks of sizes before every op, and makes smaller ops of those that the
/// strategy lowers so. Answers with all ops that are there then.
///
/// # Errors
///
/// If something is out of reach, or an op has parts that it cannot have.
pub fn ops<'c>(module: Op<'c>, run: &PassRun, strategy: Strategy) -> Result<'c, Vec<Op<'c>>> {
    patterns_left::refuse_unreachable(module)?;
    let all = || collect(module, |name| name.starts_with("dsa."));
    for op in all() {
        size_checks::insert(op)?;
    }
    // What they are made of is among the ops that follow.
    run.each(&lowered_by_parts(module, strategy), decompose)?;
    Ok(all())
}
