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
    template::Template,
};

use crate::{
    ConvertDskToLoops,
    precision::{OrderedKeys, compute_type, extend, extend_names, minus_infinity, round, round_names},
};

impl Pass for ConvertDskToLoops {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        let kernels = collect(function, |name| {
            name.starts_with("dsk.") && !matches!(name, "dsk.partition" | "dsk.for_blocks" | "dsk.yield")
        });
        run.each(&kernels, |op| {
            run.count(Self::OPS, 1);
            lower(op)
        })?;
        // The kernels' own loops over blocks are among these.
        let loops = collect(function, |name| name == "dsk.for_blocks");
        run.each(&loops, |op| {
            run.count(Self::OPS, 1);
            lower_for_blocks(op)
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
        "dsk.compress_mask" => {
            Template::new("compress_mask", include_str!("convert_dsk_to_loops/compress_mask.mlir"))
                .set("I", element_of(op, 1)?)
        }
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
            let template =
                extend(template, extend_names!("threshold_value"), Type::float32(op.ctx()), to);
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
    Ok(format!("{scale:.17e}"))
}

/// `dsk.for_blocks` becomes `scf.for` over the positions of the row's columns.
fn lower_for_blocks<'c>(op: Op<'c>) -> Result<'c> {
    const BOUNDS: &str = "func.func private @bounds(%row_pointers: $rows, %batch: index, %head: index, %row: index)
    -> (index, index, index) {
  %c1 = arith.constant 1 : index
  %next = arith.addi %row, %c1 : index
  %begin = memref.load %row_pointers[%batch, %head, %row] : $rows
  %end = memref.load %row_pointers[%batch, %head, %next] : $rows
  %first = arith.index_cast %begin : $I to index
  %beyond = arith.index_cast %end : $I to index
  return %first, %beyond, %c1 : index, index, index
}";
    const COLUMN: &str = "func.func private @column(%columns: $columns, %position: index) -> index {
  %stored = memref.load %columns[%position] : $columns
  %column = arith.index_cast %stored : $I to index
  return %column : index
}";
    let operands = op.operand_values();
    let (rows, columns) = (operands[0], operands[4]);
    let index = element_of(op, 0)?;
    let bounds =
        Template::new("bounds", BOUNDS).set("rows", rows.r#type()).set("I", index).expand(op, &operands[..4])?;

    let region = rewrite::take_region(op, 0)?;
    let block = region.first_block().ok_or_else(|| op.op_error("has no body"))?;
    rewrite::insert_argument(block, 0, Type::index(op.ctx()), op.location());

    let inits: Vec<Val> = operands[5..].to_vec();
    let types: Vec<Type> = inits.iter().map(|value| value.r#type()).collect();
    let loop_op = OperationBuilder::new("scf.for", op.location())
        .add_operands(&[bounds[0], bounds[1], bounds[2]])
        .add_operands(&inits)
        .add_results(&types)
        .add_regions([region])
        .build()
        .map_err(|error| op.error(error.to_string()))?;
    let loop_op = rewrite::insert_before(op, loop_op);

    let block = loop_op
        .region(0)
        .ok()
        .and_then(|region| region.first_block())
        .ok_or_else(|| op.op_error("has no body"))?;
    let argument = |index: usize| -> Result<'c, Val<'c>> {
        block.argument(index).map(Into::into).map_err(|error| Error::at(op.location(), error.to_string()))
    };
    let first = block.first_operation().ok_or_else(|| op.op_error("has an empty body"))?;
    let column = Template::new("column", COLUMN)
        .set("columns", columns.r#type())
        .set("I", index)
        .expand(first, &[columns, argument(0)?])?;
    rewrite::replace_uses(argument(1)?, column[0]);
    rewrite::erase_argument(block, 1);

    let yield_op = block.terminator().ok_or_else(|| op.op_error("has no terminator"))?;
    let new_yield = OperationBuilder::new("scf.yield", yield_op.location())
        .add_operands(&yield_op.operand_values())
        .build()
        .map_err(|error| op.error(error.to_string()))?;
    rewrite::insert_before(yield_op, new_yield);
    rewrite::erase(yield_op);
    rewrite::replace(op, &loop_op.result_values())
}
