//! Leaving early, of branches: the stages are taken out of a copy of them, and what is between is left to the comparison.

use dynsparse_ir::{
    Op, Val,
    melior::ir::{
        Block, BlockLike as _, Identifier, Region, RegionLike as _, Type, ValueLike as _,
        attribute::DenseI32ArrayAttribute,
        operation::{OperationBuilder, OperationLike as _},
    },
    operation::{
        OpExt as _, collect, defined_by, defining_parent, dims, next, outwards, owner, parent, same_type, users,
    },
    rewrite,
};

use dynsparse_dialects::dsa::{ExitBounds, packed_type};

use crate::agreement::OPS_BEFORE_SECOND_SIZE;

use super::{
    compare::Guess,
    guess::{is_of, source},
};

/// Ops that say a value in other words.
const WORDS: [&str; 3] = ["tensor.cast", "tensor.collapse_shape", "tensor.expand_shape"];

/// Which samples a branch is for, and why.
struct Choice<'c> {
    /// The list of them.
    chosen: Val<'c>,
    confidence: Val<'c>,
    threshold: Val<'c>,
    budget: Val<'c>,
    /// How many stages are run at most.
    depth: Option<Val<'c>>,
}

impl<'c> Choice<'c> {
    /// With `has_depth` the budget is one of as many stages as a number says.
    fn of(branch: Op<'c>, has_depth: bool) -> Option<Self> {
        let count = defined_by(branch.operand_at(0)?, "arith.cmpi")?.operand_at(0)?;
        let chosen = source(count, "tensor.dim")?;
        let list = read_in(chosen, 0)?;
        let gate = defined_by(source(list, "tensor.cast").unwrap_or(list), "dsa.gate_tokens")?;
        let (mut budget, mut depth) = (gate.operand_at(1)?, None);
        if has_depth {
            let either = defined_by(budget, "arith.select")?;
            depth = Some(source(either.operand_at(0)?, "arith.cmpi")?);
            budget = either.operand_at(1)?;
        }
        Some(Self {
            chosen,
            confidence: read_in(gate.operand_at(0)?, 0)?,
            threshold: source(gate.operand_at(2)?, "arith.negf")?,
            budget,
            depth,
        })
    }
}

/// What the `index`th `tensor.extract` reads of the `tensor.generate` that makes `value`.
///
/// `None` for a tensor that is made in there: it cannot be named elsewhere.
fn read_in<'c>(value: Val<'c>, index: usize) -> Option<Val<'c>> {
    let generate = defined_by(value, "tensor.generate")?;
    let reads = collect(generate, |name| name == "tensor.extract");
    let read = reads.get(index)?.operand_at(0)?;
    let is_from_outside = owner(read).is_none_or(|op| outwards(op).all(|op| op != generate));
    is_from_outside.then_some(read)
}

/// The ops of a branch.
fn operations_of<'c>(branch: Op<'c>, region: usize) -> Option<Vec<Op<'c>>> {
    Some(rewrite::operations(branch.region(region).ok()?.first_block()?))
}

/// What a branch gives where no sample is left: the answers so far, and where samples left so far.
fn so_far(branch: Op<'_>) -> Option<Vec<Val<'_>>> {
    match operations_of(branch, 1)?[..] {
        [end] if end.full_name() == "scf.yield" => Some(end.operand_values()),
        _ => None,
    }
}

/// A value before the last of `ops` said it in other words.
fn before_words<'c>(value: Val<'c>, ops: &[Op<'c>]) -> Val<'c> {
    let mut value = value;
    while let Some(op) = owner(value).filter(|op| ops.contains(op) && WORDS.contains(&op.full_name().as_str())) {
        let Some(source) = op.operand_at(0) else { break };
        value = source;
    }
    value
}

/// What a user of `value` with one of these names makes.
fn used_by<'c>(value: Val<'c>, names: &[&str]) -> Option<Val<'c>> {
    let user = users(value)
        .into_iter()
        .find(|user| names.contains(&user.full_name().as_str()))?;
    user.result_values().first().copied()
}

/// How a branch begins.
struct Beginning<'c> {
    /// What the stage before hands on.
    handed_on: Vec<Val<'c>>,
    /// The rows of each for the samples that are left.
    rows: Vec<Val<'c>>,
    /// Where the stage begins among the ops, and the first behind it.
    stage: std::ops::Range<usize>,
}

