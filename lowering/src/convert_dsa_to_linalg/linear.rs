//! Dense layers: the formulas.

use std::fmt::Write as _;

use dynsparse_dialects::{
    Activation,
    linear::{LinearOperands, group, panel},
};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, dims, element, show_dims},
    rewrite,
    template::{Template, cast},
};

use super::{Lower, convert, element_word, replace_rounded};
use crate::ConvertDsaToLinalg;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.pack_weights", pack_weights),
    ("dsa.quantize_rows", quantize_rows),
    ("dsa.linear", linear),
    ("dsa.grouped_linear", linear),
];

fn pack_weights<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let weights = op.operand_values()[0];
    let (packed, from) = (op.result_values()[0].r#type(), element_word(weights));
    let sizes = dims(weights.r#type()).unwrap_or_default();
    let (last, has_experts) = (sizes.len() - 1, sizes.len() == 3);
    // The sizes that the result's type leaves open.
    let names = if has_experts {
        &["%X", "%panels", "%groups"][..]
    } else {
        &["%panels", "%groups"]
    };
    let of_packed = dims(packed).unwrap_or_default();
    let open: Vec<&str> = names
        .iter()
        .zip(&of_packed)
        .filter(|(_, size)| size.is_none())
        .map(|(name, _)| *name)
        .collect();
    let weights_type = weights.r#type();
    template!("pack_weights")
        .set("weights", weights_type)
        .set("packed", packed)
        .set("T", &from)
        .set("zero", if from == "i8" { "0" } else { "0.0" })
        .set("k_axis", last - 1)
        .set("n_axis", last)
        .set("W", panel(packed).map_err(|error| op.op_error(error.message))?)
        .set("g", element(weights_type).map_or(1, group))
        .set(
            "experts",
            if has_experts {
                format!("%X = tensor.dim %weights, %c0 : {weights_type}")
            } else {
                String::new()
            },
        )
        .set("sizes", open.join(", "))
        .set("expert_argument", if has_experts { "%expert: index, " } else { "" })
        .set("of_expert", if has_experts { "%expert, " } else { "" })
        .replace(op, &[weights])
}

/// Always in `f32`, whatever the compute type: the specification says so.
fn quantize_rows<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let x = convert(op, op.operand_values()[0], "f32")?;
    let template = if dims(x.r#type()).is_some_and(|sizes| sizes.len() == 3) {
        template!("quantize_rows")
            .set("open", "?x?")
            .set("arguments", "%b: index, %r: index")
            .set("row", "%b, %r")
            .set("sizes", "%B, %R")
            .set("last", "%c2")
    } else {
        template!("quantize_rows")
            .set("open", "?")
            .set("arguments", "%b: index")
            .set("row", "%b")
            .set("sizes", "%B")
            .set("last", "%c1")
    };
    template.replace(op, &[x])
}

