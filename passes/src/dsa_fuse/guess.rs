//! What an op may be the end of.

use dynsparse_dialects::{Holds, PatternType};
use dynsparse_ir::{
    Op, Val,
    melior::ir::{Attribute, Type, ValueLike as _, attribute::IntegerAttribute, r#type::IntegerType},
    operation::{OpExt as _, defined_by, dims, element, owner, parent, same_type, tensor, users},
};

use super::{
    compare::{Guess, Guesser},
    exits::{early_exit, early_exit_of_depth},
};
use crate::agreement::agrees;
use crate::dsa_decompose::causal_band;

/// The end of what may be one op, and which.
pub const GUESSES: &[(&str, Guesser)] = &[
    ("dsa.gate_tokens", select_heads),
    ("dsa.pack_tokens", unmerge_tokens),
    ("tensor.expand_shape", pack_heads),
    ("tensor.expand_shape", unpack_heads),
    ("dsa.convert_pattern", select_keys),
    ("dsa.pattern_from_mask", masked_pattern),
    ("dsa.stripe_pattern", causal_pattern),
    ("arith.truncf", pattern_density),
    ("linalg.map", attention_mass),
    ("dsa.spmm", attention),
    ("arith.fptosi", linear),
    ("arith.truncf", linear),
    ("arith.addf", linear),
    ("arith.mulf", linear),
    ("arith.maximumf", linear),
    ("arith.divf", linear),
    ("scf.for", grouped_linear),
    ("scf.if", early_exit_of_depth),
    ("scf.if", early_exit),
    ("linalg.generic", combine_experts),
    ("arith.truncf", combine_experts),
];

/// A guess that infers the type of its result.
fn inferring<'c>(op: &'static str, operands: Vec<Val<'c>>) -> Option<Guess<'c>> {
    Some(Guess {
        op,
        operands,
        ..Guess::default()
    })
}

/// A guess whose results are of the types of those of `end`.
fn guess<'c>(end: Op<'c>, op: &'static str, operands: Vec<Val<'c>>) -> Option<Guess<'c>> {
    Some(Guess {
        op,
        operands,
        types: Some(end.result_values().iter().map(|value| value.r#type()).collect()),
        ..Guess::default()
    })
}

/// What a value was before it was put into other words: expanded, collapsed, cast.
fn behind(value: Val<'_>) -> Val<'_> {
    let mut value = value;
    while let Some(op) = owner(value) {
        let name = op.full_name();
        let words = ["tensor.expand_shape", "tensor.collapse_shape", "tensor.cast"];
        if !words.contains(&name.as_str()) {
            break;
        }
        let Some(source) = op.operand_at(0) else { break };
        value = source;
    }
    value
}

/// The source of a `tensor.collapse_shape` or another op of that name.
pub fn source<'c>(value: Val<'c>, name: &str) -> Option<Val<'c>> {
    defined_by(value, name)?.operand_at(0)
}

fn select_heads<'c>(gate: Op<'c>) -> Option<Guess<'c>> {
    defined_by(gate.operand_at(0)?, "dsa.score_heads")?;
    inferring("dsa.select_heads", gate.operand_values())
}

fn unmerge_tokens<'c>(pack: Op<'c>) -> Option<Guess<'c>> {
    defined_by(pack.operand_at(1)?, "dsa.match_tokens")?;
    inferring("dsa.unmerge_tokens", pack.operand_values())
}

fn pack_heads<'c>(end: Op<'c>) -> Option<Guess<'c>> {
    let pack = defined_by(end.operand_at(0)?, "dsa.pack_tokens")?;
    let heads = source(pack.operand_at(0)?, "tensor.collapse_shape")?;
    if dims(heads.r#type())?.len() != 4 {
        return None;
    }
    inferring("dsa.pack_heads", vec![heads, pack.operand_at(1)?])
}

fn unpack_heads<'c>(end: Op<'c>) -> Option<Guess<'c>> {
    let unpack = defined_by(end.operand_at(0)?, "dsa.unpack_tokens")?;
    let packed = source(unpack.operand_at(0)?, "tensor.collapse_shape")?;
    let base = source(unpack.operand_at(2)?, "tensor.collapse_shape")?;
    if dims(packed.r#type())?.len() != 4 || dims(base.r#type())?.len() != 4 {
        return None;
    }
    inferring("dsa.unpack_heads", vec![packed, unpack.operand_at(1)?, base])
}

