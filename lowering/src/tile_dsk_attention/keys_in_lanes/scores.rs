//! Scores: queries times packed keys.

use super::{KeysInLanes, LINE_BYTES, Text, WIDTH};

/// Words that are multiplied row by row in the end, so that rows are through one after the other: some processors (Zen 4) store
/// what has just been computed for nothing, while a store of what was computed before takes time from multiply-adds.
const LAST_TOGETHER: u64 = 2;

impl KeysInLanes<'_, '_> {
    /// Writes the chunk's scores to `%scores`, -inf for keys that are not there, and the greatest in each lane of each row
    /// to `%peaks`.
    ///
    /// Vectors go through registers `WIDTH` at a time; those that are left, two at a time and one by one.
    pub fn scores(&self, t: &mut Text) {
        let [peaks, _] = self.of_query();
        let vector = &self.kernel.vector;
        let padded = t.index(self.padded_queries());
        t.each(["%c0", &padded, "%c1"], |t, row| {
            t.line(format!("vector.store %lowest, %peaks[{row}, %c0] : {peaks}, {vector}"));
        });
        // Lanes without a key are only in the last vector, which is by itself, or in all, which have masks.
        let in_tiles = if self.is_padded() { "%vectors" } else { "%whole_vectors" };
        let mut from = "%c0".to_owned();
        for width in [WIDTH, 2] {
            let step = t.index(width);
            let left = t.value(format!("arith.subi {in_tiles}, {from} : index"));
            let rest = t.value(format!("arith.remui {left}, {step} : index"));
            let to = t.value(format!("arith.subi {in_tiles}, {rest} : index"));
            self.tiles(t, [&from, &to, &step], width);
            from = to;
        }
        self.tiles(t, [&from, "%vectors", "%c1"], 1);
    }

    /// The tiles of so many vectors, for all rows.
    fn tiles(&self, t: &mut Text, [from, to, step]: [&str; 3], width: u64) {
        t.each([from, to, step], |t, first| {
            let vectors: Vec<String> = (0..width).map(|i| t.offset(first, i)).collect();
            let strips: Vec<Vec<String>> = vectors.iter().map(|vector| self.strips_of_vector(t, vector)).collect();
            let seen: Vec<Option<String>> = vectors
                .iter()
                .map(|vector| {
                    let live = self.live_lanes(t, vector);
                    live.or_else(|| (width == 1).then(|| self.lanes_before_end(t, vector)))
                })
                .collect();
            let position = t.value(format!("arith.muli {first}, %lanes : index"));
            // The first rows wait for the keys: asking for values at the same time would double what they wait for. So the row
            // tiles of the last size ask, which are not the first where there are two.
            let (rows_of_last, last_tiles) = self.row_tiles(width).last().copied().unwrap_or((self.queries, 1));
            let first_of_last = self.queries - rows_of_last * last_tiles;
            self.each_row_tile(t, width, |t, row, [rows, first_row]| {
                let asked = if first_row == first_of_last {
                    let (from, size) = (t.index(first_row), t.index(rows));
                    let before = t.value(format!("arith.subi {row}, {from} : index"));
                    let tile = t.value(format!("arith.divui {before}, {size} : index"));
                    self.share_of_strips(t, [first, &tile], [width, last_tiles])
                } else {
                    Vec::new()
                };
                let sums = self.products(t, row, rows, &strips, &asked);
                let scales: Vec<String> = if self.int8_keys() {
                    strips.iter().map(|strips| self.key_scales(t, strips)).collect()
                } else {
                    Vec::new()
                };
                let scores: Vec<String> = (0..)
                    .zip(&sums)
                    .map(|(i, sum)| self.score(t, sum, scales.get(i % width as usize)))
                    .collect();
                self.keep(t, row, &position, &scores, &seen);
            });
        });
    }

    /// Which lanes of a vector have a key, where only the last vector can have others.
    fn lanes_before_end(&self, t: &mut Text, vector: &str) -> String {
        let before = t.value(format!("arith.muli {vector}, %lanes : index"));
        let left = t.value(format!("arith.subi %existing, {before} : index"));
        t.value(format!("vector.create_mask {left} : {}", self.kernel.mask()))
    }

    /// The strips of a tile of `width` vectors, from vector `first` on, whose values row tile `tile` of `tiles` asks for.
    fn share_of_strips(&self, t: &mut Text, [first, tile]: [&str; 2], [width, tiles]: [u64; 2]) -> Vec<String> {
        let all = width * self.parts();
        let share = all.div_ceil(tiles);
        let (size, parts, last) = (t.index(share), t.index(self.parts()), t.index(all - 1));
        let begin = t.value(format!("arith.muli {tile}, {size} : index"));
        let base = t.value(format!("arith.muli {first}, {parts} : index"));
        (0..share)
            .map(|i| {
                let at = t.offset(&begin, i);
                let at = t.value(format!("arith.minui {at}, {last} : index"));
                let at = t.value(format!("arith.addi {base}, {at} : index"));
                t.value(format!("memref.load %strips[{at}] : {}", self.strips_type()))
            })
            .collect()
    }

