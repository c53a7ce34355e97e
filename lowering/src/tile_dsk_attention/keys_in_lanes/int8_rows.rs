//! Rows of 8-bit integers: queries and keys, each with a scale of its own.
//!
//! What is taken across a row, its greatest magnitude and the sum of its integers, is taken for a vector of rows at a time.

use super::{
    super::{
        factors::by_pieces,
        rows::{join_lanes, transpose},
    },
    KeysInLanes, Text,
    int8::{BYTES, OF_PIECE, ROUNDING_BITS},
};

/// 2^-100: rows and columns of nothing larger count as 0, as its inverse has no place in f32 much below.
pub const TINY: f64 = 7.888_609_052_210_118e-31;
/// The greatest magnitude of an integer.
pub const GREATEST: f64 = 127.0;

impl KeysInLanes<'_, '_> {
    /// Rows that are taken together.
    fn set_of_rows(&self) -> String {
        let lanes = self.kernel.lanes;
        format!("memref<{lanes}x{lanes}xi32>")
    }

    /// An integer or a number for each row of a set.
    fn of_set(&self) -> [String; 2] {
        let (lanes, to) = (self.kernel.lanes, self.kernel.to);
        [format!("memref<{lanes}xi32>"), format!("memref<{lanes}x{to}>")]
    }

    /// A vector of numbers of a row of queries, keys or values (`operand`), from column `x` of `size` on: 0 beyond the last.
    pub fn row_numbers(&self, t: &mut Text, (buffer, operand): (&str, usize), row: &str, x: u64, size: u64) -> String {
        let kernel = self.kernel;
        let (from, lanes) = (kernel.from, kernel.lanes);
        let r#type = kernel.heads(kernel.contiguous[operand]);
        let source = format!("vector<{lanes}x{from}>");
        let there = (size - x).min(lanes);
        let zero = |t: &mut Text| t.value(format!("arith.constant 0.0 : {from}"));
        let read = if !kernel.contiguous[operand] {
            let elements: Vec<String> = (0..lanes)
                .map(|lane| {
                    if lane >= there {
                        return zero(t);
                    }
                    let at = t.index(x + lane);
                    t.value(format!("memref.load {buffer}[{row}, {at}] : {type}"))
                })
                .collect();
            t.value(format!("vector.from_elements {} : {source}", elements.join(", ")))
        } else if there == lanes {
            let at = t.index(x);
            t.value(format!("vector.load {buffer}[{row}, {at}] : {type}, {source}"))
        } else {
            let at = t.index(x);
            let mask = t.value(format!("vector.constant_mask [{there}] : {}", kernel.mask()));
            let nothing = t.value(format!("arith.constant dense<0.0> : {source}"));
            t.value(format!(
                "vector.maskedload {buffer}[{row}, {at}], {mask}, {nothing} : {type}, {}, {source} into {source}",
                kernel.mask()
            ))
        };
        if from.float_width() == kernel.to.float_width() {
            read
        } else {
            t.value(format!("arith.extf {read} : {source} to {}", kernel.vector))
        }
    }

    /// All numbers of a row, from which `means`, if there are, are subtracted.
    fn all_numbers(&self, t: &mut Text, from: (&str, usize), row: &str, made: Option<&str>) -> Vec<String> {
        let (d, lanes, vector) = (self.kernel.dims[0], self.kernel.lanes, &self.kernel.vector);
        (0..d)
            .step_by(lanes as usize)
            .map(|x| {
                let read = self.row_numbers(t, from, row, x, d);
                let Some(made) = made else { return read };
                let x = t.index(x);
                let mean = t.value(format!(
                    "vector.load %key_means[{made}, {x}] : {}, {vector}",
                    self.means_type()
                ));
                t.value(format!("arith.subf {read}, {mean} : {vector}"))
            })
            .collect()
    }

    /// Keeps the magnitudes of numbers as row `i` of `%set_of_rows`, those of a lane as their greatest.
    ///
    /// Numbers that are not negative have the order of their bits, and what is not finite comes last.
    fn keep_magnitudes(&self, t: &mut Text, i: &str, numbers: &[String]) {
        let (vector, ints) = (&self.kernel.vector, self.ints());
        let most = numbers
            .iter()
            .map(|value| {
                let size = t.value(format!("math.absf {value} : {vector}"));
                t.value(format!("vector.bitcast {size} : {vector} to {ints}"))
            })
            .collect::<Vec<_>>();
        let most = most
            .into_iter()
            .reduce(|most, bits| t.value(format!("arith.maxsi {most}, {bits} : {ints}")))
            .unwrap_or_default();
        self.keep_row(t, i, &most);
    }

