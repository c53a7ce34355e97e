//! `dsa-densify`: replace every chosen pattern by the dense one.

use std::fmt::Write as _;

use dynsparse_dialects::{PatternType, dsa::pattern_type};
use dynsparse_ir::{
    Op, Result,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, collect},
    pass::{Pass, PassRun},
    rewrite,
    template::Template,
};

use crate::DsaDensify;

impl Pass for DsaDensify {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        let chosen = collect(function, |name| {
            matches!(
                name,
                "dsa.select_blocks" | "dsa.pattern_from_mask" | "dsa.window_pattern"
            )
        });
        run.each(&chosen, |op| {
            let pattern = pattern_type(op.result_values().first().copied())?;
            let dense = match op.operand_at(0) {
                Some(blocks) => dense_over(&pattern, &blocks.r#type().to_string()).expand(op, &[blocks])?,
                None => Template::new("dsa-densify", STATIC)
                    .set("pattern", pattern)
                    .expand(op, &[])?,
            };
            run.count(Self::PATTERNS, 1);
            rewrite::replace(op, &dense)
        })
    }
}

const STATIC: &str = "func.func private @dense() -> $pattern {
  %p = dsa.dense_pattern() : $pattern
  return %p : $pattern
}";

const OVER_BLOCKS: &str = "func.func private @dense(%blocks: $blocks) -> $pattern {
  $sizes
  %p = dsa.dense_pattern($operands) : $pattern
  return %p : $pattern
}";

/// The dense pattern over the blocks of a mask or a score tensor. Sizes that the type leaves open are taken from the
/// tensor, in whole blocks: a pattern does not say how full its last block is.
fn dense_over(pattern: &PatternType, blocks: &str) -> Template {
    let mut sizes = String::new();
    let mut operands = Vec::new();
    for axis in (0..4).filter(|axis| pattern.shape[*axis].is_none()) {
        let unit = if axis < 2 { 1 } else { pattern.unit()[axis - 2] };
        let _ = write!(
            sizes,
            "%c{axis} = arith.constant {axis} : index
             %d{axis} = tensor.dim %blocks, %c{axis} : {blocks}
             %u{axis} = arith.constant {unit} : index
             %n{axis} = arith.muli %d{axis}, %u{axis} : index\n"
        );
        operands.push(format!("%n{axis}"));
    }
    Template::new("dsa-densify", OVER_BLOCKS)
        .set("sizes", sizes)
        .set("operands", operands.join(", "))
        .set("blocks", blocks)
        .set("pattern", pattern)
}