impl<'c> Beginning<'c> {
    /// Each op of the stage stands behind all that pack rows for it, and before all else that takes of the list.
    fn of(ops: &[Op<'c>], chosen: Val<'c>) -> Option<Self> {
        let mut beginning = Self {
            handed_on: Vec::new(),
            rows: Vec::new(),
            stage: 0..0,
        };
        loop {
            let start = beginning.stage.start;
            let takes = |op: &Op<'c>| op.operand_values().contains(&chosen);
            let at = start + ops[start..].iter().position(takes)?;
            let taken = ops.get(at + 1)?;
            let first = taken.result_values().first().copied();
            let (handed_on, packed) = match (ops[at].full_name().as_str(), taken.full_name().as_str()) {
                ("tensor.cast", "dsa.pack_tokens") => (taken.operand_at(0)?, first?),
                ("tensor.dim", "tensor.generate") => (read_in(first?, 1)?, first?),
                _ => {
                    beginning.stage.end = at.checked_sub(OPS_BEFORE_SECOND_SIZE).filter(|end| *end >= start)?;
                    return Some(beginning);
                }
            };
            let handed_on = before_words(handed_on, &ops[start..at]);
            let mut rows = packed;
            if taken.full_name() == "dsa.pack_tokens" {
                rows = used_by(rows, &["tensor.collapse_shape"])?;
                if dims(handed_on.r#type())?.len() > 1 {
                    rows = used_by(rows, &["tensor.expand_shape"])?;
                }
            }
            if !same_type(rows.r#type(), packed_type(handed_on.r#type())?) {
                rows = used_by(rows, &["tensor.cast"])?;
            }
            let last = owner(rows)?;
            beginning.stage.start = ops.iter().position(|op| *op == last)? + 1;
            beginning.handed_on.push(handed_on);
            beginning.rows.push(rows);
        }
    }
}

fn outermost(op: Op<'_>) -> Op<'_> {
    outwards(op).last().unwrap_or(op)
}

/// A stage that is being taken out.
struct Stage<'c> {
    arguments: Vec<Val<'c>>,
    body: Vec<Op<'c>>,
    answers: Vec<Val<'c>>,
    confidence: Option<Val<'c>>,
}

impl<'c> Stage<'c> {
    /// Whether a value can be named where the stage will stand: it is of the stage, or of what is around `copy`.
    fn can_name(&self, value: Val<'c>, copy: Op<'c>) -> bool {
        if self.arguments.contains(&value) {
            return true;
        }
        let Some(mut around) = owner(value).or_else(|| defining_parent(value)) else {
            // An argument of another stage.
            return false;
        };
        loop {
            if self.body.contains(&around) {
                return true;
            }
            match parent(around) {
                Some(outer) if outer == copy => return false,
                Some(outer) => around = outer,
                // What was moved to another stage is in nothing yet.
                None => return around == outermost(copy),
            }
        }
    }

    /// Moves the stage to the region, which has its block already. Nothing is changed where that cannot be.
    fn end(self, region: &Region<'c>, handed_on: &[Val<'c>], copy: Op<'c>) -> Option<()> {
        let block = region.first_block()?;
        if self.confidence.is_some_and(|value| !is_of(value, &["f32", "f64"], 1)) {
            return None;
        }
        let ends = [&self.answers[..], self.confidence.as_slice(), handed_on].concat();
        let inside = self.body.iter().flat_map(|op| collect(*op, |_| true));
        let taken = inside.flat_map(|op| op.operand_values());
        if !taken
            .chain(ends.iter().copied())
            .all(|value| self.can_name(value, copy))
        {
            return None;
        }
        let name = if self.confidence.is_some() {
            "dsa.exit"
        } else {
            "dsa.yield"
        };
        let mut end = OperationBuilder::new(name, copy.location()).add_operands(&ends);
        if self.confidence.is_some() {
            let counts = [1, self.answers.len() - 1, 1, handed_on.len()].map(|count| count as i32);
            let counts = DenseI32ArrayAttribute::new(copy.ctx(), &counts).into();
            end = end.add_attributes(&[(Identifier::new(copy.ctx(), "operandSegmentSizes"), counts)]);
        }
        block.append_operation(end.build().ok()?);
        let end = rewrite::terminator(block)?;
        for op in self.body {
            rewrite::move_before(op, end);
        }
        Some(())
    }
}

