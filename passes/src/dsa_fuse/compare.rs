//! Whether ops are those that a composite op becomes.

use std::ffi::c_void;

use dynsparse_ir::{
    Op, Result, Val,
    hooks::check,
    melior::ir::{
        Attribute, BlockLike as _, Region, RegionLike as _, Type, ValueLike as _, operation::OperationLike as _,
    },
    operation::{OpExt as _, collect, next, outwards, owner, parent, same_attribute, same_type, users},
    rewrite,
};

use crate::{
    dsa_decompose::{build, from_to, is_checked_alike, mark, smaller_and_checked},
    size_checks,
};

/// A composite op that some ops may stand for.
#[derive(Default)]
pub struct Guess<'c> {
    /// Its name.
    pub op: &'static str,
    /// Its operands.
    pub operands: Vec<Val<'c>>,
    /// Its attributes.
    pub attributes: Vec<(&'static str, Attribute<'c>)>,
    /// The types of its results; `None` where it infers them.
    pub types: Option<Vec<Type<'c>>>,
    /// What its results stand for; `None` where these are the last results of the end.
    pub ends: Option<Vec<Val<'c>>>,
    /// Its regions.
    pub regions: Vec<Region<'c>>,
}

/// What the op is the end of, if it looks like the end of something.
pub type Guesser = for<'c> fn(Op<'c>) -> Option<Guess<'c>>;

/// Pairs of values that are the same, the first of what was made to compare.
#[derive(Default)]
struct Comparison<'c> {
    /// What regions define: arguments, and results of ops inside.
    inside: Vec<(Val<'c>, Val<'c>)>,
    /// The ops outside of regions that were found, each behind those that it takes of.
    found: Vec<Op<'c>>,
}

impl<'c> Comparison<'c> {
    fn same(&mut self, made: Val<'c>, there: Val<'c>) -> bool {
        if made.to_raw().ptr == there.to_raw().ptr {
            return true;
        }
        if self.is_pair(made, there) {
            return true;
        }
        let (Some(a), Some(b)) = (owner(made), owner(there)) else {
            return false;
        };
        if position(a, made) != position(b, there) {
            return false;
        }
        if !self.same_op(a, b) {
            return false;
        }
        if !self.found.contains(&b) {
            self.found.push(b);
        }
        true
    }

    fn is_pair(&self, made: Val<'c>, there: Val<'c>) -> bool {
        let mut pairs = self.inside.iter();
        pairs.any(|(a, b)| a.to_raw().ptr == made.to_raw().ptr && b.to_raw().ptr == there.to_raw().ptr)
    }

