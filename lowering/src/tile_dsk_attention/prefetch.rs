//! What is asked for ahead: lines of the caches that are read next, or written.

use super::{factors::Factors, kernel::Kernel, text::Text};

/// Bytes of a line of the caches.
pub const LINE_BYTES: u64 = 64;

/// Lines that one step asks for at most: more than a step can hide make it, and the code, longer.
const MOST_LINES: u64 = 16;

/// Numbers of that many bits in a line.
pub fn of_line(bits: u32) -> u64 {
    LINE_BYTES * 8 / u64::from(bits)
}

/// Into the first cache.
const NEAREST: u64 = 3;
/// Into the second cache.
const NEAR: u64 = 2;

/// The tile of keys at hand, whose multiplications are a loop over the head dimension.
pub struct Tile<'t> {
    /// The first of its runs in `%runs`.
    pub run: &'t str,
    /// The first run of the tile behind it.
    pub next_run: &'t str,
    /// Steps of the loop, of which some are written out.
    pub steps: u64,
    pub unroll: u64,
}

/// Chunks of a piece whose weights are taken while something is asked for; one chunk can be both.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Chunk {
    First,
    Last,
}

impl Chunk {
    /// Whether it is the chunk at hand.
    pub const fn is_at_hand(self) -> &'static str {
        match self {
            Self::First => "%is_first",
            Self::Last => "%is_last",
        }
    }
}

