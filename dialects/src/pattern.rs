//! `!dsa.pattern` as a Rust value.
//!
//! The type is declared, parsed, printed and verified by TableGen; here it is read from its printed form and written
//! back to it, so that its syntax is the only thing both sides share.

use dynsparse_ir::{
    melior::ir::{Location, Type},
    operation::{Dim, parse_type, show_dims},
};

use crate::enums::{Format, Holds};

impl Format {
    /// The format without compression, and the bits of a difference where columns are compressed.
    pub fn uncompressed(self) -> (Self, Option<u32>) {
        match self {
            Self::BcsrD8 => (Self::Bcsr, Some(8)),
            Self::BcsrD16 => (Self::Bcsr, Some(16)),
            Self::CsrD8 => (Self::Csr, Some(8)),
            Self::CsrD16 => (Self::Csr, Some(16)),
            plain => (plain, None),
        }
    }
}

/// One of the values that a pattern is stored as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// What is in it.
    pub name: &'static str,
    /// How many dimensions it has; 0 for a number.
    pub rank: usize,
    /// Bits of an element; 0 for `index`.
    pub bits: u32,
}

/// The parameters of a `!dsa.pattern`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternType {
    /// `B x H x N x M`; `None` where the size is only known at run time.
    pub shape: [Dim; 4],
    /// Queries and keys of one block.
    pub block: [u64; 2],
    /// What it is a set of.
    pub holds: Holds,
    /// How it is stored.
    pub format: Format,
    /// Bits of a stored index: 32 or 64.
    pub index_bits: u32,
}

impl PatternType {
    /// Reads a type; `None` if it is not a pattern.
    pub fn of(r#type: Type<'_>) -> Option<Self> {
        let text = r#type.to_string();
        let body = text.strip_prefix("!dsa.pattern<")?.strip_suffix('>')?;
        let mut parts = body.split(", ");
        let shape: Vec<Dim> = parts.next()?.split('x').map(|size| size.parse().ok()).collect();
        let mut pattern = Self {
            shape: shape.try_into().ok()?,
            block: [1, 1],
            holds: Holds::Blocks,
            format: Format::Bcsr,
            index_bits: 32,
        };
        for part in parts {
            match part.split_once(" = ")? {
                ("block", sizes) => {
                    let (queries, keys) = sizes.split_once('x')?;
                    pattern.block = [queries.parse().ok()?, keys.parse().ok()?];
                }
                ("holds", word) => pattern.holds = Holds::from_word(word)?,
                ("format", word) => pattern.format = Format::from_word(word)?,
                ("index", width) => pattern.index_bits = width.strip_prefix('i')?.parse().ok()?,
                _ => return None,
            }
        }
        Some(pattern)
    }

    /// The type, in the context of `location`; `None` if the parameters are not valid (the reason was reported).
    pub fn to_type<'c>(&self, location: Location<'c>) -> Option<Type<'c>> {
        parse_type(location, &self.to_string()).ok()
    }

    /// Block rows and block columns, `ceil(N / bq)` and `ceil(M / bk)`.
    pub fn grid(&self) -> [Dim; 2] {
        [0, 1].map(|axis| self.shape[2 + axis].map(|size| size.div_ceil(self.block[axis])))
    }

    /// Queries and keys of one member of the set: the block, or `1x1` where it holds elements.
    pub fn unit(&self) -> [u64; 2] {
        match self.holds {
            Holds::Blocks => self.block,
            Holds::Elements => [1, 1],
        }
    }

    /// The shape of its mask: `B x H x R x S`, or `B x H x N x M` where it holds elements.
    pub fn mask_shape(&self) -> [Dim; 4] {
        let [queries, keys] = self.unit();
        let [batch, heads, n, m] = self.shape;
        [
            batch,
            heads,
            n.map(|n| n.div_ceil(queries)),
            m.map(|m| m.div_ceil(keys)),
        ]
    }

    /// What it is stored as, in order.
    pub fn parts(&self) -> Vec<Part> {
        let index = self.index_bits;
        let part = |name, rank, bits| Part { name, rank, bits };
        let (format, word_bits) = self.format.uncompressed();
        let lists = [
            part("row_pointers", 3, index),
            part("columns", 1, word_bits.unwrap_or(index)),
        ];
        let size = |name| part(name, 0, 0);
        let of_blocks = [
            size("number of queries"),
            size("number of keys"),
            part("mask_ids", 1, index),
            part("masks", 3, 8),
        ];
        match format {
            Format::Coo => vec![
                part("starts and ends", 3, index),
                part("rows", 1, index),
                part("columns", 1, index),
                size("number of rows"),
                size("number of columns"),
            ],
            Format::Bitmap => vec![part("words", 4, 64), size("number of columns")],
            Format::Row | Format::Column | Format::Stripe => [
                &lists[..],
                &[
                    size("number of columns"),
                    part("starts and ends", 3, index),
                    part("lines", 1, index),
                ],
            ]
            .concat(),
            Format::Hybrid => [&lists[..], &of_blocks, &lists].concat(),
            Format::Bcsr if self.holds == Holds::Elements => [&lists[..], &of_blocks].concat(),
            _ => [&lists[..], &[size("number of columns")]].concat(),
        }
    }

    /// Bytes of a key's bits in the mask of a partial block.
    pub fn mask_bytes(&self) -> u64 {
        mask_bytes(self.block[0])
    }
}

