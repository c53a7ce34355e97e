//! `dsa-densify`: replace every chosen pattern by the dense one.

use std::fmt::Write as _;

use dynsparse_dialects::dsa::{SizeSource, pattern_type, size_sources};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, collect},
    pass::{Pass, PassRun},
    rewrite,
    template::Template,
};

use crate::DsaDensify;

/// The ops that choose or state a pattern which is not dense.
const CHOOSING: [&str; 10] = [
    "dsa.select_blocks",
    "dsa.select_n_of_m",
    "dsa.pattern_from_mask",
    "dsa.window_pattern",
    "dsa.causal_pattern",
    "dsa.stripe_pattern",
    "dsa.document_pattern",
    "dsa.row_pattern",
    "dsa.column_pattern",
    "dsa.head_pattern",
];

impl Pass for DsaDensify {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        let chosen = collect(function, |name| CHOOSING.contains(&name));
        run.each(&chosen, |op| {
            let dense = dense(op)?;
            run.count(Self::PATTERNS, 1);
            rewrite::replace(op, &dense)
        })
    }
}

const DENSE: &str = "func.func private @dense($parameters) -> $pattern {
  $sizes
  %p = dsa.dense_pattern($operands) : $pattern
  return %p : $pattern
}";

/// The dense pattern of the type that `op` makes. Sizes that the type leaves open are those that `op` has, or are taken from
/// its mask or scores, in whole blocks: a pattern does not say how full its last block is.
fn dense<'c>(op: Op<'c>) -> Result<'c, Vec<Val<'c>>> {
    let pattern = pattern_type(op.result_values().first().copied())?;
    let operands = op.operand_values();
    let mut sizes = String::new();
    let mut names = Vec::new();
    let sources = size_sources(op).ok_or_else(|| op.op_error("lacks a size"))?;
    for (at, source) in sources.into_iter().enumerate() {
        match source {
            SizeSource::Type(_) => {}
            SizeSource::Operand(operand) => names.push(format!("%operand{operand}")),
            SizeSource::Axis { operand, axis, unit } => {
                let _ = write!(
                    sizes,
                    "%c{at} = arith.constant {axis} : index
                     %d{at} = tensor.dim %operand{operand}, %c{at} : {}
                     %u{at} = arith.constant {unit} : index
                     %n{at} = arith.muli %d{at}, %u{at} : index\n",
                    operands[operand].r#type()
                );
                names.push(format!("%n{at}"));
            }
        }
    }
    let parameters: Vec<_> = operands
        .iter()
        .enumerate()
        .map(|(operand, value)| format!("%operand{operand}: {}", value.r#type()))
        .collect();
    Template::new("dsa-densify", DENSE)
        .set("parameters", parameters.join(", "))
        .set("sizes", sizes)
        .set("operands", names.join(", "))
        .set("pattern", pattern)
        .expand(op, &operands)
}
