//! The output: weights times rows of values.

use super::{super::kernel::balanced, KeysInLanes, Text, WIDTH, word};

impl KeysInLanes<'_, '_> {
    /// Vectors of a row of values, the last of which may be a part of one.
    pub fn value_vectors(&self) -> u64 {
        self.kernel.dims[1].div_ceil(self.kernel.lanes)
    }

    /// Adds the chunk's weights times values to `%sums`, a tile of rows and value columns at a time.
    ///
    /// The chunk is summed by itself first, as it is with queries in lanes.
    pub fn add_values(&self, t: &mut Text) {
        let (lanes, e) = (self.kernel.lanes, self.kernel.dims[1]);
        let mut first = 0;
        for (width, count) in balanced(self.value_vectors(), WIDTH) {
            let columns = width * lanes;
            // Those without a part of a vector are one loop: their code is as long as that of one of them.
            let whole = ((e - first) / columns).min(count);
            if whole > 0 {
                let bounds = [first, first + whole * columns, columns].map(|x| t.index(x));
                t.each([&bounds[0], &bounds[1], &bounds[2]], |t, x| {
                    self.tiles_of_columns(t, x, [columns, width]);
                });
            }
            for i in whole..count {
                let from = first + i * columns;
                let x = t.index(from);
                self.tiles_of_columns(t, &x, [(e - from).min(columns), width]);
            }
            first += count * columns;
        }
    }

    /// All rows of the value columns from `x` on: so many of them, in so many vectors.
    fn tiles_of_columns(&self, t: &mut Text, x: &str, [columns, width]: [u64; 2]) {
        self.each_row_tile(t, width, |t, row, [rows, _]| {
            self.tile_values(t, row, rows, x, [columns, width]);
        });
    }

