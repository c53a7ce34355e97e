//! `convert-dsa-to-dsk`: choose how dsa ops are computed: stored patterns and kernels on tensors.

use dynsparse_dialects::{
    Format, PatternType,
    dsa::{pattern_type, scale_of, window},
};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{Location, Type, ValueLike as _, operation::OperationLike as _, r#type::IntegerType},
    operation::{OpExt as _, collect, element, tensor},
    pass::{Pass, PassRun},
    rewrite,
    template::{Template, cast, float_literal},
};

use crate::{ConvertDsaToDsk, attention_results::AttentionResults, patterns_left, size_checks};

impl Pass for ConvertDsaToDsk {
    fn run<'c>(&self, module: Op<'c>, run: &PassRun) -> Result<'c> {
        for op in collect(module, |name| name.starts_with("dsa.")) {
            size_checks::insert(op)?;
        }
        let ops = collect(module, |name| name.starts_with("dsa."));
        run.each(&ops, |op| {
            run.count(Self::OPS, 1);
            lower(op)
        })?;
        let location = module.location();
        rewrite::convert_types(module, |r#type| {
            PatternType::of(r#type).map(|pattern| part_types(&pattern, location))
        })?;
        run.run_pipeline("reconcile-unrealized-casts", module)?;
        patterns_left::refuse(module, "row pointers and columns")
    }
}

fn lower<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    match op.full_name().as_str() {
        "dsa.dense_pattern" => {
            let pattern = bcsr(op, op.result_values().first().copied())?;
            let mut given = operands.iter().copied();
            let mut sizes = Vec::new();
            for (axis, size) in pattern.shape.iter().enumerate() {
                let value = match size {
                    Some(size) => index_constant(op, *size)?,
                    None => given
                        .next()
                        .ok_or_else(|| op.op_error(format!("has no size for dimension {axis}")))?,
                };
                sizes.push(value);
            }
            let mask = template("full_mask", include_str!("convert_dsa_to_dsk/full_mask.mlir"))
                .set("bq", pattern.block[0])
                .set("bk", pattern.block[1])
                .expand(op, &sizes)?;
            compress(op, &pattern, mask[0])
        }
        "dsa.pattern_from_mask" => {
            let pattern = bcsr(op, op.result_values().first().copied())?;
            compress(op, &pattern, operands[0])
        }
        "dsa.window_pattern" => {
            let pattern = bcsr(op, op.result_values().first().copied())?;
            let parts = constant_window(op, &pattern)?;
            replace_pattern(op, &pattern, &parts)
        }
        "dsa.select_blocks" => {
            let pattern = bcsr(op, op.result_values().first().copied())?;
            let parts = template("select_blocks", include_str!("convert_dsa_to_dsk/select_blocks.mlir"))
                .set("S", element_of(op, 0)?)
                .set("I", index_type(&pattern))
                .expand(op, &operands)?;
            replace_pattern(op, &pattern, &parts)
        }
        "dsa.pattern_to_mask" => {
            let pattern = bcsr(op, op.operand_at(0))?;
            template(
                "pattern_to_mask",
                include_str!("convert_dsa_to_dsk/pattern_to_mask.mlir"),
            )
            .set("I", index_type(&pattern))
            .replace(op, &parts_of(op, &pattern, operands[0])?)
        }
        "dsa.pattern_density" => {
            let pattern = bcsr(op, op.operand_at(0))?;
            template(
                "pattern_density",
                include_str!("convert_dsa_to_dsk/pattern_density.mlir"),
            )
            .set("I", index_type(&pattern))
            .replace(op, &parts_of(op, &pattern, operands[0])?)
        }
        "dsa.score_blocks" => {
            let block = op.ints_attr("block").unwrap_or_default();
            let result = op.result_values()[0];
            template("score_blocks", include_str!("convert_dsa_to_dsk/score_blocks.mlir"))
                .set("T", element_of(op, 0)?)
                .set(
                    "S",
                    element(result.r#type()).ok_or_else(|| op.op_error("has no score type"))?,
                )
                .set("bq", block[0])
                .set("bk", block[1])
                .set("scale", scale(op)?)
                .replace(op, &operands)
        }
        "dsa.attention" => {
            let pattern = bcsr(op, op.operand_at(3))?;
            let results = AttentionResults::of(op)?;
            let parts = parts_of(op, &pattern, operands[3])?;
            template("attention", include_str!("convert_dsa_to_dsk/attention.mlir"))
                .set("T", element_of(op, 0)?)
                .set("S", results.lse_element)
                .set("I", index_type(&pattern))
                .set("bq", pattern.block[0])
                .set("bk", pattern.block[1])
                .set("scale", scale(op)?)
                .set("result_types", results.types)
                .set("results", results.names)
                .set("outs", results.outs)
                .replace(op, &[operands[0], operands[1], operands[2], parts[0], parts[1]])
        }
        "dsa.gate_tokens" => {
            let threshold = match operands.get(2) {
                Some(threshold) => *threshold,
                None => Template::new("no_threshold", NO_THRESHOLD).expand(op, &[])?[0],
            };
            template("gate_tokens", include_str!("convert_dsa_to_dsk/gate_tokens.mlir"))
                .set("T", element_of(op, 0)?)
                .replace(op, &[operands[0], operands[1], threshold])
        }
        "dsa.pack_tokens" => template("pack_tokens", include_str!("convert_dsa_to_dsk/pack_tokens.mlir"))
            .set("T", element_of(op, 0)?)
            .replace(op, &operands),
        "dsa.unpack_tokens" => template("unpack_tokens", include_str!("convert_dsa_to_dsk/unpack_tokens.mlir"))
            .set("T", element_of(op, 0)?)
            .replace(op, &operands),
        other => Err(op.error(format!("'{other}' has no lowering to dsk"))),
    }
}

