//! Formats: what a stored pattern is made of, and how one becomes another.
//!
//! Two forms are in the middle of all conversions: *lists*, row pointers and columns over units (blocks, or elements), and
//! *blocks*, row pointers and columns over blocks with mask ids and masks, for sets of elements. Each format has its way to
//! one of them and back, and there are ways between the two. So an op that reads or makes patterns knows one form, that of
//! `bcsr`, and serves every format. All ways are loops over tensors that go a fixed number of times over what is stored.

use dynsparse_dialects::{
    Format, Holds, PatternType,
    dsa::{fill_of, pattern_type},
};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{
        Identifier, Location, Type, ValueLike as _,
        attribute::{StringAttribute, TypeAttribute},
        operation::{OperationBuilder, OperationLike as _},
        r#type::IntegerType,
    },
    operation::{Dim, OpExt as _, context_of, tensor},
    rewrite,
    template::Template,
};

use super::{
    Lower, algebra, bcsr, bits, blocked, index_type,
    patterns::{count_elements, size_constants},
    stored_pattern, template,
};
use crate::dsa_verify_patterns::ASSERTION;
use crate::precision::{extend, extend_names, minus_infinity, round, round_names};

mod lines;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[("dsa.convert_pattern", convert_pattern)];

macro_rules! part {
    ($name:literal) => {
        template($name, include_str!(concat!("formats/", $name, ".mlir")))
    };
}

/// What is in the middle of the conversions of a format.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Row pointers, columns and the number of columns, over units.
    Lists,
    /// Row pointers, columns, numbers of queries and keys, mask ids, masks.
    Blocks,
}

/// The form that a pattern is nearest to.
pub(super) fn form_of(pattern: &PatternType) -> Form {
    match (pattern.holds, pattern.format.uncompressed().0) {
        (Holds::Elements, Format::Bcsr | Format::Hybrid) => Form::Blocks,
        _ => Form::Lists,
    }
}

/// The form that ops read and make: that of `bcsr`.
pub(super) fn form_of_ops(pattern: &PatternType) -> Form {
    match pattern.holds {
        Holds::Blocks => Form::Lists,
        Holds::Elements => Form::Blocks,
    }
}

/// The types of a form's parts.
pub(super) fn form_types<'c>(form: Form, pattern: &PatternType, location: Location<'c>) -> Vec<Type<'c>> {
    let context = context_of(location);
    let [batch, heads, ..] = pattern.shape;
    let (rows, index) = (row_count(form, pattern), index_of(pattern, location));
    let size = Type::index(context);
    let lists = [
        tensor(&[batch, heads, rows.map(|rows| rows + 1)], index),
        tensor(&[None], index),
    ];
    match form {
        Form::Lists => [&lists[..], &[size]].concat(),
        Form::Blocks => {
            let byte = IntegerType::new(context, 8).into();
            let masks = tensor(&[None, Some(pattern.block[1]), Some(pattern.mask_bytes())], byte);
            [&lists[..], &[size, size, tensor(&[None], index), masks]].concat()
        }
    }
}

fn index_of<'c>(pattern: &PatternType, location: Location<'c>) -> Type<'c> {
    IntegerType::new(context_of(location), pattern.index_bits).into()
}

/// Rows of a form: of units, or of blocks.
fn row_count(form: Form, pattern: &PatternType) -> Dim {
    match form {
        Form::Lists => pattern.mask_shape()[2],
        Form::Blocks => pattern.grid()[0],
    }
}

/// The types of the parts that a pattern is stored as.
pub(super) fn stored_types<'c>(pattern: &PatternType, location: Location<'c>) -> Vec<Type<'c>> {
    let context = context_of(location);
    let [batch, heads, rows, width] = pattern.mask_shape();
    let index = index_of(pattern, location);
    let size = Type::index(context);
    let mut types = form_types(form_of(pattern), pattern, location);
    let (format, word_bits) = pattern.format.uncompressed();
    match format {
        // Starts, rows, columns, and the numbers of rows and columns there are.
        Format::Coo => {
            types[0] = tensor(&[batch, heads, Some(2)], index);
            types.insert(1, tensor(&[None], index));
            types.insert(3, size);
        }
        // Words, and the number of columns.
        Format::Bitmap => {
            let words = width.map(|width| width.div_ceil(64));
            let word = IntegerType::new(context, 64).into();
            types.splice(..2, [tensor(&[batch, heads, rows, words], word)]);
        }
        Format::Hybrid => types.extend(form_types(Form::Lists, pattern, location).into_iter().take(2)),
        // Where the whole lines of each head start and end, and they.
        format if lines::has_lines(format) => {
            types.extend([tensor(&[batch, heads, Some(2)], index), tensor(&[None], index)]);
        }
        _ => {}
    }
    if let Some(bits) = word_bits {
        types[1] = tensor(&[None], IntegerType::new(context, bits).into());
    }
    types
}

