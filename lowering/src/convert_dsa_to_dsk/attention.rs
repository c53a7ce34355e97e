//! Attention, as stored patterns and kernels on tensors.

use dynsparse_dialects::{Holds, dsa::scale_of};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{
        Attribute, Identifier, Type, ValueLike as _,
        attribute::FloatAttribute,
        operation::{OperationBuilder, OperationLike as _},
    },
    operation::{OpExt as _, dims, element, tensor},
    rewrite,
    template::{Template, cast, float_literal},
};

use super::{Lower, bcsr, element_of, formats, index_type, parts_of, replace, scale, template};
use crate::{attention_results::AttentionResults, convert_dsa_to_linalg::convert};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[("dsa.attention", attention)];

fn attention<'c>(op: Op<'c>) -> Result<'c> {
    if op.operand_count() > 4 {
        return biased(op);
    }
    let operands = op.operand_values();
    let pattern = bcsr(op, op.operand_at(3))?;
    let lse = op.result_values().len() > 1;
    let index = index_type(&pattern);
    let kernel = |keys: &Keys<'c>, lse: bool| kernel(op, &index, keys, lse);
    let results = if let Some([blocks, rest]) = formats::parts_of_hybrid(op, &pattern, operands[3])? {
        let blocks = kernel(&Keys::of_blocks(pattern.block, &blocks), true)?;
        let rest = kernel(&Keys::of_elements(&rest), true)?;
        let types = [element_of(op, 0)?, AttentionResults::with(op, true)?.lse_element];
        formats::merge_attention(op, types, [&blocks, &rest])?
    } else if let Some(lists) = formats::by_element(op, &pattern, operands[3])? {
        kernel(&Keys::of_elements(&lists), lse)?
    } else {
        let parts = parts_of(op, &pattern, operands[3])?;
        let keys = match pattern.holds {
            Holds::Blocks => Keys::of_lists(pattern.block, &parts),
            Holds::Elements => Keys::of_blocks(pattern.block, &parts),
        };
        kernel(&keys, lse)?
    };
    replace(op, &results)
}

/// The keys that a kernel sees: blocks, all of each or what a mask says.
struct Keys<'c> {
    block: [u64; 2],
    rows: Val<'c>,
    columns: Val<'c>,
    masks: Option<[Val<'c>; 2]>,
}

