//! Patterns as upstream's sparse tensors: which encoding a pattern has.

use dynsparse_ir::{
    Error, Op, Result, Val,
    hooks::{Fold, OpHooks},
    melior::ir::{Attribute, Type, ValueLike as _, r#type::RankedTensorType},
    operation::{OpExt as _, context_of_type, defined_by, dims, same_type, show_dims},
};

use super::pattern_type;
use crate::{
    enums::{Format, Holds},
    pattern::PatternType,
    shapes::shaped,
};

use super::sizes::ReadsThroughCasts;

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        canonicalize: &[&ReadsThroughCasts("dsa.to_sparse_tensor")],
        ..OpHooks::verifying("dsa.to_sparse_tensor", verify_to)
    },
    OpHooks {
        fold: Some(fold_from),
        ..OpHooks::verifying("dsa.from_sparse_tensor", verify_from)
    },
];

/// What an encoding of a pattern says beside the pattern's own type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// `posWidth`: 32, 64, or 0 for `index`.
    pub positions: u32,
    /// `crdWidth`, likewise.
    pub coordinates: u32,
    /// Batch entries and heads are coordinates of each entry, and not dense.
    pub heads_are_coordinates: bool,
}

/// The widths that encodings may have.
const WIDTHS: [u32; 3] = [0, 32, 64];

/// How an encoding is printed.
pub const ENCODING: &str = "#sparse_tensor.encoding<";

/// The encoding of `sparse_tensor` that a tensor type has.
pub fn sparse_encoding(r#type: Type<'_>) -> Option<Attribute<'_>> {
    let tensor = RankedTensorType::try_from(r#type).ok()?;
    tensor
        .encoding()
        .filter(|encoding| encoding.to_string().starts_with(ENCODING))
}

/// The encoding of a pattern, as text, of a tensor of rank 2 or 4; or why there is none.
fn encoding_of(pattern: &PatternType, rank: usize, encoded: Encoded) -> std::result::Result<String, String> {
    let [bq, bk] = pattern.block;
    let none = |what: &str, instead: &str| {
        Err(format!(
            "has {pattern}, and there is no encoding of {what}: expected {instead} (dsa.convert_pattern makes it)"
        ))
    };
    let before = rank.saturating_sub(2);
    let [i, j] = [before, before + 1].map(|axis| format!("d{axis}"));
    // Lists of rows of all heads, one after the other: batch entry and head are dense, as rows are.
    let dense: String = (0..before).map(|axis| format!("d{axis} : dense, ")).collect();
    let levels = match (pattern.format, pattern.holds) {
        (Format::Csr, _) => format!("{dense}{i} : dense, {j} : compressed"),
        (Format::Bcsr, Holds::Blocks) if [bq, bk] == [1, 1] => format!("{dense}{i} : dense, {j} : compressed"),
        (Format::Coo, _) if encoded.heads_are_coordinates => {
            let between: String = (1..=before)
                .map(|axis| format!("d{axis} : singleton(nonunique, soa), "))
                .collect();
            format!("d0 : compressed(nonunique), {between}{j} : singleton(soa)")
        }
        (Format::Coo, _) => format!("{dense}{i} : compressed(nonunique), {j} : singleton(soa)"),
        // Upstream cannot turn `d0 floordiv 1` round.
        (Format::Bcsr, Holds::Blocks) if bq == 1 || bk == 1 => {
            return none("blocks with one side of 1", "csr of elements");
        }
        (Format::Bcsr, Holds::Blocks) => {
            let divided = |axis: usize| pattern.shape[2 + axis].is_some_and(|size| size % pattern.block[axis] == 0);
            if !(divided(0) && divided(1)) {
                return none(
                    &format!("blocks that do not divide {}", show_dims(&pattern.shape[2..])),
                    "blocks that do, or csr of elements",
                );
            }
            format!(
                "{dense}{i} floordiv {bq} : dense, {j} floordiv {bk} : compressed, {i} mod {bq} : dense, {j} mod {bk} : dense"
            )
        }
        (Format::Bcsr, Holds::Elements) => return none("blocks with masks", "csr or coo"),
        (format, _) => return none(&format!("the format {}", format.word()), "csr, coo or bcsr"),
    };
    let width = |name: &str, bits: u32| match bits {
        0 => String::new(),
        bits => format!(", {name} = {bits}"),
    };
    let names: Vec<String> = (0..rank).map(|axis| format!("d{axis}")).collect();
    Ok(format!(
        "{ENCODING}{{ map = ({}) -> ({levels}){}{} }}>",
        names.join(", "),
        width("posWidth", encoded.positions),
        width("crdWidth", encoded.coordinates)
    ))
}

/// Checks that a pattern and a tensor are stored alike, and answers how the tensor is.
///
/// # Errors
///
/// If there is no encoding of the pattern, or the tensor has another.
pub fn encoded<'c>(pattern: &PatternType, matrix: Type<'c>) -> Result<'c, Encoded> {
    let sizes = dims(matrix).unwrap_or_default();
    let rank = sizes.len();
    if rank == 2 && pattern.shape[..2] != [Some(1), Some(1)] {
        return Err(Error::new(format!(
            "has {pattern} and a matrix of {}, expected one batch entry and one head, or a tensor of {}",
            show_dims(&sizes),
            show_dims(&pattern.shape)
        )));
    }
    if pattern.shape.contains(&Some(0)) {
        return Err(Error::new(format!(
            "has {pattern}, expected sizes of at least 1: upstream refuses parts of what is known to be empty"
        )));
    }
    let ways: &[bool] = match pattern.format {
        Format::Coo if rank > 2 => &[false, true],
        _ => &[false],
    };
    let expected = ways.iter().map(|way| {
        let like_the_pattern = Encoded {
            positions: pattern.index_bits,
            coordinates: pattern.index_bits,
            heads_are_coordinates: *way,
        };
        encoding_of(pattern, rank, like_the_pattern)
    });
    let expected = expected
        .collect::<std::result::Result<Vec<_>, _>>()
        .map_err(Error::new)?;
    let expected = expected.join(" or ");
    if !pattern.shape.ends_with(&sizes) {
        return Err(Error::new(format!(
            "has a tensor of {} and {pattern}, expected the same sizes",
            show_dims(&sizes)
        )));
    }
    let Some(encoding) = sparse_encoding(matrix) else {
        return Err(Error::new(format!(
            "has {matrix}, which has no encoding: expected {expected}"
        )));
    };
    for positions in WIDTHS {
        for coordinates in WIDTHS {
            for way in ways {
                let encoded = Encoded {
                    positions,
                    coordinates,
                    heads_are_coordinates: *way,
                };
                let text = encoding_of(pattern, rank, encoded).map_err(Error::new)?;
                if Attribute::parse(context_of_type(matrix), &text) == Some(encoding) {
                    return Ok(encoded);
                }
            }
        }
    }
    Err(Error::new(format!(
        "has a tensor with the encoding {encoding}, expected {expected}, where widths may be 32, 64, or 0 for index"
    )))
}