/// What a pattern that `op` reads is stored as, which is asserted.
pub(super) fn stored<'c>(op: Op<'c>, pattern: &PatternType, value: Val<'c>) -> Result<'c, Vec<Val<'c>>> {
    let parts = rewrite::conversion_cast(op, &[value], &stored_types(pattern, op.location()))?;
    let name = op.full_name();
    let attribute = |name, value| (Identifier::new(op.ctx(), name), value);
    let assertion = OperationBuilder::new(ASSERTION, op.location())
        .add_operands(&parts)
        .add_attributes(&[
            attribute("pattern", TypeAttribute::new(value.r#type()).into()),
            attribute(
                "by",
                StringAttribute::new(op.ctx(), name.strip_prefix("dsa.").unwrap_or(&name)).into(),
            ),
        ])
        .build()
        .map_err(|error| op.error(error.to_string()))?;
    rewrite::insert_before(op, assertion);
    Ok(parts)
}

/// The parts of a pattern that is stored, in the form that is asked for.
pub(super) fn read<'c>(op: Op<'c>, pattern: &PatternType, value: Val<'c>, form: Form) -> Result<'c, Vec<Val<'c>>> {
    let stored = stored(op, pattern, value)?;
    let near = decoded(op, pattern, &stored)?;
    changed(op, pattern, near, form)
}

/// Replaces `op` by a pattern that is made of parts in that form.
pub(super) fn write<'c>(op: Op<'c>, pattern: &PatternType, parts: Vec<Val<'c>>, form: Form) -> Result<'c> {
    rewrite::replace(op, &[made(op, pattern, parts, form)?])
}

/// The pattern that `op` makes, its first result, of parts in that form.
pub(super) fn made<'c>(op: Op<'c>, pattern: &PatternType, parts: Vec<Val<'c>>, form: Form) -> Result<'c, Val<'c>> {
    let near = changed_from(op, pattern, parts, form)?;
    let stored = encoded(op, pattern, near)?;
    stored_pattern(op, pattern, &stored)
}

/// From what is stored to the form that it is nearest to.
fn decoded<'c>(op: Op<'c>, pattern: &PatternType, stored: &[Val<'c>]) -> Result<'c, Vec<Val<'c>>> {
    let (format, word_bits) = pattern.format.uncompressed();
    if let Some(bits) = word_bits {
        let lists = words(part!("decode_columns"), pattern, bits).expand(op, &stored[..2])?;
        return Ok([&lists[..], &stored[2..]].concat());
    }
    match (format, stored) {
        (Format::Coo, [starts, rows, columns, number, width]) => {
            let pointers = blocked(part!("coo_to_lists"), pattern).expand(op, &[*starts, *rows, *number])?;
            Ok(vec![pointers[0], *columns, *width])
        }
        (Format::Bitmap, [words, width]) => {
            let lists = bits::with_lists(op, blocked(part!("bitmap_to_lists"), pattern), pattern)?;
            let mut lists = lists.expand(op, &[*words, bits::places_of_bits(op)?])?;
            lists.push(*width);
            Ok(lists)
        }
        (Format::Hybrid, _) => {
            let (of_blocks, rest) = stored.split_at(6);
            let lists = [rest, &[of_blocks[3]]].concat();
            let rest = changed_from(op, pattern, lists, Form::Lists)?;
            algebra::united(op, pattern, of_blocks, &rest)
        }
        (format, _) if lines::has_lines(format) => lines::to_lists(op, pattern, stored),
        _ => Ok(stored.to_vec()),
    }
}