    fn tile_values(&self, t: &mut Text, row: &str, rows: u64, x: &str, [columns, width]: [u64; 2]) {
        let kernel = self.kernel;
        let (vector, group, sums_type) = (&kernel.vector, kernel.values.group, self.sums_type());
        let rows: Vec<String> = (0..rows).map(|i| t.offset(row, i)).collect();
        let places: Vec<(String, u64)> = (0..width)
            .map(|i| {
                let before = i * kernel.lanes;
                (t.offset(x, before), (columns - before).min(kernel.lanes))
            })
            .collect();
        let ints = format!("vector<{}xi32>", kernel.lanes);
        let (zero, vector) = if self.int8_values() {
            (t.value(format!("arith.constant dense<0> : {ints}")), &ints)
        } else {
            ("%zeros".to_owned(), vector)
        };
        let zeros = vec![zero; rows.len() * places.len()];
        // What lies one after the other: the keys of a strip, or of a block that is padded.
        let (run, lanes_of_run, strips_of_run) = if self.is_padded() {
            (kernel.block[1], self.block_lanes(), self.strips_of_block())
        } else {
            (self.strip, self.strip, 1)
        };
        let padding = t.index(lanes_of_run - run);
        let padded = t.value(format!("arith.addi %existing, {padding} : index"));
        let lanes_of_run = t.index(lanes_of_run);
        let whole = t.value(format!("arith.divui {padded}, {lanes_of_run} : index"));
        let in_last = t.value(format!("arith.remui {padded}, {lanes_of_run} : index"));
        let in_last = t.value(format!("arith.subi {in_last}, {padding} : index"));
        let in_last = t.value(format!("arith.maxsi {in_last}, %c0 : index"));
        let size = t.index(group);
        let words_of_run = t.value(format!("arith.divui {lanes_of_run}, {size} : index"));
        let strips_of_run = t.index(strips_of_run);
        let first_of = |t: &mut Text, r: &str| {
            let at = t.value(format!("arith.muli {r}, {strips_of_run} : index"));
            let strip = t.value(format!("memref.load %strips[{at}] : {}", self.strips_type()));
            self.first_values(t, &strip)
        };
        let step = |t: &mut Text, [key, p]: [&str; 2], j: &str, sums: &[String]| {
            let key = t.value(format!("arith.addi {key}, {j} : index"));
            let p = t.value(format!("arith.addi {p}, {j} : index"));
            self.key_values(t, [&key, &p], &rows, &places, sums)
        };
        let sums = t.carry(["%c0", &whole, "%c1"], &zeros, vector, |t, r, sums| {
            let key = first_of(t, r);
            let p = t.value(format!("arith.muli {r}, {words_of_run} : index"));
            let unroll = kernel.unroll.min(run / group);
            let looped = run / group / unroll * unroll;
            let (end, by) = (t.index(looped), t.index(unroll));
            let sums = t.carry(["%c0", &end, &by], sums, vector, |t, j, sums| {
                (0..unroll).fold(sums.to_vec(), |sums, i| {
                    let j = t.offset(j, i);
                    step(t, [&key, &p], &j, &sums)
                })
            });
            (looped..run / group).fold(sums, |sums, j| {
                let j = t.index(j);
                step(t, [&key, &p], &j, &sums)
            })
        });
        let left = t.value(format!("arith.ceildivui {in_last}, {size} : index"));
        let before = t.value(format!("arith.muli {whole}, {words_of_run} : index"));
        let is_cut = t.value(format!("arith.cmpi ne, {left}, %c0 : index"));
        // There is no run after the last one of a chunk that is full.
        let cut = t.value(format!("arith.select {is_cut}, {whole}, %c0 : index"));
        let first_key = first_of(t, &cut);
        let sums = t.carry(["%c0", &left, "%c1"], &sums, vector, |t, j, sums| {
            step(t, [&first_key, &before], j, sums)
        });
        let vector = &kernel.vector;
        for (row, sums) in rows.iter().zip(sums.chunks(places.len())) {
            let factor = self.int8_values().then(|| self.chunk_factor(t, row));
            for ((x, _), sum) in places.iter().zip(sums) {
                let place = format!("%sums[{row}, {x}] : {sums_type}, {vector}");
                let old = t.value(format!("vector.load {place}"));
                let new = match &factor {
                    Some(factor) => {
                        let old = self.if_later(t, &old, "%zeros");
                        self.add_int8_sums(t, &old, sum, factor)
                    }
                    None => {
                        let both = t.value(format!("arith.addf {old}, {sum} : {vector}"));
                        self.if_later(t, &both, sum)
                    }
                };
                t.line(format!("vector.store {new}, {place}"));
            }
        }
    }

    /// Where the values of a strip begin: a number, or a word, of the head.
    pub fn first_values(&self, t: &mut Text, strip: &str) -> String {
        let group = self.kernel.values.group;
        let of_strip = t.index(self.strip / group);
        if !self.is_padded() {
            return t.value(format!("arith.muli {strip}, {of_strip} : index"));
        }
        let (strips, keys) = (t.index(self.strips_of_block()), t.index(self.kernel.block[1] / group));
        let block = t.value(format!("arith.divui {strip}, {strips} : index"));
        let of_block = t.value(format!("arith.remui {strip}, {strips} : index"));
        let first = t.value(format!("arith.muli {block}, {keys} : index"));
        let before = t.value(format!("arith.muli {of_block}, {of_strip} : index"));
        t.value(format!("arith.addi {first}, {before} : index"))
    }

    /// `value` if this chunk of the row is not the first, else `otherwise`.
    fn if_later(&self, t: &mut Text, value: &str, otherwise: &str) -> String {
        let (vector, mask) = (&self.kernel.vector, self.kernel.mask());
        t.value(format!(
            "arith.select %is_later, {value}, {otherwise} : {mask}, {vector}"
        ))
    }

