//! Products of 8-bit integers: queries and keys are rounded row by row, values column by column, weights chunk by chunk.
//!
//! The mean of a head's keys is subtracted from each of them first: it adds the same to all scores of a query, which a
//! softmax does not see, and keys that share a large part would have few digits left for what tells them apart. Of values
//! the middle of their range is subtracted, and added to the result: weights sum to one.
//!
//! `dsk.dot` takes unsigned numbers and signed ones. Queries become unsigned by adding 128, so that sums start at -128 times
//! the sum of the key's numbers; weights are not negative.

use dynsparse_ir::template::float_literal;

use super::{
    super::factors::{Head, by_parts, by_pieces},
    KeysInLanes, Text, WIDTH,
};

/// Numbers of a word.
pub const BYTES: u64 = 4;
/// Adding it to a number of less than 2^22 leaves that number, rounded to even, in the low bits.
pub const ROUNDING: f64 = 12_582_912.0;
/// The same as bits.
pub const ROUNDING_BITS: i64 = 0x4B40_0000;
/// 2^-100: rows and columns of nothing larger count as 0, as its inverse has no place in f32 much below.
const TINY: f64 = 7.888_609_052_210_118e-31;
/// The greatest magnitude of an integer.
const GREATEST: f64 = 127.0;
/// The greatest weight, as an integer.
pub const WEIGHT_ONE: f64 = 255.0;
/// Keys, or words of values, that one piece of work packs.
pub const OF_PIECE: u64 = 64;

/// Rows of `%value_ranges`: what is subtracted, what an integer stands for, and the inverse of that.
const RANGES: [u64; 3] = [0, 1, 2];

impl KeysInLanes<'_, '_> {
    /// True if queries and keys are 8-bit integers.
    pub fn int8_keys(&self) -> bool {
        self.kernel.keys.group == BYTES
    }

    /// True if weights and values are, too.
    pub fn int8_values(&self) -> bool {
        self.kernel.values.group == BYTES
    }

    pub fn columns(&self, size: u64) -> u64 {
        size.next_multiple_of(self.kernel.lanes)
    }

    /// Words of a row of queries or keys, in whole vectors.
    pub fn padded_words(&self) -> u64 {
        self.columns(self.kernel.dims[0]) / BYTES
    }

    pub fn means_type(&self) -> String {
        format!("memref<?x?x{}x{}>", self.columns(self.kernel.dims[0]), self.kernel.to)
    }

    fn ranges_type(&self) -> String {
        let columns = self.columns(self.kernel.dims[1]);
        format!("memref<?x?x{}x{columns}x{}>", RANGES.len(), self.kernel.to)
    }

    pub fn ints(&self) -> String {
        format!("vector<{}xi32>", self.kernel.lanes)
    }

    pub fn constant(&self, t: &mut Text, value: f64) -> String {
        t.value(format!(
            "arith.constant dense<{}> : {}",
            float_literal(value),
            self.kernel.vector
        ))
    }

    pub fn number(&self, t: &mut Text, value: f64) -> String {
        t.value(format!("arith.constant {} : {}", float_literal(value), self.kernel.to))
    }

    pub fn broadcast(&self, t: &mut Text, number: &str) -> String {
        let Self { kernel, .. } = self;
        t.value(format!(
            "vector.broadcast {number} : {} to {}",
            kernel.to, kernel.vector
        ))
    }

    /// The number of a row, in every lane.
    pub fn of_row(&self, t: &mut Text, buffer: &str, row: &str) -> String {
        let [_, numbers] = self.of_query();
        self.in_lanes(t, buffer, row, &numbers)
    }

