//! Not written yet.

use dynsparse_ir::{
    Op, Result,
    pass::{Pass, PassRun},
};

use crate::OutlinePartitions;

impl Pass for OutlinePartitions {
    fn run<'c>(&self, _: Op<'c>, _: &PassRun) -> Result<'c> {
        Ok(())
    }
}
