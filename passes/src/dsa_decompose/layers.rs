//! Layers: sums, and what follows them a number at a time.

use dynsparse_dialects::{Activation, linear::LinearOperands};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{Attribute, Type, ValueLike as _},
    operation::{Dim, OpExt as _, dims, same_type, tensor},
    template::{Template, cast},
};

use super::{
    build::{before, collapse, constant, dim, element_of, expand, like, open_sizes, sizes_of, typed},
    patterns::broadcast,
};
use crate::agreement::{Serving, agree, is};

/// `dsa.linear` that only makes sums, in `f32`, and what was said behind it as ops on tensors.
pub fn linear<'c>(op: Op<'c>) -> Result<'c, Option<Vec<Val<'c>>>> {
    let operands = LinearOperands::of(op)?;
    let activation = Activation::of(op)?;
    let result = op.result_values()[0];
    let is_bare = operands.bias.is_none()
        && operands.residual.is_none()
        && operands.scale.is_none()
        && activation == Activation::None;
    let float = Type::float32(op.ctx());
    if is_bare && same_type(element_of(result)?, float) {
        return Ok(None);
    }
    let sizes = sizes_of(result);
    // Without a bias nothing would say how many columns the sums have.
    let Some(columns) = sizes.last().copied().flatten() else {
        return Ok(None);
    };
    let sums = tensor(&sizes, float);
    let mut taken = vec![operands.x, operands.packed];
    let mut words = Vec::new();
    if let (Some(rows), Some(columns)) = (operands.row_scales, operands.column_scales) {
        taken.extend([rows, columns]);
        words.push(("scales", Attribute::unit(op.ctx())));
    }
    let mut value = typed(op, "dsa.linear", &taken, &words, &[sums])?[0];
    if let Some(bias) = operands.bias {
        is(op, bias, 0, columns, BIAS)?;
        let bias = wide(op, bias)?;
        let bias = cast(op, bias, like(bias, &sizes[sizes.len() - 1..])?)?;
        let open = open_sizes(op, &sizes, value)?;
        let room = typed(op, "tensor.empty", &open, &[], &[sums])?[0];
        let rows: Vec<usize> = (0..sizes.len() - 1).collect();
        let bias = broadcast(op, bias, room, &rows)?;
        value = before(op, "arith.addf", &[value, bias], &[])?;
    }
    value = activated(op, value, activation)?;
    if let Some(residual) = operands.residual {
        // The rows are those of x.
        for axis in 0..sizes.len() - 1 {
            agree(op, [(residual, axis), (operands.x, axis)], Serving::Neither, RESIDUAL)?;
        }
        is(op, residual, sizes.len() - 1, columns, RESIDUAL)?;
        let residual = wide(op, residual)?;
        let residual = cast(op, residual, value.r#type())?;
        value = before(op, "arith.addf", &[value, residual], &[])?;
    }
    if let Some(scale) = operands.scale {
        value = bytes(op, value, scale, result.r#type())?;
    } else if !same_type(element_of(result)?, float) {
        value = typed(op, "arith.truncf", &[value], &[], &[result.r#type()])?[0];
    }
    Ok(Some(vec![value]))
}

const BIAS: &str = "linear: there are not as many biases as columns";
const RESIDUAL: &str = "linear: the sizes of the residual are not those of the result";

/// A tensor of `f32`, whatever floats it is of.
fn wide<'c>(op: Op<'c>, value: Val<'c>) -> Result<'c, Val<'c>> {
    let float = Type::float32(op.ctx());
    if same_type(element_of(value)?, float) {
        return Ok(value);
    }
    let r#type = tensor(&sizes_of(value), float);
    Ok(typed(op, "arith.extf", &[value], &[], &[r#type])?[0])
}

/// A scalar, everywhere in a tensor as `z`.
fn everywhere<'c>(op: Op<'c>, scalar: Val<'c>, z: Val<'c>) -> Result<'c, Val<'c>> {
    let open = open_sizes(op, &sizes_of(z), z)?;
    Ok(typed(op, "tensor.splat", &[&[scalar], &open[..]].concat(), &[], &[z.r#type()])?[0])
}

/// A number everywhere in a tensor as `z`.
fn number<'c>(op: Op<'c>, text: &str, z: Val<'c>) -> Result<'c, Val<'c>> {
    let scalar = constant(op, &format!("{text} : f32"))?;
    everywhere(op, scalar, z)
}

/// `f(z)` as the specification of `dsa.linear` has it.
pub fn activated<'c>(op: Op<'c>, z: Val<'c>, activation: Activation) -> Result<'c, Val<'c>> {
    let of = |name: &str, operands: &[Val<'c>]| before(op, name, operands, &[]);
    let number = |text: &str| number(op, text, z);
    match activation {
        Activation::None => Ok(z),
        Activation::Relu => of("arith.maximumf", &[z, number("0.0")?]),
        Activation::Gelu => {
            let erf = of("math.erf", &[of("arith.mulf", &[z, number("0.70710678118654752")?])?])?;
            let sum = of("arith.addf", &[number("1.0")?, erf])?;
            let half = of("arith.mulf", &[z, number("0.5")?])?;
            of("arith.mulf", &[half, sum])
        }
        Activation::GeluTanh => {
            let square = of("arith.mulf", &[z, z])?;
            let cube = of("arith.mulf", &[square, z])?;
            let inner = of("arith.addf", &[z, of("arith.mulf", &[number("0.044715")?, cube])?])?;
            let tanh = of(
                "math.tanh",
                &[of("arith.mulf", &[number("0.79788456080286536")?, inner])?],
            )?;
            let sum = of("arith.addf", &[number("1.0")?, tanh])?;
            let half = of("arith.mulf", &[z, number("0.5")?])?;
            of("arith.mulf", &[half, sum])
        }
        Activation::Silu => {
            let exp = of("math.exp", &[of("arith.negf", &[z])?])?;
            let divisor = of("arith.addf", &[number("1.0")?, exp])?;
            of("arith.divf", &[z, divisor])
        }
    }
}

/// `y` divided by `scale`, as bytes.
fn bytes<'c>(op: Op<'c>, y: Val<'c>, scale: Val<'c>, r#type: Type<'c>) -> Result<'c, Val<'c>> {
    let of = |name: &str, operands: &[Val<'c>]| before(op, name, operands, &[]);
    let quotient = of("arith.divf", &[y, everywhere(op, scale, y)?])?;
    let unordered = super::build::attribute(op, "14 : i64")?;
    let is_nan = before(op, "arith.cmpf", &[quotient, quotient], &[("predicate", unordered)])?;
    let number = |text: &str| number(op, text, y);
    let finite = of("arith.select", &[is_nan, number("0.0")?, quotient])?;
    let not_above = of("arith.minimumf", &[finite, number("127.0")?])?;
    let within = of("arith.maximumf", &[not_above, number("-127.0")?])?;
    let whole = of("math.roundeven", &[within])?;
    Ok(typed(op, "arith.fptosi", &[whole], &[], &[r#type])?[0])
}

/// `dsa.linear` of each expert's rows, one expert after the other.
pub fn grouped_linear<'c>(op: Op<'c>) -> Result<'c, Option<Vec<Val<'c>>>> {
    let operands = LinearOperands::of(op)?;
    let offsets = operands.offsets.ok_or_else(|| op.op_error("lacks offsets"))?;
    let result = op.result_values()[0];
    let (x, row_scales) = match operands.rows {
        None => (operands.x, operands.row_scales),
        // Rows of bytes, and their scales, are no tokens: `dsa.pack_tokens` is for floats.
        Some(_) if operands.row_scales.is_some() => return Ok(None),
        Some(rows) => {
            let (k, r) = (sizes_of(operands.x)[1], sizes_of(rows)[0]);
            let (of_x, of_rows) = (
                open_sizes(op, &sizes_of(operands.x), operands.x)?,
                open_sizes(op, &[r], rows)?,
            );
            let tokens = expand(
                op,
                operands.x,
                &[&[0, 1], &[2]],
                &[Some(1), sizes_of(operands.x)[0], k],
                &of_x,
            )?;
            let list = expand(op, rows, &[&[0, 1]], &[Some(1), r], &of_rows)?;
            let packed = before(op, "dsa.pack_tokens", &[tokens, list], &[])?;
            (collapse(op, packed, &[&[0, 1], &[2]])?, None)
        }
    };
    let x_sizes = sizes_of(x);
    let [_, panels, groups, width] = sizes_of(operands.packed)[..] else {
        return Err(op.op_error("has no packed weights of experts"));
    };
    let columns = sizes_of(result)[1].ok_or_else(|| op.op_error("has columns that are not stated"))?;
    let of = |value: Val<'c>| value.r#type().to_string();
    // A size as slices write it: a number, or a name that is read before the loop.
    let mut open = String::new();
    let mut number = |size: Option<u64>, name: &str, value: &str, axis: usize, r#type: &str| {
        size.map_or_else(
            || {
                open += &format!("%{name}_axis = arith.constant {axis} : index\n");
                open += &format!("%{name} = tensor.dim %{value}, %{name}_axis : {type}\n");
                format!("%{name}")
            },
            |size| size.to_string(),
        )
    };
    let depth = number(x_sizes[1], "K", "x", 1, &of(x));
    let of_packed = of(operands.packed);
    let panel_count = number(panels, "panels", "packed", 1, &of_packed);
    let group_count = number(groups, "groups", "packed", 2, &of_packed);
    let panel_width = number(width, "width", "packed", 3, &of_packed);
    let x_word = element_of(x)?;
    let weights = tensor(&[panels, groups, width], x_word);
    let some_rows = tensor(&[None, x_sizes[1]], x_word);
    let some_results = like(result, &[None, Some(columns)])?;
    let mut arguments = vec![
        ("x", x),
        ("packed", operands.packed),
        ("offsets", offsets),
        ("none", {
            let open = open_sizes(op, &sizes_of(result), x)?;
            let room = typed(op, "tensor.empty", &open, &[], &[result.r#type()])?[0];
            filled(op, room)?
        }),
    ];
    let mut slices = String::new();
    let mut taken = vec![
        ("%x_rows".to_owned(), some_rows.to_string()),
        ("%w".to_owned(), weights.to_string()),
    ];
    let mut words = String::new();
    let per_expert = |name: &'static str, value: Val<'c>| -> Result<'c, (String, String)> {
        let r#type = like(value, &[Some(columns)])?.to_string();
        let line = format!(
            "%{name}_of_expert = tensor.extract_slice %{name}[%e, {}] [1, {columns}] [1, 1] : {} to {type}\n",
            first_of(Some(columns)),
            of(value)
        );
        Ok((line, r#type))
    };
    if let (Some(rows), Some(columns)) = (row_scales, operands.column_scales) {
        arguments.extend([("row_scales", rows), ("column_scales", columns)]);
        slices += &format!(
            "%row_scales_here = tensor.extract_slice %row_scales[%begin] [%count] [1] : {} to tensor<?xf32>\n",
            of(rows)
        );
        let (line, r#type) = per_expert("column_scales", columns)?;
        slices += &line;
        taken.push(("%row_scales_here".to_owned(), "tensor<?xf32>".to_owned()));
        taken.push(("%column_scales_of_expert".to_owned(), r#type));
        words += " scales";
    }
    if let Some(bias) = operands.bias {
        arguments.push(("bias", bias));
        let (line, r#type) = per_expert("bias", bias)?;
        slices += &line;
        taken.push(("%bias_of_expert".to_owned(), r#type));
        words += " bias";
    }
    let activation = Activation::of(op)?;
    if activation != Activation::None {
        words += &format!(" activation = {}", activation.word());
    }
    let values: Vec<Val> = arguments.iter().map(|(_, value)| *value).collect();
    let listed: Vec<String> = arguments
        .iter()
        .map(|(name, value)| format!("%{name}: {}", of(*value)))
        .collect();
    let (names, types): (Vec<String>, Vec<String>) = taken.into_iter().unzip();
    let template = Template::new("grouped_linear", include_str!("grouped_linear.mlir"))
        .set("arguments", listed.join(", "))
        .set("x", of(x))
        .set("packed", of(operands.packed))
        .set("offsets", of(offsets))
        .set("result", of(result))
        .set("weights", weights)
        .set("some_rows", some_rows)
        .set("some_results", some_results)
        .set("open_sizes", open)
        .set("K", depth)
        .set("first_of_K", first_of(x_sizes[1]))
        .set("N", columns)
        .set("first_of_N", first_of(Some(columns)))
        .set("first_of_panels", first_of(panels))
        .set("first_of_groups", first_of(groups))
        .set("first_of_width", first_of(width))
        .set("panels", panel_count)
        .set("groups", group_count)
        .set("width", panel_width)
        .set("slices", slices)
        .set("names", names.join(", "))
        .set("types", types.join(", "))
        .set("words", words);
    Ok(Some(template.expand(op, &values)?))
}

/// Where a slice of all of a dimension begins, as the slice writes it: there is no first number of none.
fn first_of(size: Dim) -> &'static str {
    if size == Some(0) { "%c0" } else { "0" }
}

/// A tensor of zeros in the room of another.
fn filled<'c>(op: Op<'c>, room: Val<'c>) -> Result<'c, Val<'c>> {
    const TEXT: &str = "func.func private @zeros(%room: $R) -> $R {
  %zero = arith.constant 0.0 : $T
  %zeros = linalg.fill ins(%zero : $T) outs(%room : $R) -> $R
  return %zeros : $R
}";
    let text = Template::new("zeros", TEXT)
        .set("R", room.r#type())
        .set("T", element_of(room)?);
    Ok(text.expand(op, &[room])?[0])
}

/// `dsa.pack_tokens` of what the experts made, by slots, and a weighted sum over the choices.
pub fn combine_experts<'c>(op: Op<'c>) -> Result<'c, Option<Vec<Val<'c>>>> {
    const ROWS: &[&[usize]] = &[&[0, 1], &[2]];
    let [y, slots, weights] = op.operand_values()[..] else {
        return Err(op.op_error("lacks operands"));
    };
    let (y_sizes, slot_sizes) = (sizes_of(y), sizes_of(slots));
    let tokens = expand(
        op,
        y,
        ROWS,
        &[Some(1), y_sizes[0], y_sizes[1]],
        &open_sizes(op, &y_sizes, y)?,
    )?;
    let list = collapse(op, slots, &[&[0, 1]])?;
    let list_sizes = sizes_of(list);
    let list = expand(
        op,
        list,
        &[&[0, 1]],
        &[Some(1), list_sizes[0]],
        &open_sizes(op, &list_sizes, list)?,
    )?;
    let packed = before(op, "dsa.pack_tokens", &[tokens, list], &[])?;
    let rows = collapse(op, packed, ROWS)?;
    let sizes = [slot_sizes[0], slot_sizes[1], sizes_of(rows)[1]];
    let mut open = open_sizes(op, &slot_sizes, slots)?;
    if sizes[2].is_none() {
        open.push(dim(op, rows, 1)?);
    }
    let by_choice = expand(op, rows, ROWS, &sizes, &open)?;
    let float = Type::float32(op.ctx());
    let sums = tensor(&[sizes[0], sizes[2]], float);
    let mut of_sums = open_sizes(op, &sizes[..1], slots)?;
    if sizes[2].is_none() {
        of_sums.push(dim(op, rows, 1)?);
    }
    let room = typed(op, "tensor.empty", &of_sums, &[], &[sums])?[0];
    let none = filled(op, room)?;
    let word = element_of(y)?;
    let widen = if same_type(word, float) {
        String::new()
    } else {
        format!("%wide = arith.extf %made : {word} to f32")
    };
    let template = Template::new("combine_experts", include_str!("combine_experts.mlir"))
        .set("Y", y.r#type())
        .set("S", slots.r#type())
        .set("W", weights.r#type())
        .set("C", by_choice.r#type())
        .set("R", sums)
        .set("T", word)
        .set("made", if widen.is_empty() { "%made" } else { "%wide" })
        .set("widen", widen);
    for axis in 0..2 {
        agree(
            op,
            [(weights, axis), (slots, axis)],
            Serving::Neither,
            "combine_experts: the sizes of weights are not those of slots",
        )?;
    }
    let mut value = template.expand(op, &[y, slots, weights, by_choice, none])?[0];
    if !same_type(word, float) {
        let narrow = like(y, &dims(sums).unwrap_or_default())?;
        value = typed(op, "arith.truncf", &[value], &[], &[narrow])?[0];
    }
    Ok(Some(vec![value]))
}
