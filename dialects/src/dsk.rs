//! The behaviour of the `dsk` ops: what their verifiers check.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::OpHooks,
    melior::ir::{BlockLike as _, RegionLike as _, Type, TypeLike as _, ValueLike as _, operation::OperationLike as _},
    operation::{Dim, OpExt as _, same_type, show_dims},
};

use crate::shapes::{Shaped, agree, block_of, same_element, serves, shaped, sizes_are};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks::verifying("dsk.score_blocks", verify_score_blocks),
    OpHooks::verifying("dsk.top_k_columns", verify_top_k_columns),
    OpHooks::verifying("dsk.compress_mask", verify_compress_mask),
    OpHooks::verifying("dsk.expand_mask", verify_expand_mask),
    OpHooks::verifying("dsk.attention", verify_attention),
    OpHooks::verifying("dsk.gate_tokens", verify_gate_tokens),
    OpHooks::verifying("dsk.gather_rows", verify_gather_rows),
    OpHooks::verifying("dsk.scatter_rows", verify_scatter_rows),
    OpHooks::verifying("dsk.partition", verify_partition),
    OpHooks::verifying("dsk.for_blocks", verify_for_blocks),
    OpHooks::verifying("dsk.for_chunks", verify_for_chunks),
];

/// Checks the destination-passing form: `ins` operands, then exactly `outs`, all tensors or all buffers, and a result of
/// the same type for each tensor in `outs`.
fn destinations<'c>(op: Op<'c>, ins: usize, names: &[&'static str]) -> Result<'c, Vec<Shaped<'c>>> {
    let operands = op.operand_values();
    let outs = operands.get(ins..).unwrap_or_default();
    if outs.len() != names.len() {
        return Err(Error::new(format!(
            "has {} outs, expected {}: {}",
            outs.len(),
            names.len(),
            names.join(", ")
        )));
    }
    let shapes = names
        .iter()
        .enumerate()
        .map(|(i, name)| shaped(op, ins + i, name))
        .collect::<Result<Vec<_>>>()?;
    let tensors = operands.iter().filter(|o| o.r#type().is_tensor()).count();
    let buffers = operands.iter().filter(|o| o.r#type().is_mem_ref()).count();
    if tensors > 0 && buffers > 0 {
        return Err(Error::new(format!(
            "mixes {tensors} tensors and {buffers} buffers, expected all of one kind"
        )));
    }
    let results = op.result_values();
    let expected = if tensors > 0 { outs.len() } else { 0 };
    if results.len() != expected {
        return Err(Error::new(format!(
            "has {} results, expected {expected}: one for each tensor in outs, none for buffers",
            results.len()
        )));
    }
    for (result, out) in results.iter().zip(outs) {
        if !same_type(result.r#type(), out.r#type()) {
            return Err(Error::new(format!(
                "result type {} differs from that of its destination, {}",
                result.r#type(),
                out.r#type()
            )));
        }
    }
    Ok(shapes)
}

fn rank<'c>(shape: &Shaped<'c>, rank: usize) -> Result<'c> {
    if shape.sizes.len() == rank {
        return Ok(());
    }
    Err(Error::new(format!(
        "{} has rank {}, expected {rank}",
        shape.name,
        shape.sizes.len()
    )))
}

/// `R + 1` of `R` block rows.
fn pointers(rows: Dim) -> Dim {
    rows.map(|r| r + 1)
}

fn blocks(size: Dim, block: u64) -> Dim {
    size.map(|s| s.div_ceil(block))
}

fn finite_scale<'c>(op: Op<'c>) -> Result<'c> {
    match op.float_attr("scale") {
        Some(scale) if !scale.is_finite() => Err(Error::new(format!("scale is {scale}, expected a finite number"))),
        _ => Ok(()),
    }
}

fn verify_score_blocks(op: Op<'_>) -> Result<'_> {
    let (queries, keys) = (shaped(op, 0, "queries")?, shaped(op, 1, "keys")?);
    let outs = destinations(op, 2, &["scores"])?;
    same_element(&queries, &keys)?;
    agree("batch", &queries, 0, &keys, 0)?;
    agree("number of heads", &queries, 1, &keys, 1)?;
    agree("head dimension", &queries, 3, &keys, 3)?;
    finite_scale(op)?;
    let [bq, bk] = block_of(op)?;
    let expected = [
        queries.sizes[0],
        queries.sizes[1],
        blocks(queries.sizes[2], bq),
        blocks(keys.sizes[2], bk),
    ];
    sizes_are("scores", &outs[0].sizes, &expected)
}

/// Row pointers and columns, as outputs, for `B x H x R x S` blocks.
fn verify_bcsr_outs<'c>(op: Op<'c>, ins: usize, mask: &[Dim]) -> Result<'c> {
    let outs = destinations(op, ins, &["row_pointers", "columns"])?;
    rank(&outs[0], 3)?;
    rank(&outs[1], 1)?;
    same_element(&outs[0], &outs[1])?;
    index_element(&outs[0])?;
    sizes_are("row_pointers", &outs[0].sizes, &[mask[0], mask[1], pointers(mask[2])])
}

