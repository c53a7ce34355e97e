//! What vectors of queries and weights are multiplied by: keys and values, number by number or several at a time.

use dynsparse_ir::melior::ir::Type;

use super::{kernel::Kernel, text::Text};

/// Where a kernel reads one kind of its factors.
pub struct Factors {
    /// The buffer, `B x H x rows x columns`.
    pub buffer: &'static str,
    /// Its type.
    pub r#type: String,
    /// Numbers that one multiplication takes: 1, 2 of `bf16`, or 4 of 8 bits.
    pub group: u64,
    /// Whether a group is one word of the buffer. Else its numbers lie side by side.
    pub words: bool,
}

/// Keys that one piece of work widens or interleaves.
const PIECE: u64 = 64;

/// What is made for a turn takes one part of so many of the second cache: what the next turn is made of is asked for meanwhile.
const SHARE_OF_TURN: u64 = 4;

/// Where a head of keys and values lies, as the first two indices of a buffer.
pub struct Head {
    /// In operands.
    pub given: String,
    /// In buffers that are made for those of a turn.
    pub made: String,
}

impl Head {
    /// That of the keys and values of the piece of work at hand.
    pub fn of_piece() -> Self {
        Self {
            given: "%b, %key_head".to_owned(),
            made: "%c0, %key_slot".to_owned(),
        }
    }
}

impl Factors {
    /// Where the buffer has the keys or values of the piece of work at hand.
    pub fn head(&self) -> String {
        let head = Head::of_piece();
        if self.is_copy() { head.made } else { head.given }
    }

    /// Whether the buffer is one that is made of the operand.
    pub fn is_copy(&self) -> bool {
        !["%keys", "%values"].contains(&self.buffer)
    }
}

