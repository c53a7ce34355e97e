//! Frames of a video, one after the other.

use dynsparse_ir::{
    Error, Op, Result, Val,
    hooks::{OpHooks, Operands},
    melior::ir::{Attribute, Type, ValueLike as _, r#type::IntegerType},
    operation::{OpExt as _, dims, element, int_constant, same_type, segment_sizes, show_dims, tensor, users},
    rewrite::{Pattern, Rewriter},
};

use super::{
    lists::NothingIsDue,
    replace_by_same, replace_uses, score_type,
    sizes::{NoElements, ReadsThroughCasts},
    tokens::shared_batch,
};

use crate::shapes::{Shaped, agree, same_element, shaped};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        infer: Some(infer_token_change),
        canonicalize: &[&ReadsThroughCasts("dsa.token_change"), &NoElements("dsa.token_change")],
        ..OpHooks::verifying("dsa.token_change", verify_token_change)
    },
    OpHooks {
        canonicalize: &[&NothingIsDue],
        ..OpHooks::verifying("dsa.refresh_schedule", verify_refresh_schedule)
    },
    OpHooks {
        infer: Some(infer_delta_gate),
        canonicalize: &[&NothingPasses, &ReadsThroughCasts("dsa.delta_gate")],
        ..OpHooks::verifying("dsa.delta_gate", verify_delta_gate)
    },
    OpHooks {
        infer: Some(infer_run_lengths),
        canonicalize: &[&BudgetOfAll, &ReadsThroughCasts("dsa.run_lengths")],
        ..OpHooks::verifying("dsa.run_lengths", |_| Ok(()))
    },
];

fn infer_token_change<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let tokens = parts.operand_type(0)?;
    let sizes = dims(tokens).unwrap_or_default();
    let [batch, n, _] = sizes[..] else {
        return Err(Error::new("expects tokens of rank 3"));
    };
    Ok(vec![tensor(&[batch, n], score_type(parts, tokens))])
}

