//! `convert-dsk-to-loops`: dsk kernels on buffers as loops.

use dynsparse_dialects::dsk::is_kernel;
use dynsparse_ir::{
    Op, Result,
    melior::ir::{Type, ValueLike as _},
    operation::{OpExt as _, collect, dims, element},
    pass::{Pass, PassRun},
    rewrite,
    template::{Template, float_literal},
};

use crate::{ConvertDskToLoops, dsa_verify_patterns::ASSERTION, lowering_of, target::Target};

pub(crate) mod attention;
mod channels;
mod exits;
mod exp_log;
mod heads;
mod incremental;
mod iteration;
mod linear;
mod mass;
mod merging;
mod patterns;
mod prediction;
mod register_tile;
mod selection;
mod stored_scores;
mod temporal;
mod tokens;

impl Pass for ConvertDskToLoops {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        let target = Target::read(&self.target_description).map_err(|error| function.error(error))?;
        for assertion in collect(function, |name| name == ASSERTION) {
            rewrite::erase(assertion);
        }
        let kernels = collect(function, is_kernel);
        run.each(&kernels, |op| {
            run.count(Self::OPS, 1);
            lower(op, &target)
        })?;
        // The kernels' own loops over blocks are among these.
        let loops = collect(function, |name| matches!(name, "dsk.for_blocks" | "dsk.for_chunks"));
        run.each(&loops, |op| {
            run.count(Self::OPS, 1);
            iteration::lower_loop(op)
        })?;
        let once = collect(function, |name| name == "dsk.once");
        run.each(&once, |op| {
            run.count(Self::OPS, 1);
            iteration::lower_once(op)
        })
    }
}

/// The loops of a kernel: its operands are the template's parameters.
type Lower = for<'c> fn(Op<'c>, &Target) -> Result<'c, Template>;

/// All kernels, a list a topic.
const LOWERINGS: &[&[(&str, Lower)]] = &[
    patterns::LOWERINGS,
    selection::LOWERINGS,
    mass::LOWERINGS,
    prediction::LOWERINGS,
    attention::LOWERINGS,
    stored_scores::LOWERINGS,
    tokens::LOWERINGS,
    merging::LOWERINGS,
    heads::LOWERINGS,
    channels::LOWERINGS,
    exits::LOWERINGS,
    temporal::LOWERINGS,
    linear::LOWERINGS,
    incremental::LOWERINGS,
];

fn lower<'c>(op: Op<'c>, target: &Target) -> Result<'c> {
    if !op.result_values().is_empty() {
        return Err(op.op_error("is on tensors, expected buffers: run bufferize-sparse first"));
    }
    let name = op.full_name();
    let found = lowering_of(LOWERINGS, &name);
    let loops = found.ok_or_else(|| op.op_error("has no lowering to loops"))?;
    // Slices of rows without columns are refused where that is known.
    let output = op.operand_values().last().and_then(|output| dims(output.r#type()));
    if heads::SLICED.contains(&name.as_str()) && output.is_some_and(|sizes| sizes.contains(&Some(0))) {
        rewrite::erase(op);
        return Ok(());
    }
    loops(op, target)?.replace(op, &op.operand_values())
}

/// The element type of a shaped operand.
pub(crate) fn element_of<'c>(op: Op<'c>, operand: usize) -> Result<'c, Type<'c>> {
    op.operand_at(operand)
        .and_then(|value| element(value.r#type()))
        .ok_or_else(|| op.op_error(format!("expects operand #{operand} to be a ranked memref")))
}

/// The `scale` attribute in a form that brings every double back as it was.
pub(crate) fn scale(op: Op<'_>) -> Result<'_, String> {
    let scale = op.float_attr("scale").ok_or_else(|| op.op_error("needs a scale"))?;
    Ok(float_literal(scale))
}
