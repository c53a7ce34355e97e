//! Leaving early: how sure an answer is, and stages that not every sample goes through.

use dynsparse_ir::{
    Error, Op, Result, Val,
    hooks::{OpHooks, Operands},
    melior::{
        Context,
        ir::{
            Attribute, Identifier, RegionLike as _, RegionRef, Type, ValueLike as _,
            attribute::DenseI32ArrayAttribute,
            operation::{OperationBuilder, OperationLike as _},
            r#type::IntegerType,
        },
    },
    operation::{
        Dim, OpExt as _, defined_by, dims, dims_agree, element, int_constant, same_type, segment_sizes, show_dims,
        tensor, users,
    },
    rewrite::{self, Pattern, Rewriter},
};

use super::{cast, float_constant, score_type};

use super::sizes::{NoElements, ReadsThroughCasts};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        infer: Some(infer_confidence),
        canonicalize: &[&ReadsThroughCasts("dsa.confidence"), &NoElements("dsa.confidence")],
        ..OpHooks::verifying("dsa.confidence", |_| Ok(()))
    },
    OpHooks {
        infer: Some(infer_early_exit),
        canonicalize: &[&NoneGoesOn, &ConstantDepth, &NoneLeaves, &OneStage],
        ..OpHooks::verifying("dsa.early_exit", verify_early_exit)
    },
];

fn infer_confidence<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let logits = parts.operand_type(0)?;
    let batch = dims(logits).and_then(|sizes| sizes.first().copied()).flatten();
    Ok(vec![tensor(&[batch], score_type(parts, logits))])
}

/// The sizes and elements of a stage's answers.
fn stated<'c>(stage: RegionRef<'c, 'c>) -> Option<Vec<(Vec<Dim>, Type<'c>)>> {
    let end = stage.first_block().and_then(rewrite::terminator)?;
    let end = exit_parts(end).ok().filter(|end| !end.answers.is_empty())?;
    let types = end.answers.into_iter().map(|answer| answer.r#type());
    types.map(|of| dims(of).zip(element(of))).collect()
}

/// The sizes that any stage states, and the elements of the first; behind it the number of samples is `?` in every stage.
fn infer_early_exit<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let stages = parts.regions.iter().map(|stage| stated(*stage));
    let stages = stages.collect::<Option<Vec<_>>>().unwrap_or_default();
    let Some((first, others)) = stages.split_first() else {
        return Err(Error::new("expects stages that end in ranked answers"));
    };
    let mut answers = first.clone();
    for other in others {
        for ((sizes, _), (more, _)) in answers.iter_mut().zip(other) {
            for (size, more) in sizes.iter_mut().zip(more) {
                *size = size.or(*more);
            }
        }
    }
    let batch = answers.iter().find_map(|(sizes, _)| *sizes.first()?);
    for (sizes, _) in &mut answers {
        if let Some(samples) = sizes.first_mut() {
            *samples = batch;
        }
    }
    let exits = tensor(&[batch], IntegerType::new(parts.context, 32).into());
    let answers = answers.into_iter().map(|(sizes, element)| tensor(&sizes, element));
    Ok(answers.chain([exits]).collect())
}

/// The operands of `dsa.early_exit`, some of which there may not be.
#[derive(Clone, Copy)]
pub struct ExitBounds<'c> {
    /// Who is at least as sure leaves.
    pub threshold: Val<'c>,
    /// How many go on behind each stage.
    pub budget: Option<Val<'c>>,
    /// How many stages are run.
    pub depth: Option<Val<'c>>,
}

impl<'c> ExitBounds<'c> {
    /// Those of an op.
    pub fn of(op: Op<'c>) -> Option<Self> {
        let counts = segment_sizes(op.attr("operandSegmentSizes")?)?;
        let [1, budget, depth] = counts[..] else {
            return None;
        };
        let mut values = op.operand_values().into_iter();
        let threshold = values.next()?;
        Some(Self {
            threshold,
            budget: values.by_ref().take(budget).next(),
            depth: values.take(depth).next(),
        })
    }

