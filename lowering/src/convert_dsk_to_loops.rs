//! Not written yet.

use dynsparse_ir::{
    Op, Result,
    pass::{Pass, PassRun},
};

use crate::ConvertDskToLoops;

impl Pass for ConvertDskToLoops {
    fn run<'c>(&self, _: Op<'c>, _: &PassRun) -> Result<'c> {
        Ok(())
    }
}
