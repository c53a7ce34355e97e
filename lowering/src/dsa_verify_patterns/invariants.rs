//! What holds of the values that patterns and lists are stored as.

use dynsparse_dialects::{Format, Holds, PatternType};

/// What holds of lists. Numbers without a name are operands.
#[derive(Clone, Copy)]
pub(super) enum Invariant {
    /// Row pointers and columns, in range and in order.
    Rows {
        pointers: usize,
        columns: usize,
        rows: Extent,
        width: Extent,
    },
    /// The same of columns that are stored as differences, in words of so many bits. There may be mask ids for them.
    Words {
        pointers: usize,
        words: usize,
        word_bits: u32,
        rows: Extent,
        width: Extent,
        ids: Option<Ids>,
    },
    /// Mask ids of row pointers and columns, and bits of masks.
    Ids { pointers: usize, columns: usize, ids: Ids },
    /// Starts and ends of heads, rows and columns.
    Coordinates {
        starts: usize,
        rows: usize,
        columns: usize,
        height: Extent,
        width: Extent,
    },
    /// Words of bits.
    Bits { words: usize, rows: Extent, width: Extent },
    /// Whole lines, and that they have no unit of the lists.
    Lines {
        pointers: usize,
        columns: usize,
        width: Extent,
        starts: usize,
        lines: usize,
        kind: &'static Kind,
    },
    /// No element of lists is in a block of others.
    Disjoint {
        blocks: [usize; 4],
        pointers: usize,
        columns: usize,
    },
    /// A pattern is of the batch entries and heads of an operand, or of 1 for all.
    Serves { pointers: usize, operand: usize },
    /// There is a tile for each column.
    Tiles { pointers: usize, tiles: usize },
    /// A list is of the batch entries and heads of another, or of a mask.
    SameHeads { list: usize, like: usize },
    /// A number of rows or columns is what the type says.
    Number { operand: usize, expected: Extent },
    /// Ascending indices, and -1 only at the end, for so many to choose from.
    Indices(usize, Extent),
}

/// Mask ids, masks, and of how many queries and keys they are.
#[derive(Clone, Copy)]
pub(super) struct Ids {
    pub(super) list: usize,
    pub(super) masks: usize,
    pub(super) queries: Extent,
    pub(super) keys: Extent,
    /// Whether there may be no ids: every block is full then.
    pub(super) none_is_full: bool,
}

/// A size, over that of a block, of which the axis is told, if it counts blocks.
#[derive(Clone, Copy)]
pub(super) struct Extent {
    pub(super) of: Measure,
    pub(super) block: Option<usize>,
}

#[derive(Clone, Copy)]
pub(super) enum Measure {
    /// Anything will do.
    Unknown,
    Known(u64),
    /// Of an operand along an axis.
    Size(usize, usize),
    /// An operand that is a number.
    Number(usize),
}

impl Extent {
    const fn units(self) -> Self {
        Self { block: None, ..self }
    }
}

pub(super) const fn size(operand: usize, axis: usize) -> Extent {
    Extent {
        of: Measure::Size(operand, axis),
        block: None,
    }
}

pub(super) const fn blocks(operand: usize, axis: usize, block: usize) -> Extent {
    Extent {
        of: Measure::Size(operand, axis),
        block: Some(block),
    }
}

pub(super) const fn number(operand: usize) -> Extent {
    Extent {
        of: Measure::Number(operand),
        block: None,
    }
}

pub(super) const fn blocks_of(operand: usize, block: usize) -> Extent {
    Extent {
        of: Measure::Number(operand),
        block: Some(block),
    }
}

fn stated(size: Option<u64>) -> Extent {
    Extent {
        of: size.map_or(Measure::Unknown, Measure::Known),
        block: None,
    }
}

pub(super) const fn rows(pointers: usize, columns: usize, rows: Extent, width: Extent) -> Invariant {
    Invariant::Rows {
        pointers,
        columns,
        rows,
        width,
    }
}

pub(super) const fn serves(pointers: usize, operand: usize) -> Invariant {
    Invariant::Serves { pointers, operand }
}

pub(super) const fn same_heads(list: usize, like: usize) -> Invariant {
    Invariant::SameHeads { list, like }
}

pub(super) const fn tiles(pointers: usize, tiles: usize) -> Invariant {
    Invariant::Tiles { pointers, tiles }
}

/// Mask ids behind row pointers and columns, masks behind them.
pub(super) const fn ids(pointers: usize, queries: Extent, keys: Extent) -> Invariant {
    masked(pointers, queries, keys, false)
}

