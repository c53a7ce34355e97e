//! `dsa-densify`: replace every chosen pattern by the dense one.

use std::fmt::Write as _;

use dynsparse_dialects::dsa::{SizeSource, pattern_type, size_sources};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, collect, owner},
    pass::{Pass, PassRun},
    rewrite,
    template::Template,
};

use crate::DsaDensify;

/// The ops that make a pattern and choose nothing: it is dense, comes from outside, or is dense where those it is made of are.
const FOLLOWING: [&str; 6] = [
    "dsa.dense_pattern",
    "dsa.from_sparse_tensor",
    "dsa.convert_pattern",
    "dsa.pattern_union",
    "dsa.pattern_intersection",
    "dsa.pattern_pack_heads",
];

impl Pass for DsaDensify {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        let makes_pattern = |op: &Op<'c>| {
            let of_dialect = op.full_name().starts_with("dsa.") && !FOLLOWING.contains(&op.full_name().as_str());
            of_dialect && pattern_type(op.result_values().first().copied()).is_ok()
        };
        let made = collect(function, |_| true).into_iter().filter(makes_pattern);
        let (complements, chosen): (Vec<_>, Vec<_>) = made.partition(|op| op.full_name() == "dsa.pattern_complement");
        run.each(&chosen, |op| {
            let dense = dense(op)?;
            run.count(Self::PATTERNS, 1);
            rewrite::replace(op, &dense)
        })?;
        // What is chosen by leaving out something else is all, too, and has the sizes of that.
        run.each(&complements, |op| {
            let of = op.operand_values()[0];
            if owner(of).is_none() {
                return Ok(());
            }
            run.count(Self::PATTERNS, 1);
            rewrite::replace(op, &[of])
        })
    }
}

const DENSE: &str = "func.func private @dense($parameters) -> ($results) {
  $sizes
  %p = dsa.dense_pattern($operands) : $pattern
  $retained
  return $values : $results
}";

/// The share of the scores' mass that is retained, of all that is dense.
const RETAINED: &str = "%retained = dsa.retained_mass %operand0, %p : ";

/// The dense pattern of the type that `op` makes, and what it retains where `op` says that. Sizes that the type leaves open are those that `op` has, or are taken from
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
    let results: Vec<_> = op
        .result_values()
        .iter()
        .map(|value| value.r#type().to_string())
        .collect();
    let (mut retained, mut values) = (String::new(), "%p");
    if results.len() > 1 {
        retained = format!("{RETAINED}{}, {pattern}", operands[0].r#type());
        values = "%p, %retained";
    }
    Template::new("dsa-densify", DENSE)
        .set("results", results.join(", "))
        .set("retained", retained)
        .set("values", values)
        .set("parameters", parameters.join(", "))
        .set("sizes", sizes)
        .set("operands", names.join(", "))
        .set("pattern", pattern)
        .expand(op, &operands)
}
