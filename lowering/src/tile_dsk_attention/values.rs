//! The output: weights times values.

use super::{
    kernel::{Kernel, balanced},
    text::Text,
};

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
        let vector = &self.vector;
        let columns: Vec<String> = (0..size).map(|i| t.offset(x, i)).collect();
        let zeros = vec!["%zeros".to_owned(); columns.len()];
        let sums = t.carry(["%c0", "%whole_blocks", "%c1"], &zeros, vector, |t, block, sums| {
            let position = t.value(format!("arith.addi %position, {block} : index"));
            let key = self.first_key(t, &position);
            let p = t.value(format!("arith.muli {block}, %bk : index"));
            self.block_values(t, [&key, &p], &columns, sums)
        });
        let sums = t.carry(["%c0", "%cut_keys", "%c1"], &sums, vector, |t, j, sums| {
            let key = t.value(format!("arith.addi %first_of_last, {j} : index"));
            let p = t.value(format!("arith.addi %whole_keys, {j} : index"));
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

    /// The keys of a whole block, from key `key` at position `p` of the chunk on.
    fn block_values(&self, t: &mut Text, [key, p]: [&str; 2], columns: &[String], sums: &[String]) -> Vec<String> {
        let keys = self.block[1];
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

    /// One key: its weights times its values, onto the sums of the columns.
    pub fn key_values(&self, t: &mut Text, [key, p]: [&str; 2], columns: &[String], sums: &[String]) -> Vec<String> {
        let (weights, vector) = (self.weights(), &self.vector);
        let weight = t.value(format!("vector.load %weights[{p}, %c0] : {weights}, {vector}"));
        let pairs = columns.iter().zip(sums);
        pairs
            .map(|(x, sum)| self.multiply_add(t, &format!("%values[%b, %h, {key}, {x}]"), &weight, sum))
            .collect()
    }
}
