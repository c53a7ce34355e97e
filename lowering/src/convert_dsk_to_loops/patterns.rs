//! Stored patterns as loops.

use dynsparse_ir::{
    Op, Result,
    operation::{OpExt as _, is_int},
    template::Template,
};
use num_integer::gcd;

use dynsparse_dialects::pattern::mask_bytes;

use super::{Lower, element_of, selection::inner_stride};
use crate::target::Target;

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsk.compress_mask", compress_mask),
    ("dsk.expand_mask", expand_mask),
    ("dsk.compress_elements", compress_elements),
    ("dsk.expand_elements", expand_elements),
];

fn compress_mask<'c>(op: Op<'c>, _: &Target) -> Result<'c, Template> {
    let index = element_of(op, 1)?;
    let [mask_stride, column_stride] = [inner_stride(op, 0), inner_stride(op, 2)];
    Ok(Template::new("compress_mask", include_str!("compress_mask.mlir"))
        .set("I", index)
        .set("mask_stride", mask_stride)
        .set("column_stride", column_stride)
        .set("are_contiguous", mask_stride == "1" && column_stride == "1")
        .set("bytes_of_column", if is_int(index, 64) { 8 } else { 4 }))
}

fn expand_mask<'c>(op: Op<'c>, _: &Target) -> Result<'c, Template> {
    Ok(Template::new("expand_mask", include_str!("expand_mask.mlir")).set("I", element_of(op, 0)?))
}

fn compress_elements<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let [bq, bk] = block(op);
    let lanes = target.simd(1);
    let stride = inner_stride(op, 0);
    let index = element_of(op, 1)?;
    let template = Template::new("compress_elements", include_str!("compress_elements.mlir"))
        .set("I", index)
        .set("bq", bq)
        .set("bk", bk)
        .set("bytes", mask_bytes(bq))
        .set("lanes", lanes)
        .set("mask_stride", stride)
        .set("are_bytes", stride == "1");
    blocks_of_row(op, target, template, [&index.to_string(), "memref<?x?xi8>"])
}

/// The template with the text that makes blocks of the bits of a row of blocks, which are in a buffer of that type.
///
/// # Errors
///
/// If the text lacks a parameter: a mistake in it.
pub(super) fn blocks_of_row<'c>(
    op: Op<'c>,
    target: &Target,
    template: Template,
    [index, bits]: [&str; 2],
) -> Result<'c, Template> {
    let [_, bk] = block(op);
    let part = gcd(bk, target.simd(1));
    let blocks = Template::new("blocks_of_row", include_str!("blocks_of_row.mlir"))
        .set("I", index)
        .set("part", part)
        .set("bits", bits);
    let blocks = blocks.text_at(op)?;
    Ok(template.set("part", part).set("blocks_of_row", blocks))
}

fn expand_elements<'c>(op: Op<'c>, _: &Target) -> Result<'c, Template> {
    let [bq, bk] = block(op);
    Ok(Template::new("expand_elements", include_str!("expand_elements.mlir"))
        .set("I", element_of(op, 0)?)
        .set("bq", bq)
        .set("bk", bk))
}

/// Queries and keys of a block: the verifier has seen that there are two sizes.
fn block(op: Op<'_>) -> [u64; 2] {
    let sizes = op.ints_attr("block").unwrap_or_default();
    [0, 1].map(|axis| sizes.get(axis).map_or(1, |size| *size as u64))
}
