//! The output: weights times values.

use super::{
    kernel::{Kernel, balanced},
    text::Text,
};

/// Keys whose weights are taken at once, where a vector of lanes is one register: of several, two keys do not fit beside the
/// constants.
const WEIGHTS_AT_ONCE: u64 = 4;

impl Kernel<'_> {
    /// Adds the chunk's weights times values to `%output_tile`, a tile of value columns at a time. `partial` says whether a
    /// block of the chunk is.
    ///
    /// The chunk is summed by itself first. Tokens of a still background are equal, and adding one number a thousand times
    /// to a growing sum rounds the same way each time: the error of a sum grows with the length of its longest chain.
    pub fn values(&self, t: &mut Text, partial: Option<&str>) {
        let mut first = 0;
        for (size, count) in balanced(self.dims[1], self.rows) {
            let (from, step) = (t.index(first), t.index(size));
            first += size * count;
            let to = t.index(first);
            t.each([&from, &to, &step], |t, x| self.value_tile(t, x, size, partial));
        }
    }

    fn value_tile(&self, t: &mut Text, x: &str, size: u64, partial: Option<&str>) {
        let (vector, group) = (&self.vector, self.values.group);
        let columns: Vec<String> = (0..size).map(|i| t.offset(x, i)).collect();
        let zeros = vec!["%zeros".to_owned(); columns.len()];
        let sums = t.carry(["%c0", "%whole_blocks", "%c1"], &zeros, vector, |t, block, sums| {
            let position = t.value(format!("arith.addi %position, {block} : index"));
            let rows = t.index(self.block[1] / group);
            let column = self.column(t, &position);
            let key = t.value(format!("arith.muli {column}, {rows} : index"));
            let p = t.value(format!("arith.muli {block}, {rows} : index"));
            self.block_values(t, [&key, &p], &columns, sums)
        });
        let size = t.index(group);
        let cut = t.value(format!("arith.ceildivui %cut_keys, {size} : index"));
        let first = t.value(format!("arith.divui %first_of_last, {size} : index"));
        let whole = t.value(format!("arith.divui %whole_keys, {size} : index"));
        let sums = t.carry(["%c0", &cut, "%c1"], &sums, vector, |t, j, sums| {
            let key = t.value(format!("arith.addi {first}, {j} : index"));
            let p = t.value(format!("arith.addi {whole}, {j} : index"));
            self.key_values(t, [&key, &p], &columns, sums)
        });
        let sums = match partial {
            Some(partial) => self.visible_sums(t, partial, &columns, sums),
            None => sums,
        };
        let tile = self.transposed(self.dims[1]);
        for (x, sum) in columns.iter().zip(sums) {
            let old = t.value(format!("vector.load %output_tile[%g, {x}, %c0] : {tile}, {vector}"));
            let new = t.value(format!("arith.addf {old}, {sum} : {vector}"));
            t.line(format!(
                "vector.store {new}, %output_tile[%g, {x}, %c0] : {tile}, {vector}"
            ));
        }
    }

    /// The keys of a whole block, from key (or group of keys) `key` at position `p` of the chunk on.
    fn block_values(&self, t: &mut Text, [key, p]: [&str; 2], columns: &[String], sums: &[String]) -> Vec<String> {
        let keys = self.block[1] / self.values.group;
        let unroll = self.unroll.min(keys);
        let looped = keys - keys % unroll;
        let (end, step) = (t.index(looped), t.index(unroll));
        let sums = t.carry(["%c0", &end, &step], sums, &self.vector, |t, j, sums| {
            let key = t.value(format!("arith.addi {key}, {j} : index"));
            let p = t.value(format!("arith.addi {p}, {j} : index"));
            (0..unroll).fold(sums.to_vec(), |sums, i| {
                let (key, p) = (t.offset(&key, i), t.offset(&p, i));
                self.key_values(t, [&key, &p], columns, &sums)
            })
        });
        (looped..keys).fold(sums, |sums, i| {
            let (key, p) = (t.offset(key, i), t.offset(p, i));
            self.key_values(t, [&key, &p], columns, &sums)
        })
    }

    /// Makes the chunk's scores weights, which are relative to `%shift`; their sum.
    ///
    /// Several keys at a time, so that no exponential waits for another, with a sum for each of them.
    pub fn weigh(&self, t: &mut Text) -> String {
        let vector = &self.vector;
        let at_once = if self.lanes > self.simd { 1 } else { WEIGHTS_AT_ONCE };
        let step = t.index(at_once);
        let rest = t.value(format!("arith.remui %existing, {step} : index"));
        let whole = t.value(format!("arith.subi %existing, {rest} : index"));
        let zeros = vec!["%zeros".to_owned(); at_once as usize];
        let sums = t.carry(["%c0", &whole, &step], &zeros, vector, |t, p, sums| {
            let keys: Vec<String> = (0..at_once).map(|i| t.offset(p, i)).collect();
            let weights = self.weights_of(t, &keys);
            self.prefetch_rows(t, p, at_once);
            sums.iter()
                .zip(weights)
                .map(|(sum, weight)| t.value(format!("arith.addf {sum}, {weight} : {vector}")))
                .collect()
        });
        let sum = sums
            .into_iter()
            .reduce(|a, b| t.value(format!("arith.addf {a}, {b} : {vector}")));
        let sum = t.carry(
            [&whole, "%existing", "%c1"],
            &sum.into_iter().collect::<Vec<_>>(),
            vector,
            |t, p, sum| {
                let weights = self.weights_of(t, &[p.to_owned()]);
                vec![t.value(format!("arith.addf {}, {} : {vector}", sum.concat(), weights.concat()))]
            },
        );
        sum.concat()
    }

    /// The weights of these keys of the chunk, in the place of their scores.
    fn weights_of(&self, t: &mut Text, keys: &[String]) -> Vec<String> {
        let (weights, vector) = (self.weights(), &self.vector);
        let scores: Vec<String> = keys
            .iter()
            .map(|p| t.value(format!("vector.load %weights[{p}, %c0] : {weights}, {vector}")))
            .collect();
        let powers: Vec<String> = scores
            .iter()
            .map(|score| {
                if self.to.to_string() == "f32" {
                    return t.value(format!("dsk.exp2 {score}, %shift terms = 6 : {vector}"));
                }
                let below = t.value(format!("arith.subf {score}, %shift : {vector}"));
                self.exp2(t, &below)
            })
            .collect();
        for (p, power) in keys.iter().zip(&powers) {
            t.line(format!(
                "vector.store {power}, %weights[{p}, %c0] : {weights}, {vector}"
            ));
        }
        powers
    }

    /// The chunk's weights, in groups, to `%weight_words`: rounded to nearest, ties away from 0.
    ///
    /// The bits of a weight are moved half a unit up before they are cut off. Weights are 2^8 at most and NaN is quiet, so
    /// nothing overflows.
    pub fn pack_weights(&self, t: &mut Text) {
        if self.values.group == 1 {
            return;
        }
        let (weights, vector, lanes) = (self.weights(), &self.vector, self.lanes);
        let ints = format!("vector<{lanes}xi32>");
        // The partner of the last weight, if it has none.
        let two = t.index(2);
        let odd = t.value(format!("arith.remui %existing, {two} : index"));
        let lacks = t.value(format!("arith.cmpi ne, {odd}, %c0 : index"));
        t.line(format!(
            "scf.if {lacks} {{\nvector.store %zeros, %weights[%existing, %c0] : {weights}, {vector}\n}}"
        ));
        let pairs = t.value(format!("arith.ceildivui %existing, {two} : index"));
        let words = self.weight_words();
        let half = t.value(format!("arith.constant dense<0x8000> : {ints}"));
        let place = t.value(format!("arith.constant dense<16> : {ints}"));
        let upper = t.value(format!("arith.constant dense<0xFFFF0000> : {ints}"));
        t.each(["%c0", &pairs, "%c1"], |t, pair| {
            let first = t.value(format!("arith.muli {pair}, {two} : index"));
            let second = t.offset(&first, 1);
            let rounded = [first, second].map(|p| {
                let weight = t.value(format!("vector.load %weights[{p}, %c0] : {weights}, {vector}"));
                let bits = t.value(format!("arith.bitcast {weight} : {vector} to {ints}"));
                t.value(format!("arith.addi {bits}, {half} : {ints}"))
            });
            let low = t.value(format!("arith.shrui {}, {place} : {ints}", rounded[0]));
            let high = t.value(format!("arith.andi {}, {upper} : {ints}", rounded[1]));
            let word = t.value(format!("arith.ori {low}, {high} : {ints}"));
            t.line(format!(
                "vector.store {word}, %weight_words[{pair}, %c0] : {words}, {ints}"
            ));
        });
    }

    /// The buffer of `pack_weights`.
    pub fn weight_buffer(&self) -> String {
        if self.values.group == 1 {
            return String::new();
        }
        format!(
            "%weight_words = memref.alloca() {{alignment = 64 : i64}} : {}",
            self.weight_words()
        )
    }

    fn weight_words(&self) -> String {
        format!("memref<{}x{}xi32>", self.chunk_keys() / self.values.group, self.lanes)
    }

    /// One key, or group of keys: its weights times its values, onto the sums of the columns.
    fn key_values(&self, t: &mut Text, [key, p]: [&str; 2], columns: &[String], sums: &[String]) -> Vec<String> {
        let (weights, vector) = (self.weights(), &self.vector);
        let weight = if self.values.group == 1 {
            t.value(format!("vector.load %weights[{p}, %c0] : {weights}, {vector}"))
        } else {
            let words = self.weight_words();
            let words = t.value(format!(
                "vector.load %weight_words[{p}, %c0] : {words}, vector<{}xi32>",
                self.lanes
            ));
            self.group_of_words(t, &words)
        };
        let pairs = columns.iter().zip(sums);
        pairs
            .map(|(x, sum)| self.multiply_add(t, &self.values, [key, x], &weight, sum))
            .collect()
    }

    /// One key by itself, by its weight before rounding.
    pub fn single_values(&self, t: &mut Text, [key, p]: [&str; 2], columns: &[String], sums: &[String]) -> Vec<String> {
        if self.values.group == 1 {
            return self.key_values(t, [key, p], columns, sums);
        }
        let (weights, vector, values) = (self.weights(), &self.vector, self.heads(self.contiguous[2]));
        let weight = t.value(format!("vector.load %weights[{p}, %c0] : {weights}, {vector}"));
        let pairs = columns.iter().zip(sums);
        pairs
            .map(|(x, sum)| {
                let value = t.value(format!("memref.load %values[%b, %key_head, {key}, {x}] : {values}"));
                let value = self.widen(t, &value);
                let wide = t.value(format!("vector.broadcast {value} : {} to {vector}", self.to));
                t.value(format!("vector.fma {wide}, {weight}, {sum} : {vector}"))
            })
            .collect()
    }
}
