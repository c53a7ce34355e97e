//! `dsa-verify-patterns`: check every invariant of stored patterns and index lists when the program runs.

use dynsparse_dialects::dsk::asserted;
use dynsparse_ir::{
    Op, Result,
    diagnostic::show_location,
    melior::ir::{TypeLike as _, ValueLike as _, attribute::StringAttribute, operation::OperationLike as _},
    operation::{OpExt as _, collect, next},
    pass::{Pass, PassRun},
    rewrite,
    template::escaped,
};
use dynsparse_passes::size_checks::place;

use crate::DsaVerifyPatterns;

mod insertion;
mod invariants;
mod kernels;

use insertion::{Insertion, Names};
use invariants::invariants;
use kernels::{CHECKS, Check};

impl Pass for DsaVerifyPatterns {
    fn run<'c>(&self, module: Op<'c>, run: &PassRun) -> Result<'c> {
        let checked = |name: &str| name == ASSERTION || CHECKS.iter().any(|(op, _)| *op == name);
        let mut named = Names::of(module);
        run.each(&collect(module, checked), |op| {
            if op.operand_values().iter().any(|operand| operand.r#type().is_tensor()) {
                return Err(op.op_error("is on tensors, expected buffers: run bufferize-sparse first"));
            }
            let name = op.full_name();
            let checks = if name == ASSERTION {
                verify_assertion(op, &mut named)?
            } else {
                verify_operands(op, &name, &mut named)?
            };
            run.count(Self::CHECKS, checks);
            Ok(())
        })
    }
}

/// The op that says that values are what a pattern is stored as.
pub(crate) const ASSERTION: &str = "dsk.assert_pattern";

/// Puts the checks of the lists that a kernel reads or writes around it, and answers how many there are.
fn verify_operands<'c>(op: Op<'c>, name: &str, named: &mut Names) -> Result<'c, u64> {
    let symbol = named.add(op, &place(op))?;
    let block = match op.ints_attr("block").unwrap_or_default()[..] {
        [queries, keys] => [queries, keys].map(|size| size as u64),
        _ => [1, 1],
    };
    let mut count = 0;
    let checks = CHECKS.iter().filter(|(op, _)| *op == name);
    for check in checks.flat_map(|(_, checks)| *checks) {
        let (anchor, invariant) = match check {
            Check::Reads(invariant) => (op, invariant),
            Check::Writes(invariant) => (next(op).ok_or_else(|| op.op_error("ends its block"))?, invariant),
        };
        let check = Insertion {
            op,
            anchor,
            block,
            symbol: &symbol,
        };
        check.insert(invariant)?;
        count += 1;
    }
    Ok(count)
}

/// Replaces an assertion by the checks of its format, and answers how many there are.
fn verify_assertion<'c>(op: Op<'c>, named: &mut Names) -> Result<'c, u64> {
    let pattern = asserted(op)?;
    let by = op.attr("by").and_then(|by| StringAttribute::try_from(by).ok());
    let by = by.map_or("", |by| by.value());
    let mut count = 0;
    for (part, invariants) in invariants(&pattern) {
        let text = format!("{}: {by}{part}", show_location(op.location()));
        let symbol = named.add(op, &escaped(&text))?;
        let check = Insertion {
            op,
            anchor: op,
            block: pattern.block,
            symbol: &symbol,
        };
        for invariant in &invariants {
            check.insert(invariant)?;
            count += 1;
        }
    }
    rewrite::erase(op);
    Ok(count)
}