impl Kernel<'_> {
    /// `sum + factor * vector`, with the factor in that row and group of columns.
    pub fn multiply_add(
        &self,
        t: &mut Text,
        factors: &Factors,
        [row, column]: [&str; 2],
        vector: &str,
        sum: &str,
    ) -> String {
        let Factors {
            buffer,
            r#type,
            group,
            words,
        } = factors;
        let (lanes, head) = (self.lanes, factors.head());
        if *group == 1 {
            let element = t.value(format!("memref.load {buffer}[{head}, {row}, {column}] : {type}"));
            let wide = t.value(format!("vector.broadcast {element} : {} to {}", self.to, self.vector));
            return t.value(format!("vector.fma {wide}, {vector}, {sum} : {}", self.vector));
        }
        let word = if *words {
            t.value(format!("memref.load {buffer}[{head}, {row}, {column}] : {type}"))
        } else {
            let size = t.index(*group);
            let first = t.value(format!("arith.muli {column}, {size} : index"));
            self.word(t, buffer, r#type, &format!("{head}, {row}, {first}"), true)
        };
        let wide = t.value(format!("vector.broadcast {word} : i32 to vector<{lanes}xi32>"));
        let wide = self.group_of_words(t, &wide);
        t.value(format!(
            "dsk.dot {sum}, {vector}, {wide} : {}, vector<{}xbf16>",
            self.vector,
            2 * lanes
        ))
    }

    /// The pair of numbers from `place` on as one word, the first in its lower half.
    pub fn word(&self, t: &mut Text, buffer: &str, r#type: &str, place: &str, contiguous: bool) -> String {
        let from = self.from;
        let pair = if contiguous {
            t.value(format!("vector.load {buffer}[{place}] : {type}, vector<2x{from}>"))
        } else {
            let (rows, column) = place.rsplit_once(", ").unwrap_or(("", place));
            let next = t.offset(column, 1);
            let numbers = [column, &next].map(|x| t.value(format!("memref.load {buffer}[{rows}, {x}] : {type}")));
            t.value(format!(
                "vector.from_elements {} : vector<2x{from}>",
                numbers.join(", ")
            ))
        };
        let word = t.value(format!("vector.bitcast {pair} : vector<2x{from}> to vector<1xi32>"));
        t.value(format!("vector.extract {word}[0] : i32 from vector<1xi32>"))
    }

    /// A vector of words as twice as many numbers.
    pub fn group_of_words(&self, t: &mut Text, words: &str) -> String {
        let lanes = self.lanes;
        t.value(format!(
            "vector.bitcast {words} : vector<{lanes}xi32> to vector<{}x{}>",
            2 * lanes,
            self.from
        ))
    }

    /// Counts `%heads_at_once`, the heads of queries of a turn. Where one thread has all of the work, these are all that read as many
    /// heads of keys and values as are in its share of the second cache together, or one: what is made of a head is then read before
    /// that of the next is made. Threads would wait for each other at the end of each turn, and have one.
    pub fn heads_at_once(&self, t: &mut Text) {
        let bytes = |factors: &Factors, size: u64| match factors.group {
            1 => size * u64::from(self.to.float_width()) / 8,
            group => size * 4 / group,
        };
        let is_alone = t.value("arith.cmpi eq, %num_threads, %c1 : index");
        let of_key = t.index(bytes(&self.keys, self.dims[0]) + bytes(&self.values, self.dims[1]));
        let of_head = t.value(format!("arith.muli %m, {of_key} : index"));
        let of_head = t.value(format!("arith.maxui {of_head}, %c1 : index"));
        let cache = t.index(self.l2_bytes / SHARE_OF_TURN);
        let fit = t.value(format!("arith.divui {cache}, {of_head} : index"));
        let [some, all] = [&fit, "%heads_in_all"].map(|heads| t.value(format!("arith.maxui {heads}, %c1 : index")));
        let some = t.value(format!("arith.muli {some}, %group : index"));
        t.line(format!(
            "%heads_at_once = arith.select {is_alone}, {some}, {all} : index"
        ));
    }

    /// Makes the buffers that are read in place of keys and values: once, by all threads.
    pub fn prepare(&self, t: &mut Text) {
        if self.keys.is_copy() {
            self.copy(t, &self.keys, ["%keys", &self.heads(self.contiguous[1])], self.dims[0]);
        }
        self.prepare_values(t);
    }

    /// The same for values alone.
    pub fn prepare_values(&self, t: &mut Text) {
        if self.values.is_copy() {
            self.copy(
                t,
                &self.values,
                ["%values", &self.heads(self.contiguous[2])],
                self.dims[1],
            );
        }
    }

    /// Frees what `prepare` made.
    pub fn release(&self, t: &mut Text) {
        if self.keys.is_copy() {
            t.line(format!("memref.dealloc {} : {}", self.keys.buffer, self.keys.r#type));
        }
        self.release_values(t);
    }

    /// Frees what `prepare_values` made.
    pub fn release_values(&self, t: &mut Text) {
        if self.values.is_copy() {
            t.line(format!(
                "memref.dealloc {} : {}",
                self.values.buffer, self.values.r#type
            ));
        }
    }

    /// `sum + a * b`, of numbers or of the groups of them that are words.
    pub fn add_product(&self, t: &mut Text, group: u64, [a, b]: [&str; 2], sum: &str) -> String {
        let vector = &self.vector;
        if group == 1 {
            return t.value(format!("vector.fma {a}, {b}, {sum} : {vector}"));
        }
        let lanes = self.lanes;
        let (sums, numbers) = match group {
            2 => (vector.clone(), "bf16"),
            _ => (format!("vector<{lanes}xi32>"), "i8"),
        };
        let factors = format!("vector<{}x{numbers}>", group * lanes);
        let [a, b] = [a, b].map(|words| t.value(format!("vector.bitcast {words} : vector<{lanes}xi32> to {factors}")));
        t.value(format!("dsk.dot {sum}, {a}, {b} : {sums}, {factors}"))
    }

    /// Fills `factors` from the rows of `source`: each number in the type of sums, or the numbers of two rows as a word.
    fn copy(&self, t: &mut Text, factors: &Factors, [source, source_type]: [&str; 2], columns: u64) {
        let Factors {
            buffer, r#type, group, ..
        } = factors;
        let from = self.from;
        let step = t.index(*group);
        let rows = t.value(format!("arith.ceildivui %m, {step} : index"));
        t.line(format!(
            "{buffer} = memref.alloc(%c1, %key_heads_of_turn, {rows}) {{alignment = 64 : i64}} : {type}"
        ));
        let all = t.index(columns);
        by_pieces(t, &rows, PIECE, |t, Head { given, made }, rows| {
            t.each([&rows[0], &rows[1], "%c1"], |t, row| {
                t.each(["%c0", &all, "%c1"], |t, x| {
                    if *group == 1 {
                        let read = t.value(format!("memref.load {source}[{given}, {row}, {x}] : {source_type}"));
                        let wide = self.widen(t, &read);
                        t.line(format!("memref.store {wide}, {buffer}[{made}, {row}, {x}] : {type}"));
                        return;
                    }
                    // A row that is not there is 0: repeated, the last one's infinities would be NaN times its weight of 0.
                    let lower = t.value(format!("arith.muli {row}, {step} : index"));
                    let next = t.offset(&lower, 1);
                    let last = t.value("arith.subi %m, %c1 : index");
                    let upper = t.value(format!("arith.minui {next}, {last} : index"));
                    let mut bits = [lower, upper].map(|row| {
                        let read = t.value(format!("memref.load {source}[{given}, {row}, {x}] : {source_type}"));
                        let bits = t.value(format!("arith.bitcast {read} : {from} to i16"));
                        t.value(format!("arith.extui {bits} : i16 to i32"))
                    });
                    let is_there = t.value(format!("arith.cmpi ult, {next}, %m : index"));
                    let nothing = t.value("arith.constant 0 : i32");
                    bits[1] = t.value(format!("arith.select {is_there}, {}, {nothing} : i32", bits[1]));
                    let half = t.value("arith.constant 16 : i32");
                    let high = t.value(format!("arith.shli {}, {half} : i32", bits[1]));
                    let word = t.value(format!("arith.ori {high}, {} : i32", bits[0]));
                    t.line(format!("memref.store {word}, {buffer}[{made}, {row}, {x}] : {type}"));
                });
            });
        });
    }
}

/// Work for all threads: `parts` parts of each head of keys of a turn, given the body's head and part.
pub fn by_parts(t: &mut Text, parts: &str, body: impl FnOnce(&mut Text, &Head, &str)) {
    let count = t.value(format!("arith.muli %key_heads_of_turn, {parts} : index"));
    let piece = t.name();
    t.line(format!("dsk.partition({count}) {{\n^bb0({piece}: index):"));
    let part = t.value(format!("arith.remui {piece}, {parts} : index"));
    let slot = t.value(format!("arith.divui {piece}, {parts} : index"));
    let bh = t.value(format!("arith.addi %first_key_head, {slot} : index"));
    let h = t.value(format!("arith.remui {bh}, %key_heads : index"));
    let b = t.value(format!("arith.divui {bh}, %key_heads : index"));
    let head = Head {
        given: format!("{b}, {h}"),
        made: format!("%c0, {slot}"),
    };
    body(t, &head, &part);
    t.line("dsk.yield\n}");
}

/// Work for all threads: the `rows` rows of each head of keys of a turn, `size` at a time, given the body's head, its first row and
/// that after its last.
pub fn by_pieces(t: &mut Text, rows: &str, size: u64, body: impl FnOnce(&mut Text, &Head, [String; 2])) {
    let of_piece = t.index(size);
    let pieces = t.value(format!("arith.ceildivui {rows}, {of_piece} : index"));
    by_parts(t, &pieces, |t, head, part| {
        let first = t.value(format!("arith.muli {part}, {of_piece} : index"));
        let beyond = t.value(format!("arith.addi {first}, {of_piece} : index"));
        let end = t.value(format!("arith.minui {beyond}, {rows} : index"));
        body(t, head, [first, end]);
    });
}

/// Whether numbers of this type can be taken in pairs, where the target has the instruction.
pub fn pairs(from: Type<'_>) -> bool {
    from.to_string() == "bf16"
}
