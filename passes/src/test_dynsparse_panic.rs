//! `test-dynsparse-panic`: panic where told to, for the tests of ds-opt.

use dynsparse_ir::{
    Op, Result,
    operation::{OpExt as _, collect},
    pass::{Pass, PassRun},
    rewrite::{self, Pattern, Rewriter},
};

use crate::TestDynsparsePanic;

impl Pass for TestDynsparsePanic {
    fn run<'c>(&self, op: Op<'c>, run: &PassRun) -> Result<'c> {
        if self.pattern {
            return rewrite::apply_greedily(op, &[&Panics]);
        }
        if self.types {
            return rewrite::convert_types(op, |_| panic!("asked to in a conversion"));
        }
        if self.walk {
            collect(op, |_| panic!("asked to in a walk"));
        }
        assert!(!self.at.is_empty(), "asked to");
        let ops = collect(op, |name| name == self.at);
        run.each(&ops, |op| panic!("asked to at '{}'", op.full_name()))
    }
}

struct Panics;

impl Pattern for Panics {
    fn root(&self) -> &'static str {
        "dsa.dense_pattern"
    }

    fn rewrite<'c>(&self, _: Op<'c>, _: &Rewriter<'c>) -> Result<'c, bool> {
        panic!("asked to in a pattern")
    }
}