/// A NaN lets every token pass: `not (x <= NaN)` always holds.
const NO_THRESHOLD: &str = "func.func private @none() -> f32 {
  %nan = arith.constant 0x7FC00000 : f32
  return %nan : f32
}";

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

/// The pattern type of a value, if it is stored as row pointers and columns.
fn bcsr<'c>(op: Op<'c>, value: Option<Val<'c>>) -> Result<'c, PatternType> {
    let pattern = pattern_type(value)?;
    if matches!(pattern.format, Format::Bcsr | Format::Csr) {
        return Ok(pattern);
    }
    Err(op.op_error(format!(
        "uses {pattern}: format {} is not lowered to dsk yet, expected bcsr or csr (or use strategy=reference)",
        pattern.format.word()
    )))
}

fn index_type(pattern: &PatternType) -> String {
    format!("i{}", pattern.index_bits)
}

/// Row pointers, columns, and the number of block columns.
fn part_types<'c>(pattern: &PatternType, location: Location<'c>) -> Vec<Type<'c>> {
    let context = dynsparse_ir::operation::context_of(location);
    let index = IntegerType::new(context, pattern.index_bits).into();
    let [batch, heads, ..] = pattern.shape;
    let pointers = pattern.grid()[0].map(|rows| rows + 1);
    vec![
        tensor(&[batch, heads, pointers], index),
        tensor(&[None], index),
        Type::index(context),
    ]
}

fn parts_of<'c>(op: Op<'c>, pattern: &PatternType, value: Val<'c>) -> Result<'c, Vec<Val<'c>>> {
    rewrite::conversion_cast(op, &[value], &part_types(pattern, op.location()))
}

