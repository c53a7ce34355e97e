//! `record-signatures`: note on public functions what they take and give, before buffers hide it.

use dynsparse_ir::{
    Op, Result,
    pass::{Pass, PassRun},
};

use crate::{RecordSignatures, codegen::signature};

impl Pass for RecordSignatures {
    fn run<'c>(&self, op: Op<'c>, _: &PassRun) -> Result<'c> {
        signature::record(op);
        if self.row_major {
            signature::mark_row_major(op);
        }
        Ok(())
    }
}