    /// The number at `at` of a buffer of that type, in every lane.
    pub fn in_lanes(&self, t: &mut Text, buffer: &str, at: &str, r#type: &str) -> String {
        let number = t.value(format!("memref.load {buffer}[{at}] : {type}"));
        self.broadcast(t, &number)
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

    /// What an integer stands for where `GREATEST` stands for `most`, in each lane, and the inverse of that: 1 and 0 where it is next to
    /// nothing.
    pub fn scales_of(&self, t: &mut Text, most: &str) -> [String; 2] {
        let (vector, mask) = (&self.kernel.vector, self.kernel.mask());
        let [tiny, greatest] = [TINY, GREATEST].map(|value| self.constant(t, value));
        let is_tiny = t.value(format!("arith.cmpf olt, {most}, {tiny} : {vector}"));
        let step = t.value(format!("arith.divf {most}, {greatest} : {vector}"));
        let inverse = t.value(format!("arith.divf {greatest}, {most} : {vector}"));
        let step = t.value(format!("arith.select {is_tiny}, %ones, {step} : {mask}, {vector}"));
        let inverse = t.value(format!("arith.select {is_tiny}, %zeros, {inverse} : {mask}, {vector}"));
        [step, inverse]
    }

    /// Numbers times `inverse`, rounded, as the low bits of 32-bit integers that are `ROUNDING_BITS + by` larger.
    pub fn rounded(&self, t: &mut Text, value: &str, inverse: &str, by: f64) -> String {
        let vector = &self.kernel.vector;
        let magic = self.constant(t, ROUNDING + by);
        let sum = t.value(format!("vector.fma {value}, {inverse}, {magic} : {vector}"));
        t.value(format!("vector.bitcast {sum} : {vector} to {}", self.ints()))
    }

    /// The low bytes of integers, as words.
    pub fn bytes(&self, t: &mut Text, ints: &str) -> String {
        let lanes = self.kernel.lanes;
        let low = t.value(format!("arith.trunci {ints} : {} to vector<{lanes}xi8>", self.ints()));
        t.value(format!(
            "vector.bitcast {low} : vector<{lanes}xi8> to vector<{}xi32>",
            lanes / BYTES
        ))
    }

    /// Makes everything that is read in place of keys and values: once, by all threads.
    pub fn quantise(&self, t: &mut Text) {
        let (means, ranges) = (self.means_type(), self.ranges_type());
        t.line(format!(
            "%key_means = memref.alloc(%c1, %key_heads_of_turn) {{alignment = 64 : i64}} : {means}"
        ));
        if self.int8_values() {
            t.line(format!(
                "%value_ranges = memref.alloc(%c1, %key_heads_of_turn) {{alignment = 64 : i64}} : {ranges}"
            ));
        }
        by_parts(t, "%c1", |t, head, _| {
            self.mean_keys(t, head);
            if self.int8_values() {
                self.range_values(t, head);
            }
        });
        self.quantise_keys(t);
        if self.kernel.values.words {
            self.interleave_values(t);
        } else {
            self.kernel.prepare_values(t);
        }
    }

    /// Frees what is left of it.
    pub fn release_quantised(&self, t: &mut Text) {
        if self.int8_keys() {
            t.line(format!("memref.dealloc %key_means : {}", self.means_type()));
        }
        if self.int8_values() {
            t.line(format!("memref.dealloc %value_ranges : {}", self.ranges_type()));
        }
    }

    /// `value`, or `otherwise` where it is not finite.
    fn finite_or(&self, t: &mut Text, value: &str, otherwise: &str) -> String {
        let (vector, mask) = (&self.kernel.vector, self.kernel.mask());
        let size = t.value(format!("math.absf {value} : {vector}"));
        let infinite = t.value(format!("arith.constant dense<0x7F800000> : {vector}"));
        let is_finite = t.value(format!("arith.cmpf olt, {size}, {infinite} : {vector}"));
        t.value(format!(
            "arith.select {is_finite}, {value}, {otherwise} : {mask}, {vector}"
        ))
    }

    /// The mean of a head's keys, of those numbers that are finite.
    fn mean_keys(&self, t: &mut Text, Head { given, made }: &Head) {
        let kernel = self.kernel;
        let (d, vector, means) = (kernel.dims[0], &kernel.vector, self.means_type());
        let starts: Vec<u64> = (0..d).step_by(kernel.lanes as usize).collect();
        let zeros = vec!["%zeros".to_owned(); starts.len()];
        let sums = t.carry(["%c0", "%m", "%c1"], &zeros, vector, |t, key, sums| {
            let row = format!("{given}, {key}");
            let pairs = starts.iter().zip(sums);
            pairs
                .map(|(x, sum)| {
                    let read = self.row_numbers(t, ("%keys", 1), &row, *x, d);
                    let read = self.finite_or(t, &read, "%zeros");
                    t.value(format!("arith.addf {sum}, {read} : {vector}"))
                })
                .collect()
        });
        let count = t.value("arith.index_cast %m : index to i64");
        let count = t.value(format!("arith.uitofp {count} : i64 to {}", kernel.to));
        let count = self.broadcast(t, &count);
        for (x, sum) in starts.iter().zip(&sums) {
            let mean = t.value(format!("arith.divf {sum}, {count} : {vector}"));
            // Sums can overflow where numbers do not.
            let mean = self.finite_or(t, &mean, "%zeros");
            let x = t.index(*x);
            t.line(format!(
                "vector.store {mean}, %key_means[{made}, {x}] : {means}, {vector}"
            ));
        }
    }

    /// The ranges of a head's columns of values, of those numbers that are finite.
    fn range_values(&self, t: &mut Text, Head { given, made }: &Head) {
        let kernel = self.kernel;
        let (e, vector, mask, ranges) = (kernel.dims[1], &kernel.vector, kernel.mask(), self.ranges_type());
        let highest = t.value(format!("arith.constant dense<0x7F800000> : {vector}"));
        let half = self.constant(t, 0.5);
        let starts: Vec<u64> = (0..e).step_by(kernel.lanes as usize).collect();
        // As many columns at a time as lie in registers, so that rows are read from end to end.
        for starts in starts.chunks(WIDTH as usize) {
            let none: Vec<String> = starts
                .iter()
                .flat_map(|_| [highest.clone(), "%lowest".to_owned()])
                .collect();
            let found = t.carry(["%c0", "%m", "%c1"], &none, vector, |t, key, found| {
                let row = format!("{given}, {key}");
                let mut next = Vec::with_capacity(found.len());
                for (x, found) in starts.iter().zip(found.chunks(2)) {
                    let read = self.row_numbers(t, ("%values", 2), &row, *x, e);
                    let low = self.finite_or(t, &read, &highest);
                    let high = self.finite_or(t, &read, "%lowest");
                    let lower = t.value(format!("arith.cmpf olt, {low}, {} : {vector}", found[0]));
                    let higher = t.value(format!("arith.cmpf ogt, {high}, {} : {vector}", found[1]));
                    for (is_beyond, value, found) in [(lower, low, &found[0]), (higher, high, &found[1])] {
                        next.push(t.value(format!("arith.select {is_beyond}, {value}, {found} : {mask}, {vector}")));
                    }
                }
                next
            });
            for (x, found) in starts.iter().zip(found.chunks(2)) {
                let halves = [0, 1].map(|i: usize| t.value(format!("arith.mulf {}, {half} : {vector}", found[i])));
                let middle = t.value(format!("arith.addf {}, {} : {vector}", halves[0], halves[1]));
                let middle = self.finite_or(t, &middle, "%zeros");
                let most = t.value(format!("arith.subf {}, {} : {vector}", halves[1], halves[0]));
                let [step, inverse] = self.scales_of(t, &most);
                let x = t.index(*x);
                for (row, value) in RANGES.iter().zip([middle, step, inverse]) {
                    let row = t.index(*row);
                    t.line(format!(
                        "vector.store {value}, %value_ranges[{made}, {row}, {x}] : {ranges}, {vector}"
                    ));
                }
            }
        }
    }

    /// A row of the ranges of the columns of values from `x` on.
    fn range(&self, t: &mut Text, Head { made, .. }: &Head, row: u64, x: u64) -> String {
        let (row, x) = (t.index(row), t.index(x));
        t.value(format!(
            "vector.load %value_ranges[{made}, {row}, {x}] : {}, {}",
            self.ranges_type(),
            self.kernel.vector
        ))
    }

    /// Makes `%value_words`: the numbers of several rows of a column as one word, integers or rounded to bf16. A row that is
    /// not there repeats the last one. The key of a row of integers with a number that is not finite stands for NaN from here
    /// on.
    fn interleave_values(&self, t: &mut Text) {
        let kernel = self.kernel;
        let (e, lanes, vector, ints) = (kernel.dims[1], kernel.lanes, &kernel.vector, self.ints());
        let (words, group) = (&kernel.values.r#type, kernel.values.group);
        let bits = 32 / group;
        let step = t.index(group);
        let rows = t.value(format!("arith.ceildivui %m, {step} : index"));
        t.line(format!(
            "%value_words = memref.alloc(%c1, %key_heads_of_turn, {rows}) {{alignment = 64 : i64}} : {words}"
        ));
        by_pieces(t, &rows, OF_PIECE, |t, head, [first, end]| {
            t.each([&first, &end, "%c1"], |t, row| {
                let first_key = t.value(format!("arith.muli {row}, {step} : index"));
                let keys: Vec<String> = (0..group)
                    .map(|i| {
                        let key = t.offset(&first_key, i);
                        t.value(format!("arith.minui {key}, %last_key : index"))
                    })
                    .collect();
                let mut nothings = vec!["%zeros".to_owned(); keys.len()];
                for x in (0..e).step_by(lanes as usize) {
                    let mut word: Option<String> = None;
                    for ((i, key), nothing) in (0..).zip(&keys).zip(&mut nothings) {
                        let number = self.row_numbers(t, ("%values", 2), &format!("{}, {key}", head.given), x, e);
                        let part = if self.int8_values() {
                            *nothing = t.value(format!("vector.fma {number}, %zeros, {nothing} : {vector}"));
                            let [middle, _, inverse] = RANGES.map(|row| self.range(t, head, row, x));
                            let below = t.value(format!("arith.subf {number}, {middle} : {vector}"));
                            let rounded = self.rounded(t, &below, &inverse, 0.0);
                            let low = t.value(format!("arith.constant dense<255> : {ints}"));
                            t.value(format!("arith.andi {rounded}, {low} : {ints}"))
                        } else {
                            let narrow = format!("vector<{lanes}xbf16>");
                            let rounded = t.value(format!("arith.truncf {number} : {vector} to {narrow}"));
                            let half = format!("vector<{lanes}xi16>");
                            let bits = t.value(format!("vector.bitcast {rounded} : {narrow} to {half}"));
                            t.value(format!("arith.extui {bits} : {half} to {ints}"))
                        };
                        word = Some(match word {
                            None => part,
                            Some(word) => {
                                let place = t.value(format!("arith.constant dense<{}> : {ints}", i * bits));
                                let moved = t.value(format!("arith.shli {part}, {place} : {ints}"));
                                t.value(format!("arith.ori {word}, {moved} : {ints}"))
                            }
                        });
                    }
                    let word = word.unwrap_or_default();
                    let there = (e - x).min(lanes);
                    let x = t.index(x);
                    let place = format!("%value_words[{}, {row}, {x}]", head.made);
                    if there == lanes {
                        t.line(format!("vector.store {word}, {place} : {words}, {ints}"));
                    } else {
                        let mask = t.value(format!("vector.constant_mask [{there}] : {}", kernel.mask()));
                        t.line(format!(
                            "vector.maskedstore {place}, {mask}, {word} : {words}, {}, {ints}",
                            kernel.mask()
                        ));
                    }
                }
                if self.int8_values() {
                    self.mark_keys(t, head, &keys, &nothings);
                }
            });
        });
    }

    /// Makes those keys stand for NaN of whose vectors, 0 elsewhere, some lane is NaN.
    fn mark_keys(&self, t: &mut Text, Head { made, .. }: &Head, keys: &[String], nothings: &[String]) {
        let (vector, mask) = (&self.kernel.vector, self.kernel.mask());
        let all = nothings
            .iter()
            .cloned()
            .reduce(|all, nothing| t.value(format!("arith.addf {all}, {nothing} : {vector}")));
        let is_marked = |t: &mut Text, nothing: &str| {
            let lanes = t.value(format!("arith.cmpf uno, {nothing}, {nothing} : {vector}"));
            t.value(format!("vector.reduction <or>, {lanes} : {mask} into i1"))
        };
        let any = is_marked(t, &all.unwrap_or_default());
        t.line(format!("scf.if {any} {{"));
        let nan = t.value("arith.constant 0x7FC00000 : i32");
        let scale = t.index(self.words() + 1);
        for (key, nothing) in keys.iter().zip(nothings) {
            let marked = is_marked(t, nothing);
            let strip = t.value(format!("arith.divui {key}, %strip : index"));
            let lane = t.value(format!("arith.remui {key}, %strip : index"));
            t.line(format!(
                "scf.if {marked} {{
                   memref.store {nan}, %packed_keys[{made}, {strip}, {scale}, {lane}] : {}
                 }}",
                self.packed_type()
            ));
        }
        t.line("}");
    }