/// Replaces an op that makes a pattern by the pattern's parts.
fn replace_pattern<'c>(op: Op<'c>, pattern: &PatternType, parts: &[Val<'c>]) -> Result<'c> {
    let types = part_types(pattern, op.location());
    let parts = parts
        .iter()
        .zip(types)
        .map(|(value, r#type)| cast(op, *value, r#type))
        .collect::<Result<Vec<_>>>()?;
    let whole = rewrite::conversion_cast(op, &parts, &[op.result_values()[0].r#type()])?;
    rewrite::replace(op, &whole)
}

fn compress<'c>(op: Op<'c>, pattern: &PatternType, mask: Val<'c>) -> Result<'c> {
    let parts = template(
        "pattern_from_mask",
        include_str!("convert_dsa_to_dsk/pattern_from_mask.mlir"),
    )
    .set("I", index_type(pattern))
    .expand(op, &[mask])?;
    replace_pattern(op, pattern, &parts)
}

fn index_constant<'c>(op: Op<'c>, value: u64) -> Result<'c, Val<'c>> {
    const TEXT: &str = "func.func private @size() -> index {
  %size = arith.constant $size : index
  return %size : index
}";
    Ok(Template::new("index_constant", TEXT)
        .set("size", value)
        .expand(op, &[])?[0])
}

/// A window is stored in the program, and made in the compiler: one that would fill the memory is refused.
const MOST_BLOCKS: u64 = 1 << 28;

/// A static window is known now: its row pointers and columns are constants.
fn constant_window<'c>(op: Op<'c>, pattern: &PatternType) -> Result<'c, Vec<Val<'c>>> {
    const TEXT: &str = "func.func private @window() -> (tensor<$pointer_shape$I>, tensor<$count$I>, index) {
  %row_pointers = arith.constant dense<$row_pointers> : tensor<$pointer_shape$I>
  %columns = arith.constant dense<$columns> : tensor<$count$I>
  %width = arith.constant $width : index
  return %row_pointers, %columns, %width : tensor<$pointer_shape$I>, tensor<$count$I>, index
}";
    let ([Some(batch), Some(heads), ..], [Some(rows), Some(width)]) = (pattern.shape, pattern.grid()) else {
        return Err(op.op_error("expects a static shape"));
    };
    if rows.saturating_mul(width) > MOST_BLOCKS {
        return Err(op.op_error(format!(
            "makes a pattern of {rows} x {width} blocks, more than a program can hold ({MOST_BLOCKS}): expected larger blocks"
        )));
    }
    let selected = window_rows(op, pattern, rows, width)?;
    let mut row_pointers = String::new();
    let mut columns = Vec::new();
    for batch_entry in 0..batch {
        row_pointers += if batch_entry == 0 { "[" } else { ", [" };
        for head in 0..heads {
            row_pointers += if head == 0 { "[" } else { ", [" };
            row_pointers += &columns.len().to_string();
            for row in &selected {
                columns.extend(row.iter().map(ToString::to_string));
                row_pointers += &format!(", {}", columns.len());
            }
            row_pointers += "]";
        }
        row_pointers += "]";
    }
    let columns_text = if columns.is_empty() {
        String::new()
    } else {
        format!("[{}]", columns.join(", "))
    };
    let row_pointers_text = if batch * heads == 0 {
        String::new()
    } else {
        format!("[{row_pointers}]")
    };
    Template::new("window", TEXT)
        .set("pointer_shape", format!("{batch}x{heads}x{}x", rows + 1))
        .set("count", format!("{}x", columns.len()))
        .set("I", index_type(pattern))
        .set("row_pointers", row_pointers_text)
        .set("columns", columns_text)
        .set("width", width)
        .expand(op, &[])
}

/// The columns of each block row, ascending.
///
/// `O(N (2 r_t + 1)(2 r_y + 1)(2 r_x + 1))`: each query's window is walked, never all pairs.
fn window_rows<'c>(op: Op<'c>, pattern: &PatternType, rows: u64, width: u64) -> Result<'c, Vec<Vec<u64>>> {
    let (grid, radius, global) = window(op);
    let ([t, y, x], [radius_t, radius_y, radius_x]) = (&grid[..], &radius[..]) else {
        return Err(op.op_error("expects a grid and a radius of three sizes"));
    };
    let [block_rows, block_columns] = pattern.block.map(|size| size as i64);
    let mut selected = vec![vec![false; width as usize]; rows as usize];
    let n = global + t * y * x;
    let near = |position: i64, radius: i64, size: i64| {
        position.saturating_sub(radius).max(0)..=position.saturating_add(radius).min(size - 1)
    };
    for query in 0..n {
        let row = &mut selected[(query / block_rows) as usize];
        if query < global {
            row.fill(true);
            continue;
        }
        // Global keys come first.
        for column in 0..(global + block_columns - 1) / block_columns {
            row[column as usize] = true;
        }
        let cell = query - global;
        let (qt, qy, qx) = (cell / (y * x), cell / x % y, cell % x);
        for kt in near(qt, *radius_t, *t) {
            for ky in near(qy, *radius_y, *y) {
                // Along x the window is one run of keys.
                let xs = near(qx, *radius_x, *x);
                let first = global + (kt * y + ky) * x + xs.start();
                let last = global + (kt * y + ky) * x + xs.end();
                for column in first / block_columns..=last / block_columns {
                    row[column as usize] = true;
                }
            }
        }
    }
    Ok(selected
        .into_iter()
        .map(|row| (0..width).filter(|column| row[*column as usize]).collect())
        .collect())
}
