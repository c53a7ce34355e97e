//! `convert-dsa-to-dsk`: choose how dsa ops are computed: stored patterns and kernels on tensors.

use dynsparse_dialects::{PatternType, dsa::scale_of};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{Type, ValueLike as _, operation::OperationLike as _},
    operation::{OpExt as _, collect, element},
    pass::{Pass, PassRun},
    rewrite,
    template::{Template, cast, float_literal},
};

use crate::{ConvertDsaToDsk, dsa_verify_patterns::ASSERTION, lowering_of, patterns_left, prepared};

mod algebra;
mod attention;
mod bits;
mod channels;
mod control;
mod exits;
mod formats;
mod heads;
mod incremental;
mod linear;
mod mass;
mod merging;
mod patterns;
mod prediction;
mod selection;
mod sparse_tensors;
mod stored_scores;
mod structured;
mod temporal;
mod tokens;

/// Ops that have no kernel of their own: what they are made of has.
const BY_PARTS: [&str; 1] = ["dsa.attention_mass"];

impl Pass for ConvertDsaToDsk {
    fn run<'c>(&self, module: Op<'c>, run: &PassRun) -> Result<'c> {
        let ops = prepared::ops(module, run, &BY_PARTS)?;
        run.each(&ops, |op| {
            run.count(Self::OPS, 1);
            lower(op)
        })?;
        if !self.assert_patterns {
            for assertion in collect(module, |name| name == ASSERTION) {
                rewrite::erase(assertion);
            }
        }
        let location = module.location();
        rewrite::convert_types(module, |r#type| {
            PatternType::of(r#type).map(|pattern| formats::stored_types(&pattern, location))
        })?;
        run.run_pipeline("reconcile-unrealized-casts", module)?;
        patterns_left::refuse(module, "row pointers and columns")
    }
}

/// How an op is lowered: it is replaced by ops of dsk, tensor and arith.
type Lower = for<'c> fn(Op<'c>) -> Result<'c>;

/// All ops, a list a topic.
const LOWERINGS: &[&[(&str, Lower)]] = &[
    patterns::LOWERINGS,
    algebra::LOWERINGS,
    structured::LOWERINGS,
    formats::LOWERINGS,
    sparse_tensors::LOWERINGS,
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
    incremental::LOWERINGS,
    control::LOWERINGS,
    linear::LOWERINGS,
];

fn lower<'c>(op: Op<'c>) -> Result<'c> {
    let name = op.full_name();
    let found = lowering_of(LOWERINGS, &name);
    let lower = found.ok_or_else(|| op.error(format!("'{name}' has no lowering to dsk")))?;
    lower(op)
}

fn template(name: &'static str, text: &'static str) -> Template {
    Template::new(name, text)
}

fn element_of<'c>(op: Op<'c>, operand: usize) -> Result<'c, Type<'c>> {
    op.operand_at(operand)
        .and_then(|value| element(value.r#type()))
        .ok_or_else(|| op.op_error(format!("expects operand #{operand} to be a ranked tensor")))
}

fn scale(op: Op<'_>) -> Result<'_, String> {
    let scale = scale_of(op).ok_or_else(|| op.op_error("needs a scale"))?;
    Ok(float_literal(scale))
}

/// The pattern type of a value, if it is stored in a way that can be read as row pointers and columns.
fn bcsr<'c>(op: Op<'c>, value: Option<Val<'c>>) -> Result<'c, PatternType> {
    formats::check(op, value)
}

fn index_type(pattern: &PatternType) -> String {
    format!("i{}", pattern.index_bits)
}

/// The parameters that templates over patterns share: index type, block, bytes of a key's bits.
fn blocked(template: Template, pattern: &PatternType) -> Template {
    template
        .set("I", index_type(pattern))
        .set("bq", pattern.block[0])
        .set("bk", pattern.block[1])
        .set("bytes", pattern.mask_bytes())
}

/// Row pointers, columns, and the number of block columns; where it holds elements, the numbers of queries and keys, and
/// then mask ids and masks. Whatever the format: it is read on the way.
fn parts_of<'c>(op: Op<'c>, pattern: &PatternType, value: Val<'c>) -> Result<'c, Vec<Val<'c>>> {
    formats::read(op, pattern, value, formats::form_of_ops(pattern))
}

/// Replaces `op` by as many of `values` as it has results, of their types.
fn replace<'c>(op: Op<'c>, values: &[Val<'c>]) -> Result<'c> {
    let results = op.result_values();
    let values = values.iter().zip(&results);
    let values = values.map(|(value, result)| cast(op, *value, result.r#type()));
    rewrite::replace(op, &values.collect::<Result<Vec<_>>>()?)
}

/// Replaces an op that makes a pattern by the pattern's parts, as [`parts_of`] gives them, in its format.
fn replace_pattern<'c>(op: Op<'c>, pattern: &PatternType, parts: &[Val<'c>]) -> Result<'c> {
    formats::write(op, pattern, parts.to_vec(), formats::form_of_ops(pattern))
}

/// The pattern that `op` makes, its first result, of the parts that it is stored as.
fn stored_pattern<'c>(op: Op<'c>, pattern: &PatternType, parts: &[Val<'c>]) -> Result<'c, Val<'c>> {
    let types = formats::stored_types(pattern, op.location());
    let parts = parts
        .iter()
        .zip(types)
        .map(|(value, r#type)| cast(op, *value, r#type))
        .collect::<Result<Vec<_>>>()?;
    let whole = rewrite::conversion_cast(op, &parts, &[op.result_values()[0].r#type()])?;
    Ok(whole[0])
}
