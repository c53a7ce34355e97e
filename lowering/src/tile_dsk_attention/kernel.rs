//! The sizes that one attention is tiled by.

use dynsparse_ir::melior::ir::Type;
use num_integer::gcd;

use super::{factors::Factors, text::Text};

/// Bytes of a buffer that a thread's stack, of 2 MB at least, has room for beside others.
pub const MOST_ON_STACK: u64 = 256 << 10;

/// One attention: its types and sizes, and those of its tiles.
pub struct Kernel<'c> {
    /// Elements of queries, keys, values and output.
    pub from: Type<'c>,
    /// The type of sums.
    pub to: Type<'c>,
    /// Elements of the pattern's columns.
    pub index: Type<'c>,
    /// Queries and keys of a block.
    pub block: [u64; 2],
    /// Head and value dimension.
    pub dims: [u64; 2],
    /// Elements of the type of sums in a hardware vector.
    pub simd: u64,
    /// Queries of a register tile.
    pub lanes: u64,
    /// Keys, or value columns, of a register tile.
    pub rows: u64,
    /// Steps of an inner loop that are written out.
    pub unroll: u64,
    /// Whether lines of the caches are asked for ahead, where queries are in lanes.
    pub asks_ahead: bool,
    /// Bytes of the second cache.
    pub l2_bytes: u64,
    /// Blocks of a chunk.
    pub chunk: u64,
    /// Whether the elements of a row of queries, keys, values and output lie one after the other.
    pub contiguous: [bool; 4],
    /// What the queries are multiplied by.
    pub keys: Factors,
    /// What the weights are multiplied by.
    pub values: Factors,
    /// Whether it is over elements, with masks for partial blocks.
    pub masked: bool,
    /// `vector<lanes x to>`.
    pub vector: String,
}