    /// Ops of one name, attributes, types and regions, of operands that are the same.
    fn same_op(&mut self, a: Op<'c>, b: Op<'c>) -> bool {
        if a.full_name() != b.full_name() || a.region_count() != b.region_count() {
            return false;
        }
        let (of_a, of_b) = (a.operand_values(), b.operand_values());
        let (made, there) = (a.result_values(), b.result_values());
        let types = made.iter().zip(&there).all(|(x, y)| same_type(x.r#type(), y.r#type()));
        if of_a.len() != of_b.len() || made.len() != there.len() || !types || !same_attributes(a, b) {
            return false;
        }
        let pairs: Vec<_> = of_a.into_iter().zip(of_b).collect();
        let straight = self.all_same(&pairs);
        let turned = || ["arith.addf", "arith.mulf"].contains(&a.full_name().as_str());
        if !straight {
            let [(x, y), (z, w)] = pairs[..] else { return false };
            if !turned() || !self.all_same(&[(x, w), (z, y)]) {
                return false;
            }
        }
        (0..a.region_count()).all(|index| self.same_arguments(a, b, index)) && self.same_inside(a, b)
    }

    fn all_same(&mut self, pairs: &[(Val<'c>, Val<'c>)]) -> bool {
        let found = self.found.len();
        let all = pairs.iter().all(|(x, y)| self.same(*x, *y));
        if !all {
            self.found.truncate(found);
        }
        all
    }

    /// The arguments of regions of one block each.
    fn same_arguments(&mut self, a: Op<'c>, b: Op<'c>, index: usize) -> bool {
        let block = |op: Op<'c>| op.region(index).ok()?.first_block();
        let (made, there) = match (block(a), block(b)) {
            (Some(made), Some(there)) => (made, there),
            // A branch that is not there.
            (made, there) => return made.is_none() && there.is_none(),
        };
        if made.next_in_region().is_some() || there.next_in_region().is_some() {
            return false;
        }
        let (of_made, of_there) = (rewrite::arguments(made), rewrite::arguments(there));
        if of_made.len() != of_there.len() {
            return false;
        }
        self.inside.extend(of_made.into_iter().zip(of_there));
        true
    }

    /// Finds the checks before `first` that are made as well, up to the first op that they would pass on their way to the end.
    fn same_checks(&mut self, made: &[Op<'c>], first: Op<'c>) {
        let made: Vec<Op<'c>> = made
            .iter()
            .copied()
            .filter(|op| op.full_name() == "cf.assert")
            .collect();
        let Some(block) = first.block().filter(|_| !made.is_empty()) else {
            return;
        };
        let mut before = rewrite::operations(block);
        before.truncate(before.iter().position(|op| *op == first).unwrap_or_default());
        for op in before.into_iter().rev() {
            if self.found.contains(&op) || is_free(op) || op.full_name() == "arith.cmpi" {
                continue;
            }
            let found = self.found.len();
            let is_made = |comparison: &mut Self, check: &Op<'c>| {
                let conditions = check.operand_at(0).zip(op.operand_at(0));
                said(*check) == said(op) && conditions.is_some_and(|(made, there)| comparison.same(made, there))
            };
            let is_asked =
                op.full_name() == "cf.assert" && op.operand_at(0).is_some_and(|asked| users(asked).len() == 1);
            if !is_asked || !made.iter().any(|check| is_made(self, check)) {
                self.found.truncate(found);
                return;
            }
            self.found.push(op);
        }
    }

    /// What stands in the regions of two ops, one behind the other.
    fn same_inside(&mut self, a: Op<'c>, b: Op<'c>) -> bool {
        let inside = |op: Op<'c>| -> Vec<Op<'c>> {
            let all = collect(op, |_| true).into_iter();
            all.filter(|inner| parent(*inner) == Some(op)).collect()
        };
        let (of_a, of_b) = (inside(a), inside(b));
        of_a.len() == of_b.len()
            && of_a.into_iter().zip(of_b).all(|(p, q)| {
                let same = self.same_op(p, q);
                self.inside.extend(p.result_values().into_iter().zip(q.result_values()));
                same
            })
    }
}

fn position<'c>(op: Op<'c>, value: Val<'c>) -> Option<usize> {
    let mut results = op.result_values().into_iter();
    results.position(|result| result.to_raw().ptr == value.to_raw().ptr)
}

fn same_attributes<'c>(a: Op<'c>, b: Op<'c>) -> bool {
    let has = |(name, value): (dynsparse_ir::melior::ir::Identifier<'c>, Attribute<'c>)| {
        let name = name.as_string_ref();
        let found = name.as_str().ok().and_then(|name| b.attr(name));
        found.is_some_and(|found| same_attribute(found, value))
    };
    a.attribute_count() == b.attribute_count() && a.attributes().all(has)
}

/// What a check says, without the place that it says it of.
fn said(check: Op<'_>) -> Option<String> {
    let message = check.attr("msg")?.to_string();
    let mut parts = message.rsplitn(3, ": ");
    let (what, name) = (parts.next()?, parts.next().unwrap_or_default());
    Some(format!("{}: {}", name.trim_matches('"'), what.trim_matches('"')))
}

/// Whether an op, or one that it is in, comes after `end` in the block of that.
fn is_behind<'c>(op: Op<'c>, end: Op<'c>) -> bool {
    let around: Vec<Op<'c>> = outwards(op).collect();
    let mut after = next(end);
    while let Some(op) = after {
        if around.contains(&op) {
            return true;
        }
        after = next(op);
    }
    false
}

/// Ops that cost nothing, of which others may take as well.
fn is_free(op: Op<'_>) -> bool {
    ["arith.constant", "tensor.dim", "tensor.empty"].contains(&op.full_name().as_str())
}

/// Erases the checks before `first` that `op`, behind them, makes of its sizes itself.
pub fn erase_checks_of<'c>(op: Op<'c>, first: Op<'c>) -> Result<'c> {
    let begin = mark(op)?;
    size_checks::insert(op)?;
    let made = from_to(begin, op);
    let mut comparison = Comparison::default();
    comparison.same_checks(&made, first);
    for op in made.into_iter().rev() {
        rewrite::erase(op);
    }
    for op in comparison.found.into_iter().rev() {
        if op.result_values().into_iter().all(|value| users(value).is_empty()) {
            rewrite::erase(op);
        }
    }
    Ok(())
}

