//! What templates share that go over bits: a byte's bits as a list of columns, and the bytes of a block's mask as vectors.

use dynsparse_dialects::PatternType;
use dynsparse_ir::{Op, Result, Val, template::Template};
use num_integer::gcd;

use super::{blocked, template};

/// Bytes of masks that are looked at as one vector.
const BYTES_AT_ONCE: u64 = 64;

/// The table of the places of a byte's bits, by which `with_lists` lists them.
pub(super) fn places_of_bits<'c>(op: Op<'c>) -> Result<'c, Val<'c>> {
    Ok(template("places_of_bits", include_str!("bits/places_of_bits.mlir")).expand(op, &[])?[0])
}

/// The template with `$list_bits`: the columns of the bits of `%byte`, the lowest of which is `%first`, behind the `%at_x`
/// that are in `%columns_x`; `%with_columns` and `%at_next` are what there is then. Eight columns are stored whatever the bits,
/// for which `%columns_x` needs room; the next ones take the places of those that are not listed.
pub(super) fn with_lists<'c>(op: Op<'c>, template: Template, pattern: &PatternType) -> Result<'c, Template> {
    let list = shared(op, "list_bits", include_str!("bits/list_bits.mlir"), pattern)?;
    Ok(template.set("list_bits", list))
}

/// Bytes of a block's mask.
pub(super) fn area(pattern: &PatternType) -> u64 {
    pattern.block[1] * pattern.mask_bytes()
}

/// How many bytes of a block's mask are a vector. A key's bytes are a power of two, so that in every vector they lie alike.
pub(super) fn part(pattern: &PatternType) -> u64 {
    gcd(area(pattern), BYTES_AT_ONCE)
}

/// The template with its masks as one row of bytes a block, `$area` of them, in vectors of `$part`: `$masks_constants` stands
/// at its start, and `$valid_constants` behind it, if it has `$valid_bits`.
///
/// That stands where `%x` is the first byte of a vector of `%bytes_left` from the block's first on, with `%queries` in the row of
/// blocks, and gives the `%valid` bits, of queries and keys that there are. `$count_bits` gives `%bits_of_mask`, of mask `%id`
/// of `%flat`.
pub(super) fn with_masks<'c>(op: Op<'c>, template: Template, pattern: &PatternType) -> Result<'c, Template> {
    let constants = shared(
        op,
        "masks_constants",
        include_str!("bits/masks_constants.mlir"),
        pattern,
    )?;
    let compared = shared(
        op,
        "valid_constants",
        include_str!("bits/valid_constants.mlir"),
        pattern,
    )?;
    let valid = shared(op, "valid_bits", include_str!("bits/valid_bits.mlir"), pattern)?;
    let count = shared(op, "count_bits", include_str!("bits/count_bits.mlir"), pattern)?;
    Ok(template
        .set("area", area(pattern))
        .set("part", part(pattern))
        .set("masks_constants", constants)
        .set("valid_constants", compared)
        .set("valid_bits", valid)
        .set("count_bits", count))
}

/// A text that is put into others.
fn shared<'c>(op: Op<'c>, name: &'static str, text: &'static str, pattern: &PatternType) -> Result<'c, String> {
    let first_queries: Vec<u64> = (0..part(pattern))
        .map(|lane| 8 * (lane % pattern.mask_bytes()))
        .collect();
    blocked(template(name, text), pattern)
        .set("area", area(pattern))
        .set("part", part(pattern))
        .set("first_queries", format!("{first_queries:?}"))
        .text_at(op)
}
