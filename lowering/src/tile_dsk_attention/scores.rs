//! Scores: keys times queries.

use super::{kernel::Kernel, prefetch::Tile, text::Text};

/// Keys that are taken at a time where they fill no tile: as many multiply-adds are in flight.
const KEYS_LEFT: u64 = 4;

impl Kernel<'_> {
    /// Writes the first key of each run of the chunk's blocks to `%runs`.
    ///
    /// A block that is cut short has runs beyond the last key, which no tile reads. Behind the chunk's are those of the blocks that
    /// are read next, which are asked for ahead: of this row, or of the one that is likely to follow it, as other threads take those in
    /// between.
    pub fn fill_runs(&self, t: &mut Text) {
        let runs = self.runs();
        let run = self.run();
        let of_block = self.block[1] / run;
        let count = t.index(of_block);
        let ahead = t.index(self.blocks_ahead());
        let end = t.value(format!("arith.addi %blocks, {ahead} : index"));
        let stored = t.value(format!("memref.dim %columns, %c0 : {}", self.columns()));
        let last = t.value(format!("arith.subi {stored}, %c1 : index"));
        let row_pointers = self.row_pointers();
        let row = t.value("arith.addi %r, %num_threads : index");
        let row = t.value(format!("arith.minui {row}, %block_rows : index"));
        let first = t.value(format!("memref.load %row_pointers[%pb, %ph, {row}] : {row_pointers}"));
        let first = t.value(format!("arith.index_cast {first} : {} to index", self.index));
        let next = t.value(format!("arith.select %is_last, {first}, %behind_chunk : index"));
        let skipped = t.value(format!("arith.subi {next}, %behind_chunk : index"));
        t.each(["%c0", &end, "%c1"], |t, block| {
            let position = t.value(format!("arith.addi %position, {block} : index"));
            let is_behind = t.value(format!("arith.cmpi uge, {block}, %blocks : index"));
            let skipped = t.value(format!("arith.select {is_behind}, {skipped}, %c0 : index"));
            let position = t.value(format!("arith.addi {position}, {skipped} : index"));
            let position = t.value(format!("arith.minui {position}, {last} : index"));
            let key = self.first_key(t, &position);
            let first = t.value(format!("arith.muli {block}, {count} : index"));
            for i in 0..of_block {
                let key = t.offset(&key, i * run);
                let at = t.offset(&first, i);
                t.line(format!("memref.store {key}, %runs[{at}] : {runs}"));
            }
        });
    }

    /// Writes the chunk's scores to `%weights`; the greatest of each lane. `partial` says whether a block of the chunk is.
    ///
    /// Keys of whole blocks go through registers `rows` at a time, the few that are left a few at a time.
    pub fn scores(&self, t: &mut Text, partial: Option<&str>) -> String {
        let vector = &self.vector;
        let (rows, run) = (self.rows, self.run());
        let step = t.index(rows);
        let tiles = t.value(format!("arith.divui %whole_keys, {step} : index"));
        let in_tiles = t.value(format!("arith.muli {tiles}, {step} : index"));
        let run_size = t.index(run);
        let greatest = t.carry(
            ["%c0", &in_tiles, &step],
            &["%lowest".to_owned()],
            vector,
            |t, p, greatest| {
                let first_run = t.value(format!("arith.divui {p}, {run_size} : index"));
                let mut keys = Vec::new();
                for i in 0..rows / run {
                    let at = t.offset(&first_run, i);
                    let key = t.value(format!("memref.load %runs[{at}] : {}", self.runs()));
                    keys.extend((0..run).map(|j| t.offset(&key, j)));
                }
                let next = t.offset(&first_run, rows / run);
                let scores = self.products(t, &keys, Some([&first_run, &next]));
                vec![self.keep(t, p, &scores, &greatest[0])]
            },
        );
        // The few that are left, several at a time. Each is summed in the order of those in tiles: equal keys have equal scores.
        let at_once = t.index(KEYS_LEFT);
        let left = t.value(format!("arith.subi %existing, {in_tiles} : index"));
        let rest = t.value(format!("arith.remui {left}, {at_once} : index"));
        let in_groups = t.value(format!("arith.subi %existing, {rest} : index"));
        let greatest = self.keys_left(t, [&in_tiles, &in_groups, &at_once], KEYS_LEFT, &greatest);
        let greatest = self.keys_left(t, [&in_groups, "%existing", "%c1"], 1, &greatest);
        match partial {
            Some(partial) => self.mask_scores(t, partial, &greatest[0]),
            None => greatest.concat(),
        }
    }

    /// The scores of keys that fill no tile, so many at a time.
    fn keys_left(&self, t: &mut Text, range: [&str; 3], at_once: u64, greatest: &[String]) -> Vec<String> {
        t.carry(range, greatest, &self.vector, |t, p, greatest| {
            let keys: Vec<String> = (0..at_once)
                .map(|i| {
                    let p = t.offset(p, i);
                    let block = t.value(format!("arith.divui {p}, %bk : index"));
                    let in_block = t.value(format!("arith.remui {p}, %bk : index"));
                    let position = t.value(format!("arith.addi %position, {block} : index"));
                    let first = self.first_key(t, &position);
                    t.value(format!("arith.addi {first}, {in_block} : index"))
                })
                .collect();
            let scores = self.products(t, &keys, None);
            vec![self.keep(t, p, &scores, &greatest[0])]
        })
    }

    /// The products of several keys with the group's queries, one accumulator each. Where they are a tile, what is read next is asked
    /// for.
    fn products(&self, t: &mut Text, keys: &[String], runs: Option<[&str; 2]>) -> Vec<String> {
        let unroll = self.unroll.min(self.steps()).max(1);
        let tile = runs.map(|[run, next_run]| Tile {
            run,
            next_run,
            steps: self.steps() / unroll * unroll,
            unroll,
        });
        self.unrolled(
            t,
            [self.unroll, 1],
            vec!["%zeros".to_owned(); keys.len()],
            &self.vector,
            |t, columns, i, sums| {
                if let Some(tile) = tile.as_ref().filter(|_| i == 0) {
                    self.prefetch_tile(t, &columns[0], tile);
                }
                columns.iter().fold(sums, |sums, x| {
                    let query = self.query(t, x);
                    let pairs = keys.iter().zip(&sums);
                    pairs
                        .map(|(key, sum)| self.multiply_add(t, &self.keys, [key, x], &query, sum))
                        .collect()
                })
            },
        )
    }

    /// Multiplications of one key with one query.
    fn steps(&self) -> u64 {
        self.dims[0].div_ceil(self.keys.group)
    }

    /// A loop over the head dimension, `unroll` steps at a time, and the steps that are left. The last `together` of those written
    /// out are one.
    ///
    /// `step` is given its columns, the number of the first among those written out, and the sums.
    pub fn unrolled(
        &self,
        t: &mut Text,
        [unroll, together]: [u64; 2],
        mut sums: Vec<String>,
        r#type: &str,
        step: impl Fn(&mut Text, &[String], usize, Vec<String>) -> Vec<String>,
    ) -> Vec<String> {
        let d = self.steps();
        let unroll = unroll.min(d).max(1);
        let looped = d - d % unroll;
        let steps = |t: &mut Text, columns: &[String], sums: Vec<String>| {
            let single = columns.len().saturating_sub(together as usize);
            let sums = (0..single).fold(sums, |sums, i| step(t, &columns[i..=i], i, sums));
            step(t, &columns[single..], single, sums)
        };
        if looped > 0 {
            let (end, by) = (t.index(looped), t.index(unroll));
            sums = t.carry(["%c0", &end, &by], &sums, r#type, |t, x, sums| {
                let columns: Vec<String> = (0..unroll).map(|i| t.offset(x, i)).collect();
                steps(t, &columns, sums.to_vec())
            });
        }
        if looped == d {
            return sums;
        }
        let columns: Vec<String> = (looped..d).map(|x| t.index(x)).collect();
        steps(t, &columns, sums)
    }

    /// Column `x` of the group's queries.
    fn query(&self, t: &mut Text, x: &str) -> String {
        let tile = self.query_tile();
        if self.keys.group == 1 {
            return t.value(format!(
                "vector.load %query_tile[%g, {x}, %c0] : {tile}, {}",
                self.vector
            ));
        }
        let words = t.value(format!(
            "vector.load %query_tile[%g, {x}, %c0] : {tile}, vector<{}xi32>",
            self.lanes
        ));
        self.group_of_words(t, &words)
    }

    /// Keeps scores of consecutive keys; the greatest, and those before.
    fn keep(&self, t: &mut Text, first: &str, scores: &[String], so_far: &str) -> String {
        let (weights, vector) = (self.weights(), &self.vector);
        let mut greatest = so_far.to_owned();
        for (i, score) in scores.iter().enumerate() {
            let p = t.offset(first, i as u64);
            // Queries that are not multiplied as they are read carry no scale.
            let score = &if self.keys.group == 1 {
                score.clone()
            } else {
                t.value(format!("arith.mulf {score}, %scale : {vector}"))
            };
            t.line(format!(
                "vector.store {score}, %weights[{p}, %c0] : {weights}, {vector}"
            ));
            greatest = self.greater(t, score, &greatest);
        }
        greatest
    }
}
