//! `convert-dsa-to-linalg`: the reference lowering, and so the oracle of every other.
//!
//! 1. Each op is replaced by the template of its name, which says on tensors what the op's specification says. A pattern is
//!    its block mask there: an op that makes one gives the mask and a cast to the pattern, an op that reads one casts back.
//! 2. The pattern type becomes the mask's type in functions, calls and control flow, and the casts cancel.
//!
//! **Invariant**: templates do arithmetic in one type. Operands are widened to it before, results rounded once after.

use std::fmt::Write as _;

use dynsparse_dialects::{
    PatternType,
    dsa::{pattern_type, scale_of, window},
};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{Type, ValueLike as _, r#type::IntegerType},
    operation::{OpExt as _, collect, dims, element, show_dims, tensor},
    pass::{Pass, PassRun},
    rewrite,
    template::{Template, cast, float_literal},
};

use crate::{ConvertDsaToLinalg, ConvertDsaToLinalgComputeType as ComputeType, patterns_left, size_checks};

macro_rules! template {
    ($name:literal) => {
        Template::new($name, include_str!(concat!("convert_dsa_to_linalg/", $name, ".mlir")))
    };
}

impl Pass for ConvertDsaToLinalg {
    fn run<'c>(&self, module: Op<'c>, run: &PassRun) -> Result<'c> {
        for op in collect(module, |name| name.starts_with("dsa.")) {
            size_checks::insert(op)?;
        }
        run.each(&collect(module, |name| name.starts_with("dsa.")), |op| {
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
        let operands = op.operand_values();
        match op.full_name().as_str() {
            "dsa.dense_pattern" => {
                let pattern = made_pattern(op)?;
                let mask = blocked(template!("dense_pattern"), &pattern).expand(op, &sizes(op, &pattern)?)?;
                replace_by_mask(op, mask[0])
            }
            "dsa.window_pattern" => {
                let mask = window_mask(op, &made_pattern(op)?).expand(op, &[])?;
                replace_by_mask(op, mask[0])
            }
            "dsa.pattern_from_mask" => replace_by_mask(op, operands[0]),
            "dsa.pattern_to_mask" => {
                let mask = mask_of(op, operands[0])?;
                rewrite::replace(op, &[cast(op, mask, op.result_values()[0].r#type())?])
            }
            "dsa.pattern_density" => template!("pattern_density").replace(op, &[mask_of(op, operands[0])?]),
            "dsa.score_blocks" => score_blocks(op),
            "dsa.select_blocks" => {
                let scores = convert(op, operands[0], "f64")?;
                let mask = template!("select_blocks").expand(op, &[scores, operands[1]])?;
                replace_by_mask(op, mask[0])
            }
            "dsa.attention" => self.attention(op),
            "dsa.gate_tokens" => {
                let saliency = convert(op, operands[0], "f64")?;
                let threshold = threshold(op, operands.get(2).copied())?;
                template!("gate_tokens").replace(op, &[saliency, operands[1], threshold])
            }
            "dsa.pack_tokens" => template!("pack_tokens")
                .set("element", element_word(operands[0]))
                .replace(op, &operands),
            "dsa.unpack_tokens" => template!("unpack_tokens")
                .set("element", element_word(operands[0]))
                .replace(op, &operands),
            _ => Err(op.op_error("has no reference lowering")),
        }
    }

    fn attention<'c>(&self, op: Op<'c>) -> Result<'c> {
        let operands = op.operand_values();
        let pattern = pattern_type(operands.get(3).copied())?;
        let float = self.compute_word(operands[0]);
        let mut arguments = Vec::new();
        for operand in &operands[..3] {
            arguments.push(convert(op, *operand, float)?);
        }
        arguments.push(mask_of(op, operands[3])?);
        let minus_infinity = if float == "f64" {
            "0xFFF0000000000000"
        } else {
            "0xFF800000"
        };
        let values = blocked(template!("attention"), &pattern)
            .set("float", float)
            .set("minus_infinity", minus_infinity)
            .set("scale", scale(op)?)
            .expand(op, &arguments)?;
        replace_rounded(op, &values)
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

/// Always in double precision, whatever the compute type: the specification says so.
fn score_blocks(op: Op<'_>) -> Result<'_> {
    let operands = op.operand_values();
    let block = op.ints_attr("block").unwrap_or_default();
    let mut means = Vec::new();
    for (operand, block) in operands.iter().zip(block) {
        let tokens = convert(op, *operand, "f64")?;
        means.extend(template!("block_means").set("block", block).expand(op, &[tokens])?);
    }
    let scores = template!("score_blocks").set("scale", scale(op)?).expand(op, &means)?;
    replace_rounded(op, &scores)
}

fn window_mask(op: Op<'_>, pattern: &PatternType) -> Template {
    let (grid, radius, global) = window(op);
    let [batch, heads, tokens, _] = pattern.shape.map(Option::unwrap_or_default);
    blocked(template!("window_pattern"), pattern)
        .set("batch", batch)
        .set("heads", heads)
        .set("tokens", tokens)
        .set("height", grid[1])
        .set("width", grid[2])
        .set("radius_t", radius[0])
        .set("radius_y", radius[1])
        .set("radius_x", radius[2])
        .set("global", global)
}

/// The block sizes of `pattern` as the parameters `bq` and `bk`.
fn blocked(template: Template, pattern: &PatternType) -> Template {
    template.set("bq", pattern.block[0]).set("bk", pattern.block[1])
}

/// `B`, `H`, `N` and `M` of a dense pattern: constants, or the op's operands where the type says `?`.
fn sizes<'c>(op: Op<'c>, pattern: &PatternType) -> Result<'c, Vec<Val<'c>>> {
    let mut given = op.operand_values().into_iter();
    let mut sizes = Vec::new();
    for size in pattern.shape {
        sizes.push(match size {
            Some(size) => constant(op, "index", &size.to_string())?,
            None => given.next().ok_or_else(|| op.op_error("lacks a size"))?,
        });
    }
    Ok(sizes)
}

/// The threshold in double precision; NaN where there is none, which nothing is at or below.
fn threshold<'c>(op: Op<'c>, given: Option<Val<'c>>) -> Result<'c, Val<'c>> {
    match given {
        Some(value) => Ok(Template::new("threshold", THRESHOLD).expand(op, &[value])?[0]),
        None => constant(op, "f64", "0x7FF8000000000000"),
    }
}

const THRESHOLD: &str = "func.func private @threshold(%given: f32) -> f64 {
  %threshold = arith.extf %given : f32 to f64
  return %threshold : f64
}";

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
fn convert<'c>(op: Op<'c>, value: Val<'c>, to: &str) -> Result<'c, Val<'c>> {
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

/// `B x H x R x S` of `i1`: what a pattern becomes.
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
