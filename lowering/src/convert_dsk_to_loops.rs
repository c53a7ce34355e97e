//! `convert-dsk-to-loops`: dsk kernels on buffers as loops.

use dynsparse_ir::{
    Error, Op, Result, Val,
    melior::ir::{
        BlockLike as _, RegionLike as _, Type, ValueLike as _,
        operation::{OperationBuilder, OperationLike as _},
    },
    operation::{OpExt as _, collect, element},
    pass::{Pass, PassRun},
    rewrite,
    template::{Template, float_literal},
};

use crate::{
    ConvertDskToLoops,
    precision::{OrderedKeys, compute_type, extend, extend_names, minus_infinity, round, round_names},
};

impl Pass for ConvertDskToLoops {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        let kernels = collect(function, |name| {
            name.starts_with("dsk.")
                && !matches!(
                    name,
                    "dsk.partition" | "dsk.for_blocks" | "dsk.for_chunks" | "dsk.yield"
                )
        });
        run.each(&kernels, |op| {
            run.count(Self::OPS, 1);
            lower(op)
        })?;
        // The kernels' own loops over blocks are among these.
        let loops = collect(function, |name| matches!(name, "dsk.for_blocks" | "dsk.for_chunks"));
        run.each(&loops, |op| {
            run.count(Self::OPS, 1);
            lower_loop(op)
        })
    }
}

fn lower<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    if !op.result_values().is_empty() {
        return Err(op.op_error("is on tensors, expected buffers: run bufferize-sparse first"));
    }
    let name = op.full_name();
    let template = match name.as_str() {
        "dsk.score_blocks" => {
            let double = Type::float64(op.ctx());
            let block = op.ints_attr("block").unwrap_or_default();
            let (from, to) = (element_of(op, 0)?, element_of(op, 2)?);
            let template = Template::new("score_blocks", include_str!("convert_dsk_to_loops/score_blocks.mlir"))
                .set("T", from)
                .set("S", to)
                .set("bq", block[0])
                .set("bk", block[1])
                .set("scale", scale(op)?);
            let template = extend(template, extend_names!("value"), from, double);
            round(template, round_names!("scaled"), double, to)
        }
        "dsk.top_k_columns" => {
            let score = element_of(op, 0)?;
            let template = Template::new("top_k_columns", include_str!("convert_dsk_to_loops/top_k_columns.mlir"))
                .set("S", score)
                .set("I", element_of(op, 2)?);
            OrderedKeys::of(score).set(template)
        }
        "dsk.compress_mask" => Template::new("compress_mask", include_str!("convert_dsk_to_loops/compress_mask.mlir"))
            .set("I", element_of(op, 1)?),
        "dsk.expand_mask" => Template::new("expand_mask", include_str!("convert_dsk_to_loops/expand_mask.mlir"))
            .set("I", element_of(op, 0)?),
        "dsk.attention" => attention(op)?,
        "dsk.gate_tokens" => {
            let from = element_of(op, 0)?;
            let to = compute_type(from);
            let template = Template::new("gate_tokens", include_str!("convert_dsk_to_loops/gate_tokens.mlir"))
                .set("T", from)
                .set("S", to);
            let template = extend(template, extend_names!("value"), from, to);
            let template = extend(template, extend_names!("threshold_value"), Type::float32(op.ctx()), to);
            OrderedKeys::of(to).set(template)
        }
        "dsk.gather_rows" => Template::new("gather_rows", include_str!("convert_dsk_to_loops/gather_rows.mlir"))
            .set("T", element_of(op, 0)?),
        "dsk.scatter_rows" => Template::new("scatter_rows", include_str!("convert_dsk_to_loops/scatter_rows.mlir"))
            .set("T", element_of(op, 0)?),
        _ => return Err(op.op_error("has no lowering to loops")),
    };
    template.replace(op, &operands)
}

fn attention<'c>(op: Op<'c>) -> Result<'c, Template> {
    let from = element_of(op, 0)?;
    let to = compute_type(from);
    let block = op.ints_attr("block").unwrap_or_default();
    let template = Template::new("attention", include_str!("convert_dsk_to_loops/attention.mlir"))
        .set("T", from)
        .set("C", to)
        .set("I", element_of(op, 3)?)
        .set("bq", block[0])
        .set("bk", block[1])
        .set("scale", scale(op)?)
        .set("minus_infinity", minus_infinity(to));
    let template = extend(template, extend_names!("query"), from, to);
    let template = extend(template, extend_names!("key"), from, to);
    let template = extend(template, extend_names!("value"), from, to);
    let template = round(template, round_names!("result"), to, from);
    let with_lse = op.operand_values().len() > 6;
    Ok(if with_lse {
        let r#type = format!("memref<?x?x?x{to}, strided<[?, ?, ?], offset: ?>>");
        template.set("lse_argument", format!(", %lse: {type}")).set(
            "store_lse",
            format!(
                "%log = math.log %total : {to}
                 %sum_of_exponents = arith.addf %shift, %log : {to}
                 %lse_value = arith.select %empty, %lowest, %sum_of_exponents : {to}
                 memref.store %lse_value, %lse[%b, %h, %i] : {type}"
            ),
        )
    } else {
        template.set("lse_argument", "").set("store_lse", "")
    })
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

