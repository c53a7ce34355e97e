//! `convert-dsa-to-linalg`: the reference lowering, and so the oracle of every other.
//!
//! 1. Each op is replaced by the template of its name, which says on tensors what the op's specification says. A pattern is
//!    its mask there: an op that makes one gives the mask and a cast to the pattern, an op that reads one casts back.
//! 2. The pattern type becomes the mask's type in functions, calls and control flow, and the casts cancel.
//!
//! **Invariant**: templates do arithmetic in one type. Operands are widened to it before, results rounded once after.

use std::fmt::Write as _;

use dynsparse_dialects::{
    PatternType,
    dsa::{pattern_type, scale_of},
};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{Type, ValueLike as _, r#type::IntegerType},
    operation::{OpExt as _, dims, element, show_dims, tensor},
    pass::{Pass, PassRun},
    rewrite,
    template::{Template, cast, float_literal},
};

use crate::{ConvertDsaToLinalg, ConvertDsaToLinalgComputeType as ComputeType, lowering_of, patterns_left, prepared};

macro_rules! template {
    ($name:literal) => {
        dynsparse_ir::template::Template::new($name, include_str!(concat!($name, ".mlir")))
    };
}

mod algebra;
mod attention;
mod channels;
mod control;
mod exits;
mod experts;
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

/// How an op is lowered: it is replaced by its formula.
type Lower = for<'c> fn(&ConvertDsaToLinalg, Op<'c>) -> Result<'c>;

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
    experts::LOWERINGS,
];

impl Pass for ConvertDsaToLinalg {
    fn run<'c>(&self, module: Op<'c>, run: &PassRun) -> Result<'c> {
        run.each(&prepared::ops(module, run, &[])?, |op| {
            self.lower(op)?;
            run.count(Self::OPS, 1);
            Ok(())
        })?;
        rewrite::convert_types(module, |r#type| {
            let pattern = PatternType::of(r#type)?;
            Some(vec![mask_type(&pattern, module)])
        })?;
        run.run_pipeline("reconcile-unrealized-casts", module)?;
        patterns_left::refuse(module, "a mask")
    }
}

impl ConvertDsaToLinalg {
    fn lower<'c>(&self, op: Op<'c>) -> Result<'c> {
        let name = op.full_name();
        let found = lowering_of(LOWERINGS, &name);
        let lower = found.ok_or_else(|| op.op_error("has no reference lowering"))?;
        lower(self, op)
    }

    /// The type that arithmetic on the elements of `value` is done in.
    fn compute_word(&self, value: Val<'_>) -> &'static str {
        if self.compute_type == ComputeType::F64 || element_word(value) == "f64" {
            "f64"
        } else {
            "f32"
        }
    }
}

/// The sizes of a member of `pattern`, a block or an element, as the parameters `bq` and `bk`.
fn blocked(template: Template, pattern: &PatternType) -> Template {
    let [queries, keys] = pattern.unit();
    template.set("bq", queries).set("bk", keys)
}

fn constant<'c>(op: Op<'c>, r#type: &str, value: &str) -> Result<'c, Val<'c>> {
    let template = Template::new("constant", CONSTANT)
        .set("type", r#type)
        .set("value", value);
    Ok(template.expand(op, &[])?[0])
}

const CONSTANT: &str = "func.func private @constant() -> $type {
  %value = arith.constant $value : $type
  return %value : $type
}";

fn scale(op: Op<'_>) -> Result<'_, String> {
    let scale = scale_of(op).ok_or_else(|| op.op_error("has no scale"))?;
    Ok(float_literal(scale))
}

/// The element type of a tensor, as it is written.
fn element_word(value: Val<'_>) -> String {
    element(value.r#type()).map(|e| e.to_string()).unwrap_or_default()
}

/// `value` with its elements widened or rounded to the float type `to`; itself, if they are of that type.
pub(crate) fn convert<'c>(op: Op<'c>, value: Val<'c>, to: &str) -> Result<'c, Val<'c>> {
    let from = element_word(value);
    if from == to {
        return Ok(value);
    }
    let bits = |word: &str| {
        word.trim_start_matches(|c: char| !c.is_ascii_digit())
            .parse()
            .unwrap_or(0_u32)
    };
    let conversion = if bits(&from) < bits(to) {
        "arith.extf"
    } else {
        "arith.truncf"
    };
    let sizes = dims(value.r#type()).unwrap_or_default();
    let mut dimensions = String::new();
    let mut dynamic = Vec::new();
    for axis in (0..sizes.len()).filter(|axis| sizes[*axis].is_none()) {
        let _ = write!(
            dimensions,
            "%c{axis} = arith.constant {axis} : index
             %d{axis} = tensor.dim %x, %c{axis} : {}\n",
            value.r#type()
        );
        dynamic.push(format!("%d{axis}"));
    }
    let values = Template::new("convert", CONVERT)
        .set("dimensions", dimensions)
        .set("dynamic", dynamic.join(", "))
        .set("tensor", value.r#type())
        .set("result", format!("tensor<{}x{to}>", show_dims(&sizes)))
        .set("from", from)
        .set("to", to)
        .set("conversion", conversion)
        .expand(op, &[value])?;
    Ok(values[0])
}

const CONVERT: &str = "func.func private @convert(%x: $tensor) -> $result {
  $dimensions
  %empty = tensor.empty($dynamic) : $result
  %y = linalg.map ins(%x : $tensor) outs(%empty : $result) (%from: $from, %init: $to) {
    %to = $conversion %from : $from to $to
    linalg.yield %to : $to
  }
  return %y : $result
}";

/// Replaces the results of `op` by as many of `values`, rounded to the results' types.
fn replace_rounded<'c>(op: Op<'c>, values: &[Val<'c>]) -> Result<'c> {
    let mut rounded = Vec::new();
    for (value, result) in values.iter().zip(op.result_values()) {
        let value = convert(op, *value, &element_word(result))?;
        rounded.push(cast(op, value, result.r#type())?);
    }
    rewrite::replace(op, &rounded)
}

/// The pattern that `op` makes.
fn made_pattern(op: Op<'_>) -> Result<'_, PatternType> {
    pattern_type(op.result_values().first().copied())
}

/// A tensor of `i1` with an element for each member that the set may have: what a pattern becomes.
fn mask_type<'c>(pattern: &PatternType, op: Op<'c>) -> Type<'c> {
    tensor(&pattern.mask_shape(), IntegerType::new(op.ctx(), 1).into())
}

/// The mask behind a pattern that `op` reads.
fn mask_of<'c>(op: Op<'c>, pattern: Val<'c>) -> Result<'c, Val<'c>> {
    let mask = mask_type(&pattern_type(Some(pattern))?, op);
    Ok(rewrite::conversion_cast(op, &[pattern], &[mask])?[0])
}

/// Replaces `op`, which makes a pattern, by `mask`.
fn replace_by_mask<'c>(op: Op<'c>, mask: Val<'c>) -> Result<'c> {
    let mask = cast(op, mask, mask_type(&made_pattern(op)?, op))?;
    let pattern = rewrite::conversion_cast(op, &[mask], &[op.result_values()[0].r#type()])?;
    rewrite::replace(op, &pattern)
}
