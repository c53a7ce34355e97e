//! Weights beside products of 8-bit integers: what is not finite, and weights that are integers themselves.
//!
//! Conversions to integers lose what is not a number. So it is kept apart, as *nothing*: 0, or NaN where a key that the row
//! sees, its query, or its greatest score is not finite. It is added to the row's sum of weights, which everything is divided
//! by.

use dynsparse_ir::template::float_literal;

use super::{
    KeysInLanes, Text,
    int8::{BYTES, ROUNDING, WEIGHT_ONE},
};

impl KeysInLanes<'_, '_> {
    /// Nothing of the chunk's keys, lane by lane.
    pub fn nothing_of_keys(&self, t: &mut Text) -> String {
        let vector = &self.kernel.vector;
        let nothing = t.carry(
            ["%c0", "%vectors", "%c1"],
            &["%zeros".to_owned()],
            vector,
            |t, i, nothing| {
                let strips = self.strips_of_vector(t, i);
                let scales = self.key_scales(t, &strips);
                vec![t.value(format!("vector.fma {scales}, %zeros, {} : {vector}", nothing[0]))]
            },
        );
        nothing.concat()
    }

    /// Nothing of a row, given its query's scale and what its exponents are relative to, and nothing of the keys.
    pub fn nothing_of_row(&self, t: &mut Text, of_row: [&str; 2], of_keys: &str) -> String {
        let vector = &self.kernel.vector;
        of_row.iter().fold(of_keys.to_owned(), |nothing, value| {
            t.value(format!("vector.fma {value}, %zeros, {nothing} : {vector}"))
        })
    }

    /// Keeps what exponents of the chunk are relative to, its own greatest score so that integers have all their digits; and
    /// what its sums are multiplied by before they are added to those of other chunks.
    pub fn keep_chunk_factors(&self, t: &mut Text, greatest: &str) {
        let [_, numbers] = self.of_query();
        let (vector, mask) = (&self.kernel.vector, self.kernel.mask());
        let none = t.value(format!("arith.cmpf oeq, {greatest}, %lowest : {vector}"));
        let own = t.value(format!("arith.select {none}, %zeros, {greatest} : {mask}, {vector}"));
        t.line(format!("vector.store {own}, %factors[%set] : {numbers}, {vector}"));
        let ahead = t.value(format!("arith.subf {greatest}, %shift : {vector}"));
        let power = self.kernel.exp2(t, &ahead);
        let one = self.constant(t, 1.0 / WEIGHT_ONE);
        let factor = t.value(format!("arith.mulf {power}, {one} : {vector}"));
        t.line(format!(
            "vector.store {factor}, %chunk_factors[%set] : {numbers}, {vector}"
        ));
    }

    /// The chunk's factor of a row, in every lane.
    pub fn chunk_factor(&self, t: &mut Text, row: &str) -> String {
        self.of_row(t, "%chunk_factors", row)
    }

    /// Makes the chunk's scores weights that are bytes, and adds them to `%totals`: four vectors of a row at a time, which
    /// fill one with their bytes, then those that are left.
    pub fn weigh_in_bytes(&self, t: &mut Text) {
        let [vectors, _] = self.of_query();
        let (vector, ints) = (&self.kernel.vector, self.ints());
        let nothing = self.nothing_of_keys(t);
        let four = t.index(BYTES);
        let left = t.value(format!("arith.remui %vectors, {four} : index"));
        let whole = t.value(format!("arith.subi %vectors, {left} : index"));
        let zero = t.value(format!("arith.constant dense<0> : {ints}"));
        t.each(["%c0", "%query_count", "%c1"], |t, row| {
            self.prefetch_queries(t, &[row.to_owned()]);
            let [shift, scale] = ["%factors", "%query_scales"].map(|buffer| self.of_row(t, buffer, row));
            let scores = |t: &mut Text, i: &str, count: u64| -> Vec<String> {
                (0..count)
                    .map(|j| {
                        let i = t.offset(i, j);
                        let p = t.value(format!("arith.muli {i}, %lanes : index"));
                        let score = t.value(format!(
                            "vector.load %scores[{row}, {p}] : {}, {vector}",
                            self.scores_type()
                        ));
                        // Rounded as the greatest was: none is above it, whose integer is the last that is a byte.
                        t.value(format!("arith.mulf {score}, {scale} : {vector}"))
                    })
                    .collect()
            };
            let sums = t.carry(["%c0", &whole, &four], &[zero], &ints, |t, i, sums| {
                let scores = scores(t, i, BYTES);
                let bits = self.weights_in_low_bytes(t, &scores, &shift);
                vec![self.keep_four_of_bytes(t, [row, i], &bits, &sums[0])]
            });
            let sums = t.carry([&whole, "%vectors", "%c1"], &sums, &ints, |t, i, sums| {
                let scores = scores(t, i, 1);
                let bits = self.weights_in_low_bytes(t, &scores, &shift).concat();
                vec![self.keep_bytes(t, [row, i], &bits, &sums[0])]
            });
            let sum = t.value(format!("arith.sitofp {} : {ints} to {vector}", sums.concat()));
            let factor = self.chunk_factor(t, row);
            let total = t.value(format!("vector.load %totals[{row}, %c0] : {vectors}, {vector}"));
            let total = t.value(format!("vector.fma {sum}, {factor}, {total} : {vector}"));
            let nothing = self.nothing_of_row(t, [&scale, &shift], &nothing);
            let total = t.value(format!("arith.addf {total}, {nothing} : {vector}"));
            t.line(format!(
                "vector.store {total}, %totals[{row}, %c0] : {vectors}, {vector}"
            ));
        });
    }