/// From the form that a pattern is nearest to, to what it is stored as.
fn encoded<'c>(op: Op<'c>, pattern: &PatternType, mut parts: Vec<Val<'c>>) -> Result<'c, Vec<Val<'c>>> {
    let (format, word_bits) = pattern.format.uncompressed();
    if let Some(bits) = word_bits {
        let codes = words(part!("encode_columns"), pattern, bits).expand(op, &parts[..2])?;
        parts.splice(..2, codes);
        return Ok(parts);
    }
    match format {
        Format::Coo => {
            let coo = blocked(part!("lists_to_coo"), pattern).expand(op, &parts[..2])?;
            Ok(vec![coo[0], coo[1], parts[1], coo[2], parts[2]])
        }
        Format::Bitmap => {
            let bits = blocked(part!("lists_to_bitmap"), pattern).expand(op, &parts)?;
            Ok(vec![bits[0], parts[2]])
        }
        Format::Hybrid => {
            let [rows, columns, n, m, ids, masks] = parts[..] else {
                return Err(op.op_error("makes other parts than a set of elements has"));
            };
            let area = pattern.block[0] as f64 * pattern.block[1] as f64;
            let least = (fill_of(op) * area).ceil().max(1.0);
            let split = |wanted: &str| {
                let split = blocked(part!("split_elements"), pattern)
                    .set("least", least as u64)
                    .set("wanted", wanted);
                bits::with_masks(op, split, pattern)?.expand(op, &[rows, columns, ids, masks])
            };
            let (filled, rest) = (split("sge")?, split("slt")?);
            let rest = vec![rest[0], rest[1], n, m, rest[2], masks];
            let rest = changed(op, pattern, rest, Form::Lists)?;
            Ok(vec![filled[0], filled[1], n, m, filled[2], masks, rest[0], rest[1]])
        }
        format if lines::has_lines(format) => lines::from_lists(op, pattern, &parts),
        _ => Ok(parts),
    }
}

/// The parameters of compressed columns: words of that many bits, and how many of them a column takes that is not a
/// difference.
fn words(template: Template, pattern: &PatternType, bits: u32) -> Template {
    blocked(template, pattern)
        .set("W", format!("i{bits}"))
        .set("word_bits", bits)
        .set("pieces", pattern.index_bits / bits)
        .set("escape", (1_u64 << bits) - 1)
}

/// From the form that a pattern is nearest to, to another.
fn changed<'c>(op: Op<'c>, pattern: &PatternType, parts: Vec<Val<'c>>, to: Form) -> Result<'c, Vec<Val<'c>>> {
    between(op, pattern, parts, form_of(pattern), to)
}

/// To the form that a pattern is nearest to, from another.
fn changed_from<'c>(op: Op<'c>, pattern: &PatternType, parts: Vec<Val<'c>>, from: Form) -> Result<'c, Vec<Val<'c>>> {
    between(op, pattern, parts, from, form_of(pattern))
}

fn between<'c>(
    op: Op<'c>,
    pattern: &PatternType,
    parts: Vec<Val<'c>>,
    from: Form,
    to: Form,
) -> Result<'c, Vec<Val<'c>>> {
    match (from, to) {
        (Form::Blocks, Form::Lists) => {
            let more = [count_elements(op, pattern, &parts)?, bits::places_of_bits(op)?];
            let units = blocked(part!("elements_to_units"), pattern)
                .set("bytes_of_query", pattern.block[1].div_ceil(8))
                .set("queries_of_masks", 8 * pattern.mask_bytes())
                .set("eights_of_keys", pattern.block[1].is_multiple_of(8));
            let units = bits::with_masks(op, units, pattern)?;
            let mut lists = bits::with_lists(op, units, pattern)?.expand(op, &[&parts[..], &more].concat())?;
            lists.push(parts[3]);
            Ok(lists)
        }
        (Form::Lists, Form::Blocks) => {
            let window = window_of(pattern);
            let elements = blocked(part!("units_to_elements"), pattern)
                .set("window", window)
                .set("flags", window.max(8));
            let elements = bits::with_masks(op, bits::with_lists(op, elements, pattern)?, pattern)?;
            let made = elements.expand(op, &[&parts[..], &[bits::places_of_bits(op)?]].concat())?;
            Ok(vec![made[0], made[1], made[2], parts[2], made[3], made[4]])
        }
        _ => Ok(parts),
    }
}

/// Blocks of a row whose masks are made at once: as many eights as half of the first cache has room for, up to 256, or one.
fn window_of(pattern: &PatternType) -> u64 {
    const ROOM: u64 = 1 << 14;
    match (ROOM / bits::area(pattern)).min(256) {
        0..8 => 1,
        blocks => blocks / 8 * 8,
    }
}

