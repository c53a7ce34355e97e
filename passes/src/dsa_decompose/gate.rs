//! The gate that remembers.

use dynsparse_dialects::dsa::DeltaGate;
use dynsparse_ir::{Op, Result, Val, melior::ir::ValueLike as _, operation::OpExt as _, template::cast};

use super::build::{before, dim};

/// `dsa.token_change`, `arith.mulf`, `dsa.gate_tokens`, `dsa.union_indices`, `dsa.pack_tokens` and `dsa.unpack_tokens`, those of them
/// that it needs.
pub fn delta_gate<'c>(op: Op<'c>) -> Result<'c, Option<Vec<Val<'c>>>> {
    let gate = DeltaGate::of(op).ok_or_else(|| op.op_error("lacks operands"))?;
    let norm = op.attr("norm").map(|norm| ("norm", norm));
    let change = norm.map(|norm| before(op, "dsa.token_change", &[gate.tokens, gate.reference], &[norm]));
    let score = match (gate.saliency, change.transpose()?) {
        (None, Some(change)) => change,
        (Some(saliency), None) => saliency,
        (Some(saliency), Some(change)) => {
            // A product is of two values of one type, also where their sizes are said differently.
            let saliency = cast(op, saliency, change.r#type())?;
            before(op, "arith.mulf", &[saliency, change], &[])?
        }
        (None, None) => return Err(op.op_error("scores tokens by nothing")),
    };
    let chosen = [Some(score), Some(gate.budget), gate.threshold];
    let chosen: Vec<Val> = chosen.into_iter().flatten().collect();
    let mut indices = before(op, "dsa.gate_tokens", &chosen, &[])?;
    if let Some(due) = gate.due {
        let size = dim(op, gate.tokens, 1)?;
        indices = before(op, "dsa.union_indices", &[indices, due, size], &[])?;
    }
    let packed = before(op, "dsa.pack_tokens", &[gate.tokens, indices], &[])?;
    let updated = before(op, "dsa.unpack_tokens", &[packed, indices, gate.reference], &[])?;
    Ok(Some(vec![indices, packed, updated]))
}