/// The answer of a stage that was put among those so far, by ops that are all behind the stage.
fn answer_of<'c>(all: Val<'c>, ops: &[Op<'c>]) -> Option<Val<'c>> {
    let all = before_words(all, ops);
    let rows = match defined_by(all, "dsa.unpack_tokens") {
        Some(unpack) => unpack.operand_at(0),
        None => read_in(all, 1),
    };
    Some(before_words(rows?, ops))
}

/// Takes the stages of `copy` out, each into a region; `first` is the stage before. Says whether there is a branch inside whose
/// budget is that of `copy`.
fn take_stages<'c>(copy: Op<'c>, has_depth: bool, first: Stage<'c>, regions: &mut Vec<Region<'c>>) -> Option<bool> {
    let location = copy.location();
    let mut choice = Choice::of(copy, has_depth)?;
    let budget = choice.budget;
    let mut has_same_budget = None;
    let (mut branch, mut before) = (copy, first);
    regions.push(Region::new());
    regions[0].append_block(Block::new(&[]));
    loop {
        let ops = operations_of(branch, 0)?;
        let beginning = Beginning::of(&ops, choice.chosen)?;
        before.end(regions.last()?, &beginning.handed_on, copy)?;
        let types: Vec<_> = beginning.rows.iter().map(|rows| (rows.r#type(), location)).collect();
        let region = Region::new();
        let block = region.append_block(Block::new(&types));
        let arguments = rewrite::arguments(block);
        regions.push(region);
        for (rows, argument) in beginning.rows.iter().zip(&arguments) {
            rewrite::replace_uses(*rows, *argument);
        }
        let given = ops.last()?.operand_values();
        // The stage is the last one if the branch gives what it makes itself.
        let inner = defined_by(*given.first()?, "scf.if").filter(|op| op.result_values() == given);
        let outcome = inner.map_or(Some(given), so_far)?;
        let behind = &ops[beginning.stage.end..];
        let answers = outcome
            .iter()
            .take(outcome.len() - 1)
            .map(|all| answer_of(*all, behind));
        before = Stage {
            arguments,
            answers: answers.collect::<Option<_>>()?,
            confidence: None,
            body: ops[beginning.stage].to_vec(),
        };
        let Some(inner) = inner else {
            before.end(regions.last()?, &[], copy)?;
            return Some(has_same_budget == Some(true));
        };
        choice = Choice::of(inner, has_depth)?;
        before.confidence = Some(before_words(choice.confidence, behind));
        has_same_budget.get_or_insert(choice.budget == budget);
        branch = inner;
    }
}

/// A result as the composite op gives it: what a cast makes of it that is the only user and stands at `place`, which is then
/// moved behind it.
fn as_given<'c>(result: Val<'c>, place: &mut Option<Op<'c>>) -> Val<'c> {
    let cast = place.filter(|op| op.full_name() == "tensor.cast" && op.operand_at(0) == Some(result));
    match cast.filter(|_| users(result).len() == 1) {
        Some(cast) => {
            *place = next(cast);
            cast.result_values()[0]
        }
        None => result,
    }
}

/// The `dsa.early_exit` that ends in a branch: what the first branch gives where no sample is left are the answers of the first
/// stage, of which nothing else is known.
pub fn early_exit<'c>(branch: Op<'c>) -> Option<Guess<'c>> {
    stages_of(branch, false)
}

/// The same of one that says how many stages are run.
pub fn early_exit_of_depth<'c>(branch: Op<'c>) -> Option<Guess<'c>> {
    stages_of(branch, true)
}

fn stages_of<'c>(branch: Op<'c>, has_depth: bool) -> Option<Guess<'c>> {
    let choice = Choice::of(branch, has_depth)?;
    let mut answers = so_far(branch)?;
    defined_by(answers.pop()?, "linalg.fill")?;
    let results = branch.result_values();
    let exits = results.last()?;
    if answers.is_empty()
        || !is_of(*exits, &["i32"], 1)
        || !answers.iter().all(|answer| dims(answer.r#type()).is_some())
    {
        return None;
    }
    // Where there is no budget the number of samples is one, by their confidence.
    let all = defined_by(choice.budget, "tensor.dim").and_then(|size| size.operand_at(0));
    let without_cast = source(choice.confidence, "tensor.cast").unwrap_or(choice.confidence);
    let all = all.filter(|all| [choice.confidence, without_cast].contains(all));
    let first = Stage {
        arguments: Vec::new(),
        body: Vec::new(),
        answers,
        confidence: Some(all.unwrap_or(without_cast)),
    };
    let copy = rewrite::clone_before(branch, branch);
    let mut regions = Vec::new();
    let stages = take_stages(copy, has_depth, first, &mut regions);
    // Before the regions, of whose arguments it takes.
    rewrite::erase(copy);
    let has_same_budget = stages?;
    let bounds = ExitBounds {
        threshold: choice.threshold,
        budget: (all.is_none() || has_same_budget).then_some(choice.budget),
        depth: choice.depth,
    };
    let mut place = next(branch);
    let ends: Vec<Val<'c>> = results.into_iter().map(|result| as_given(result, &mut place)).collect();
    let types: Vec<Type<'c>> = ends.iter().map(|end| end.r#type()).collect();
    Some(Guess {
        op: "dsa.early_exit",
        operands: bounds.operands(),
        attributes: vec![bounds.segments(branch.ctx())],
        types: Some(types),
        ends: Some(ends),
        regions,
    })
}