    /// What the scores of a query lack since the mean of the keys was subtracted: its product with that, as a natural exponent.
    pub fn score_of_mean(&self, t: &mut Text, query: &str) -> String {
        let kernel = self.kernel;
        let (d, to, vector) = (kernel.dims[0], kernel.to, &kernel.vector);
        let row = format!("%b, %h, {query}");
        let mut sum = "%zeros".to_owned();
        for x in (0..d).step_by(kernel.lanes as usize) {
            let numbers = self.row_numbers(t, ("%queries", 0), &row, x, d);
            let x = t.index(x);
            let mean = t.value(format!(
                "vector.load %key_means[{}, {x}] : {}, {vector}",
                Head::of_piece().made,
                self.means_type()
            ));
            sum = t.value(format!("vector.fma {numbers}, {mean}, {sum} : {vector}"));
        }
        let sum = t.value(format!("vector.reduction <add>, {sum} : {vector} into {to}"));
        let scale = t.value(format!("vector.extract %scale[0] : {to} from {vector}"));
        let ln_two = self.number(t, std::f64::consts::LN_2);
        let natural = t.value(format!("arith.mulf {scale}, {ln_two} : {to}"));
        t.value(format!("arith.mulf {sum}, {natural} : {to}"))
    }

    /// The text that allocates what only integers need.
    pub fn int8_buffers(&self) -> String {
        let [_, numbers] = self.of_query();
        let mut text = String::new();
        if self.int8_keys() {
            text += &format!("%query_scales = memref.alloca() {{alignment = 64 : i64}} : {numbers}\n");
        }
        if self.int8_values() {
            text += &format!("%chunk_factors = memref.alloca() {{alignment = 64 : i64}} : {numbers}\n");
        }
        text
    }

