//! Experts: which tokens go to which, their layers, and back.

use dynsparse_ir::{
    Error, Op, Result, Val,
    hooks::{OpHooks, Operands},
    melior::ir::{
        Attribute, Type,
        attribute::{DenseI32ArrayAttribute, IntegerAttribute},
        r#type::IntegerType,
    },
    operation::{OpExt as _, dims, element, int_constant, segment_sizes, tensor},
    rewrite::{Pattern, Rewriter},
};

use super::{linear::result, replace_by_same};
use crate::{
    linear::{NoActivation, routed_sizes, verify_combined, verify_linear},
    shapes::shaped,
};

use super::sizes::{NoElements, ReadsThroughCasts};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        infer: Some(infer_route_experts),
        canonicalize: &[&BudgetOfAll, &ReadsThroughCasts("dsa.route_experts")],
        ..OpHooks::verifying("dsa.route_experts", verify_route_experts)
    },
    OpHooks {
        canonicalize: &[
            &NoActivation("dsa.grouped_linear"),
            &ReadsThroughCasts("dsa.grouped_linear"),
            &NoElements("dsa.grouped_linear"),
        ],
        ..OpHooks::verifying("dsa.grouped_linear", |op| verify_linear(op, &result(op)?))
    },
    OpHooks {
        infer: Some(infer_combine_experts),
        canonicalize: &[
            &ReadsThroughCasts("dsa.combine_experts"),
            &NoElements("dsa.combine_experts"),
        ],
        ..OpHooks::verifying("dsa.combine_experts", verify_combine_experts)
    },
];

/// Choices of a token.
fn top_k<'c>(attribute: Option<Attribute<'c>>) -> Result<'c, u64> {
    let value = attribute.and_then(|attribute| IntegerAttribute::try_from(attribute).ok());
    let value = value.map_or(0, |value| value.value());
    match u64::try_from(value) {
        Ok(value @ 1..=256) => Ok(value),
        _ => Err(Error::new(format!("top_k is {value}, expected 1 to 256"))),
    }
}

/// The operands of `dsa.route_experts`, some of which there may not be.
pub struct RouteExperts<'c> {
    /// How well each expert suits each token.
    pub logits: Val<'c>,
    /// How many tokens an expert takes.
    pub capacity: Option<Val<'c>>,
    /// How many experts a token takes.
    pub budget: Option<Val<'c>>,
}

impl<'c> RouteExperts<'c> {
    /// Those of an op.
    pub fn of(op: Op<'c>) -> Option<Self> {
        let counts = segment_sizes(op.attr("operandSegmentSizes")?)?;
        let [1, capacity, budget] = counts[..] else {
            return None;
        };
        let mut values = op.operand_values().into_iter();
        let logits = values.next()?;
        Some(Self {
            logits,
            capacity: values.by_ref().take(capacity).next(),
            budget: values.take(budget).next(),
        })
    }
}

/// A budget of all choices is none.
struct BudgetOfAll;

impl Pattern for BudgetOfAll {
    fn root(&self) -> &'static str {
        "dsa.route_experts"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let Some(parts) = RouteExperts::of(op) else {
            return Ok(false);
        };
        let (Some(budget), Some(top_k)) = (parts.budget.and_then(int_constant), op.int_attr("top_k")) else {
            return Ok(false);
        };
        if budget < top_k {
            return Ok(false);
        }
        let counts = DenseI32ArrayAttribute::new(op.ctx(), &[1, i32::from(parts.capacity.is_some()), 0]).into();
        let operands: Vec<Val> = [parts.logits].into_iter().chain(parts.capacity).collect();
        replace_by_same(op, &operands, &[("operandSegmentSizes", counts)], rewriter)
    }
}

fn verify_route_experts(op: Op<'_>) -> Result<'_> {
    top_k(op.attr("top_k")).map(|_| ())
}

fn infer_route_experts<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let logits = dims(parts.operand_type(0)?).unwrap_or_default();
    let [tokens, offsets, slots, weights, histogram] = routed_sizes(&logits, Some(top_k(parts.attr("top_k"))?))?;
    let index = IntegerType::new(parts.context, 32).into();
    Ok(vec![
        tensor(&tokens, index),
        tensor(&offsets, index),
        tensor(&slots, index),
        tensor(&weights, Type::float32(parts.context)),
        tensor(&histogram, index),
    ])
}

fn infer_combine_experts<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let (y, slots) = (parts.operand_type(0)?, parts.operand_type(1)?);
    let (sizes, of_slots) = (dims(y).unwrap_or_default(), dims(slots).unwrap_or_default());
    let ([_, channels], [tokens, _], Some(element)) = (&sizes[..], &of_slots[..], element(y)) else {
        return Err(Error::new("expects y and slots of rank 2"));
    };
    Ok(vec![tensor(&[*tokens, *channels], element)])
}

fn verify_combine_experts(op: Op<'_>) -> Result<'_> {
    let (y, slots, weights) = (shaped(op, 0, "y")?, shaped(op, 1, "slots")?, shaped(op, 2, "weights")?);
    verify_combined(&y, &slots, &weights, &result(op)?)
}