impl<'c> Keys<'c> {
    fn of_lists(block: [u64; 2], parts: &[Val<'c>]) -> Self {
        Self {
            block,
            rows: parts[0],
            columns: parts[1],
            masks: None,
        }
    }

    fn of_elements(parts: &[Val<'c>]) -> Self {
        Self::of_lists([1, 1], parts)
    }

    fn of_blocks(block: [u64; 2], parts: &[Val<'c>]) -> Self {
        Self {
            masks: Some([parts[4], parts[5]]),
            ..Self::of_lists(block, parts)
        }
    }
}

/// Attention by one kernel: its output, and the logarithms of its sums if they are wanted.
fn kernel<'c>(op: Op<'c>, index: &str, keys: &Keys<'c>, lse: bool) -> Result<'c, Vec<Val<'c>>> {
    let results = AttentionResults::with(op, lse)?;
    let mut arguments = op.operand_values()[..3].to_vec();
    arguments.extend([keys.rows, keys.columns]);
    let attention = template("attention", include_str!("attention.mlir"))
        .set("I", index)
        .set("bq", keys.block[0])
        .set("bk", keys.block[1]);
    let attention = match keys.masks {
        None => attention
            .set("kernel", "attention")
            .set("exact", if op.attr(WITH_BIAS).is_some() { " exact" } else { "" })
            .set("mask_arguments", "")
            .set("masks", "")
            .set("mask_types", ""),
        Some(masks) => {
            arguments.extend(masks);
            attention
                .set("kernel", "masked_attention")
                .set("exact", "")
                .set(
                    "mask_arguments",
                    format!(", %mask_ids: tensor<?x{index}>, %masks: tensor<?x?x?xi8>"),
                )
                .set("masks", ", %mask_ids, %masks")
                .set("mask_types", format!(", tensor<?x{index}>, tensor<?x?x?xi8>"))
        }
    };
    attention
        .set("T", element_of(op, 0)?)
        .set("S", results.lse_element)
        .set("scale", scale(op)?)
        .set("result_types", results.types)
        .set("results", results.names)
        .set("outs", results.outs)
        .expand(op, &arguments)
}

/// On an attention whose keys have a bias in their last channels.
const WITH_BIAS: &str = "dsa.with_bias";

/// Attention with a bias is attention without one over keys that have more channels, with the bias over the scale in them, and
/// queries that are 1 there. A bias in `bf16` is the sum of three parts, which keep its 24 bits; `f16`, whose range is small, is
/// widened as a whole.
fn biased<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let from = element_of(op, 0)?;
    if from.to_string() == "f16" {
        let mut wide = Vec::new();
        for operand in &operands[..3] {
            wide.push(convert(op, *operand, "f32")?);
        }
        wide.extend(&operands[3..]);
        let results = op.result_values();
        let sizes = dims(results[0].r#type()).unwrap_or_default();
        let mut types: Vec<Type> = results.iter().map(|value| value.r#type()).collect();
        types[0] = tensor(&sizes, Type::float32(op.ctx()));
        let scale = scale_of(op).ok_or_else(|| op.op_error("needs a scale"))?;
        let in_f32 = attention_op(op, &wide, &types, scale)?;
        let mut values = in_f32.result_values();
        values[0] = convert(op, values[0], "f16")?;
        for (value, result) in values.iter_mut().zip(results) {
            *value = cast(op, *value, result.r#type())?;
        }
        rewrite::replace(op, &values)?;
        return biased(in_f32);
    }
    let wide = element(operands[4].r#type()).map(|e| e.to_string()).unwrap_or_default();
    let scale = scale_of(op).ok_or_else(|| op.op_error("needs a scale"))?;
    // Without keys there is nothing to add to, and slices of what has no element are refused where that is known.
    let [of_queries, of_keys] = [0, 1].map(|operand| dims(operands[operand].r#type()).unwrap_or_default());
    if [&of_queries, &of_keys]
        .iter()
        .any(|sizes| sizes[..3].contains(&Some(0)))
    {
        let types: Vec<Type> = op.result_values().iter().map(|value| value.r#type()).collect();
        let unbiased = attention_op(op, &operands[..4], &types, scale)?;
        rewrite::replace(op, &unbiased.result_values())?;
        return attention(unbiased);
    }
    // Scores of a scale of 0 are the bias alone: queries are made 0 instead, as far as 0 times them is.
    let (divisor, queries) = if scale == 0.0 {
        let zeroed = Template::new("zeroed", ZEROED).set("T", from);
        (1.0, zeroed.expand(op, &[operands[0]])?[0])
    } else {
        (scale, operands[0])
    };
    let (split, parts) = if from.float_width() == 16 {
        (SPLIT.replace("$T", &from.to_string()).replace("$S", &wide), 3)
    } else {
        (
            format!("%with_bias = tensor.insert %over_scale into %so_far[%b, %h, %j, %d] : tensor<?x?x?x?x{from}>"),
            1,
        )
    };
    let longer = template("append_bias", include_str!("append_bias.mlir"))
        .set("T", from)
        .set("S", wide)
        .set("scale", float_literal(divisor))
        .set("parts", parts)
        .set(
            "longer",
            if of_keys[3] == Some(0) { FILLED } else { PADDED }
                .replace("$T", &from.to_string())
                .replace("$parts", &parts.to_string()),
        )
        .set("split", split)
        .expand(op, &[queries, operands[1], operands[4]])?;
    let types: Vec<Type> = op.result_values().iter().map(|value| value.r#type()).collect();
    let (mut sizes, mut key_sizes) = (of_queries, of_keys);
    for sizes in [&mut sizes, &mut key_sizes] {
        sizes[3] = sizes[3].map(|d| d + parts);
    }
    let queries = cast(op, longer[0], tensor(&sizes, from))?;
    let keys = cast(op, longer[1], tensor(&key_sizes, from))?;
    let unbiased = attention_op(op, &[queries, keys, operands[2], operands[3]], &types, divisor)?;
    rewrite::set_attribute(unbiased, WITH_BIAS, Attribute::unit(op.ctx()));
    rewrite::replace(op, &unbiased.result_values())?;
    attention(unbiased)
}

/// A `dsa.attention` before `op`, with `lse` where that has it.
fn attention_op<'c>(op: Op<'c>, operands: &[Val<'c>], types: &[Type<'c>], scale: f64) -> Result<'c, Op<'c>> {
    let context = op.ctx();
    let double = FloatAttribute::new(context, Type::float64(context), scale).into();
    let mut attributes = vec![(Identifier::new(context, "scale"), double)];
    if let Some(with_lse) = op.attr("with_lse") {
        attributes.push((Identifier::new(context, "with_lse"), with_lse));
    }
    let attention = OperationBuilder::new("dsa.attention", op.location())
        .add_operands(operands)
        .add_attributes(&attributes)
        .add_results(types)
        .build()
        .map_err(|error| op.error(error.to_string()))?;
    Ok(rewrite::insert_before(op, attention))
}

/// Queries and keys with more channels.
const PADDED: &str = "%longer_queries = tensor.pad %queries low[0, 0, 0, 0] high[0, 0, 0, $parts] {
  ^bb0(%b: index, %h: index, %i: index, %x: index):
    tensor.yield %one : $T
  } : tensor<?x?x?x?x$T> to tensor<?x?x?x?x$T>
  %longer_keys = tensor.pad %keys low[0, 0, 0, 0] high[0, 0, 0, $parts] {
  ^bb0(%b: index, %h: index, %i: index, %x: index):
    tensor.yield %zero : $T
  } : tensor<?x?x?x?x$T> to tensor<?x?x?x?x$T>";
/// The same for those that have none.
const FILLED: &str = "%n = tensor.dim %queries, %c2 : tensor<?x?x?x?x$T>
  %query_heads = tensor.dim %queries, %c1 : tensor<?x?x?x?x$T>
  %parts = arith.constant $parts : index
  %room_for_queries = tensor.empty(%batch, %query_heads, %n, %parts) : tensor<?x?x?x?x$T>
  %room_for_keys = tensor.empty(%batch, %heads, %m, %parts) : tensor<?x?x?x?x$T>
  %longer_queries = linalg.fill ins(%one : $T) outs(%room_for_queries : tensor<?x?x?x?x$T>) -> tensor<?x?x?x?x$T>
  %longer_keys = linalg.fill ins(%zero : $T) outs(%room_for_keys : tensor<?x?x?x?x$T>) -> tensor<?x?x?x?x$T>";

const ZEROED: &str = "func.func private @zeroed(%x: tensor<?x?x?x?x$T>) -> tensor<?x?x?x?x$T> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0.0 : $T
  %d0 = tensor.dim %x, %c0 : tensor<?x?x?x?x$T>
  %d1 = tensor.dim %x, %c1 : tensor<?x?x?x?x$T>
  %d2 = tensor.dim %x, %c2 : tensor<?x?x?x?x$T>
  %d3 = tensor.dim %x, %c3 : tensor<?x?x?x?x$T>
  %empty = tensor.empty(%d0, %d1, %d2, %d3) : tensor<?x?x?x?x$T>
  %y = linalg.map ins(%x : tensor<?x?x?x?x$T>) outs(%empty : tensor<?x?x?x?x$T>) (%number: $T, %unset: $T) {
    %product = arith.mulf %number, %zero : $T
    linalg.yield %product : $T
  }
  return %y : tensor<?x?x?x?x$T>
}";

/// Three parts of `%over_scale`, each what the ones before leave; of what is not finite the first is all.
const SPLIT: &str = "%infinity = arith.constant 0x7F800000 : $S
      %first = arith.truncf %over_scale : $S to $T
      %first_wide = arith.extf %first : $T to $S
      %distance = arith.subf %over_scale, %first_wide : $S
      %far = math.absf %distance : $S
      %is_finite = arith.cmpf olt, %far, %infinity : $S
      %left = arith.select %is_finite, %distance, %zero_wide : $S
      %second = arith.truncf %left : $S to $T
      %second_wide = arith.extf %second : $T to $S
      %last = arith.subf %left, %second_wide : $S
      %third = arith.truncf %last : $S to $T
      %with_first = tensor.insert %first into %so_far[%b, %h, %j, %d] : tensor<?x?x?x?x$T>
      %with_second = tensor.insert %second into %with_first[%b, %h, %j, %d_next] : tensor<?x?x?x?x$T>
      %with_bias = tensor.insert %third into %with_second[%b, %h, %j, %d_last] : tensor<?x?x?x?x$T>";