    fn keep_row(&self, t: &mut Text, i: &str, row: &str) {
        t.line(format!(
            "vector.store {row}, %set_of_rows[{i}, %c0] : {}, {}",
            self.set_of_rows(),
            self.ints()
        ));
    }

    /// What the lanes of each row of `%set_of_rows` come to; of `count` rows, which repeat.
    fn joined_rows(&self, t: &mut Text, count: u64, op: &str) -> String {
        let (lanes, ints) = (self.kernel.lanes, self.ints());
        let rows: Vec<String> = (0..lanes)
            .map(|i| {
                let i = t.index(i % count);
                t.value(format!(
                    "vector.load %set_of_rows[{i}, %c0] : {}, {ints}",
                    self.set_of_rows()
                ))
            })
            .collect();
        join_lanes(t, &rows, &ints, |t, a, b| {
            t.value(format!("arith.{op} {a}, {b} : {ints}"))
        })
    }

    /// What an integer of each row of the set stands for, where `GREATEST` stands for the row's greatest magnitude, and the inverse
    /// of that: 1 and 0 where all is 0. The first is NaN where a magnitude is not finite.
    fn scales_of_rows(&self, t: &mut Text, count: u64) -> [String; 2] {
        let (vector, mask) = (&self.kernel.vector, self.kernel.mask());
        let most = self.joined_rows(t, count, "maxsi");
        let most = t.value(format!("vector.bitcast {most} : {} to {vector}", self.ints()));
        let [tiny, greatest] = [TINY, GREATEST].map(|value| self.constant(t, value));
        let is_tiny = t.value(format!("arith.cmpf olt, {most}, {tiny} : {vector}"));
        let step = t.value(format!("arith.divf {most}, {greatest} : {vector}"));
        let inverse = t.value(format!("arith.divf {greatest}, {most} : {vector}"));
        let step = t.value(format!("arith.select {is_tiny}, %ones, {step} : {mask}, {vector}"));
        let inverse = t.value(format!("arith.select {is_tiny}, %zeros, {inverse} : {mask}, {vector}"));
        let nothing = t.value(format!("arith.subf {most}, {most} : {vector}"));
        [t.value(format!("arith.addf {step}, {nothing} : {vector}")), inverse]
    }

    /// The number of row `i` of the set, in every lane.
    fn of_set_row(&self, t: &mut Text, buffer: &str, i: &str) -> String {
        let number = t.value(format!("memref.load {buffer}[{i}] : {}", self.of_set()[1]));
        self.broadcast(t, &number)
    }

