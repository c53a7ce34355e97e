//! Rows of 8-bit integers: queries and keys, each with a scale of its own.
//!
//! What is taken across a row, its greatest magnitude and the sum of its integers, is taken for a vector of rows at a time.

use super::{
    super::{
        factors::by_pieces,
        rows::{join_lanes, turn_squares},
    },
    KeysInLanes, Text,
    int8::{BYTES, OF_PIECE, ROUNDING_BITS},
};

impl KeysInLanes<'_, '_> {
    /// The type of `%set_of_rows`, the rows that are taken together.
    fn set_of_rows_type(&self) -> String {
        let lanes = self.kernel.lanes;
        format!("memref<{lanes}x{lanes}xi32>")
    }

    /// The types of buffers that have an integer, or a number, for each row of a set.
    fn of_set_types(&self) -> [String; 2] {
        let (lanes, to) = (self.kernel.lanes, self.kernel.to);
        [format!("memref<{lanes}xi32>"), format!("memref<{lanes}x{to}>")]
    }

    /// All numbers of a row; of keys, less the means of `mean_of`, the head's place in what is made of it.
    fn all_numbers(&self, t: &mut Text, from: (&str, usize), row: &str, mean_of: Option<&str>) -> Vec<String> {
        let (d, lanes, vector) = (self.kernel.dims[0], self.kernel.lanes, &self.kernel.vector);
        (0..d)
            .step_by(lanes as usize)
            .map(|x| {
                let read = self.row_numbers(t, from, row, x, d);
                let Some(head) = mean_of else { return read };
                let x = t.index(x);
                let mean = t.value(format!(
                    "vector.load %key_means[{head}, {x}] : {}, {vector}",
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
            self.set_of_rows_type(),
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
                    self.set_of_rows_type()
                ))
            })
            .collect();
        join_lanes(t, &rows, &ints, |t, a, b| {
            t.value(format!("arith.{op} {a}, {b} : {ints}"))
        })
    }

    /// What an integer of each row of the set stands for, where `GREATEST` stands for the row's greatest magnitude, and the inverse
    /// of that. The first is NaN where a magnitude is not finite.
    fn scales_of_rows(&self, t: &mut Text, count: u64) -> [String; 2] {
        let vector = &self.kernel.vector;
        let most = self.joined_rows(t, count, "maxsi");
        let most = t.value(format!("vector.bitcast {most} : {} to {vector}", self.ints()));
        let [step, inverse] = self.scales_of(t, &most);
        let nothing = t.value(format!("arith.subf {most}, {most} : {vector}"));
        [t.value(format!("arith.addf {step}, {nothing} : {vector}")), inverse]
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
        let [integers_type, numbers_type] = self.of_set_types();
        t.line(format!(
            "%packed_keys = memref.alloc(%c1, %key_heads_of_turn, %strips_of_head) {{alignment = 64 : i64}} : {packed}"
        ));
        let of_piece = (OF_PIECE / strip).max(1);
        by_pieces(t, "%strips_of_head", of_piece, |t, head, [first, end]| {
            t.line(format!(
                "%set_of_rows = memref.alloca() {{alignment = 64 : i64}} : {}
                 %inverses = memref.alloca() {{alignment = 64 : i64}} : {numbers_type}
                 %key_words = memref.alloca() {{alignment = 64 : i64}} : {rows}
                 %starts = memref.alloca() {{alignment = 64 : i64}} : {integers_type}
                 %scales = memref.alloca() {{alignment = 64 : i64}} : {integers_type}",
                self.set_of_rows_type()
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
                    "vector.store {inverses}, %inverses[%c0] : {numbers_type}, {vector}
                     vector.store {scales}, %scales[%c0] : {integers_type}, {ints}"
                ));
                t.each(["%c0", "%strip", "%c1"], |t, i| {
                    let numbers = numbers_of(t, i);
                    let inverse = self.in_lanes(t, "%inverses", i, &numbers_type);
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
                t.line(format!("vector.store {starts}, %starts[%c0] : {integers_type}, {ints}"));
                self.turn_words(t, [&head.made, s], ["%key_words", &rows]);
                let column = format!("vector<{strip}xi32>");
                for (i, buffer) in (0..).zip(["%starts", "%scales"]) {
                    let value = t.value(format!("vector.load {buffer}[%c0] : {integers_type}, {column}"));
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
            let read = |t: &mut Text, i: u64, x: &str| {
                let i = t.index(i);
                t.value(format!("vector.load {rows}[{i}, {x}] : {type}, {row}"))
            };
            let place = format!("%packed_keys[{head}, {s}");
            turn_squares(t, [strip, squares, side], &row, read, [&place, &packed]);
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
        let (rows, [_, scales_type], [_, numbers_type]) =
            (self.query_rows_type(), self.of_query(), self.of_set_types());
        t.line(format!(
            "%set_of_rows = memref.alloca() {{alignment = 64 : i64}} : {}
             %inverses = memref.alloca() {{alignment = 64 : i64}} : {numbers_type}",
            self.set_of_rows_type()
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
                 vector.store {inverses}, %inverses[%c0] : {numbers_type}, {vector}"
            ));
            let beyond = t.value(format!("arith.addi {set}, %lanes : index"));
            let end = t.value(format!("arith.minui {beyond}, %queries_of_piece : index"));
            t.each([set, &end, "%c1"], |t, row| {
                let numbers = numbers_of(t, row);
                let i = t.value(format!("arith.subi {row}, {set} : index"));
                let inverse = self.in_lanes(t, "%inverses", &i, &numbers_type);
                self.keep_integers(t, &numbers, (&inverse, 128.0), ["%query_rows", row, &rows]);
            });
        });
    }
}
