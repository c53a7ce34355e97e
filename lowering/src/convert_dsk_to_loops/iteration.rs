//! Loops over stored blocks as `scf` loops.

use dynsparse_ir::{
    Error, Op, Result, Val,
    melior::ir::{
        BlockLike as _, Region, RegionLike as _, Type, ValueLike as _, operation::OperationBuilder,
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

/// Whether the work is to be done, and by whom: the flag's address, whether it was not done, and whether it is this
/// thread's.
const CLAIM: &str = "func.func private @claim(%flags: $flags, %index: index) -> (!llvm.ptr, i1, i1) {
  %nobody = arith.constant 0 : i32
  %somebody = arith.constant 1 : i32
  %done = arith.constant 2 : i32
  %no = arith.constant false
  %size = arith.constant 4 : index
  %base = memref.extract_aligned_pointer_as_index %flags : $flags -> index
  %buffer, %first, %count, %stride = memref.extract_strided_metadata %flags : $flags -> memref<i32>, index, index, index
  %from_first = arith.muli %index, %stride : index
  %place = arith.addi %first, %from_first : index
  %bytes = arith.muli %place, %size : index
  %address = arith.addi %base, %bytes : index
  %number = arith.index_cast %address : index to i64
  %flag = llvm.inttoptr %number : i64 to !llvm.ptr
  %seen = llvm.load %flag atomic acquire {alignment = 4 : i64} : !llvm.ptr -> i32
  %left = arith.cmpi ne, %seen, %done : i32
  %mine = scf.if %left -> (i1) {
    %pair = llvm.cmpxchg %flag, %nobody, %somebody acquire monotonic {alignment = 4 : i64} : !llvm.ptr, i32
    %claimed = llvm.extractvalue %pair[1] : !llvm.struct<(i32, i1)>
    scf.yield %claimed : i1
  } else {
    scf.yield %no : i1
  }
  return %flag, %left, %mine : !llvm.ptr, i1, i1
}";

const FINISH: &str = "func.func private @finish(%flag: !llvm.ptr) {
  %done = arith.constant 2 : i32
  llvm.store %done, %flag atomic release {alignment = 4 : i64} : i32, !llvm.ptr
  return
}";

const WAIT: &str = "func.func private @wait(%flag: !llvm.ptr, %left: i1) {
  %done = arith.constant 2 : i32
  scf.if %left {
    scf.while : () -> () {
      %seen = llvm.load %flag atomic acquire {alignment = 4 : i64} : !llvm.ptr -> i32
      %still = arith.cmpi ne, %seen, %done : i32
      scf.condition(%still)
    } do {
      scf.yield
    }
  }
  return
}";

/// `dsk.once` becomes a look at the flag; if the work is not done, a claim, the body of the one who has it, and a wait.
///
/// # Errors
///
/// If the op has no body.
pub fn lower_once<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let claim = Template::new("claim", CLAIM).set("flags", operands[0].r#type());
    let claim = claim.expand(op, &operands)?;
    let [flag, left, mine] = claim[..] else {
        return Err(op.op_error("has no flag"));
    };
    let region = rewrite::take_region(op, 0)?;
    let body = region.first_block().ok_or_else(|| op.op_error("has no body"))?;
    let end = rewrite::terminator(body).ok_or_else(|| op.op_error("has no terminator"))?;
    Template::new("finish", FINISH).expand(end, &[flag])?;
    let build = |builder: OperationBuilder<'c>| builder.build().map_err(|error| op.error(error.to_string()));
    rewrite::insert_before(end, build(OperationBuilder::new("scf.yield", op.location()))?);
    rewrite::erase(end);
    let branch = OperationBuilder::new("scf.if", op.location())
        .add_operands(&[mine])
        .add_regions([region, Region::new()]);
    rewrite::insert_before(op, build(branch)?);
    Template::new("wait", WAIT).expand(op, &[flag, left])?;
    rewrite::erase(op);
    Ok(())
}
