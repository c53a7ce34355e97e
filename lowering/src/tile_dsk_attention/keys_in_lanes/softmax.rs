//! The softmax over keys in lanes: what it needs of a row is taken together for a vector of rows at a time.

use num_integer::gcd;

use super::{super::rows::join_lanes, KeysInLanes, Text};

/// Rows whose weights are taken together.
const ROWS_AT_ONCE: u64 = 4;

/// Vectors of weights that fill one of pairs.
const PAIRS_AT_ONCE: u64 = 2;

/// From here on a shift is rounded by one and more, half a unit in its last place: weights would be off by a factor of two.
const SEEN_IN_WEIGHTS: f64 = 16_777_216.0;

impl KeysInLanes<'_, '_> {
    /// Rows of a piece whose weights are taken together.
    pub fn rows_at_once(&self) -> u64 {
        gcd(self.queries, ROWS_AT_ONCE)
    }

    /// The greatest score of the chunk of each row of the set.
    pub fn greatest_of_rows(&self, t: &mut Text) -> String {
        let greatest = self.of_rows(t, "%peaks", |t, a, b| self.kernel.greater(t, a, b));
        let ([_, numbers], vector) = (self.of_query(), &self.kernel.vector);
        let scales = if self.int8_keys() {
            t.value(format!("vector.load %query_scales[%set] : {numbers}, {vector}"))
        } else if self.scales_late() {
            "%scale".to_owned()
        } else {
            return greatest;
        };
        t.value(format!("arith.mulf {greatest}, {scales} : {vector}"))
    }

    /// Keeps what the exponents of each row of the set are relative to.
    pub fn keep_shift(&self, t: &mut Text, chunk_greatest: &str) {
        let ([_, numbers], vector) = (self.of_query(), &self.kernel.vector);
        if self.int8_values() {
            self.keep_chunk_factors(t, chunk_greatest);
        } else {
            t.line(format!("vector.store %shift, %factors[%set] : {numbers}, {vector}"));
        }
    }

    /// The sum of weights of each row of the set.
    pub fn totals_of_rows(&self, t: &mut Text) -> String {
        let vector = &self.kernel.vector;
        self.of_rows(t, "%totals", |t, a, b| {
            t.value(format!("arith.addf {a}, {b} : {vector}"))
        })
    }

    /// What the lanes of each row of the set `%set` come to.
    fn of_rows(&self, t: &mut Text, buffer: &str, join: impl Fn(&mut Text, &str, &str) -> String) -> String {
        let [vectors, _] = self.of_query();
        let vector = &self.kernel.vector;
        let rows: Vec<String> = (0..self.kernel.lanes)
            .map(|i| {
                let row = t.offset("%set", i);
                t.value(format!("vector.load {buffer}[{row}, %c0] : {vectors}, {vector}"))
            })
            .collect();
        join_lanes(t, &rows, vector, join)
    }