    /// Sums of products of integers, as scores that lack the query's scale. `scale` is what the keys' integers stand for.
    pub fn score_of_ints(&self, t: &mut Text, sum: &str, scale: &str) -> String {
        let vector = &self.kernel.vector;
        let number = t.value(format!("arith.sitofp {sum} : {} to {vector}", self.ints()));
        t.value(format!("arith.mulf {number}, {scale} : {vector}"))
    }

    /// What the integers of the keys of a vector stand for.
    pub fn key_scales(&self, t: &mut Text, strips: &[String]) -> String {
        let x = t.index(self.words() + 1);
        let bits = self.key_vector(t, strips, &x);
        t.value(format!(
            "vector.bitcast {bits} : {} to {}",
            self.ints(),
            self.kernel.vector
        ))
    }

    /// A chunk's sums of products of integers, added to what was summed before.
    pub fn add_int8_sums(&self, t: &mut Text, old: &str, sum: &str, factor: &str) -> String {
        let vector = &self.kernel.vector;
        let number = t.value(format!("arith.sitofp {sum} : {} to {vector}", self.ints()));
        t.value(format!("vector.fma {number}, {factor}, {old} : {vector}"))
    }

    /// What weighted means of integers stand for.
    pub fn value_of_ints(&self, t: &mut Text, mean: &str, x: u64) -> String {
        let [middle, step, _] = RANGES.map(|row| self.range(t, &Head::of_piece(), row, x));
        t.value(format!("vector.fma {mean}, {step}, {middle} : {}", self.kernel.vector))
    }
}