fn convert_pattern<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let from = bcsr(op, Some(operands[0]))?;
    let to = bcsr(op, op.result_values().first().copied())?;
    let blocks = |pattern: &PatternType| form_of(pattern) == Form::Blocks;
    // Blocks with masks stay so, where they are of one size; everything else goes by lists.
    let by = if blocks(&from) && blocks(&to) && from.block == to.block {
        Form::Blocks
    } else {
        Form::Lists
    };
    let mut parts = read(op, &from, operands[0], by)?;
    // As what they are read, so that nothing below asks for the index type or the units of the operand.
    let [fine, coarse] = [to.unit(), from.unit()];
    if fine != coarse {
        let sizes = size_constants(op, &to.shape[2..], &operands[1..])?;
        let refine = blocked(part!("refine_lists"), &from)
            .set("fq", coarse[0] / fine[0])
            .set("fk", coarse[1] / fine[1])
            .set("uq", fine[0])
            .set("uk", fine[1]);
        parts = refine.expand(op, &[parts[0], parts[1], sizes[0], sizes[1]])?;
    }
    if from.index_bits != to.index_bits {
        let lists: &[usize] = match by {
            Form::Lists => &[0, 1],
            Form::Blocks => &[0, 1, 4],
        };
        for part in lists {
            parts[*part] = with_index(op, &from, &to, parts[*part], if *part == 0 { "?x?x?x" } else { "?x" })?;
        }
    }
    write(op, &to, parts, by)
}

/// A list in the index type of another pattern.
fn with_index<'c>(op: Op<'c>, from: &PatternType, to: &PatternType, list: Val<'c>, sizes: &str) -> Result<'c, Val<'c>> {
    const TEXT: &str = "func.func private @with_index(%list: tensor<$sizes$I>) -> tensor<$sizes$J> {
  %converted = arith.$conversion %list : tensor<$sizes$I> to tensor<$sizes$J>
  return %converted : tensor<$sizes$J>
}";
    let converted = Template::new("with_index", TEXT)
        .set("sizes", sizes)
        .set("I", index_type(from))
        .set("J", index_type(to))
        .set(
            "conversion",
            if from.index_bits < to.index_bits {
                "extsi"
            } else {
                "trunci"
            },
        );
    Ok(converted.expand(op, &[list])?[0])
}

/// A pattern whose sets attention reads one element at a time, as its lists.
pub(super) fn by_element<'c>(op: Op<'c>, pattern: &PatternType, value: Val<'c>) -> Result<'c, Option<Vec<Val<'c>>>> {
    match (pattern.holds, pattern.format.uncompressed().0) {
        (Holds::Elements, Format::Csr | Format::Coo) => read(op, pattern, value, Form::Lists).map(Some),
        _ => Ok(None),
    }
}

/// The two sets that a hybrid pattern is stored as: blocks, and lists of the elements that are in none of them.
pub(super) fn parts_of_hybrid<'c>(
    op: Op<'c>,
    pattern: &PatternType,
    value: Val<'c>,
) -> Result<'c, Option<[Vec<Val<'c>>; 2]>> {
    if pattern.format != Format::Hybrid {
        return Ok(None);
    }
    let stored = stored(op, pattern, value)?;
    let (of_blocks, rest) = stored.split_at(6);
    Ok(Some([of_blocks.to_vec(), rest.to_vec()]))
}

/// Attention over two sets of keys that share none, from attention over each: outputs and logarithms of sums.
pub(super) fn merge_attention<'c>(
    op: Op<'c>,
    [element, sums]: [Type<'c>; 2],
    results: [&[Val<'c>]; 2],
) -> Result<'c, Vec<Val<'c>>> {
    let merge = part!("merge_attention")
        .set("T", element)
        .set("S", sums)
        .set("minus_infinity", minus_infinity(sums));
    let merge = extend(merge, extend_names!("a"), element, sums);
    let merge = extend(merge, extend_names!("b"), element, sums);
    let merge = round(merge, round_names!("both"), sums, element);
    merge.expand(op, &results.concat())
}

/// Whether the lowering knows how to store a pattern.
pub(super) fn check<'c>(op: Op<'c>, value: Option<Val<'c>>) -> Result<'c, PatternType> {
    let pattern = pattern_type(value)?;
    if pattern.format == Format::Any {
        return Err(op.op_error(format!(
            "uses {pattern}: its format is not chosen, expected another (or run dsa-select-format first)"
        )));
    }
    Ok(pattern)
}
