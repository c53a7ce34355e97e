//! `dsa-decompose`: make of each composite op the smaller ones that its specification names.

use dynsparse_dialects::dsa::DeltaGate;
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{
        Attribute, Identifier, Type, ValueLike as _,
        attribute::IntegerAttribute,
        operation::{OperationBuilder, OperationLike as _},
    },
    operation::{OpExt as _, collect},
    pass::{Pass, PassRun},
    rewrite,
    template::cast,
};

use crate::DsaDecompose;

/// Makes smaller ops of one.
type Decompose = for<'c> fn(Op<'c>) -> Result<'c>;

/// Composite ops, and what makes smaller ones of each.
const COMPOSITES: &[(&str, Decompose)] = &[("dsa.delta_gate", delta_gate)];

impl Pass for DsaDecompose {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        run.each(&composites(function), |op| {
            run.count(Self::OPS, 1);
            decompose(op)
        })
    }
}

/// The composite ops below `root`.
pub fn composites(root: Op<'_>) -> Vec<Op<'_>> {
    collect(root, |name| COMPOSITES.iter().any(|(composite, _)| *composite == name))
}

/// Replaces a composite op by smaller ones.
///
/// # Errors
///
/// If it is none.
pub fn decompose<'c>(op: Op<'c>) -> Result<'c> {
    let name = op.full_name();
    let found = COMPOSITES.iter().find(|(composite, _)| *composite == name);
    let (_, smaller) = found.ok_or_else(|| op.op_error("is not made of smaller ops"))?;
    smaller(op)
}

fn delta_gate<'c>(op: Op<'c>) -> Result<'c> {
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
        let index = Type::index(op.ctx());
        let axis = ("value", IntegerAttribute::new(index, 1).into());
        let axis = before(op, "arith.constant", &[], &[axis])?;
        let size = before(op, "tensor.dim", &[gate.tokens, axis], &[])?;
        indices = before(op, "dsa.union_indices", &[indices, due, size], &[])?;
    }
    let packed = before(op, "dsa.pack_tokens", &[gate.tokens, indices], &[])?;
    let updated = before(op, "dsa.unpack_tokens", &[packed, indices, gate.reference], &[])?;
    let mut results = Vec::new();
    for (value, result) in [indices, packed, updated].into_iter().zip(op.result_values()) {
        results.push(cast(op, value, result.r#type())?);
    }
    rewrite::replace(op, &results)
}

/// An op of one result, whose type it infers, before `anchor`.
fn before<'c>(
    anchor: Op<'c>,
    name: &str,
    operands: &[Val<'c>],
    attributes: &[(&str, Attribute<'c>)],
) -> Result<'c, Val<'c>> {
    let attributes: Vec<_> = attributes
        .iter()
        .map(|(name, value)| (Identifier::new(anchor.ctx(), name), *value))
        .collect();
    let operation = OperationBuilder::new(name, anchor.location())
        .add_operands(operands)
        .add_attributes(&attributes)
        .enable_result_type_inference()
        .build()
        .map_err(|error| anchor.error(error.to_string()))?;
    Ok(rewrite::insert_before(anchor, operation).result_values()[0])
}
