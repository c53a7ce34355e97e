//! `keep-loop-annotations`: what is said of loops, under the name by which LLVM's branches have it.

use dynsparse_ir::{
    Op, Result,
    operation::{OpExt as _, collect},
    pass::{Pass, PassRun},
    rewrite,
};

use crate::KeepLoopAnnotations;

/// The attribute of a loop, and of the branch back that upstream's conversions make of it.
pub const OF_LOOP: &str = "llvm.loop_annotation";

/// The attribute of a branch that is translated to metadata of LLVM.
const OF_BRANCH: &str = "loop_annotation";

impl Pass for KeepLoopAnnotations {
    fn run<'c>(&self, module: Op<'c>, run: &PassRun) -> Result<'c> {
        let branches = collect(module, |name| ["llvm.br", "llvm.cond_br"].contains(&name));
        for branch in branches {
            let Some(annotation) = branch.attr(OF_LOOP).filter(|_| branch.attr(OF_BRANCH).is_none()) else {
                continue;
            };
            run.count(Self::LOOPS, 1);
            rewrite::set_attribute(branch, OF_BRANCH, annotation);
            rewrite::remove_attribute(branch, OF_LOOP);
        }
        Ok(())
    }
}
