//! Work partition, and loops over stored blocks.

use dynsparse_ir::{
    Error, Op, Result, Val,
    hooks::OpHooks,
    melior::ir::{
        BlockLike as _, Identifier, RegionLike as _, Type, ValueLike as _,
        attribute::IntegerAttribute,
        operation::{OperationBuilder, OperationLike as _},
    },
    operation::{OpExt as _, collect, defined_by, same_type, show_dims, users},
    rewrite::{self, Pattern, Rewriter},
};

use crate::shapes::{Shaped, same_element, shaped};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        canonicalize: &[&OnePieceOrNone],
        ..OpHooks::verifying("dsk.partition", verify_partition)
    },
    // It has neither operands nor a type to choose.
    OpHooks::verifying("dsk.num_threads", |_| Ok(())),
    OpHooks {
        canonicalize: &[&CarriesNothingNew],
        ..OpHooks::verifying("dsk.for_blocks", verify_for_blocks)
    },
    OpHooks::verifying("dsk.for_chunks", verify_for_chunks),
    OpHooks::verifying("dsk.once", verify_once),
];

/// The types of the arguments of an op's only block.
fn body_arguments<'c>(op: Op<'c>) -> Result<'c, Vec<Type<'c>>> {
    let block = op
        .region(0)
        .ok()
        .and_then(|region| region.first_block())
        .ok_or_else(|| Error::new("expects a body"))?;
    (0..block.argument_count())
        .map(|i| {
            block
                .argument(i)
                .map(|a| a.r#type())
                .map_err(|e| Error::new(e.to_string()))
        })
        .collect()
}

fn verify_partition(op: Op<'_>) -> Result<'_> {
    takes_and_yields_nothing(op, &[Type::index(op.ctx())])
}

fn verify_for_chunks(op: Op<'_>) -> Result<'_> {
    let index = Type::index(op.ctx());
    takes_and_yields_nothing(op, &[index, index])?;
    has_rows(&shaped(op, 0, "row_pointers")?)
}

fn verify_once(op: Op<'_>) -> Result<'_> {
    takes_and_yields_nothing(op, &[])
}

/// Row pointers are one more than there are rows, so never none.
fn has_rows<'c>(pointers: &Shaped<'c>) -> Result<'c> {
    if pointers.sizes.last() == Some(&Some(0)) {
        return Err(Error::new(format!(
            "row_pointers is {}, expected one more than there are rows",
            show_dims(&pointers.sizes)
        )));
    }
    Ok(())
}

/// The body takes arguments of these types, and yields nothing.
fn takes_and_yields_nothing<'c>(op: Op<'c>, expected: &[Type<'c>]) -> Result<'c> {
    let arguments = body_arguments(op)?;
    if !same_types(&arguments, expected) {
        return Err(Error::new(format!(
            "body takes ({}), expected ({})",
            show_types(&arguments),
            show_types(expected)
        )));
    }
    let yielded = yielded(op)?;
    if yielded.is_empty() {
        return Ok(());
    }
    Err(Error::new(format!(
        "yields ({}), expected nothing",
        show_types(&yielded)
    )))
}

/// The types that the body's `dsk.yield` hands on.
fn yielded<'c>(op: Op<'c>) -> Result<'c, Vec<Type<'c>>> {
    let terminator = op
        .region(0)
        .ok()
        .and_then(|region| region.first_block())
        .and_then(|block| block.terminator())
        .ok_or_else(|| Error::new("expects a body that ends in dsk.yield"))?;
    if terminator.name().as_string_ref().as_str() != Ok("dsk.yield") {
        return Err(Error::new("expects a body that ends in dsk.yield"));
    }
    Ok((0..terminator.operand_count())
        .filter_map(|i| terminator.operand(i).ok().map(|v| v.r#type()))
        .collect())
}

fn verify_for_blocks(op: Op<'_>) -> Result<'_> {
    let operands = op.operand_values();
    let inits: Vec<Type> = operands.iter().skip(5).map(|v| v.r#type()).collect();
    let arguments = body_arguments(op)?;
    let results: Vec<Type> = op.result_values().iter().map(|v| v.r#type()).collect();
    let mut expected = vec![Type::index(op.ctx())];
    expected.extend(&inits);
    if !same_types(&arguments, &expected) {
        return Err(Error::new(format!(
            "body takes ({}), expected ({}): the block column, then the carried values",
            show_types(&arguments),
            show_types(&expected)
        )));
    }
    if !same_types(&results, &inits) {
        return Err(Error::new(format!(
            "returns ({}), expected the types of inits, ({})",
            show_types(&results),
            show_types(&inits)
        )));
    }
    let yielded = yielded(op)?;
    if !same_types(&yielded, &inits) {
        return Err(Error::new(format!(
            "yields ({}), expected the types of inits, ({})",
            show_types(&yielded),
            show_types(&inits)
        )));
    }
    let (pointers, columns) = (shaped(op, 0, "row_pointers")?, shaped(op, 4, "columns")?);
    same_element(&pointers, &columns)?;
    has_rows(&pointers)
}

fn same_types(a: &[Type], b: &[Type]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_type(*a, *b))
}

fn show_types(types: &[Type]) -> String {
    types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// No piece is no work; one piece is work of this thread.
struct OnePieceOrNone;

impl Pattern for OnePieceOrNone {
    fn root(&self) -> &'static str {
        "dsk.partition"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let count = op.operand_at(0).and_then(|count| defined_by(count, "arith.constant"));
        let Some(count) = count.and_then(|count| count.int_attr("value")) else {
            return Ok(false);
        };
        if count <= 0 {
            rewriter.erase(op);
            return Ok(true);
        }
        // What a body allocates on the stack is freed behind it, not so what is around it.
        let Some(end) = end_of(op).filter(|_| count == 1 && collect(op, |name| name == "memref.alloca").is_empty())
        else {
            return Ok(false);
        };
        let first = IntegerAttribute::new(Type::index(op.ctx()), 0);
        let first = OperationBuilder::new("arith.constant", op.location())
            .add_attributes(&[(Identifier::new(op.ctx(), "value"), first.into())])
            .add_results(&[Type::index(op.ctx())])
            .build()
            .map_err(|error| op.error(error.to_string()))?;
        let first = rewriter.insert_before(op, first);
        rewrite::inline_stage(op, 0, op, &first.result_values())?;
        // The end of the body stands before the op now.
        rewriter.erase(end);
        rewriter.erase(op);
        Ok(true)
    }
}

fn end_of(op: Op<'_>) -> Option<Op<'_>> {
    rewrite::terminator(op.region(0).ok()?.first_block()?)
}

/// What each visit hands on as it came is what it was at first; what nobody asks for need not be handed on.
struct CarriesNothingNew;

impl Pattern for CarriesNothingNew {
    fn root(&self) -> &'static str {
        "dsk.for_blocks"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let (operands, results) = (op.operand_values(), op.result_values());
        let (lists, inits) = operands.split_at(5);
        let region = op.region(0).map_err(|error| op.error(error.to_string()))?;
        let (Some(block), Some(end)) = (region.first_block(), end_of(op)) else {
            return Ok(false);
        };
        let arguments = rewrite::arguments(block);
        let handed_on = end.operand_values();
        let keeps = |index: &usize| {
            let (argument, next) = (arguments[index + 1], handed_on[*index]);
            let same = next == argument || next == inits[*index];
            let asked = !users(argument).is_empty() || !users(results[*index]).is_empty();
            !same && asked
        };
        let kept: Vec<usize> = (0..inits.len()).filter(keeps).collect();
        if kept.len() == inits.len() {
            return Ok(false);
        }
        let of_kept = |values: &[Val<'c>]| kept.iter().map(|index| values[*index]).collect::<Vec<_>>();
        let fewer = OperationBuilder::new("dsk.yield", end.location())
            .add_operands(&of_kept(&handed_on))
            .build()
            .map_err(|error| op.error(error.to_string()))?;
        rewriter.insert_before(end, fewer);
        rewriter.erase(end);
        for index in (0..inits.len()).rev().filter(|index| !kept.contains(index)) {
            rewrite::replace_uses(arguments[index + 1], inits[index]);
            rewrite::erase_argument(block, index + 1);
        }
        let types: Vec<Type> = of_kept(&results).iter().map(|value| value.r#type()).collect();
        let body = rewrite::take_region(op, 0)?;
        let less = OperationBuilder::new("dsk.for_blocks", op.location())
            .add_operands(&[lists, &of_kept(inits)].concat())
            .add_attributes(&op.attributes().collect::<Vec<_>>())
            .add_results(&types)
            .add_regions_vec(vec![body])
            .build()
            .map_err(|error| op.error(error.to_string()))?;
        let mut less = rewriter.insert_before(op, less).result_values().into_iter();
        let values: Vec<Val> = (0..inits.len())
            .map(|index| if kept.contains(&index) { less.next() } else { None }.unwrap_or(inits[index]))
            .collect();
        rewriter.replace(op, &values);
        Ok(true)
    }
}