fn index_element<'c>(shape: &Shaped<'c>) -> Result<'c> {
    if matches!(shape.element.to_string().as_str(), "i32" | "i64") {
        return Ok(());
    }
    Err(Error::new(format!(
        "{} has element type {}, expected i32 or i64",
        shape.name, shape.element
    )))
}

fn verify_top_k_columns(op: Op<'_>) -> Result<'_> {
    let scores = shaped(op, 0, "scores")?;
    verify_bcsr_outs(op, 2, &scores.sizes)
}

fn verify_compress_mask(op: Op<'_>) -> Result<'_> {
    let mask = shaped(op, 0, "mask")?;
    verify_bcsr_outs(op, 1, &mask.sizes)?;
    let columns = shaped(op, 2, "columns")?;
    let needed = mask
        .sizes
        .iter()
        .try_fold(1_u64, |product, size| size.and_then(|s| product.checked_mul(s)));
    match (columns.sizes[0], needed) {
        (Some(room), Some(needed)) if room < needed => Err(Error::new(format!(
            "columns has room for {room} blocks, expected at least {needed}"
        ))),
        _ => Ok(()),
    }
}

fn verify_expand_mask(op: Op<'_>) -> Result<'_> {
    let (rows, columns) = (shaped(op, 0, "row_pointers")?, shaped(op, 1, "columns")?);
    same_element(&rows, &columns)?;
    let outs = destinations(op, 2, &["mask"])?;
    let mask = &outs[0].sizes;
    sizes_are("row_pointers", &rows.sizes, &[mask[0], mask[1], pointers(mask[2])])
}

fn verify_attention(op: Op<'_>) -> Result<'_> {
    let (queries, keys, values) = (
        shaped(op, 0, "queries")?,
        shaped(op, 1, "keys")?,
        shaped(op, 2, "values")?,
    );
    let (rows, columns) = (shaped(op, 3, "row_pointers")?, shaped(op, 4, "columns")?);
    same_element(&rows, &columns)?;
    let with_lse = op.operand_values().len() > 6;
    let names: &[&str] = if with_lse { &["output", "lse"] } else { &["output"] };
    let outs = destinations(op, 5, names)?;
    rank(&outs[0], 4)?;
    for other in [&keys, &values, &outs[0]] {
        same_element(&queries, other)?;
        agree("batch", &queries, 0, other, 0)?;
        agree("number of heads", &queries, 1, other, 1)?;
    }
    agree("head dimension", &queries, 3, &keys, 3)?;
    agree("number of keys", &keys, 2, &values, 2)?;
    agree("number of queries", &queries, 2, &outs[0], 2)?;
    agree("value dimension", &values, 3, &outs[0], 3)?;
    if let Some(lse) = outs.get(1) {
        sizes_are("lse", &lse.sizes, &queries.sizes[..3])?;
        let expected = if same_type(queries.element, Type::float64(op.ctx())) {
            "f64"
        } else {
            "f32"
        };
        if lse.element.to_string() != expected {
            return Err(Error::new(format!(
                "lse has element type {}, expected {expected}",
                lse.element
            )));
        }
    }
    finite_scale(op)?;
    serves("batch", rows.sizes[0], queries.sizes[0])?;
    serves("head", rows.sizes[1], queries.sizes[1])?;
    let block = block_of(op)?;
    let expected = pointers(blocks(queries.sizes[2], block[0]));
    sizes_are("number of row pointers", &rows.sizes[2..], &[expected])
}

fn verify_gate_tokens(op: Op<'_>) -> Result<'_> {
    let saliency = shaped(op, 0, "saliency")?;
    let outs = destinations(op, 2, &["indices"])?;
    agree("batch", &saliency, 0, &outs[0], 0)
}

fn verify_gather_rows(op: Op<'_>) -> Result<'_> {
    let outs = destinations(op, 2, &["packed"])?;
    verify_rows(&shaped(op, 0, "tokens")?, &shaped(op, 1, "indices")?, &outs[0])
}

fn verify_scatter_rows(op: Op<'_>) -> Result<'_> {
    let outs = destinations(op, 2, &["tokens"])?;
    if op.attr("reads_outs").is_none() {
        return Err(Error::new("keeps rows of its destination, so it must say `reads_outs`"));
    }
    verify_rows(&outs[0], &shaped(op, 1, "indices")?, &shaped(op, 0, "packed")?)
}

fn verify_rows<'c>(tokens: &Shaped<'c>, indices: &Shaped<'c>, packed: &Shaped<'c>) -> Result<'c> {
    same_element(tokens, packed)?;
    agree("batch", tokens, 0, packed, 0)?;
    agree("batch", tokens, 0, indices, 0)?;
    agree("number of channels", tokens, 2, packed, 2)?;
    agree("number of packed tokens", packed, 1, indices, 1)
}

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
