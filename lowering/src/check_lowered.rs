//! `check-lowered`: fail if an op of ours is left.

use dynsparse_ir::{
    Op, Result,
    operation::{OpExt as _, collect},
    pass::{Pass, PassRun},
};

use crate::CheckLowered;

impl Pass for CheckLowered {
    fn run<'c>(&self, module: Op<'c>, run: &PassRun) -> Result<'c> {
        run.mark_all_analyses_preserved();
        let left = collect(module, |name| name.starts_with("dsa.") || name.starts_with("dsk."));
        match left.first() {
            Some(op) => {
                Err(op.op_error("is left after lowering: expected all sparse ops in functions of the outermost module"))
            }
            None => Ok(()),
        }
    }
}
