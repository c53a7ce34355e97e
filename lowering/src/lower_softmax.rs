//! `lower-softmax`: softmax of tensors as sums and exponentials.

use dynsparse_ir::{
    Op, Result,
    melior::ir::{ValueLike as _, operation::OperationLike as _},
    operation::{OpExt as _, collect, dims, element, parse_type, tensor},
    pass::{Pass, PassRun},
    template::Template,
};

use crate::{LowerSoftmax, tile_dsk_attention::text::Text};

impl Pass for LowerSoftmax {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        let softmaxes = collect(function, |name| name == "linalg.softmax");
        run.each(&softmaxes, |op| {
            // On buffers there is no result.
            if !op.result_values().is_empty() {
                lower(op)?;
                run.count(Self::SOFTMAXES, 1);
            }
            Ok(())
        })
    }
}

fn lower<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let (input, output) = (operands[0].r#type(), operands[1].r#type());
    let (Some(sizes), Some(kind), Some(axis)) = (
        dims(input),
        element(input),
        op.int_attr("dimension").and_then(|axis| usize::try_from(axis).ok()),
    ) else {
        return Err(op.op_error("expected tensors with a rank, and a dimension"));
    };
    let name = kind.to_string();
    if !matches!(name.as_str(), "f64" | "f32" | "f16" | "bf16") {
        return Err(op.op_error(format!("is of {name}, expected f64, f32, f16 or bf16")));
    }
    let narrow = matches!(name.as_str(), "f16" | "bf16");
    let wide = if name == "f64" { "f64" } else { "f32" };
    let lowest = if name == "f64" {
        "0xFFF0000000000000"
    } else {
        "0xFF800000"
    };

    // Sizes, and room for what is computed in between.
    let mut t = Text::default();
    let open: Vec<Option<String>> = sizes
        .iter()
        .enumerate()
        .map(|(i, size)| {
            (size.is_none() && (narrow || i != axis)).then(|| {
                let i = t.index(i as u64);
                t.value(format!("tensor.dim %input, {i} : {input}"))
            })
        })
        .collect();
    let others = |skipped: Option<usize>| {
        let kept = open.iter().enumerate().filter(|(i, _)| Some(*i) != skipped);
        kept.filter_map(|(_, name)| name.clone()).collect::<Vec<_>>().join(", ")
    };
    let wide_type = parse_type(op.location(), wide)?;
    let mut of_rows = sizes.clone();
    of_rows.remove(axis);
    let rows = tensor(&of_rows, wide_type);
    let (powers, room) = if narrow {
        let powers = tensor(&sizes, wide_type).to_string();
        let room = t.value(format!("tensor.empty({}) : {powers}", others(None)));
        (powers, room)
    } else {
        (output.to_string(), "%output".to_owned())
    };

    let loops: Vec<String> = (0..sizes.len()).map(|i| format!("d{i}")).collect();
    let outer: Vec<&str> = loops
        .iter()
        .enumerate()
        .filter_map(|(i, name)| (i != axis).then_some(name.as_str()))
        .collect();
    let loops = loops.join(", ");
    let iterators = |of_axis: &str| {
        let words = (0..sizes.len()).map(|i| format!("\"{}\"", if i == axis { of_axis } else { "parallel" }));
        words.collect::<Vec<_>>().join(", ")
    };
    let (x, widened) = if narrow {
        ("%wide", format!("%wide = arith.extf %x : {name} to {wide}"))
    } else {
        ("%x", String::new())
    };
    let (share, rounded) = if narrow {
        ("%rounded", format!("%rounded = arith.truncf %share : {wide} to {name}"))
    } else {
        ("%share", String::new())
    };
    Template::new("softmax", SOFTMAX)
        .set("sizes", t.take())
        .set("input", input)
        .set("output", output)
        .set("rows", rows)
        .set("open_rows", others(Some(axis)))
        .set("powers", powers)
        .set("room", room)
        .set("element", format!("affine_map<({loops}) -> ({loops})>"))
        .set("row", format!("affine_map<({loops}) -> ({})>", outer.join(", ")))
        .set("all", iterators("parallel"))
        .set("along", iterators("reduction"))
        .set("narrow", name)
        .set("wide", wide)
        .set("lowest", lowest)
        .set("x", x)
        .set("widened", widened)
        .set("share", share)
        .set("rounded", rounded)
        .replace(op, &operands)
}

const SOFTMAX: &str = "func.func private @softmax(%input: $input, %output: $output) -> $output {
  $sizes
  %none = arith.constant $lowest : $wide
  %zero = arith.constant 0.0 : $wide
  %rows = tensor.empty($open_rows) : $rows
  %low = linalg.fill ins(%none : $wide) outs(%rows : $rows) -> $rows
  %greatest = linalg.generic {indexing_maps = [$element, $row], iterator_types = [$along]}
    ins(%input : $input) outs(%low : $rows) {
  ^bb0(%x: $narrow, %so_far: $wide):
    $widened
    %m = arith.maximumf $x, %so_far : $wide
    linalg.yield %m : $wide
  } -> $rows
  %powers = linalg.generic {indexing_maps = [$element, $row, $element], iterator_types = [$all]}
    ins(%input, %greatest : $input, $rows) outs($room : $powers) {
  ^bb0(%x: $narrow, %m: $wide, %unset: $wide):
    $widened
    %below = arith.subf $x, %m : $wide
    %e = math.exp %below : $wide
    linalg.yield %e : $wide
  } -> $powers
  %nothing = linalg.fill ins(%zero : $wide) outs(%rows : $rows) -> $rows
  %sums = linalg.generic {indexing_maps = [$element, $row], iterator_types = [$along]}
    ins(%powers : $powers) outs(%nothing : $rows) {
  ^bb0(%e: $wide, %so_far: $wide):
    %sum = arith.addf %so_far, %e : $wide
    linalg.yield %sum : $wide
  } -> $rows
  %weights = linalg.generic {indexing_maps = [$element, $row, $element], iterator_types = [$all]}
    ins(%powers, %sums : $powers, $rows) outs(%output : $output) {
  ^bb0(%e: $wide, %sum: $wide, %unset: $narrow):
    %share = arith.divf %e, %sum : $wide
    $rounded
    linalg.yield $share : $narrow
  } -> $output
  return %weights : $output
}";