    /// Multiplies what was summed of the set's rows by `%factors`.
    pub fn rescale(&self, t: &mut Text) {
        let [vectors, _] = self.of_query();
        let (vector, sums) = (&self.kernel.vector, self.sums_type());
        let beyond = t.value("arith.addi %set, %lanes : index");
        let end = t.value(format!("arith.minui {beyond}, %query_count : index"));
        t.each(["%set", &end, "%c1"], |t, row| {
            let factor = self.of_row(t, "%factors", row);
            let mut scale = |buffer: &str, r#type: &str, x: u64| {
                let x = t.index(x);
                let old = t.value(format!("vector.load {buffer}[{row}, {x}] : {type}, {vector}"));
                let new = t.value(format!("arith.mulf {old}, {factor} : {vector}"));
                t.line(format!("vector.store {new}, {buffer}[{row}, {x}] : {type}, {vector}"));
            };
            scale("%totals", &vectors, 0);
            for i in 0..self.value_vectors() {
                scale("%sums", &sums, i * self.kernel.lanes);
            }
        });
    }

    /// Makes the chunk's scores weights, and adds them to `%totals`.
    pub fn weigh(&self, t: &mut Text) {
        if self.int8_values() {
            self.weigh_in_bytes(t);
            return;
        }
        let kernel = self.kernel;
        let [vectors, _] = self.of_query();
        let (vector, scores) = (&kernel.vector, self.scores_type());
        let nothing = self.int8_keys().then(|| self.nothing_of_keys(t));
        // Several rows at a time, so that no exponential waits for another.
        let at_once = self.rows_at_once();
        let step = t.index(at_once);
        t.each(["%c0", "%query_count", &step], |t, row| {
            let rows: Vec<String> = (0..at_once).map(|i| t.offset(row, i)).collect();
            self.prefetch_queries(t, &rows);
            let shifts: Vec<String> = rows.iter().map(|row| self.of_row(t, "%factors", row)).collect();
            // Scores of integers lack the query's scale, those of pairs their own.
            let scales: Vec<String> = match (self.int8_keys(), self.scales_late()) {
                (true, _) => rows.iter().map(|row| self.of_row(t, "%query_scales", row)).collect(),
                (false, true) => vec!["%scale".to_owned(); rows.len()],
                (false, false) => Vec::new(),
            };
            let starts: Vec<String> = match &nothing {
                Some(nothing) => scales
                    .iter()
                    .zip(&shifts)
                    .map(|(scale, shift)| self.nothing_of_row(t, [scale, shift], nothing))
                    .collect(),
                None => vec!["%zeros".to_owned(); rows.len()],
            };
            let of_scores = self.of_scores(t, &rows, &scales, &shifts);
            let exponents = |t: &mut Text, p: &str| -> Vec<[String; 2]> {
                let pairs = rows.iter().zip(&shifts).enumerate();
                pairs
                    .map(|(i, (row, shift))| {
                        let score = t.value(format!("vector.load %scores[{row}, {p}] : {scores}, {vector}"));
                        let Some([scale, below]) = of_scores.get(i) else {
                            return [score, shift.clone()];
                        };
                        let exponent = t.value(format!("vector.fma {score}, {scale}, {below} : {vector}"));
                        [exponent, "%zeros".to_owned()]
                    })
                    .collect()
            };
            let (sums, from) = if self.sums_are_of_pairs() {
                let step = t.index(PAIRS_AT_ONCE);
                let rest = t.value(format!("arith.remui %vectors, {step} : index"));
                let end = t.value(format!("arith.subi %vectors, {rest} : index"));
                let sums = t.carry(["%c0", &end, &step], &starts, vector, |t, i, sums| {
                    let p = t.value(format!("arith.muli {i}, %lanes : index"));
                    let behind = t.offset(&p, kernel.lanes);
                    let halves = [exponents(t, &p), exponents(t, &behind)];
                    self.keep_pairs(t, &rows, &p, &halves, sums)
                });
                (sums, end)
            } else {
                (starts, "%c0".to_owned())
            };
            let sums = t.carry([&from, "%vectors", "%c1"], &sums, vector, |t, i, sums| {
                let p = t.value(format!("arith.muli {i}, %lanes : index"));
                let exponents = exponents(t, &p);
                let weights = self.keep_weights(t, &rows, &p, &exponents);
                let pairs = sums.iter().zip(&weights);
                pairs
                    .map(|(sum, weight)| t.value(format!("arith.addf {sum}, {weight} : {vector}")))
                    .collect()
            });
            for (row, sum) in rows.iter().zip(&sums) {
                let total = t.value(format!("vector.load %totals[{row}, %c0] : {vectors}, {vector}"));
                let total = t.value(format!("arith.addf {total}, {sum} : {vector}"));
                t.line(format!(
                    "vector.store {total}, %totals[{row}, %c0] : {vectors}, {vector}"
                ));
            }
        });
    }

    /// What scores of each row are multiplied by, and what is added, for them to be exponents: `scale` and `-shift`.
    ///
    /// Where a shift is so large that rounding it is seen in a weight, scores are made exponents first, rounded as the
    /// greatest was, so that its own is 0.
    fn of_scores(&self, t: &mut Text, rows: &[String], scales: &[String], shifts: &[String]) -> Vec<[String; 2]> {
        if scales.is_empty() {
            return Vec::new();
        }
        let (vector, to, scores) = (&self.kernel.vector, self.kernel.to, self.scores_type());
        let [_, numbers] = self.of_query();
        let bound = self.number(t, SEEN_IN_WEIGHTS);
        let mut all = t.value("arith.constant true");
        for row in rows {
            let shift = t.value(format!("memref.load %factors[{row}] : {numbers}"));
            let size = t.value(format!("math.absf {shift} : {to}"));
            let is_small = t.value(format!("arith.cmpf olt, {size}, {bound} : {to}"));
            all = t.value(format!("arith.andi {all}, {is_small} : i1"));
        }
        let values = t.either(
            &all,
            vector,
            |t| {
                let below = shifts
                    .iter()
                    .map(|shift| t.value(format!("arith.negf {shift} : {vector}")));
                let below: Vec<String> = below.collect();
                [scales, &below].concat()
            },
            |t| {
                t.each(["%c0", "%vectors", "%c1"], |t, i| {
                    let p = t.value(format!("arith.muli {i}, %lanes : index"));
                    for (row, (scale, shift)) in rows.iter().zip(scales.iter().zip(shifts)) {
                        let place = format!("%scores[{row}, {p}] : {scores}, {vector}");
                        let score = t.value(format!("vector.load {place}"));
                        let score = t.value(format!("arith.mulf {score}, {scale} : {vector}"));
                        let exponent = t.value(format!("arith.subf {score}, {shift} : {vector}"));
                        t.line(format!("vector.store {exponent}, {place}"));
                    }
                });
                let [scale, below] = ["%ones", "%zeros"].map(|value| vec![value.to_owned(); rows.len()]);
                [scale, below].concat()
            },
        );
        let (scale, below) = values.split_at(rows.len());
        scale
            .iter()
            .cloned()
            .zip(below.iter().cloned())
            .map(Into::into)
            .collect()
    }

    /// Whether weights that are rounded to pairs are summed as they are multiplied, rounded, by the same instruction. Logarithms of sums are
    /// of those that are not rounded; what integers leave out is added to them otherwise.
    pub fn sums_are_of_pairs(&self) -> bool {
        self.kernel.values.group == 2 && (!self.has_lse || self.int8_keys())
    }

    /// The terms of the exponentials' polynomial.
    fn terms(&self) -> usize {
        if self.sums_are_of_pairs() { 4 } else { 6 }
    }

    /// The weights of a vector of keys, given the scores of several rows and what they are relative to, as they are summed.
    fn keep_weights(&self, t: &mut Text, rows: &[String], p: &str, scores: &[[String; 2]]) -> Vec<String> {
        let weights = self.powers(t, scores);
        let pairs = rows.iter().zip(&weights);
        pairs.map(|(row, weight)| self.keep_weight(t, row, p, weight)).collect()
    }

    fn powers(&self, t: &mut Text, scores: &[[String; 2]]) -> Vec<String> {
        let (terms, vector) = (self.terms(), &self.kernel.vector);
        scores
            .iter()
            .map(|[score, shift]| t.value(format!("dsk.exp2 {score}, {shift} terms = {terms} : {vector}")))
            .collect()
    }

    /// Keeps the weights of two vectors of keys, from position `p` of the chunk on, as one of pairs; the rows' sums with them.
    fn keep_pairs(
        &self,
        t: &mut Text,
        rows: &[String],
        p: &str,
        halves: &[Vec<[String; 2]>; 2],
        sums: &[String],
    ) -> Vec<String> {
        let (vector, both) = (&self.kernel.vector, 2 * self.kernel.lanes);
        let [lower, upper] = halves.each_ref().map(|scores| self.powers(t, scores));
        let narrow = format!("vector<{both}xbf16>");
        let ones = t.value(format!("arith.constant dense<1.0> : {narrow}"));
        let mut next = Vec::with_capacity(sums.len());
        for (((row, sum), lower), upper) in rows.iter().zip(sums).zip(&lower).zip(&upper) {
            let weights = t.shuffle([lower, upper], 0..both, vector);
            let rounded = self.keep_rounded(t, row, p, &weights, both);
            next.push(t.value(format!("dsk.dot {sum}, {rounded}, {ones} : {vector}, {narrow}")));
        }
        next
    }

    /// Writes the natural logarithms of the set's sums of exponentials to `%lse`, -inf for an empty row.
    pub fn keep_lse(&self, t: &mut Text, lse: &str) {
        let [_, numbers] = self.of_query();
        let (vector, mask) = (&self.kernel.vector, self.kernel.mask());
        let ln_two = t.value(format!(
            "arith.constant dense<{:.17e}> : {vector}",
            std::f64::consts::LN_2
        ));
        let greatest = t.value(format!("vector.load %greatest[%set] : {numbers}, {vector}"));
        let log = t.value(format!("math.log2 %total : {vector}"));
        let in_base_two = t.value(format!("arith.addf {greatest}, {log} : {vector}"));
        let natural = t.value(format!("arith.mulf {in_base_two}, {ln_two} : {vector}"));
        let all = t.value(format!("arith.select %empty, %lowest, {natural} : {mask}, {vector}"));
        t.line(format!("vector.store {all}, %factors[%set] : {numbers}, {vector}"));
        let beyond = t.value("arith.addi %set, %lanes : index");
        let end = t.value(format!("arith.minui {beyond}, %query_count : index"));
        t.each(["%set", &end, "%c1"], |t, row| {
            let query = t.value(format!("arith.addi %first_query, {row} : index"));
            let mut number = t.value(format!("memref.load %factors[{row}] : {numbers}"));
            if self.int8_keys() {
                let lacking = self.score_of_mean(t, &query);
                number = t.value(format!("arith.addf {number}, {lacking} : {}", self.kernel.to));
            }
            t.line(format!("memref.store {number}, %lse[%b, %h, {query}] : {lse}"));
        });
    }
}