fn verify_to(op: Op<'_>) -> Result<'_> {
    let pattern = pattern_type(op.operand_at(0))?;
    let matrix = op.result_values().first().map(|value| value.r#type());
    let matrix = matrix.ok_or_else(|| Error::new("makes nothing, expected a tensor"))?;
    encoded(&pattern, matrix)?;
    if op.operand_values().len() < 2 {
        return Ok(());
    }
    let values = shaped(op, 1, "values")?;
    let element = dynsparse_ir::operation::element(matrix);
    if element.is_some_and(|element| same_type(element, values.element)) {
        return Ok(());
    }
    Err(Error::new(format!(
        "has values of {}, expected the element type of {matrix}",
        values.element
    )))
}

fn verify_from(op: Op<'_>) -> Result<'_> {
    let matrix = op.operand_at(0).map(|value| value.r#type());
    let matrix = matrix.ok_or_else(|| Error::new("has no operand, expected a tensor"))?;
    encoded(&pattern_type(op.result_values().first().copied())?, matrix).map(|_| ())
}

/// `from_sparse_tensor(to_sparse_tensor(p)) = p`, where the types agree.
fn fold_from<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    let pattern: Val<'c> = defined_by(op.operand_at(0)?, "dsa.to_sparse_tensor")?.operand_at(0)?;
    same_type(pattern.r#type(), op.result_values().first()?.r#type()).then(|| vec![Fold::Value(pattern)])
}