pub(super) const fn ids_if_any(pointers: usize, queries: Extent, keys: Extent) -> Invariant {
    masked(pointers, queries, keys, true)
}

const fn masked(pointers: usize, queries: Extent, keys: Extent, none_is_full: bool) -> Invariant {
    Invariant::Ids {
        pointers,
        columns: pointers + 1,
        ids: Ids {
            list: pointers + 2,
            masks: pointers + 3,
            queries: queries.units(),
            keys: keys.units(),
            none_is_full,
        },
    }
}

/// What holds of what a pattern is stored as, of its parts as operands ([`PatternType::parts`]): in groups, each with what
/// errors say of where it is in the pattern. Whatever reads a list is behind what makes sure that it may be read.
pub(super) fn invariants(pattern: &PatternType) -> Vec<(&'static str, Vec<Invariant>)> {
    let [_, _, n, m] = pattern.shape;
    let [_, _, unit_rows, unit_columns] = pattern.mask_shape();
    let (format, word_bits) = pattern.format.uncompressed();
    let stored = |operand, expected| Invariant::Number {
        operand,
        expected: stated(expected),
    };
    let columns_of = |rows: Extent, width: Extent, ids: Option<Ids>| match word_bits {
        Some(word_bits) => Invariant::Words {
            pointers: 0,
            words: 1,
            word_bits,
            rows,
            width,
            ids,
        },
        None => self::rows(0, 1, rows, width),
    };
    let of_blocks = || {
        let masks = Ids {
            list: 4,
            masks: 5,
            queries: number(2),
            keys: number(3),
            none_is_full: false,
        };
        let columns = columns_of(blocks_of(2, 0), blocks_of(3, 1), Some(masks));
        let mut all = vec![stored(2, n), stored(3, m), columns];
        if word_bits.is_none() {
            all.push(Invariant::Ids {
                pointers: 0,
                columns: 1,
                ids: masks,
            });
        }
        all
    };
    let of_units = || vec![stored(2, unit_columns), columns_of(stated(unit_rows), number(2), None)];
    match format {
        Format::Coo => vec![(
            "",
            vec![
                stored(3, unit_rows),
                stored(4, unit_columns),
                Invariant::Coordinates {
                    starts: 0,
                    rows: 1,
                    columns: 2,
                    height: number(3),
                    width: number(4),
                },
            ],
        )],
        Format::Bitmap => vec![(
            "",
            vec![
                stored(1, unit_columns),
                Invariant::Bits {
                    words: 0,
                    rows: stated(unit_rows),
                    width: number(1),
                },
            ],
        )],
        Format::Hybrid => vec![
            (": blocks of the hybrid", of_blocks()),
            (
                ": elements of the hybrid",
                vec![
                    same_heads(6, 0),
                    rows(6, 7, number(2), number(3)),
                    Invariant::Disjoint {
                        blocks: [0, 1, 4, 5],
                        pointers: 6,
                        columns: 7,
                    },
                ],
            ),
        ],
        Format::Bcsr if pattern.holds == Holds::Elements => vec![("", of_blocks())],
        format => {
            let mut all = of_units();
            if let Some(kind) = Kind::of(format) {
                all.push(same_heads(3, 0));
                all.push(Invariant::Lines {
                    pointers: 0,
                    columns: 1,
                    width: number(2),
                    starts: 3,
                    lines: 4,
                    kind,
                });
            }
            vec![("", all)]
        }
    }
}

/// A kind of whole lines, as text of the template.
pub(super) struct Kind {
    /// `%least_line` and `%beyond_line`.
    pub(super) bounds: &'static str,
    /// `%line`: which one goes through `%r` and `%column`.
    pub(super) line: &'static str,
}

impl Kind {
    const ROWS: Self = Self {
        bounds: "%least_line = arith.constant 0 : index
  %beyond_line = arith.addi %rows, %c0 : index",
        line: "%line = arith.addi %r, %c0 : index",
    };
    const COLUMNS: Self = Self {
        bounds: "%least_line = arith.constant 0 : index
  %beyond_line = arith.addi %width, %c0 : index",
        line: "%line = arith.addi %column, %c0 : index",
    };
    const STRIPES: Self = Self {
        bounds: "%least_line = arith.subi %c1, %rows : index
  %beyond_line = arith.addi %width, %c0 : index",
        line: "%line = arith.subi %column, %r : index",
    };

    fn of(format: Format) -> Option<&'static Self> {
        match format {
            Format::Row => Some(&Self::ROWS),
            Format::Column => Some(&Self::COLUMNS),
            Format::Stripe => Some(&Self::STRIPES),
            _ => None,
        }
    }
}