/// Makes the guessed op of `end` and those before it, if they are what it becomes and nobody else takes of them. Answers with
/// what was erased.
pub fn fuse<'c>(end: Op<'c>, guess: Guesser) -> Result<'c, Option<Vec<*mut c_void>>> {
    let Some(guess) = guess(end) else {
        return Ok(None);
    };
    // What is made to compare stands between these two.
    let first = mark(end)?;
    let types = guess.types.as_deref();
    let made = build(end, guess.op, &guess.operands, &guess.attributes, types, guess.regions)?;
    let whole = made
        .first()
        .copied()
        .and_then(owner)
        .ok_or_else(|| end.op_error("is fused to nothing"))?;
    // A wrong guess is nothing to report, so what the verifier would report is looked for before.
    let is_valid = check(whole).is_ok() && whole.verify();
    // Making an op smaller takes its regions away.
    let sample = match whole.region_count() {
        0 => whole,
        _ => rewrite::clone_before(whole, whole),
    };
    let values = if is_valid { smaller_and_checked(sample)? } else { None };
    let mut comparison = Comparison::default();
    let results = end.result_values();
    // An op with more results than the composite has ends in the last of them.
    let there = match &guess.ends {
        Some(ends) => &ends[..],
        None => &results[results.len().saturating_sub(made.len())..],
    };
    let is_same = values.is_some_and(|values| {
        let types = made
            .iter()
            .zip(there)
            .all(|(made, there)| same_type(made.r#type(), there.r#type()));
        types
            && values.len() == there.len()
            && values
                .iter()
                .zip(there)
                .all(|(made, there)| comparison.same(*made, *there))
    });
    let made_to_compare = from_to(first, whole);
    if is_same && is_checked_alike(guess.op) {
        comparison.same_checks(&made_to_compare, first);
    }
    for op in made_to_compare.into_iter().rev() {
        rewrite::erase(op);
    }
    let found = comparison.found;
    let is_own = |op: Op<'c>| outwards(op).any(|op| found.contains(&op));
    // What stands in another block may run more or less often.
    let is_inside = |op: Op<'c>| parent(op).is_some_and(is_own);
    // The size of a part costs that part.
    let is_of_part = |op: Op<'c>| {
        let mut makers = op.operand_values().into_iter().filter_map(owner);
        !is_inside(op) && makers.any(|maker| found.contains(&maker) && !is_free(maker))
    };
    let is_part = |op: &Op<'c>| !is_free(*op) || is_of_part(*op);
    let parts: Vec<Op<'c>> = found.iter().copied().filter(is_part).collect();
    let block = |op: Op<'c>| op.block().map(|block| block.to_raw().ptr);
    let is_together = parts.iter().all(|op| block(*op) == block(end));
    // What the composite does not give has no other use; what it gives is used behind it.
    let is_end = |value: &Val<'c>| there.iter().any(|end| end.to_raw().ptr == value.to_raw().ptr);
    let is_own_or_behind = |of: Op<'c>, value: Val<'c>| {
        let given = is_end(&value);
        given && (of == end || is_behind(of, end))
            || users(value)
                .into_iter()
                .all(|user| is_own(user) || given && is_behind(user, end))
    };
    let is_alone = || {
        let mut values = parts
            .iter()
            .flat_map(|op| op.result_values().into_iter().map(|value| (*op, value)));
        values.all(|(op, value)| is_own_or_behind(op, value))
    };
    if !is_same || !is_together || !is_alone() {
        rewrite::erase(whole);
        return Ok(None);
    }
    for (old, new) in there.iter().zip(&made) {
        rewrite::replace_uses(*old, *new);
    }
    // What is inside of another goes with it.
    let outside: Vec<Op<'c>> = found.iter().copied().filter(|op| !is_inside(*op)).collect();
    let mut erased = Vec::new();
    for op in outside.into_iter().rev() {
        if op.result_values().into_iter().all(|value| users(value).is_empty()) {
            erased.extend(collect(op, |_| true).iter().map(|op| op.to_raw().ptr));
            rewrite::erase(op);
        }
    }
    Ok(Some(erased))
}