/// The positions in `columns` of one row's blocks.
const BOUNDS: &str = "func.func private @bounds(%row_pointers: $rows, %batch: index, %head: index, %row: index)
    -> (index, index, index) {
  %c1 = arith.constant 1 : index
  %step = arith.constant $step : index
  %next = arith.addi %row, %c1 : index
  %begin = memref.load %row_pointers[%batch, %head, %row] : $rows
  %end = memref.load %row_pointers[%batch, %head, %next] : $rows
  %first = arith.index_cast %begin : $I to index
  %beyond = arith.index_cast %end : $I to index
  return %first, %beyond, %step : index, index, index
}";

/// The column at a position: what the body of `dsk.for_blocks` sees.
const COLUMN: &str = "func.func private @column(%position: index, %columns: $columns) -> index {
  %stored = memref.load %columns[%position] : $columns
  %column = arith.index_cast %stored : $I to index
  return %column : index
}";

/// How many blocks a chunk has: what the body of `dsk.for_chunks` sees beside the position.
const COUNT: &str = "func.func private @count(%position: index, %beyond: index) -> index {
  %size = arith.constant $size : index
  %left = arith.subi %beyond, %position : index
  %count = arith.minui %left, %size : index
  return %count : index
}";

/// `dsk.for_blocks` and `dsk.for_chunks` become `scf.for` over the positions of the row's columns, one or `size` a step.
///
/// The body's block moves over as it is, with the position for a first argument. `dsk.for_blocks` has its column there,
/// `dsk.for_chunks` its position and count: these are computed at the top of the block instead.
fn lower_loop<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let chunks = op.full_name() == "dsk.for_chunks";
    let size = op.int_attr("size").unwrap_or(1);
    let rows = operands[0];
    let index = element_of(op, 0)?;
    let bounds = Template::new("bounds", BOUNDS)
        .set("rows", rows.r#type())
        .set("I", index)
        .set("step", size)
        .expand(op, &operands[..4])?;

    let inits: Vec<Val> = operands.get(5..).unwrap_or_default().to_vec();
    let types: Vec<Type> = inits.iter().map(|value| value.r#type()).collect();
    let region = rewrite::take_region(op, 0)?;
    let block = region.first_block().ok_or_else(|| op.op_error("has no body"))?;
    if !chunks {
        rewrite::insert_argument(block, 0, Type::index(op.ctx()), op.location());
    }
    let build = |builder: OperationBuilder<'c>| builder.build().map_err(|error| op.error(error.to_string()));
    let loop_op = OperationBuilder::new("scf.for", op.location())
        .add_operands(&bounds)
        .add_operands(&inits)
        .add_results(&types)
        .add_regions([region]);
    let loop_op = rewrite::insert_before(op, build(loop_op)?);

    let block = loop_op
        .region(0)
        .ok()
        .and_then(|region| region.first_block())
        .ok_or_else(|| op.op_error("has no body"))?;
    let argument = |index: usize| -> Result<'c, Val<'c>> {
        block
            .argument(index)
            .map(Into::into)
            .map_err(|error| Error::at(op.location(), error.to_string()))
    };
    let first = block
        .first_operation()
        .ok_or_else(|| op.op_error("has an empty body"))?;
    let position = argument(0)?;
    let value = if chunks {
        Template::new("count", COUNT)
            .set("size", size)
            .expand(first, &[position, bounds[1]])?
    } else {
        let columns = operands[4];
        Template::new("column", COLUMN)
            .set("columns", columns.r#type())
            .set("I", index)
            .expand(first, &[position, columns])?
    };
    rewrite::replace_uses(argument(1)?, value[0]);
    rewrite::erase_argument(block, 1);

    let yield_op = block.terminator().ok_or_else(|| op.op_error("has no terminator"))?;
    let new_yield = OperationBuilder::new("scf.yield", op.location()).add_operands(&yield_op.operand_values());
    rewrite::insert_before(yield_op, build(new_yield)?);
    rewrite::erase(yield_op);
    rewrite::replace(op, &loop_op.result_values())
}
