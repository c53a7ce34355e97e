//! Loops over stored blocks as `scf` loops.

use dynsparse_ir::{
    Error, Op, Result, Val,
    melior::ir::{
        BlockLike as _, RegionLike as _, Type, ValueLike as _, operation::OperationBuilder,
        operation::OperationLike as _,
    },
    operation::OpExt as _,
    rewrite,
    template::Template,
};

use super::element_of;

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
pub(super) fn lower_loop<'c>(op: Op<'c>) -> Result<'c> {
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