    /// As operands.
    pub fn operands(self) -> Vec<Val<'c>> {
        [Some(self.threshold), self.budget, self.depth]
            .into_iter()
            .flatten()
            .collect()
    }

    /// What says which operands there are.
    pub fn segments(self, context: &'c Context) -> (&'static str, Attribute<'c>) {
        let counts = [1, i32::from(self.budget.is_some()), i32::from(self.depth.is_some())];
        (
            "operandSegmentSizes",
            DenseI32ArrayAttribute::new(context, &counts).into(),
        )
    }
}

/// How many stages a `dsa.early_exit` has.
pub fn stages(op: Op<'_>) -> usize {
    op.region_count()
}

/// The op that ends a stage: `dsa.exit`, or `dsa.yield` in the last.
pub fn end_of_stage<'c>(op: Op<'c>, stage: usize) -> Option<Op<'c>> {
    let block = op.region(stage).ok()?.first_block()?;
    rewrite::terminator(block)
}

/// What ends a stage, taken apart.
pub struct ExitParts<'c> {
    /// The answers of the stage's samples.
    pub answers: Vec<Val<'c>>,
    /// How sure they are; `None` of the last stage.
    pub confidence: Option<Val<'c>>,
    /// What is handed on.
    pub next: Vec<Val<'c>>,
}

/// The operands of `dsa.exit` or `dsa.yield`.
///
/// # Errors
///
/// If it is neither.
pub fn exit_parts<'c>(end: Op<'c>) -> Result<'c, ExitParts<'c>> {
    let mut values = end.operand_values().into_iter();
    if end.full_name() == "dsa.yield" {
        return Ok(ExitParts {
            answers: values.collect(),
            confidence: None,
            next: Vec::new(),
        });
    }
    let counts = end.attr("operandSegmentSizes").and_then(segment_sizes);
    let Some([answer, also, 1, next]) = counts.as_deref().and_then(|counts| <[usize; 4]>::try_from(counts).ok()) else {
        return Err(end.op_error("ends no stage"));
    };
    Ok(ExitParts {
        answers: values.by_ref().take(answer + also).collect(),
        confidence: values.next(),
        next: values.take(next).collect(),
    })
}

/// The answers of a `dsa.early_exit`: its results but the last, which says where samples left.
pub fn early_exit_answers(op: Op<'_>) -> Vec<Val<'_>> {
    let mut results = op.result_values();
    results.pop();
    results
}

/// Where samples left.
fn exits_of(op: Op<'_>) -> Option<Val<'_>> {
    op.result_values().last().copied()
}

/// The arguments of a stage: what the one before hands on.
pub fn arguments_of_stage<'c>(op: Op<'c>, stage: usize) -> Vec<Val<'c>> {
    let block = op.region(stage).ok().and_then(|region| region.first_block());
    block.map(rewrite::arguments).unwrap_or_default()
}

/// Checks that what is called `what` has a stage's samples for its first dimension.
fn has_samples<'c>(stage: usize, what: &str, r#type: Type<'c>, batch: Dim) -> Result<'c> {
    let Some(samples) = dims(r#type).and_then(|sizes| sizes.first().copied()) else {
        return Err(Error::new(format!(
            "{what} of stage #{stage} is {type}, expected a tensor with the samples for its first dimension"
        )));
    };
    if stage > 0 && samples.is_some() {
        return Err(Error::new(format!(
            "{what} of stage #{stage} has {} samples, expected ?: how many are left is known when the program runs",
            show_dims(&[samples])
        )));
    }
    if !dims_agree(samples, batch) {
        return Err(Error::new(format!(
            "{what} of stage #{stage} has {} samples, expected {} as the result",
            show_dims(&[samples]),
            show_dims(&[batch])
        )));
    }
    Ok(())
}