/// Bytes of a key's bits in the mask of a partial block of that many queries: a bit a query, a power of two of bytes, so
/// that whole vectors of queries can be read.
pub fn mask_bytes(queries: u64) -> u64 {
    queries.div_ceil(8).next_power_of_two()
}

impl std::fmt::Display for PatternType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [queries, keys] = self.block;
        write!(f, "!dsa.pattern<{}, block = {queries}x{keys}", show_dims(&self.shape))?;
        if self.holds == Holds::Elements {
            f.write_str(", holds = elements")?;
        }
        if self.format != Format::Bcsr {
            write!(f, ", format = {}", self.format.word())?;
        }
        if self.index_bits != 32 {
            write!(f, ", index = i{}", self.index_bits)?;
        }
        f.write_str(">")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_survives_the_way_through_mlir() {
        crate::register();
        let context = dynsparse_ir::context::create();
        context.get_or_load_dialect("dsa");
        for text in [
            "!dsa.pattern<1x12x1568x1568, block = 16x16>",
            "!dsa.pattern<?x1x?x?, block = 64x16, index = i64>",
            "!dsa.pattern<2x3x7x5, block = 1x1, format = csr>",
            "!dsa.pattern<2x3x7x5, block = 1x1, format = coo, index = i64>",
            "!dsa.pattern<2x3x7x5, block = 8x4, format = bcsr_d16>",
            "!dsa.pattern<2x3x7x5, block = 8x4, holds = elements, format = any>",
            "!dsa.pattern<2x3x7x?, block = 8x4, holds = elements, index = i64>",
        ] {
            let r#type = Type::parse(&context, text).expect(text);
            let pattern = PatternType::of(r#type).expect(text);
            assert_eq!(pattern.to_string(), text);
            assert_eq!(pattern.to_type(Location::unknown(&context)), Some(r#type));
        }
        assert_eq!(PatternType::of(Type::index(&context)), None);
    }

    #[test]
    fn parameters_as_values() {
        crate::register();
        let context = dynsparse_ir::context::create();
        context.get_or_load_dialect("dsa");
        let read = |text: &str| PatternType::of(Type::parse(&context, text)?);
        insta::assert_compact_debug_snapshot!(
            read("!dsa.pattern<1x12x1568x1568, block = 16x16>"),
            @"Some(PatternType { shape: [Some(1), Some(12), Some(1568), Some(1568)], block: [16, 16], holds: Blocks, format: Bcsr, index_bits: 32 })"
        );
        insta::assert_compact_debug_snapshot!(
            read("!dsa.pattern<?x1x?x33, block = 64x16, format = bitmap, index = i64>"),
            @"Some(PatternType { shape: [None, Some(1), None, Some(33)], block: [64, 16], holds: Blocks, format: Bitmap, index_bits: 64 })"
        );
        // Block rows and columns: the last ones are ragged, and what is not known stays so.
        let ragged = read("!dsa.pattern<?x1x?x33, block = 64x16>").map(|pattern| pattern.mask_shape());
        insta::assert_compact_debug_snapshot!(ragged, @"Some([None, Some(1), None, Some(3)])");
        // The mask of one that holds elements has an element a query and key.
        let elements =
            read("!dsa.pattern<?x1x?x33, block = 64x16, holds = elements>").map(|pattern| pattern.mask_shape());
        insta::assert_compact_debug_snapshot!(elements, @"Some([None, Some(1), None, Some(33)])");
        let invalid = PatternType {
            shape: [None; 4],
            block: [0, 16],
            holds: Holds::Blocks,
            format: Format::Csr,
            index_bits: 16,
        };
        insta::assert_snapshot!(invalid, @"!dsa.pattern<?x?x?x?, block = 0x16, format = csr, index = i16>");
        let (r#type, messages) =
            dynsparse_ir::diagnostic::capture(&context, || invalid.to_type(Location::unknown(&context)));
        assert_eq!(r#type, None);
        insta::assert_snapshot!(
            messages.join("\n"),
            @"!dsa.pattern<?x?x?x?, block = 0x16, format = csr, index = i16>:1:13: error: pattern block is two static sizes of 1 to 2^30: queries x keys"
        );
    }
}
