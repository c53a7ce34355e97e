//! Not written yet.

use dynsparse_ir::{
    Op, Result,
    pass::{Pass, PassRun},
};

use crate::TileDskAttention;

impl Pass for TileDskAttention {
    fn run<'c>(&self, _: Op<'c>, _: &PassRun) -> Result<'c> {
        Ok(())
    }
}