    /// Writes numbers times `inverse`, rounded, `by` added, as words to a row of `buffer`; the integers that they are the low bytes of.
    fn keep_integers(
        &self,
        t: &mut Text,
        numbers: &[String],
        (inverse, by): (&str, f64),
        [buffer, at, r#type]: [&str; 3],
    ) -> Vec<String> {
        let words = self.kernel.lanes / BYTES;
        (0..)
            .zip(numbers)
            .map(|(i, value)| {
                let bits = self.rounded(t, value, inverse, by);
                let bytes = self.bytes(t, &bits);
                let x = t.index(i * words);
                t.line(format!(
                    "vector.store {bytes}, {buffer}[{at}, {x}] : {type}, vector<{words}xi32>"
                ));
                bits
            })
            .collect()
    }

    /// Makes the packed keys, `B x H x strips x words x keys`; the last two words of a key are where its sums start, and what
    /// its integers stand for. A key that is not there repeats the last one.
    ///
    /// A key that has a number that is not finite stands for NaN: whoever sees it gets NaN.
    pub fn quantise_keys(&self, t: &mut Text) {
        let kernel = self.kernel;
        let (packed, strip, vector, ints) = (self.packed_type(), self.strip, &kernel.vector, self.ints());
        let rows = format!("memref<{strip}x{}xi32>", self.padded_words());
        let [integers, numbers] = self.of_set();
        t.line(format!(
            "%packed_keys = memref.alloc(%c1, %key_heads_of_turn, %strips_of_head) {{alignment = 64 : i64}} : {packed}"
        ));
        let of_piece = (OF_PIECE / strip).max(1);
        by_pieces(t, "%strips_of_head", of_piece, |t, head, [first, end]| {
            t.line(format!(
                "%set_of_rows = memref.alloca() {{alignment = 64 : i64}} : {}
                 %inverses = memref.alloca() {{alignment = 64 : i64}} : {numbers}
                 %key_words = memref.alloca() {{alignment = 64 : i64}} : {rows}
                 %starts = memref.alloca() {{alignment = 64 : i64}} : {integers}
                 %scales = memref.alloca() {{alignment = 64 : i64}} : {integers}",
                self.set_of_rows()
            ));
            t.each([&first, &end, "%c1"], |t, s| {
                let first_key = t.value(format!("arith.muli {s}, %strip : index"));
                let numbers_of = |t: &mut Text, i: &str| {
                    let key = t.value(format!("arith.addi {first_key}, {i} : index"));
                    let key = t.value(format!("arith.minui {key}, %last_key : index"));
                    self.all_numbers(t, ("%keys", 1), &format!("{}, {key}", head.given), Some(&head.made))
                };
                t.each(["%c0", "%strip", "%c1"], |t, i| {
                    let numbers = numbers_of(t, i);
                    self.keep_magnitudes(t, i, &numbers);
                });
                let [scales, inverses] = self.scales_of_rows(t, strip);
                let scales = t.value(format!("vector.bitcast {scales} : {vector} to {ints}"));
                t.line(format!(
                    "vector.store {inverses}, %inverses[%c0] : {numbers}, {vector}
                     vector.store {scales}, %scales[%c0] : {integers}, {ints}"
                ));
                t.each(["%c0", "%strip", "%c1"], |t, i| {
                    let numbers = numbers_of(t, i);
                    let inverse = self.of_set_row(t, "%inverses", i);
                    let integers = self.keep_integers(t, &numbers, (&inverse, 0.0), ["%key_words", i, &rows]);
                    let sum = integers
                        .into_iter()
                        .reduce(|sum, bits| t.value(format!("arith.addi {sum}, {bits} : {ints}")));
                    self.keep_row(t, i, &sum.unwrap_or_default());
                });
                let sums = self.joined_rows(t, strip, "addi");
                // What rounding has added to each of them wraps round, and is taken away at once.
                let added = ROUNDING_BITS.wrapping_mul(self.columns(kernel.dims[0]) as i64) as i32;
                let added = t.value(format!("arith.constant dense<{added}> : {ints}"));
                let sums = t.value(format!("arith.subi {sums}, {added} : {ints}"));
                let shift = t.value(format!("arith.constant dense<-128> : {ints}"));
                let starts = t.value(format!("arith.muli {sums}, {shift} : {ints}"));
                t.line(format!("vector.store {starts}, %starts[%c0] : {integers}, {ints}"));
                self.turn_words(t, [&head.made, s], ["%key_words", &rows]);
                let column = format!("vector<{strip}xi32>");
                for (i, buffer) in (0..).zip(["%starts", "%scales"]) {
                    let value = t.value(format!("vector.load {buffer}[%c0] : {integers}, {column}"));
                    let x = t.index(self.words() + i);
                    t.line(format!(
                        "vector.store {value}, %packed_keys[{}, {s}, {x}, %c0] : {packed}, {column}",
                        head.made
                    ));
                }
            });
        });
    }

    /// Writes rows of words to columns of a strip: squares are transposed in registers, columns that fill no square go word by
    /// word.
    fn turn_words(&self, t: &mut Text, [head, s]: [&str; 2], [rows, r#type]: [&str; 2]) {
        let (packed, words, strip) = (self.packed_type(), self.words(), self.strip);
        let side = self.kernel.square(strip);
        let squares = if side > 0 { words - words % side } else { 0 };
        if squares > 0 {
            let row = format!("vector<{side}xi32>");
            let (end, step) = (t.index(squares), t.index(side));
            t.each(["%c0", &end, &step], |t, x| {
                for first in (0..strip).step_by(side as usize) {
                    let square: Vec<String> = (first..first + side)
                        .map(|i| {
                            let i = t.index(i);
                            t.value(format!("vector.load {rows}[{i}, {x}] : {type}, {row}"))
                        })
                        .collect();
                    let lane = t.index(first);
                    for (i, column) in (0..).zip(transpose(t, &square, &row)) {
                        let x = t.offset(x, i);
                        t.line(format!(
                            "vector.store {column}, %packed_keys[{head}, {s}, {x}, {lane}] : {packed}, {row}"
                        ));
                    }
                }
            });
        }
        if squares < words {
            let (first, end) = (t.index(squares), t.index(words));
            t.each([&first, &end, "%c1"], |t, x| {
                t.each(["%c0", "%strip", "%c1"], |t, i| {
                    let word = t.value(format!("memref.load {rows}[{i}, {x}] : {type}"));
                    t.line(format!(
                        "memref.store {word}, %packed_keys[{head}, {s}, {x}, {i}] : {packed}"
                    ));
                });
            });
        }
    }

    /// Writes the queries to `%query_rows`, unsigned, and what their integers stand for, with the scale of the scores, to
    /// `%query_scales`; the sign of the scale goes to the integers, so that the greatest sum is the greatest score. A row that is not
    /// there repeats the last one.
    pub fn load_int8_queries(&self, t: &mut Text) {
        let kernel = self.kernel;
        let (lanes, vector) = (kernel.lanes, &kernel.vector);
        let (rows, [_, scales_type], [_, numbers]) = (self.query_rows_type(), self.of_query(), self.of_set());
        t.line(format!(
            "%set_of_rows = memref.alloca() {{alignment = 64 : i64}} : {}
             %inverses = memref.alloca() {{alignment = 64 : i64}} : {numbers}",
            self.set_of_rows()
        ));
        let mut factor = "%scale".to_owned();
        if self.scale < 0.0 {
            factor = t.value(format!("arith.negf {factor} : {vector}"));
        }
        let least = self.constant(t, f64::from(f32::MIN_POSITIVE));
        let of_set = lanes.min(self.queries);
        let count = t.index(of_set);
        let last = t.value("arith.subi %query_count, %c1 : index");
        let padded = t.index(self.padded_queries());
        t.each(["%c0", &padded, "%lanes"], |t, set| {
            let numbers_of = |t: &mut Text, row: &str| {
                let live = t.value(format!("arith.minui {row}, {last} : index"));
                let query = t.value(format!("arith.addi %first_query, {live} : index"));
                self.all_numbers(t, ("%queries", 0), &format!("%b, %h, {query}"), None)
            };
            t.each(["%c0", &count, "%c1"], |t, i| {
                let row = t.value(format!("arith.addi {set}, {i} : index"));
                let numbers = numbers_of(t, &row);
                self.keep_magnitudes(t, i, &numbers);
            });
            let [scales, mut inverses] = self.scales_of_rows(t, of_set);
            let scales = t.value(format!("arith.mulf {scales}, {factor} : {vector}"));
            // Scores of keys that are not there are -inf, which times 0 would be NaN.
            let is_none = t.value(format!("arith.cmpf olt, {scales}, {least} : {vector}"));
            let scales = t.value(format!(
                "arith.select {is_none}, {least}, {scales} : {}, {vector}",
                kernel.mask()
            ));
            if self.scale < 0.0 {
                inverses = t.value(format!("arith.negf {inverses} : {vector}"));
            }
            t.line(format!(
                "vector.store {scales}, %query_scales[{set}] : {scales_type}, {vector}
                 vector.store {inverses}, %inverses[%c0] : {numbers}, {vector}"
            ));
            let beyond = t.value(format!("arith.addi {set}, %lanes : index"));
            let end = t.value(format!("arith.minui {beyond}, %queries_of_piece : index"));
            t.each([set, &end, "%c1"], |t, row| {
                let numbers = numbers_of(t, row);
                let i = t.value(format!("arith.subi {row}, {set} : index"));
                let inverse = self.of_set_row(t, "%inverses", &i);
                self.keep_integers(t, &numbers, (&inverse, 128.0), ["%query_rows", row, &rows]);
            });
        });
    }
}