impl Kernel<'_> {
    /// Tiles of lanes in a block.
    pub fn groups(&self) -> u64 {
        self.block[0].div_ceil(self.lanes)
    }

    /// Whether blocks have queries in whole vectors, which are multiplied number by number.
    pub fn queries_fill_vectors(&self) -> bool {
        self.block[0].is_multiple_of(self.simd) && self.keys.group == 1
    }

    /// Keys of a chunk.
    pub fn chunk_keys(&self) -> u64 {
        self.chunk * self.block[1]
    }

    /// Keys that follow each other in every register tile: tiles may reach across blocks, but not in the midst of a run.
    pub fn run(&self) -> u64 {
        gcd(self.rows, self.block[1])
    }

    /// The type of queries, keys, values or output; `contiguous` where the last stride is known to be 1.
    pub fn heads(&self, contiguous: bool) -> String {
        let last = if contiguous { "1" } else { "?" };
        format!("memref<?x?x?x?x{}, strided<[?, ?, ?, {last}], offset: ?>>", self.from)
    }

    /// The type of `%columns`.
    pub fn columns(&self) -> String {
        format!("memref<?x{}, strided<[?], offset: ?>>", self.index)
    }

    /// The type of `%row_pointers`.
    pub fn row_pointers(&self) -> String {
        format!("memref<?x?x?x{}, strided<[?, ?, ?], offset: ?>>", self.index)
    }

    /// The type of `%runs`: the first key of each run of the chunk.
    pub fn runs(&self) -> String {
        let keys = (self.chunk + self.blocks_ahead()) * self.block[1];
        format!("memref<{}xindex>", keys / self.run())
    }

    /// Blocks behind a chunk whose keys are asked for ahead: those of a tile.
    pub fn blocks_ahead(&self) -> u64 {
        if self.asks_ahead {
            self.rows.div_ceil(self.block[1])
        } else {
            0
        }
    }

    /// The type of `%weights`: the chunk's scores, then its weights.
    pub fn weights(&self) -> String {
        format!("memref<{}x{}x{}>", self.chunk_keys(), self.lanes, self.to)
    }

    /// The type of `%query_tile` (`columns` is the head dimension) or `%output_tile` (the value dimension).
    pub fn transposed(&self, columns: u64) -> String {
        format!("memref<{}x{columns}x{}x{}>", self.groups(), self.lanes, self.to)
    }

    /// Bytes of the queries and results of a block.
    pub fn tile_bytes(&self) -> u64 {
        (self.dims[0] + self.dims[1]) * self.groups() * self.lanes * u64::from(self.to.float_width() / 8)
    }

    /// What a piece of work holds: each buffer with its type, and whether it is too large for a stack.
    fn held(&self) -> [(&'static str, String, bool); 3] {
        let weight_bytes = self.chunk_keys() * self.lanes * u64::from(self.to.float_width() / 8);
        [
            ("%query_tile", self.query_tile(), self.tile_bytes() > MOST_ON_STACK),
            (
                "%output_tile",
                self.transposed(self.dims[1]),
                self.tile_bytes() > MOST_ON_STACK,
            ),
            ("%weights", self.weights(), weight_bytes > MOST_ON_STACK),
        ]
    }

    /// Makes the buffers of a piece of work: on the stack, which ends with the piece, as far as they are small.
    pub fn buffers(&self, t: &mut Text) {
        for (name, r#type, is_large) in self.held() {
            let made = if is_large { "memref.alloc" } else { "memref.alloca" };
            t.line(format!("{name} = {made}() {{alignment = 64 : i64}} : {type}"));
        }
    }

    /// Frees those that are not on the stack.
    pub fn release_buffers(&self, t: &mut Text) {
        for (name, r#type, _) in self.held().into_iter().filter(|(_, _, is_large)| *is_large) {
            t.line(format!("memref.dealloc {name} : {type}"));
        }
    }

    /// The type of a bit a lane.
    pub fn mask(&self) -> String {
        format!("vector<{}xi1>", self.lanes)
    }

    /// The greater of two numbers in each lane, and the second where they have no order.
    ///
    /// Not the operation for maxima, which must pass NaN on. A NaN score has a NaN weight, which does.
    pub fn greater(&self, t: &mut Text, a: &str, b: &str) -> String {
        let (vector, mask) = (&self.vector, self.mask());
        let greater = t.value(format!("arith.cmpf ogt, {a}, {b} : {vector}"));
        t.value(format!("arith.select {greater}, {a}, {b} : {mask}, {vector}"))
    }

    /// The type of `%query_tile`: numbers, or words of several.
    pub fn query_tile(&self) -> String {
        let (columns, element) = match self.keys.group {
            1 => (self.dims[0], self.to.to_string()),
            group => (self.dims[0] / group, "i32".to_owned()),
        };
        format!("memref<{}x{columns}x{}x{element}>", self.groups(), self.lanes)
    }

    /// A number of the source's type in the type of sums.
    pub fn widen(&self, t: &mut Text, value: &str) -> String {
        if self.from.float_width() == self.to.float_width() {
            value.to_owned()
        } else {
            t.value(format!("arith.extf {value} : {} to {}", self.from, self.to))
        }
    }

    /// The column of the block that is stored at `position`.
    pub fn column(&self, t: &mut Text, position: &str) -> String {
        let stored = t.value(format!("memref.load %columns[{position}] : {}", self.columns()));
        t.value(format!("arith.index_cast {stored} : {} to index", self.index))
    }

    /// The first key of that block.
    pub fn first_key(&self, t: &mut Text, position: &str) -> String {
        let column = self.column(t, position);
        t.value(format!("arith.muli {column}, %bk : index"))
    }
}

/// Parts of nearly the same size, the larger first, of `most` at most: each size with how many there are.
pub fn balanced(total: u64, most: u64) -> Vec<(u64, u64)> {
    if total == 0 {
        return Vec::new();
    }
    let parts = total.div_ceil(most);
    let (size, larger) = (total / parts, total % parts);
    let sizes = [(size + 1, larger), (size, parts - larger)];
    sizes.into_iter().filter(|(_, count)| *count > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_nearly_the_same() {
        assert_eq!(balanced(64, 6), [(6, 9), (5, 2)]);
        assert_eq!(balanced(64, 16), [(16, 4)]);
        assert_eq!(balanced(5, 6), [(5, 1)]);
        assert_eq!(balanced(0, 6), []);
        for (total, most) in (1..200).flat_map(|total| (1..20).map(move |most| (total, most))) {
            let parts = balanced(total, most);
            assert_eq!(parts.iter().map(|(size, count)| size * count).sum::<u64>(), total);
            assert!(parts.iter().all(|(size, _)| (1..=most).contains(size)));
        }
    }
}
