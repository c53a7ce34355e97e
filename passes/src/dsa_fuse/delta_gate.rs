//! The gate that remembers, of its parts: its results are used from the middle of them on, so it has to find its place.

use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{
        Attribute, Identifier, ValueLike as _,
        attribute::DenseI32ArrayAttribute,
        operation::{OperationBuilder, OperationLike as _},
    },
    operation::{OpExt as _, defined_by, element, next, outwards, owner, same_type, users},
    rewrite,
    template::cast,
};

use super::compare::erase_checks_of;
use crate::agreement::is_size;

/// The smaller ops of a `dsa.delta_gate`, the last first.
struct Gate<'c> {
    parts: Vec<Op<'c>>,
    indices: Val<'c>,
    tokens: Val<'c>,
    reference: Val<'c>,
    saliency: Option<Val<'c>>,
    budget: Val<'c>,
    threshold: Option<Val<'c>>,
    due: Option<Val<'c>>,
    norm: Option<Attribute<'c>>,
}

impl<'c> Gate<'c> {
    /// Those that end in `unpack`.
    fn ending(unpack: Op<'c>) -> Option<Self> {
        let [packed, indices, reference] = unpack.operand_values()[..] else {
            return None;
        };
        let pack = defined_by(packed, "dsa.pack_tokens")?;
        let tokens = pack.operand_at(0)?;
        if pack.operand_at(1)? != indices || !same_type(unpack.result_values()[0].r#type(), reference.r#type()) {
            return None;
        }
        let mut parts = vec![unpack, pack];
        let union = defined_by(indices, "dsa.union_indices");
        let mut chosen = indices;
        let mut due = None;
        if let Some(union) = union {
            if !is_size(union.operand_at(2)?, tokens, 1) {
                return None;
            }
            parts.push(union);
            (chosen, due) = (union.operand_at(0)?, union.operand_at(1));
        }
        let gate = defined_by(chosen, "dsa.gate_tokens")?;
        parts.push(gate);
        let score = gate.operand_at(0)?;
        let change_of = |value: Val<'c>| {
            defined_by(value, "dsa.token_change")
                .filter(|op| op.operand_at(0) == Some(tokens) && op.operand_at(1) == Some(reference))
        };
        let both = defined_by(score, "arith.mulf").and_then(|product| {
            let (saliency, change) = (product.operand_at(0)?, change_of(product.operand_at(1)?)?);
            Some((product, saliency, change))
        });
        let (saliency, change) = match both {
            Some((product, saliency, change)) => {
                parts.extend([product, change]);
                (Some(saliency), Some(change))
            }
            None => match change_of(score) {
                Some(change) => {
                    parts.push(change);
                    (None, Some(change))
                }
                None => (Some(score), None),
            },
        };
        Some(Self {
            indices,
            tokens,
            reference,
            saliency,
            budget: gate.operand_at(1)?,
            threshold: gate.operand_at(2),
            due,
            norm: change.and_then(|change| change.attr("norm")),
            parts,
        })
    }

    /// Every operand, in the order of the op, and how many there are of each that is declared.
    fn operands(&self) -> (Vec<Val<'c>>, Vec<i32>) {
        let groups = [
            Some(self.tokens),
            Some(self.reference),
            self.saliency,
            Some(self.budget),
            self.threshold,
            self.due,
        ];
        let counts = groups.iter().map(|group| i32::from(group.is_some())).collect();
        (groups.into_iter().flatten().collect(), counts)
    }

    /// Whether the saliency is of the type that the op takes.
    fn fits(&self) -> bool {
        let word = |value: Val<'_>| element(value.r#type()).map(|e| e.to_string()).unwrap_or_default();
        let expected = if word(self.tokens) == "f64" { "f64" } else { "f32" };
        self.saliency.is_none_or(|saliency| word(saliency) == expected)
    }

    /// Whether nothing else asks for what one op does not give: scores, changes, and what was chosen before the union.
    fn is_alone(&self) -> bool {
        let inner = self
            .parts
            .iter()
            .skip(2)
            .filter(|part| !part.result_values().contains(&self.indices));
        inner
            .flat_map(|part| part.result_values())
            .all(|value| users(value).len() == 1)
    }

    /// The op before which the fused one may stand: behind all that it takes, before all that take of it.
    fn place(&self) -> Option<Op<'c>> {
        let block = |op: Op<'c>| op.block().map(|block| block.to_raw().ptr);
        let unpack = self.parts[0];
        if self.parts.iter().any(|part| block(*part) != block(unpack)) {
            return None;
        }
        let own = |op: &Op<'c>| self.parts.contains(op);
        let results = [self.indices, self.parts[1].result_values()[0]];
        let uses = results.into_iter().flat_map(users).filter(|user| !own(user));
        // A user inside a region counts as the op of this block that it is in.
        let mut here: Vec<Op> = vec![unpack];
        for user in uses {
            here.push(outwards(user).find(|op| block(*op) == block(unpack))?);
        }
        let makers: Vec<Op> = self.operands().0.into_iter().filter_map(owner).collect();
        // From the first of the parts on: what comes before it comes before the fused op.
        let mut left: Vec<Op> = makers
            .into_iter()
            .filter(|maker| block(*maker) == block(unpack))
            .collect();
        let mut current = self.parts.last().copied();
        left.retain(|maker| comes_behind(*maker, self.parts[self.parts.len() - 1]));
        while let Some(op) = current {
            if here.contains(&op) {
                return left.is_empty().then_some(op);
            }
            left.retain(|maker| *maker != op);
            current = next(op);
        }
        None
    }
}

/// Whether `op` comes behind `first` in its block.
fn comes_behind<'c>(op: Op<'c>, first: Op<'c>) -> bool {
    let mut current = next(first);
    while let Some(candidate) = current {
        if candidate == op {
            return true;
        }
        current = next(candidate);
    }
    false
}

/// Makes a `dsa.delta_gate` of `unpack` and the ops before it, if they are all there.
pub fn delta_gate<'c>(unpack: Op<'c>) -> Result<'c, bool> {
    let Some(gate) = Gate::ending(unpack).filter(|gate| gate.fits() && gate.is_alone()) else {
        return Ok(false);
    };
    let Some(place) = gate.place() else {
        return Ok(false);
    };
    let context = unpack.ctx();
    let (operands, counts) = gate.operands();
    let name = |name: &str| Identifier::new(context, name);
    let mut attributes = vec![(
        name("operandSegmentSizes"),
        DenseI32ArrayAttribute::new(context, &counts).into(),
    )];
    attributes.extend(gate.norm.map(|norm| (name("norm"), norm)));
    let results = [
        gate.indices,
        gate.parts[1].result_values()[0],
        unpack.result_values()[0],
    ];
    let fused = OperationBuilder::new("dsa.delta_gate", unpack.location())
        .add_operands(&operands)
        .add_attributes(&attributes)
        .enable_result_type_inference()
        .build()
        .map_err(|error| unpack.error(error.to_string()))?;
    let fused = rewrite::insert_before(place, fused);
    for (old, new) in results.into_iter().zip(fused.result_values()) {
        // A saliency may say other sizes than the tokens do.
        rewrite::replace_uses(old, cast(place, new, old.r#type())?);
    }
    if let Some(first) = gate.parts.last() {
        erase_checks_of(fused, *first)?;
    }
    for part in gate.parts {
        rewrite::erase(part);
    }
    Ok(true)
}