fn linear<'c>(pass: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = LinearOperands::of(op)?;
    let result = op.result_values()[0];
    let bytes = element_word(operands.x) == "i8";
    let compute = if bytes { "f32" } else { pass.compute_word(operands.x) };
    let compute = if pass.compute_type == crate::ConvertDsaToLinalgComputeType::F64 {
        "f64"
    } else {
        compute
    };
    let mut named: Vec<(&str, Val<'c>)> = Vec::new();
    let widened = |value: Val<'c>| {
        if element_word(value).starts_with('i') {
            Ok(value)
        } else {
            convert(op, value, compute)
        }
    };
    named.push(("x", widened(operands.x)?));
    named.push(("packed", widened(operands.packed)?));
    for (name, value) in [
        ("offsets", operands.offsets),
        ("rows", operands.rows),
        ("row_scales", operands.row_scales),
        ("column_scales", operands.column_scales),
        ("bias", operands.bias),
        ("residual", operands.residual),
    ] {
        if let Some(value) = value {
            named.push((name, widened(value)?));
        }
    }
    if let Some(scale) = operands.scale {
        named.push(("scale", scale));
    }
    let type_of = |wanted: &str| {
        let found = named.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, value)| value.r#type().to_string()).unwrap_or_default()
    };
    let arguments: Vec<String> = named
        .iter()
        .map(|(name, value)| format!("%{name}: {}", value.r#type()))
        .collect();
    let of_result = dims(result.r#type()).unwrap_or_default();
    let row_rank = of_result.len() - 1;
    let row_names: Vec<String> = (0..row_rank).map(|axis| format!("%r{axis}")).collect();
    let coordinates = row_names.join(", ");
    let grouped = operands.offsets.is_some();

    // The rows of the result, and which of x and of which expert each is.
    let source = if operands.rows.is_some() { "rows" } else { "x" };
    let mut sizes = String::new();
    let mut open = Vec::new();
    for (axis, size) in of_result.iter().enumerate().take(row_rank) {
        let _ = writeln!(
            sizes,
            "%axis_{axis} = arith.constant {axis} : index
             %size_{axis} = tensor.dim %{source}, %axis_{axis} : {}",
            type_of(source)
        );
        if size.is_none() {
            open.push(format!("%size_{axis}"));
        }
    }
    if of_result[row_rank].is_none() {
        let _ = writeln!(sizes, "%columns = tensor.dim %bias, %c0 : {}", type_of("bias"));
        open.push("%columns".to_owned());
    }
    let mut row = "%always = arith.constant true\n".to_owned();
    let mut x_row = coordinates.clone();
    let mut there = "%always";
    if operands.rows.is_some() {
        let _ = writeln!(
            row,
            "%stored_row = tensor.extract %rows[%r0] : {}
             %x_row = arith.index_cast %stored_row : i32 to index
             %x_rows = tensor.dim %x, %c0 : {}
             %there = arith.cmpi ult, %x_row, %x_rows : index",
            type_of("rows"),
            type_of("x")
        );
        "%x_row".clone_into(&mut x_row);
        there = "%there";
    }
    if grouped {
        let offsets = type_of("offsets");
        let _ = writeln!(
            row,
            "%X = tensor.dim %packed, %c0 : {packed}
             %rows_0 = arith.addi %size_0, %c0 : index
             %offset_0 = tensor.extract %offsets[%c0] : {offsets}
             %signed_0 = arith.index_cast %offset_0 : i32 to index
             %positive_0 = arith.maxsi %signed_0, %c0 : index
             %first_0 = arith.minui %positive_0, %rows_0 : index
             %never = arith.constant false
             %beyond, %has_expert, %expert = scf.for %e = %c0 to %X step %c1
                 iter_args(%begin = %first_0, %has = %never, %of = %c0) -> (index, i1, index) {{
               %after = arith.addi %e, %c1 : index
               %offset = tensor.extract %offsets[%after] : {offsets}
               %signed = arith.index_cast %offset : i32 to index
               %not_before = arith.maxsi %signed, %begin : index
               %end = arith.minui %not_before, %rows_0 : index
               %is_after = arith.cmpi uge, %r0, %begin : index
               %is_before = arith.cmpi ult, %r0, %end : index
               %is_its = arith.andi %is_after, %is_before : i1
               %has_next = arith.ori %has, %is_its : i1
               %of_next = arith.select %is_its, %e, %of : index
               scf.yield %end, %has_next, %of_next : index, i1, index
             }}
             %computed = arith.andi %has_expert, {there} : i1
             %depth = arith.select %computed, %K, %c0 : index",
            packed = type_of("packed"),
        );
    } else {
        let _ = writeln!(row, "%depth = arith.select {there}, %K, %c0 : index");
    }
    let of_expert = if grouped { "%expert, " } else { "" };

    let product = if bytes {
        "%wide_a = arith.extsi %a : i8 to i32
         %wide_b = arith.extsi %b : i8 to i32
         %product = arith.muli %wide_a, %wide_b : i32
         %next = arith.addi %so_far, %product : i32"
            .to_owned()
    } else {
        format!(
            "%product = arith.mulf %a, %b : {compute}
             %next = arith.addf %so_far, %product : {compute}"
        )
    };
    let finish = finish(op, &operands, compute, &type_of, [&coordinates, &x_row, of_expert])?;
    let element = if operands.scale.is_some() { "i8" } else { compute };
    let values = format!("tensor<{}x{element}>", show_dims(&of_result));
    let row_arguments: Vec<String> = row_names.iter().map(|name| format!("{name}: index")).collect();
    let last = dims(operands.x.r#type()).map_or(1, |dims| dims.len() - 1);
    let all: Vec<Val<'c>> = named.iter().map(|(_, value)| *value).collect();
    let computed = template!("linear")
        .set("arguments", arguments.join(", "))
        .set("values", values)
        .set(
            "W",
            panel(operands.packed.r#type()).map_err(|error| op.op_error(error.message))?,
        )
        .set("g", self::element(operands.x.r#type()).map_or(1, group))
        .set("C", compute)
        .set("S", if bytes { "i32" } else { compute })
        .set("zero_sum", if bytes { "0" } else { "0.0" })
        .set("k_axis", last)
        .set("x", type_of("x"))
        .set("packed", type_of("packed"))
        .set("sizes", sizes)
        .set("open_sizes", open.join(", "))
        .set("row_arguments", row_arguments.join(", "))
        .set("row", row)
        .set("x_row", x_row)
        .set("of_expert", of_expert)
        .set("product", product)
        .set("finish", finish)
        .set("element", element)
        .expand(op, &all)?;
    if operands.scale.is_some() {
        let value = cast(op, computed[0], result.r#type())?;
        return rewrite::replace(op, &[value]);
    }
    replace_rounded(op, &computed)
}

/// `%value` of `%sum`.
fn finish<'c>(
    op: Op<'c>,
    operands: &LinearOperands<'c>,
    compute: &str,
    type_of: &dyn Fn(&str) -> String,
    [coordinates, x_row, of_expert]: [&str; 3],
) -> Result<'c, String> {
    let mut text = String::new();
    let mut z = "%sum".to_owned();
    let grouped = operands.offsets.is_some();
    // What is of an expert is read where there is one.
    let of_column = |name: &str, at: &str| {
        if grouped {
            format!(
                "%{name}_value = scf.if %has_expert -> ({compute}) {{
                   %{name}_there = tensor.extract %{name}[{at}] : {type}
                   scf.yield %{name}_there : {compute}
                 }} else {{
                   scf.yield %zero : {compute}
                 }}\n",
                type = type_of(name)
            )
        } else {
            format!("%{name}_value = tensor.extract %{name}[{at}] : {}\n", type_of(name))
        }
    };
    if operands.row_scales.is_some() {
        let there = if operands.rows.is_some() { "%there" } else { "%always" };
        let _ = writeln!(
            text,
            "%row_scale = scf.if {there} -> ({compute}) {{
               %row_scale_there = tensor.extract %row_scales[{x_row}] : {}
               scf.yield %row_scale_there : {compute}
             }} else {{
               scf.yield %zero : {compute}
             }}
             {}
             %scales = arith.mulf %row_scale, %column_scales_value : {compute}
             %float_sum = arith.sitofp %sum : i32 to {compute}
             %scaled = arith.mulf %scales, %float_sum : {compute}",
            type_of("row_scales"),
            of_column("column_scales", &format!("{of_expert}%n")),
        );
        "%scaled".clone_into(&mut z);
    }
    if operands.bias.is_some() {
        text += &of_column("bias", &format!("{of_expert}%n"));
        let _ = writeln!(text, "%with_bias = arith.addf {z}, %bias_value : {compute}");
        "%with_bias".clone_into(&mut z);
    }
    let activation = Template::new("activation", activation(Activation::of(op)?))
        .set("C", compute)
        .set("z", &z);
    text += &activation.text_at(op)?;
    let mut y = "%activated".to_owned();
    if operands.residual.is_some() {
        let _ = writeln!(
            text,
            "%residual_value = tensor.extract %residual[{coordinates}, %n] : {}
             %with_residual = arith.addf {y}, %residual_value : {compute}",
            type_of("residual")
        );
        "%with_residual".clone_into(&mut y);
    }
    if operands.scale.is_some() {
        let template = Template::new("to_byte", TO_BYTE).set("C", compute).set("y", y).set(
            "wide_scale",
            if compute == "f32" {
                "arith.addf %scale, %negative_zero : f32"
            } else {
                "arith.extf %scale : f32 to f64"
            },
        );
        return Ok(text + &template.text_at(op)?);
    }
    // A row of no expert is 0, whatever the activation makes of 0.
    if grouped {
        let _ = writeln!(text, "%value = arith.select %has_expert, {y}, %zero : {compute}");
    } else {
        let _ = writeln!(text, "%value = arith.select %always, {y}, %zero : {compute}");
    }
    Ok(text)
}

/// `%activated` of `$z`.
fn activation(activation: Activation) -> &'static str {
    match activation {
        Activation::None => "%activated = arith.select %always, $z, %zero : $C\n",
        Activation::Relu => "%activated = arith.maximumf $z, %zero : $C\n",
        Activation::Gelu => {
            "%half = arith.constant 0.5 : $C
             %one = arith.constant 1.0 : $C
             %root = arith.constant 0.70710678118654752 : $C
             %of_root = arith.mulf $z, %root : $C
             %erf = math.erf %of_root : $C
             %sum_of_one = arith.addf %one, %erf : $C
             %halved = arith.mulf $z, %half : $C
             %activated = arith.mulf %halved, %sum_of_one : $C\n"
        }
        Activation::GeluTanh => {
            "%half = arith.constant 0.5 : $C
             %one = arith.constant 1.0 : $C
             %cubic = arith.constant 0.044715 : $C
             %root = arith.constant 0.79788456080286536 : $C
             %square = arith.mulf $z, $z : $C
             %cube = arith.mulf %square, $z : $C
             %of_cube = arith.mulf %cubic, %cube : $C
             %inner = arith.addf $z, %of_cube : $C
             %of_root = arith.mulf %root, %inner : $C
             %tanh = math.tanh %of_root : $C
             %sum_of_one = arith.addf %one, %tanh : $C
             %halved = arith.mulf $z, %half : $C
             %activated = arith.mulf %halved, %sum_of_one : $C\n"
        }
        Activation::Silu => {
            "%one = arith.constant 1.0 : $C
             %opposite = arith.negf $z : $C
             %exponential = math.exp %opposite : $C
             %divisor = arith.addf %one, %exponential : $C
             %activated = arith.divf $z, %divisor : $C\n"
        }
    }
}

/// `%value`, a byte, of `$y`.
const TO_BYTE: &str = "%most = arith.constant 127.0 : $C
%least = arith.constant -127.0 : $C
%negative_zero = arith.constant -0.0 : f32
%wide_scale = $wide_scale
%quotient = arith.divf $y, %wide_scale : $C
%is_nan = arith.cmpf uno, %quotient, %quotient : $C
%number = arith.select %is_nan, %zero, %quotient : $C
%not_above = arith.minimumf %number, %most : $C
%within = arith.maximumf %not_above, %least : $C
%whole = math.roundeven %within : $C
%value = arith.fptosi %whole : $C to i8
";
