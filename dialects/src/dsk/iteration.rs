//! Work partition, and loops over stored blocks.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::OpHooks,
    melior::ir::{BlockLike as _, RegionLike as _, Type, ValueLike as _, operation::OperationLike as _},
    operation::{OpExt as _, same_type, show_dims},
};

use crate::shapes::{Shaped, same_element, shaped};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks::verifying("dsk.partition", verify_partition),
    // It has neither operands nor a type to choose.
    OpHooks::verifying("dsk.num_threads", |_| Ok(())),
    OpHooks::verifying("dsk.for_blocks", verify_for_blocks),
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
