//! Not written yet.

use dynsparse_ir::{
    Op, Result,
    pass::{Pass, PassRun},
};

use crate::ConvertDsaToDsk;

impl Pass for ConvertDsaToDsk {
    fn run<'c>(&self, _: Op<'c>, _: &PassRun) -> Result<'c> {
        Ok(())
    }
}