    /// Weights of which the greatest is `WEIGHT_ONE`, rounded, as the low bytes of integers.
    fn weights_in_low_bytes(&self, t: &mut Text, scores: &[String], shift: &str) -> Vec<String> {
        let (vector, ints) = (&self.kernel.vector, self.ints());
        let magic = self.constant(t, ROUNDING);
        let times = float_literal(WEIGHT_ONE);
        scores
            .iter()
            .map(|score| {
                let weight = t.value(format!(
                    "dsk.exp2 {score}, {shift} terms = 3 times = {times} : {vector}"
                ));
                let sum = t.value(format!("arith.addf {weight}, {magic} : {vector}"));
                t.value(format!("vector.bitcast {sum} : {vector} to {ints}"))
            })
            .collect()
    }

    /// Keeps the low bytes of four vectors of a row, from vector `i` of the chunk on; their sums.
    fn keep_four_of_bytes(&self, t: &mut Text, [row, i]: [&str; 2], bits: &[String], sums: &str) -> String {
        let (lanes, ints) = (self.kernel.lanes, self.ints());
        let all = lanes * BYTES;
        let whole = format!("vector<{all}xi8>");
        let half = format!("vector<{}xi8>", all / 2);
        let bytes: Vec<String> = bits
            .iter()
            .map(|bits| t.value(format!("vector.bitcast {bits} : {ints} to {whole}")))
            .collect();
        let low = (0..2 * lanes).map(|i| i * BYTES);
        let halves: Vec<String> = bytes
            .chunks(2)
            .map(|pair| t.shuffle([&pair[0], &pair[1]], low.clone(), &whole))
            .collect();
        let packed = t.shuffle([&halves[0], &halves[1]], 0..all, &half);
        let words = t.value(format!("vector.bitcast {packed} : {whole} to {ints}"));
        self.keep_words(t, [row, i], &words, &ints);
        let ones = t.value(format!("arith.constant dense<1> : {whole}"));
        t.value(format!("dsk.dot {sums}, {packed}, {ones} : {ints}, {whole}"))
    }

    /// The same for one vector.
    fn keep_bytes(&self, t: &mut Text, [row, i]: [&str; 2], bits: &str, sums: &str) -> String {
        let ints = self.ints();
        let words = self.bytes(t, bits);
        self.keep_words(
            t,
            [row, i],
            &words,
            &format!("vector<{}xi32>", self.kernel.lanes / BYTES),
        );
        let byte = t.value(format!("arith.constant dense<255> : {ints}"));
        let number = t.value(format!("arith.andi {bits}, {byte} : {ints}"));
        t.value(format!("arith.addi {sums}, {number} : {ints}"))
    }

    fn keep_words(&self, t: &mut Text, [row, i]: [&str; 2], words: &str, of: &str) {
        let (buffer, r#type) = self.weights();
        let of_vector = t.index(self.kernel.lanes / BYTES);
        let at = t.value(format!("arith.muli {i}, {of_vector} : index"));
        t.line(format!("vector.store {words}, {buffer}[{row}, {at}] : {type}, {of}"));
    }
}
