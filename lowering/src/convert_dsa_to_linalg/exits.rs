//! Leaving early: the formulas.

use dynsparse_ir::{Op, Result, Val, operation::OpExt as _, template::Template};

use super::{Lower, convert, replace_rounded};
use crate::{
    ConvertDsaToLinalg,
    certainty::Certainty,
    early_exit::{self, Rows},
};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.confidence", confidence),
    ("dsa.early_exit", |_, op| early_exit::lower(op, &ROWS)),
    // They go with the op whose stages they end.
    ("dsa.exit", |_, _| Ok(())),
    ("dsa.yield", |_, _| Ok(())),
];

const ROWS: Rows = Rows {
    choose,
    gather: early_exit::gather,
    scatter: early_exit::scatter,
};

fn confidence<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let logits = convert(op, op.operand_values()[0], "f64")?;
    let confidence = template!("confidence")
        .set("finish", Certainty::of(op)?.finish())
        .expand(op, &[logits])?;
    replace_rounded(op, &confidence)
}

fn choose<'c>(anchor: Op<'c>, confidence: Val<'c>, threshold: Val<'c>, budget: Val<'c>) -> Result<'c, Val<'c>> {
    let confidence = convert(anchor, confidence, "f64")?;
    let [saliency, threshold] = early_exit::saliency(anchor, confidence, threshold)?;
    let threshold = Template::new("wide", WIDE).expand(anchor, &[threshold])?[0];
    Ok(template!("gate_tokens").expand(anchor, &[saliency, budget, threshold])?[0])
}

const WIDE: &str = "func.func private @wide(%given: f32) -> f64 {
  %threshold = arith.extf %given : f32 to f64
  return %threshold : f64
}";
