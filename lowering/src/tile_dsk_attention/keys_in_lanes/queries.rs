//! Rows of queries, and of the output.

use super::{super::prefetch::Chunk, KeysInLanes, Text};

impl KeysInLanes<'_, '_> {
    /// The type of `%query_rows`.
    pub fn query_rows_type(&self) -> String {
        let words = if self.int8_keys() {
            self.padded_words()
        } else {
            self.words()
        };
        format!("memref<{}x{words}x{}>", self.queries, self.word())
    }

    /// The type of `%sums`: rows of the output as whole vectors.
    pub fn sums_type(&self) -> String {
        let columns = self.value_vectors() * self.kernel.lanes;
        format!("memref<{}x{columns}x{}>", self.queries, self.kernel.to)
    }

    /// Writes the queries to `%query_rows`: numbers with the scale, words as they are. A row that is not there repeats the
    /// last one.
    pub fn load_queries(&self, t: &mut Text) {
        if self.int8_keys() {
            self.load_int8_queries(t);
            return;
        }
        let kernel = self.kernel;
        let (rows, word, words) = (self.query_rows_type(), self.word(), self.words());
        let scaled = kernel.keys.group == 1;
        let simd = kernel.lanes;
        let in_vectors = if kernel.contiguous[0] { words - words % simd } else { 0 };
        let last = t.value("arith.subi %query_count, %c1 : index");
        let vector = format!("vector<{simd}x{word}>");
        t.each(["%c0", "%queries_of_piece", "%c1"], |t, i| {
            let live = t.value(format!("arith.minui {i}, {last} : index"));
            let query = t.value(format!("arith.addi %first_query, {live} : index"));
            let row = format!("%b, %h, {query}");
            for x in (0..in_vectors).step_by(simd as usize) {
                let x = t.index(x);
                let mut read = self.row_words(t, ("%queries", 0), &row, &x, simd);
                if scaled {
                    read = t.value(format!("arith.mulf {read}, %scale : {vector}"));
                }
                t.line(format!("vector.store {read}, %query_rows[{i}, {x}] : {rows}, {vector}"));
            }
            if in_vectors < words {
                let (first, end) = (t.index(in_vectors), t.index(words));
                let scale = t.value(format!(
                    "vector.extract %scale[0] : {} from {}",
                    kernel.to, kernel.vector
                ));
                t.each([&first, &end, "%c1"], |t, x| {
                    let mut read = self.row_word(t, ("%queries", 0), &row, x);
                    if scaled {
                        read = t.value(format!("arith.mulf {read}, {scale} : {word}"));
                    }
                    t.line(format!("memref.store {read}, %query_rows[{i}, {x}] : {rows}"));
                });
            }
        });
    }

    /// While weights are taken of `rows`: asks for what is read next, and where results go. All rows at once would hold up each other.
    pub fn prefetch_queries(&self, t: &mut Text, rows: &[String]) {
        let kernel = self.kernel;
        if !kernel.contiguous[0] {
            return;
        }
        // In 16 or 8 bits, packed keys and values of a head of some thousand tokens leave room in the second cache for what the next
        // turn's are made of; packed ones of 32 bits do not.
        let asks_for_head = kernel.asks_ahead && kernel.keys.group > 1;
        for chunk in [Chunk::First, Chunk::Last] {
            t.line(format!("scf.if {} {{", chunk.is_at_hand()));
            for row in rows {
                kernel.prefetch_row(t, chunk, row, "%queries_of_piece");
                if asks_for_head {
                    kernel.prefetch_next_head(t, chunk, row);
                }
            }
            t.line("}");
        }
    }

    /// Nothing was seen yet. The first chunk does not ask what `%sums` were before it; where there is no chunk, they are 0.
    pub fn start_sums(&self, t: &mut Text) {
        let [vectors, numbers] = self.of_query();
        let (vector, sums) = (&self.kernel.vector, self.sums_type());
        t.line("scf.if %is_empty {");
        t.each(["%c0", "%queries_of_piece", "%c1"], |t, row| {
            for i in 0..self.value_vectors() {
                let x = t.index(i * self.kernel.lanes);
                t.line(format!("vector.store %zeros, %sums[{row}, {x}] : {sums}, {vector}"));
            }
        });
        t.line("}");
        t.each(["%c0", "%queries_of_piece", "%c1"], |t, row| {
            t.line(format!(
                "vector.store %zeros, %totals[{row}, %c0] : {vectors}, {vector}"
            ));
        });
        let end = t.index(self.padded_queries());
        t.each(["%c0", &end, "%lanes"], |t, set| {
            t.line(format!("vector.store %lowest, %greatest[{set}] : {numbers}, {vector}"));
        });
    }

    /// Writes each row of `%sums` times its inverse in `%factors`, or 0 where that is 0, to `%output`.
    pub fn store_results(&self, t: &mut Text) {
        let kernel = self.kernel;
        let [_, numbers] = self.of_query();
        let (to, from, vector, sums) = (kernel.to, kernel.from, &kernel.vector, self.sums_type());
        let output = kernel.heads(kernel.contiguous[3]);
        let (e, simd) = (kernel.dims[1], kernel.lanes);
        let zero = t.value(format!("arith.constant 0.0 : {to}"));
        let narrow_vector = format!("vector<{simd}x{from}>");
        t.each(["%c0", "%query_count", "%c1"], |t, row| {
            let query = t.value(format!("arith.addi %first_query, {row} : index"));
            if kernel.contiguous[0] {
                kernel.prefetch_next_queries(t, row, "%queries_of_piece");
            }
            let inverse = t.value(format!("memref.load %factors[{row}] : {numbers}"));
            let empty = t.value(format!("arith.cmpf oeq, {inverse}, {zero} : {to}"));
            let wide = t.value(format!("vector.broadcast {inverse} : {to} to {vector}"));
            for x in (0..e).step_by(simd as usize) {
                let at = t.index(x);
                let sum = t.value(format!("vector.load %sums[{row}, {at}] : {sums}, {vector}"));
                let mut quotient = t.value(format!("arith.mulf {sum}, {wide} : {vector}"));
                if self.int8_values() {
                    quotient = self.value_of_ints(t, &quotient, x);
                }
                let result = t.value(format!("arith.select {empty}, %zeros, {quotient} : {vector}"));
                let narrow = kernel.narrow(t, &result, vector, &narrow_vector);
                let there = (e - x).min(simd);
                if !kernel.contiguous[3] {
                    for lane in 0..there {
                        let x = t.index(x + lane);
                        let number = t.value(format!("vector.extract {narrow}[{lane}] : {from} from {narrow_vector}"));
                        t.line(format!("memref.store {number}, %output[%b, %h, {query}, {x}] : {output}"));
                    }
                } else if there == simd {
                    t.line(format!(
                        "vector.store {narrow}, %output[%b, %h, {query}, {at}] : {output}, {narrow_vector}"
                    ));
                } else {
                    let mask = t.value(format!("vector.constant_mask [{there}] : vector<{simd}xi1>"));
                    t.line(format!(
                        "vector.maskedstore %output[%b, %h, {query}, {at}], {mask}, {narrow} : {output}, vector<{simd}xi1>, {narrow_vector}"
                    ));
                }
            }
        });
    }
}