fn verify_token_change(op: Op<'_>) -> Result<'_> {
    let (tokens, reference) = (shaped(op, 0, "tokens")?, shaped(op, 1, "reference")?);
    same_element(&tokens, &reference)?;
    agree("batch", &tokens, 0, &reference, 0)?;
    agree("number of tokens", &tokens, 1, &reference, 1)?;
    agree("number of channels", &tokens, 2, &reference, 2)
}

fn verify_refresh_schedule(op: Op<'_>) -> Result<'_> {
    let found = op
        .result_values()
        .first()
        .and_then(|v| dims(v.r#type()))
        .unwrap_or_default();
    if found.first() == Some(&Some(1)) && found.get(1) == Some(&None) {
        return Ok(());
    }
    Err(Error::new(format!(
        "gives indices of {}, expected 1x?: one list for every batch entry",
        show_dims(&found)
    )))
}

/// The operands of `dsa.delta_gate`, some of which there may not be.
pub struct DeltaGate<'c> {
    /// The tokens of the frame.
    pub tokens: Val<'c>,
    /// The tokens when they were last let through.
    pub reference: Val<'c>,
    /// What they count beside their change.
    pub saliency: Option<Val<'c>>,
    /// How many may pass.
    pub budget: Val<'c>,
    /// What a score must be above.
    pub threshold: Option<Val<'c>>,
    /// Tokens that pass whatever their score.
    pub due: Option<Val<'c>>,
}

impl<'c> DeltaGate<'c> {
    /// Those of an op.
    pub fn of(op: Op<'c>) -> Option<Self> {
        Self::among(&op.operand_values(), op.attr("operandSegmentSizes")?)
    }

    fn among(values: &[Val<'c>], segments: Attribute<'c>) -> Option<Self> {
        let mut values = values.iter().copied();
        let mut next = segment_sizes(segments)?.into_iter();
        let mut part = || -> Option<Val<'c>> {
            let count = next.next()?;
            if count == 0 { None } else { values.next() }
        };
        let (tokens, reference, saliency) = (part()?, part()?, part());
        Some(Self {
            tokens,
            reference,
            saliency,
            budget: part()?,
            threshold: part(),
            due: part(),
        })
    }
}

fn infer_delta_gate<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let segments = parts.attr("operandSegmentSizes");
    let gate = segments
        .and_then(|segments| DeltaGate::among(&parts.values, segments))
        .ok_or_else(|| Error::new("lacks operands"))?;
    let tokens = gate.tokens.r#type();
    let sizes = dims(tokens).unwrap_or_default();
    let ([batch, _, channels], Some(element)) = (&sizes[..], element(tokens)) else {
        return Err(Error::new("expects tokens of rank 3"));
    };
    let due = gate.due.and_then(|due| dims(due.r#type())?.first().copied());
    let batch = due.map_or(*batch, |due| shared_batch(*batch, due));
    Ok(vec![
        tensor(&[batch, None], IntegerType::new(parts.context, 32).into()),
        tensor(&[batch, None, *channels], element),
        gate.reference.r#type(),
    ])
}

fn verify_delta_gate(op: Op<'_>) -> Result<'_> {
    let gate = DeltaGate::of(op).ok_or_else(|| Error::new("lacks operands"))?;
    let named = |value: Val<'_>, name| {
        let values = op.operand_values();
        let index = values.iter().position(|other| *other == value).unwrap_or_default();
        shaped(op, index, name)
    };
    let (tokens, reference) = (named(gate.tokens, "tokens")?, named(gate.reference, "reference")?);
    same_element(&tokens, &reference)?;
    agree("batch", &tokens, 0, &reference, 0)?;
    agree("number of tokens", &tokens, 1, &reference, 1)?;
    agree("number of channels", &tokens, 2, &reference, 2)?;
    if op.attr("norm").is_none() && gate.saliency.is_none() {
        return Err(Error::new(
            "scores tokens by nothing, expected a norm, a saliency or both",
        ));
    }
    if let Some(saliency) = gate.saliency {
        let saliency = named(saliency, "saliency")?;
        let double = Type::float64(op.ctx());
        let expected = if same_type(tokens.element, double) {
            double
        } else {
            Type::float32(op.ctx())
        };
        if !same_type(saliency.element, expected) {
            return Err(Error::new(format!(
                "saliency has element type {}, expected {expected} for tokens of {}",
                saliency.element, tokens.element
            )));
        }
        agree("batch", &tokens, 0, &saliency, 0)?;
        agree("number of tokens", &tokens, 1, &saliency, 1)?;
    }
    match gate.due {
        Some(due) => serves_all(&tokens, &named(due, "due")?),
        None => Ok(()),
    }
}

/// A list for each batch entry, or one for all.
fn serves_all<'c>(tokens: &Shaped<'c>, list: &Shaped<'c>) -> Result<'c> {
    if list.sizes[0] == Some(1) {
        return Ok(());
    }
    agree("batch", tokens, 0, list, 0)
}

/// With a budget of 0 or less and nothing that is due, no token passes: what is known stays.
struct NothingPasses;

impl Pattern for NothingPasses {
    fn root(&self) -> &'static str {
        "dsa.delta_gate"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let Some(gate) = DeltaGate::of(op) else {
            return Ok(false);
        };
        if gate.due.is_some() || int_constant(gate.budget).is_none_or(|budget| budget > 0) {
            return Ok(false);
        }
        let Some(updated) = op.result_values().get(2).copied() else {
            return Ok(false);
        };
        // Nothing to do where nobody asks.
        let asked = !users(updated).is_empty();
        replace_uses(updated, gate.reference, rewriter);
        Ok(asked)
    }
}

fn infer_run_lengths<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let sizes = dims(parts.operand_type(0)?).unwrap_or_default();
    let batch = sizes.first().copied().flatten();
    let list = tensor(&[batch, None], IntegerType::new(parts.context, 32).into());
    Ok(vec![list, list])
}

/// A budget of all tokens is none.
struct BudgetOfAll;

impl Pattern for BudgetOfAll {
    fn root(&self) -> &'static str {
        "dsa.run_lengths"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let operands = op.operand_values();
        let tokens = dims(operands[0].r#type())
            .and_then(|sizes| sizes.get(1).copied())
            .flatten();
        let (Some(budget), Some(tokens)) = (op.operand_at(3).and_then(int_constant), tokens) else {
            return Ok(false);
        };
        if u64::try_from(budget).is_ok_and(|budget| budget >= tokens) {
            return replace_by_same(op, &operands[..3], &[], rewriter);
        }
        Ok(false)
    }
}
