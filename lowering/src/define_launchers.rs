//! Not written yet.

use dynsparse_ir::{
    Op, Result,
    pass::{Pass, PassRun},
};

use crate::DefineLaunchers;

impl Pass for DefineLaunchers {
    fn run<'c>(&self, _: Op<'c>, _: &PassRun) -> Result<'c> {
        Ok(())
    }
}