    /// One key, or group of keys: its weights times its values, onto the sums of the tile, whose vectors begin at columns and
    /// have so many numbers.
    fn key_values(
        &self,
        t: &mut Text,
        [key, p]: [&str; 2],
        rows: &[String],
        places: &[(String, u64)],
        sums: &[String],
    ) -> Vec<String> {
        let kernel = self.kernel;
        let factors = &kernel.values;
        let element = word(factors.group, kernel.to);
        let wide = format!("vector<{}x{element}>", kernel.lanes);
        let values: Vec<String> = places
            .iter()
            .map(|(x, there)| {
                let place = format!("{}[{}, {key}, {x}]", factors.buffer, factors.head());
                if *there == kernel.lanes {
                    return t.value(format!("vector.load {place} : {}, {wide}", factors.r#type));
                }
                let mask = t.value(format!("vector.constant_mask [{there}] : {}", kernel.mask()));
                let nothing = t.value(format!(
                    "arith.constant dense<0{}> : {wide}",
                    if factors.group == 1 { ".0" } else { "" }
                ));
                t.value(format!(
                    "vector.maskedload {place}, {mask}, {nothing} : {}, {}, {wide} into {wide}",
                    factors.r#type,
                    kernel.mask()
                ))
            })
            .collect();
        let (buffer, r#type) = self.weights();
        let mut next = Vec::with_capacity(sums.len());
        for (row, sums) in rows.iter().zip(sums.chunks(values.len())) {
            let weight = t.value(format!("memref.load {buffer}[{row}, {p}] : {type}"));
            let weight = t.value(format!("vector.broadcast {weight} : {element} to {wide}"));
            for (value, sum) in values.iter().zip(sums) {
                next.push(kernel.add_product(t, factors.group, [&weight, value], sum));
            }
        }
        next
    }

    /// Where the chunk's weights are read: numbers in place of the scores, or words.
    pub fn weights(&self) -> (&'static str, String) {
        if self.kernel.values.group == 1 {
            return ("%scores", self.scores_type());
        }
        let words = self.chunk_keys() / self.kernel.values.group;
        ("%weight_words", format!("memref<{}x{words}xi32>", self.queries))
    }

    /// The buffer of weights, where they have one of their own.
    pub fn weight_buffer(&self) -> String {
        let (buffer, r#type) = self.weights();
        if buffer == "%scores" {
            return String::new();
        }
        format!("{buffer} = memref.alloca() {{alignment = 64 : i64}} : {type}")
    }

    /// Keeps the weights of a vector of keys, from position `p` of the chunk on; as they are summed.
    pub fn keep_weight(&self, t: &mut Text, row: &str, p: &str, weight: &str) -> String {
        let kernel = self.kernel;
        let (vector, lanes) = (&kernel.vector, kernel.lanes);
        if kernel.values.group == 1 {
            let (buffer, r#type) = self.weights();
            t.line(format!(
                "vector.store {weight}, {buffer}[{row}, {p}] : {type}, {vector}"
            ));
            return weight.to_owned();
        }
        let rounded = self.keep_rounded(t, row, p, weight, lanes);
        if self.sums_are_of_pairs() {
            t.value(format!("arith.extf {rounded} : vector<{lanes}xbf16> to {vector}"))
        } else {
            weight.to_owned()
        }
    }

    /// Keeps so many weights as pairs, from position `p` of the chunk on; rounded.
    pub fn keep_rounded(&self, t: &mut Text, row: &str, p: &str, weights: &str, count: u64) -> String {
        let (buffer, r#type) = self.weights();
        let (to, group) = (self.kernel.to, self.kernel.values.group);
        let narrow = format!("vector<{count}xbf16>");
        let words = format!("vector<{}xi32>", count / group);
        let rounded = t.value(format!("arith.truncf {weights} : vector<{count}x{to}> to {narrow}"));
        let packed = t.value(format!("vector.bitcast {rounded} : {narrow} to {words}"));
        let size = t.index(group);
        let at = t.value(format!("arith.divui {p}, {size} : index"));
        t.line(format!(
            "vector.store {packed}, {buffer}[{row}, {at}] : {type}, {words}"
        ));
        rounded
    }
}