impl Kernel<'_> {
    /// At step `x` of a tile's multiplications: asks for some lines of the next tile's keys, and of this one's values, which are
    /// read once the weights are there.
    pub fn prefetch_tile(&self, t: &mut Text, x: &str, tile: &Tile<'_>) {
        if self.asks_ahead && tile.steps > 0 {
            self.prefetch_share(t, x, tile, (&self.keys, self.dims[0]), (tile.next_run, NEAREST));
            self.prefetch_share(t, x, tile, (&self.values, self.dims[1]), (tile.run, NEAR));
        }
    }

    /// The share that step `x` has in the lines of the keys, or values, of so many columns, of the runs from `run` on.
    fn prefetch_share(
        &self,
        t: &mut Text,
        x: &str,
        tile: &Tile<'_>,
        (factors, columns): (&Factors, u64),
        (run, locality): (&str, u64),
    ) {
        // Words have other rows, and are half as many.
        if factors.group > 1 {
            return;
        }
        let of_line = of_line(self.to.float_width());
        let lines_of_row = columns.div_ceil(of_line);
        let share = (self.rows * lines_of_row)
            .div_ceil(tile.steps / tile.unroll)
            .min(MOST_LINES);
        let [unroll, size, lines, width] = [tile.unroll, share, lines_of_row, of_line].map(|value| t.index(value));
        let [of_run, last_row] = [self.run(), self.rows - 1].map(|value| t.index(value));
        let turn = t.value(format!("arith.divui {x}, {unroll} : index"));
        let first = t.value(format!("arith.muli {turn}, {size} : index"));
        for i in 0..share {
            let line = t.offset(&first, i);
            let row = t.value(format!("arith.divui {line}, {lines} : index"));
            let row = t.value(format!("arith.minui {row}, {last_row} : index"));
            let in_row = t.value(format!("arith.remui {line}, {lines} : index"));
            let column = t.value(format!("arith.muli {in_row}, {width} : index"));
            let before = t.value(format!("arith.divui {row}, {of_run} : index"));
            let in_run = t.value(format!("arith.remui {row}, {of_run} : index"));
            let at = t.value(format!("arith.addi {run}, {before} : index"));
            let key = t.value(format!("memref.load %runs[{at}] : {}", self.runs()));
            let key = t.value(format!("arith.addi {key}, {in_run} : index"));
            t.line(format!(
                "memref.prefetch {}[{}, {key}, {column}], read, locality<{locality}>, data : {}",
                factors.buffer,
                factors.head(),
                factors.r#type
            ));
        }
    }

    /// While weights are taken, `step` keys from `p` on at a time: asks for what [`Self::prefetch_row`] does, for some rows of the group
    /// at a time.
    pub fn prefetch_rows(&self, t: &mut Text, p: &str, step: u64) {
        let of_line = of_line(self.from.float_width());
        // Of queries, keys, values and results.
        let lines_of_row = 2 * (self.dims[0].div_ceil(of_line) + self.dims[1].div_ceil(of_line));
        let most_rows = 4 * MOST_LINES / lines_of_row.max(1);
        if !self.asks_ahead || most_rows == 0 {
            return;
        }
        let rows = (self.lanes * step)
            .div_ceil(self.chunk_keys())
            .min(self.lanes)
            .min(most_rows);
        let [step, rows_of_step] = [step, rows].map(|value| t.index(value));
        let turn = t.value(format!("arith.divui {p}, {step} : index"));
        let row = t.value(format!("arith.muli {turn}, {rows_of_step} : index"));
        let has_row = t.value(format!("arith.cmpi ult, {row}, %lanes : index"));
        for chunk in [Chunk::First, Chunk::Last] {
            let asks = t.value(format!("arith.andi {}, {has_row} : i1", chunk.is_at_hand()));
            t.line(format!("scf.if {asks} {{"));
            let row = row_of_group(t, &row);
            for i in 0..rows {
                let row = t.offset(&row, i);
                self.prefetch_row(t, chunk, &row, "%bq");
                self.prefetch_next_head(t, chunk, &row);
            }
            t.line("}");
        }
    }

    /// Asks for the key, or in the last chunk for the values, of the next head of keys that have the number of query `row` of this
    /// piece: pieces of a head, which read its keys and values again and again, ask for all of the next one's by and by. Of the heads
    /// of queries that share keys, the last one does. Where keys or values are copied first, the next head is that of the next turn.
    pub fn prefetch_next_head(&self, t: &mut Text, chunk: Chunk, row: &str) {
        let copied = self.keys.is_copy() || self.values.is_copy();
        let distance = if copied { "%heads_of_turn" } else { "%c1" };
        let behind = t.value("arith.addi %bh, %c1 : index");
        let shared = t.value(format!("arith.remui {behind}, %group : index"));
        let is_last = t.value(format!("arith.cmpi eq, {shared}, %c0 : index"));
        let next = t.value(format!("arith.addi %bh, {distance} : index"));
        let is_there = t.value(format!("arith.cmpi ult, {next}, %heads_in_all : index"));
        let asks = t.value(format!("arith.andi {is_last}, {is_there} : i1"));
        t.line(format!("scf.if {asks} {{"));
        let next = t.value(format!("arith.divui {next}, %group : index"));
        let [h, b] = ["remui", "divui"].map(|op| t.value(format!("arith.{op} {next}, %key_heads : index")));
        let last = t.value("arith.subi %m, %c1 : index");
        let key = t.value(format!("arith.addi %first_query, {row} : index"));
        let key = t.value(format!("arith.minui {key}, {last} : index"));
        let (buffer, operand, columns) = match chunk {
            Chunk::First => ("%keys", 1, self.dims[0]),
            Chunk::Last => ("%values", 2, self.dims[1]),
        };
        let head = format!("{b}, {h}");
        self.prefetch_lines(t, (buffer, operand), [&head, &key], columns, ("read", NEAR));
        t.line("}");
    }

    /// Asks for all lines of row `row` of a head of a buffer, which the op has as operand `operand` and whose rows have so many columns.
    fn prefetch_lines(
        &self,
        t: &mut Text,
        (buffer, operand): (&str, usize),
        [head, row]: [&str; 2],
        columns: u64,
        (access, locality): (&str, u64),
    ) {
        let r#type = self.heads(self.contiguous[operand]);
        for x in (0..columns).step_by(of_line(self.from.float_width()) as usize) {
            let x = t.index(x);
            t.line(format!(
                "memref.prefetch {buffer}[{head}, {row}, {x}], {access}, locality<{locality}>, data : {type}"
            ));
        }
    }

    /// Asks in the first chunk for the lines where the results of row `row` go: a store that waits for its line holds up the queries of
    /// the next piece. In the last one, for those queries: what is asked for earlier is gone when it is read.
    pub fn prefetch_row(&self, t: &mut Text, chunk: Chunk, row: &str, of_piece: &str) {
        if chunk == Chunk::Last {
            self.prefetch_next_queries(t, row, of_piece);
            return;
        }
        let last = t.value("arith.subi %n, %c1 : index");
        let query = t.value(format!("arith.addi %first_query, {row} : index"));
        let result = t.value(format!("arith.minui {query}, {last} : index"));
        self.prefetch_lines(t, ("%output", 3), ["%b, %h", &result], self.dims[1], ("write", NEAR));
    }

    /// Before the results of the group at hand are written: asks once more for the queries that follow, of which values have taken the
    /// place in the first cache.
    pub fn prefetch_queries_again(&self, t: &mut Text) {
        if !self.asks_ahead {
            return;
        }
        t.each(["%c0", "%lanes", "%c1"], |t, lane| {
            let row = row_of_group(t, lane);
            self.prefetch_next_queries(t, &row, "%bq");
        });
    }

    /// Asks for the queries of row `row` of the piece that is likely to follow this one, which has so many: other threads take those in
    /// between.
    pub fn prefetch_next_queries(&self, t: &mut Text, row: &str, of_piece: &str) {
        let last = t.value("arith.subi %n, %c1 : index");
        let query = t.value(format!("arith.addi %first_query, {row} : index"));
        let ahead = t.value(format!("arith.muli {of_piece}, %num_threads : index"));
        let next = t.value(format!("arith.addi {query}, {ahead} : index"));
        let next = t.value(format!("arith.minui {next}, {last} : index"));
        self.prefetch_lines(t, ("%queries", 0), ["%b, %h", &next], self.dims[0], ("read", NEAREST));
    }
}

/// Row `lane` of the group at hand, as one of the piece.
fn row_of_group(t: &mut Text, lane: &str) -> String {
    let before = t.value("arith.muli %g, %lanes : index");
    t.value(format!("arith.addi {before}, {lane} : index"))
}