fn select_keys<'c>(convert: Op<'c>) -> Option<Guess<'c>> {
    let select = defined_by(convert.operand_at(0)?, "dsa.select_blocks")?;
    let made = PatternType::of(convert.result_values()[0].r#type())?;
    let chosen = PatternType::of(select.result_values()[0].r#type())?;
    let single = chosen.holds == Holds::Blocks && chosen.block == [1, 1];
    if !single || made.holds != Holds::Elements || convert.attr("fill").is_some() {
        return None;
    }
    guess(convert, "dsa.select_keys", select.operand_values())
}

fn masked_pattern<'c>(end: Op<'c>) -> Option<Guess<'c>> {
    let broadcast = defined_by(end.operand_at(0)?, "linalg.broadcast")?;
    let op = match broadcast.ints_attr("dimensions")?[..] {
        [3] => "dsa.row_pattern",
        [2] => "dsa.column_pattern",
        [2, 3] => "dsa.head_pattern",
        _ => return None,
    };
    let repeated = crate::dsa_decompose::repeated(op)?;
    let pattern = PatternType::of(end.result_values()[0].r#type())?;
    let room = defined_by(broadcast.operand_at(1)?, "tensor.empty")?;
    // The sizes of the room that are open, of which the last are those along which the mask is repeated.
    let given = repeated.iter().filter(|axis| pattern.shape[**axis].is_none()).count();
    let mut open = Vec::new();
    let mut next = 0;
    for (axis, size) in dims(room.result_values()[0].r#type())?.iter().enumerate() {
        if size.is_none() {
            if repeated.contains(&axis) {
                open.push(room.operand_at(next)?);
            }
            next += 1;
        }
    }
    if open.len() != given {
        return None;
    }
    let mut operands = vec![broadcast.operand_at(0)?];
    for size in open {
        let most = defined_by(size, "arith.ceildivsi").map_or(Some(size), |op| op.operand_at(0))?;
        operands.push(defined_by(most, "arith.maxsi")?.operand_at(0)?);
    }
    guess(end, op, operands)
}

fn causal_pattern<'c>(stripe: Op<'c>) -> Option<Guess<'c>> {
    let keys = PatternType::of(stripe.result_values()[0].r#type())?.shape[3];
    let band = (stripe.int_attr("offset")?, stripe.int_attr("width")?);
    if band != causal_band(keys) || stripe.attr("period").is_some() {
        return None;
    }
    guess(stripe, "dsa.causal_pattern", stripe.operand_values())
}

fn pattern_density<'c>(end: Op<'c>) -> Option<Guess<'c>> {
    let share = defined_by(end.operand_at(0)?, "arith.divf")?;
    let count = defined_by(share.operand_at(0)?, "arith.uitofp")?;
    let count = defined_by(count.operand_at(0)?, "dsa.pattern_count")?;
    guess(end, "dsa.pattern_density", vec![count.operand_at(0)?])
}