    /// While word `x` of a tile's keys is multiplied: asks for one line of the values of each of these strips, which are read
    /// next.
    fn prefetch_values(&self, t: &mut Text, x: &str, strips: &[String]) {
        if strips.is_empty() {
            return;
        }
        let factors = &self.kernel.values;
        let bytes = if factors.words {
            4
        } else {
            u64::from(self.kernel.to.float_width()) / 8
        };
        let of_line = LINE_BYTES / bytes;
        let lines = t.index(self.kernel.dims[1].div_ceil(of_line));
        let (of_line, last) = (t.index(of_line), t.index(self.strip / factors.group - 1));
        let row = t.value(format!("arith.divui {x}, {lines} : index"));
        let row = t.value(format!("arith.minui {row}, {last} : index"));
        let line = t.value(format!("arith.remui {x}, {lines} : index"));
        let column = t.value(format!("arith.muli {line}, {of_line} : index"));
        for strip in strips {
            let first = self.first_values(t, strip);
            let row = t.value(format!("arith.addi {first}, {row} : index"));
            t.line(format!(
                "memref.prefetch {}[{}, {row}, {column}], read, locality<2>, data : {}",
                factors.buffer,
                factors.head(),
                factors.r#type
            ));
        }
    }

    /// The products of several queries, from row `row` on, with the keys of several vectors; those of a row one after the
    /// other. The values of the strips `asked` are asked for.
    fn products(&self, t: &mut Text, row: &str, rows: u64, strips: &[Vec<String>], asked: &[String]) -> Vec<String> {
        let kernel = self.kernel;
        let (query_rows, word) = (self.query_rows_type(), self.word());
        let at: Vec<String> = (0..rows).map(|i| t.offset(row, i)).collect();
        let wide = format!("vector<{}x{word}>", kernel.lanes);
        let (starts, sums_type) = if self.int8_keys() {
            let x = t.index(self.words());
            let starts: Vec<String> = strips.iter().map(|strips| self.key_vector(t, strips, &x)).collect();
            (starts, wide.clone())
        } else {
            (vec!["%zeros".to_owned(); strips.len()], kernel.vector.clone())
        };
        let starts: Vec<String> = at.iter().flat_map(|_| starts.clone()).collect();
        kernel.unrolled(
            t,
            [kernel.unroll, LAST_TOGETHER],
            starts,
            &sums_type,
            |t, columns, _, mut sums| {
                let keys: Vec<Vec<String>> = columns
                    .iter()
                    .map(|x| strips.iter().map(|strips| self.key_vector(t, strips, x)).collect())
                    .collect();
                for x in columns {
                    self.prefetch_values(t, x, asked);
                }
                for (row, sums) in at.iter().zip(sums.chunks_mut(strips.len())) {
                    for (x, keys) in columns.iter().zip(&keys) {
                        let query = t.value(format!("memref.load %query_rows[{row}, {x}] : {query_rows}"));
                        let query = t.value(format!("vector.broadcast {query} : {word} to {wide}"));
                        for (key, sum) in keys.iter().zip(sums.iter_mut()) {
                            *sum = kernel.add_product(t, kernel.keys.group, [&query, key], sum);
                        }
                    }
                }
                sums
            },
        )
    }

    /// A sum of products as a score: of integers, times what those of the key stand for.
    fn score(&self, t: &mut Text, sum: &str, scale: Option<&String>) -> String {
        match scale {
            Some(scale) => self.score_of_ints(t, sum, scale),
            None if self.kernel.keys.group > 1 && !self.scales_late() => {
                t.value(format!("arith.mulf {sum}, %scale : {}", self.kernel.vector))
            }
            None => sum.to_owned(),
        }
    }

    /// Keeps the scores of a tile, of as many vectors as there are in `seen`, which says where some lanes are not looked at.
    fn keep(&self, t: &mut Text, row: &str, position: &str, sums: &[String], seen: &[Option<String>]) {
        let kernel = self.kernel;
        let [peaks, _] = self.of_query();
        let (vector, mask, scores) = (&kernel.vector, kernel.mask(), self.scores_type());
        for (i, sums) in (0..).zip(sums.chunks(seen.len())) {
            let row = t.offset(row, i);
            let mut peak = t.value(format!("vector.load %peaks[{row}, %c0] : {peaks}, {vector}"));
            for (j, (score, seen)) in (0..).zip(sums.iter().zip(seen)) {
                let mut score = score.clone();
                if let Some(seen) = seen {
                    score = t.value(format!("arith.select {seen}, {score}, %lowest : {mask}, {vector}"));
                }
                let at = t.offset(position, j * kernel.lanes);
                t.line(format!(
                    "vector.store {score}, %scores[{row}, {at}] : {scores}, {vector}"
                ));
                peak = kernel.greater(t, &score, &peak);
            }
            t.line(format!("vector.store {peak}, %peaks[{row}, %c0] : {peaks}, {vector}"));
        }
    }
}