fn verify_early_exit(op: Op<'_>) -> Result<'_> {
    let results: Vec<Type> = op.result_values().iter().map(|value| value.r#type()).collect();
    // The declaration says that there are two at least.
    let (answers, exits) = (&results[..results.len() - 1], results[results.len() - 1]);
    let batch_of = |r#type: Type<'_>| dims(r#type).and_then(|sizes| sizes.first().copied());
    let mut batch = None;
    for answer in answers {
        let Some(found) = batch_of(*answer) else {
            return Err(Error::new(format!(
                "answers {answer}, expected a tensor with the samples for its first dimension"
            )));
        };
        if !dims_agree(batch, found) {
            return Err(Error::new(format!(
                "answers {} samples, and {} beside",
                show_dims(&[batch]),
                show_dims(&[found])
            )));
        }
        batch = batch.or(found);
    }
    let of_exits = batch_of(exits).flatten();
    if !dims_agree(batch, of_exits) {
        return Err(Error::new(format!(
            "answers {} samples, and says of {} where they left",
            show_dims(&[batch]),
            show_dims(&[of_exits])
        )));
    }
    let count = stages(op);
    if count == 0 {
        return Err(Error::new("has no stages, expected at least one"));
    }
    let mut handed_on: Vec<Type> = Vec::new();
    for stage in 0..count {
        let taken: Vec<Type> = arguments_of_stage(op, stage).iter().map(|v| v.r#type()).collect();
        if taken.len() != handed_on.len() || !taken.iter().zip(&handed_on).all(|(a, b)| same_type(*a, *b)) {
            let words = |types: &[Type]| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            return Err(Error::new(format!(
                "stage #{stage} takes ({}), expected ({}): what the stage before hands on, for ? samples",
                words(&taken),
                words(&handed_on)
            )));
        }
        let expected = if stage + 1 == count { "dsa.yield" } else { "dsa.exit" };
        // Its own verifier runs after this one.
        let end = end_of_stage(op, stage).filter(|end| end.full_name() == expected && end.operand_count() > 0);
        let Some(parts) = end.and_then(|end| exit_parts(end).ok()) else {
            return Err(Error::new(format!("stage #{stage} does not end in {expected}")));
        };
        if parts.answers.len() != answers.len() {
            return Err(Error::new(format!(
                "stage #{stage} has {} answers, expected {} as the op",
                parts.answers.len(),
                answers.len()
            )));
        }
        for (value, answer) in parts.answers.iter().zip(answers) {
            let found = value.r#type();
            has_samples(stage, "answer", found, batch)?;
            let (found_sizes, sizes) = (dims(found).unwrap_or_default(), dims(*answer).unwrap_or_default());
            let fits = found_sizes.len() == sizes.len()
                && found_sizes.iter().zip(&sizes).all(|(a, b)| dims_agree(*a, *b))
                && element(found)
                    .zip(element(*answer))
                    .is_some_and(|(a, b)| same_type(a, b));
            if !fits {
                return Err(Error::new(format!(
                    "answer of stage #{stage} is {found}, expected the sizes and elements of {answer}"
                )));
            }
        }
        if let Some(confidence) = parts.confidence {
            has_samples(stage, "confidence", confidence.r#type(), batch)?;
        }
        handed_on.clear();
        for next in parts.next.iter().map(|value| value.r#type()) {
            has_samples(stage, "what is handed on", next, batch)?;
            handed_on.extend(packed_type(next));
        }
    }
    Ok(())
}

/// The type of a tensor for as many samples as are left.
pub fn packed_type(r#type: Type<'_>) -> Option<Type<'_>> {
    let mut sizes = dims(r#type)?;
    *sizes.first_mut()? = None;
    Some(tensor(&sizes, element(r#type)?))
}

/// Puts an op with the stages `keep` of `op` in its place.
fn replace_by_stages<'c>(
    op: Op<'c>,
    keep: impl IntoIterator<Item = usize>,
    bounds: ExitBounds<'c>,
    rewriter: &Rewriter<'c>,
) -> Result<'c, bool> {
    let types: Vec<Type> = op.result_values().iter().map(|value| value.r#type()).collect();
    let regions = keep
        .into_iter()
        .map(|stage| rewrite::take_region(op, stage))
        .collect::<Result<Vec<_>>>()?;
    let (name, counts) = bounds.segments(op.ctx());
    let shorter = OperationBuilder::new("dsa.early_exit", op.location())
        .add_operands(&bounds.operands())
        .add_attributes(&[(Identifier::new(op.ctx(), name), counts)])
        .add_results(&types)
        .add_regions_vec(regions)
        .build()
        .map_err(|error| op.error(error.to_string()))?;
    let shorter = rewriter.insert_before(op, shorter);
    rewriter.replace(op, &shorter.result_values());
    Ok(true)
}

/// With a budget of 0 or less every sample leaves behind the first stage.
struct NoneGoesOn;

impl Pattern for NoneGoesOn {
    fn root(&self) -> &'static str {
        "dsa.early_exit"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let Some(bounds) = ExitBounds::of(op).filter(|_| stages(op) > 1) else {
            return Ok(false);
        };
        if bounds.budget.and_then(int_constant).is_none_or(|budget| budget > 0) {
            return Ok(false);
        }
        replace_by_first(op, 1, ExitBounds { depth: None, ..bounds }, rewriter)
    }
}

/// Puts an op with the first `count` stages of `op` in its place, the last of which every sample leaves.
fn replace_by_first<'c>(op: Op<'c>, count: usize, bounds: ExitBounds<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
    let Some(exit) = end_of_stage(op, count - 1) else {
        return Ok(false);
    };
    if count < stages(op) {
        let last = OperationBuilder::new("dsa.yield", exit.location())
            .add_operands(&exit_parts(exit)?.answers)
            .build()
            .map_err(|error| op.error(error.to_string()))?;
        rewriter.insert_before(exit, last);
        rewriter.erase(exit);
    }
    replace_by_stages(op, 0..count, bounds, rewriter)
}

/// With a depth that is known there are as many stages.
struct ConstantDepth;

impl Pattern for ConstantDepth {
    fn root(&self) -> &'static str {
        "dsa.early_exit"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let Some(bounds) = ExitBounds::of(op) else {
            return Ok(false);
        };
        let Some(depth) = bounds.depth.and_then(int_constant) else {
            return Ok(false);
        };
        let count = usize::try_from(depth).unwrap_or(0).clamp(1, stages(op).max(1));
        replace_by_first(op, count, ExitBounds { depth: None, ..bounds }, rewriter)
    }
}

/// Where no sample can leave, two stages are one. Without a budget and a depth that is so of a threshold that is a NaN, and of one above
/// 1 where the confidence is that of `dsa.confidence`. Not if it is asked where samples left: stages are counted there.
struct NoneLeaves;

impl Pattern for NoneLeaves {
    fn root(&self) -> &'static str {
        "dsa.early_exit"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let count = stages(op);
        let Some(bounds) = ExitBounds::of(op) else {
            return Ok(false);
        };
        if bounds.budget.is_some()
            || bounds.depth.is_some()
            || exits_of(op).is_none_or(|exits| !users(exits).is_empty())
        {
            return Ok(false);
        }
        let Some(threshold) = float_constant(Some(bounds.threshold)) else {
            return Ok(false);
        };
        let is_closed = |stage: &usize| {
            let confidence = end_of_stage(op, *stage).and_then(|exit| exit_parts(exit).ok()?.confidence);
            let bounded = confidence.is_some_and(|value| defined_by(value, "dsa.confidence").is_some());
            // A little above 1, for what rounding adds.
            threshold.is_nan() || (threshold > 1.001 && bounded)
        };
        let Some(stage) = (0..count.saturating_sub(1)).find(is_closed) else {
            return Ok(false);
        };
        let Some(exit) = end_of_stage(op, stage) else {
            return Ok(false);
        };
        let mut handed_on = Vec::new();
        let next = exit_parts(exit)?.next;
        for (value, argument) in next.into_iter().zip(arguments_of_stage(op, stage + 1)) {
            handed_on.push(cast(exit, value, argument.r#type(), rewriter)?);
        }
        rewrite::inline_stage(op, stage + 1, exit, &handed_on)?;
        rewriter.erase(exit);
        let keep = (0..count).filter(|kept| *kept != stage + 1);
        replace_by_stages(op, keep, bounds, rewriter)
    }
}

/// One stage is what it does; unless it is asked where samples left.
struct OneStage;

impl Pattern for OneStage {
    fn root(&self) -> &'static str {
        "dsa.early_exit"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        if stages(op) != 1 || exits_of(op).is_none_or(|exits| !users(exits).is_empty()) {
            return Ok(false);
        }
        let Some(end) = end_of_stage(op, 0) else {
            return Ok(false);
        };
        let answers = exit_parts(end)?.answers;
        rewrite::inline_stage(op, 0, op, &[])?;
        for (answer, result) in answers.into_iter().zip(early_exit_answers(op)) {
            let answer = cast(op, answer, result.r#type(), rewriter)?;
            rewrite::replace_uses(result, answer);
        }
        // The stage's end stands before the op now.
        rewriter.erase(end);
        rewriter.erase(op);
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use dynsparse_ir::{
        Op,
        melior::ir::{
            Module, ValueLike as _,
            operation::{OperationBuilder, OperationLike as _},
        },
        operation::{OpExt as _, collect},
        rewrite,
    };

    /// The types of the results of a `dsa.early_exit` that is made of the operands and regions of another.
    fn inferred(op: Op<'_>) -> String {
        let regions = (0..op.region_count()).map(|stage| rewrite::take_region(op, stage));
        let same = OperationBuilder::new("dsa.early_exit", op.location())
            .add_operands(&op.operand_values())
            .add_attributes(&op.attributes().collect::<Vec<_>>())
            .add_regions_vec(regions.collect::<Result<_, _>>().expect("regions"))
            .enable_result_type_inference()
            .build()
            .expect("types that are inferred");
        let same = rewrite::insert_before(op, same);
        assert!(same.verify());
        let types: Vec<String> = same
            .result_values()
            .iter()
            .map(|value| value.r#type().to_string())
            .collect();
        types.join(", ")
    }

    #[test]
    fn types_are_those_that_the_stages_state() {
        crate::register();
        let context = Box::leak(Box::new(dynsparse_ir::context::create()));
        let text = "
            func.func @f(%x: tensor<?x?x3xf32>, %y: tensor<8xi8>, %sure: tensor<?xf64>, %t: f32) {
              %a, %b, %e = dsa.early_exit threshold(%t) -> tensor<8x4x3xf32> also(tensor<8xi8>), tensor<?xi32> {
                dsa.exit %x also(%y : tensor<8xi8>) if %sure next(%y : tensor<8xi8>) : tensor<?x?x3xf32>, tensor<?xf64>
              }, {
              ^bb0(%left: tensor<?xi8>):
                %c0 = arith.constant 0 : index
                %n = tensor.dim %left, %c0 : tensor<?xi8>
                %more = tensor.empty(%n) : tensor<?x4x3xf32>
                dsa.yield %more also(%left : tensor<?xi8>) : tensor<?x4x3xf32>
              }
              %c, %f = dsa.early_exit threshold(%t) -> tensor<7x5x3xf32>, tensor<7xi32> {
                dsa.yield %x : tensor<?x?x3xf32>
              }
              return
            }";
        let module = Box::leak(Box::new(Module::parse(context, text).expect("a program")));
        let exits = collect(module.as_operation(), |name| name == "dsa.early_exit");
        assert_eq!(inferred(exits[0]), "tensor<8x4x3xf32>, tensor<8xi8>, tensor<8xi32>");
        assert_eq!(inferred(exits[1]), "tensor<?x?x3xf32>, tensor<?xi32>");
        // Of no stage nothing is inferred.
        let none = OperationBuilder::new("dsa.early_exit", exits[0].location()).enable_result_type_inference();
        assert!(none.build().is_err());
    }
}