fn attention<'c>(end: Op<'c>) -> Option<Guess<'c>> {
    let softmax = defined_by(end.operand_at(0)?, "dsa.sparse_softmax")?;
    let sddmm = defined_by(softmax.operand_at(0)?, "dsa.sddmm")?;
    let of_scores = sddmm.operand_values();
    // Each of the parts divides the heads of queries by its own.
    if !agrees(of_scores[1], end.operand_at(1)?, 1) {
        return None;
    }
    let mut operands = vec![of_scores[0], of_scores[1], end.operand_at(1)?, of_scores[2]];
    operands.extend(of_scores.get(3));
    let mut attention = inferring("dsa.attention", operands)?;
    attention
        .attributes
        .extend(sddmm.attr("scale").map(|scale| ("scale", scale)));
    // What the pattern's type leaves open the queries' may state: the ends are casts then.
    let (queries, values) = (of_scores[0].r#type(), end.operand_at(1)?.r#type());
    if !same_type(element(queries)?, element(values)?) {
        return None;
    }
    let sizes = dims(queries)?;
    let mut ends = vec![cast_of_type(
        end.result_values()[0],
        tensor(&[&sizes[..3], &dims(values)?[3..]].concat(), element(values)?),
    )];
    if let Some(with_lse) = softmax.attr("with_lse") {
        attention.attributes.push(("with_lse", with_lse));
        let lse = *softmax.result_values().get(1)?;
        ends.push(cast_of_type(lse, tensor(&sizes[..3], element(lse.r#type())?)));
    }
    attention.ends = Some(ends);
    Some(attention)
}

/// A value, or a cast of it to that type, if there is one.
fn cast_of_type<'c>(value: Val<'c>, r#type: Type<'c>) -> Val<'c> {
    if same_type(value.r#type(), r#type) {
        return value;
    }
    let casts = users(value)
        .into_iter()
        .filter(|user| user.full_name() == "tensor.cast");
    let mut of_type = casts.map(|cast| cast.result_values()[0]);
    of_type.find(|cast| same_type(cast.r#type(), r#type)).unwrap_or(value)
}

fn attention_mass<'c>(end: Op<'c>) -> Option<Guess<'c>> {
    let held = defined_by(end.operand_at(0)?, "dsa.attention")?;
    let [queries, keys, _, pattern] = held.operand_values()[..] else {
        return None;
    };
    let mut mass = inferring("dsa.attention_mass", vec![queries, keys, pattern])?;
    mass.attributes.extend(held.attr("scale").map(|scale| ("scale", scale)));
    Some(mass)
}

/// The words of a `dsa.linear`, from the last on.
struct Layer<'c> {
    sums: Op<'c>,
    bias: Option<Val<'c>>,
    activation: i64,
    residual: Option<Val<'c>>,
}

/// The value before it was widened.
fn narrow(value: Val<'_>) -> Val<'_> {
    source(value, "arith.extf").unwrap_or(value)
}

/// `value` as bare sums, or sums and a bias.
fn with_bias(value: Val<'_>) -> Option<Layer<'_>> {
    if let Some(sums) = bare(value) {
        return Some(Layer {
            sums,
            bias: None,
            activation: 0,
            residual: None,
        });
    }
    let add = defined_by(value, "arith.addf")?;
    let [a, b] = add.operand_values()[..] else { return None };
    [(a, b), (b, a)].into_iter().find_map(|(sums, bias)| {
        let sums = bare(sums)?;
        let bias = source(bias, "linalg.broadcast")?;
        let bias = narrow(source(bias, "tensor.cast").unwrap_or(bias));
        if !is_of(bias, &["f32", "bf16"], 1) {
            return None;
        }
        Some(Layer {
            sums,
            bias: Some(bias),
            activation: 0,
            residual: None,
        })
    })
}

/// The `dsa.linear` of nothing but sums in `f32` that makes a value.
fn bare(value: Val<'_>) -> Option<Op<'_>> {
    let op = defined_by(value, "dsa.linear")?;
    let words = ["bias", "residual", "quantize"];
    let is_bare = words.iter().all(|word| op.attr(word).is_none()) && op.int_attr("activation").unwrap_or(0) == 0;
    (is_bare && element(value.r#type())?.to_string() == "f32").then_some(op)
}

/// Whether a value is a tensor of such elements and rank.
pub fn is_of(value: Val<'_>, words: &[&str], rank: usize) -> bool {
    let word = element(value.r#type()).map(|of| of.to_string()).unwrap_or_default();
    words.contains(&word.as_str()) && dims(value.r#type()).is_some_and(|sizes| sizes.len() == rank)
}

/// As [`with_bias`], and an activation.
fn with_activation(value: Val<'_>) -> Option<Layer<'_>> {
    if let Some(layer) = with_bias(value) {
        return Some(layer);
    }
    let end = owner(value)?;
    let first = end.operand_at(0)?;
    let (activation, z) = match end.full_name().as_str() {
        "arith.maximumf" => (1, first),
        "arith.divf" => (4, first),
        "arith.mulf" => {
            let sum = defined_by(end.operand_at(1)?, "arith.addf")?;
            let is_tanh = defined_by(sum.operand_at(1)?, "math.tanh").is_some();
            (if is_tanh { 3 } else { 2 }, source(first, "arith.mulf")?)
        }
        _ => return None,
    };
    Some(Layer {
        activation,
        ..with_bias(z)?
    })
}

/// As [`with_activation`], and a residual.
fn with_residual(value: Val<'_>) -> Option<Layer<'_>> {
    if let Some(layer) = with_activation(value) {
        return Some(layer);
    }
    let add = defined_by(value, "arith.addf")?;
    let [a, b] = add.operand_values()[..] else { return None };
    [(a, b), (b, a)].into_iter().find_map(|(layer, residual)| {
        let layer = with_activation(layer)?;
        let residual = narrow(source(residual, "tensor.cast").unwrap_or(residual));
        let rank = dims(value.r#type())?.len();
        is_of(residual, &["f32", "bf16"], rank).then_some(Layer {
            residual: Some(residual),
            ..layer
        })
    })
}

fn linear<'c>(end: Op<'c>) -> Option<Guess<'c>> {
    let mut scale = None;
    let value = match end.full_name().as_str() {
        "arith.fptosi" => {
            let steps = ["math.roundeven", "arith.maximumf", "arith.minimumf"];
            let mut value = end.operand_at(0)?;
            for step in steps {
                value = source(value, step)?;
            }
            let quotient = defined_by(defined_by(value, "arith.select")?.operand_at(2)?, "arith.divf")?;
            scale = Some(source(quotient.operand_at(1)?, "tensor.splat")?);
            quotient.operand_at(0)?
        }
        "arith.truncf" => end.operand_at(0)?,
        _ => end.result_values()[0],
    };
    let result = element(end.result_values()[0].r#type())?.to_string();
    let expected = match end.full_name().as_str() {
        "arith.fptosi" => "i8",
        "arith.truncf" => "bf16",
        _ => "f32",
    };
    let layer = with_residual(value).filter(|_| result == expected)?;
    let context = end.ctx();
    let unit = Attribute::unit(context);
    let mut whole = guess(end, "dsa.linear", layer.sums.operand_values())?;
    if layer.sums.attr("scales").is_some() {
        whole.attributes.push(("scales", unit));
    }
    for (word, value) in [("bias", layer.bias), ("residual", layer.residual), ("quantize", scale)] {
        if let Some(value) = value {
            whole.operands.push(value);
            whole.attributes.push((word, unit));
        }
    }
    if layer.activation != 0 {
        let word = IntegerAttribute::new(IntegerType::new(context, 32).into(), layer.activation).into();
        whole.attributes.push(("activation", word));
    }
    Some(whole)
}

fn grouped_linear<'c>(end: Op<'c>) -> Option<Guess<'c>> {
    // The layer of one expert is in the loop.
    let inside = dynsparse_ir::operation::collect(end, |name| name == "dsa.linear");
    let layer = inside.into_iter().find(|op| parent(*op) == Some(end))?;
    let slice_of = |value: Val<'c>| source(value, "tensor.extract_slice");
    let x_rows = slice_of(layer.operand_at(0)?)?;
    let packed = slice_of(layer.operand_at(1)?)?;
    let extracts = dynsparse_ir::operation::collect(end, |name| name == "tensor.extract");
    let offsets = extracts.first()?.operand_at(0)?;
    let mut operands = vec![x_rows, packed, offsets];
    let mut attributes = Vec::new();
    let unit = Attribute::unit(end.ctx());
    let pack = source(x_rows, "tensor.collapse_shape").and_then(|rows| defined_by(rows, "dsa.pack_tokens"));
    if let Some(pack) = pack {
        operands[0] = source(pack.operand_at(0)?, "tensor.expand_shape")?;
        operands.push(source(pack.operand_at(1)?, "tensor.expand_shape")?);
        attributes.push(("rows", unit));
    }
    for operand in layer.operand_values().into_iter().skip(2) {
        operands.push(slice_of(operand)?);
    }
    for word in ["scales", "bias"] {
        if layer.attr(word).is_some() {
            attributes.push((word, unit));
        }
    }
    attributes.extend(layer.attr("activation").map(|activation| ("activation", activation)));
    let result = end.result_values().last()?.r#type();
    if layer.attr("residual").is_some() || layer.attr("quantize").is_some() {
        return None;
    }
    if dims(packed.r#type())?.len() != 4 || dims(operands[0].r#type())?.len() != 2 || !is_of(offsets, &["i32"], 1) {
        return None;
    }
    Some(Guess {
        op: "dsa.grouped_linear",
        operands,
        attributes,
        types: Some(vec![result]),
        ..Guess::default()
    })
}

fn combine_experts<'c>(end: Op<'c>) -> Option<Guess<'c>> {
    let sums = if end.full_name() == "arith.truncf" {
        defined_by(end.operand_at(0)?, "linalg.generic")?
    } else {
        end
    };
    let [slots, weights, by_choice, _] = sums.operand_values()[..] else {
        return None;
    };
    let pack = defined_by(behind(by_choice), "dsa.pack_tokens")?;
    let y = behind(pack.operand_at(0)?);
    let result = end.result_values()[0];
    let of_y = element(y.r#type())?.to_string();
    let fits = is_of(y, &["f32", "bf16"], 2) && is_of(result, &[of_y.as_str()], 2);
    if !fits || !is_of(slots, &["i32"], 2) || !is_of(weights, &["f32"], 2) {
        return None;
    }
    inferring("dsa.combine_experts", vec![y, slots, weights])
}
