//! Bit masks of partial blocks in the kernel: between scores and softmax, and paid only by chunks that have such a block.

use dynsparse_dialects::pattern::mask_bytes;

use super::{kernel::Kernel, text::Text};

/// The type of `%masks`.
const MASKS: &str = "memref<?x?x?xi8, strided<[?, ?, 1], offset: ?>>";

impl Kernel<'_> {
    /// The kernel's parameters for masks; none for an attention over blocks.
    pub fn mask_arguments(&self) -> String {
        if self.masked {
            format!(" %mask_ids: {}, %masks: {MASKS},", self.columns())
        } else {
            String::new()
        }
    }

    /// Whether the chunk of `%blocks` blocks at `%position` has a partial one; `None` for an attention over blocks.
    pub fn any_partial(&self, t: &mut Text) -> Option<String> {
        if !self.masked {
            return None;
        }
        let no = t.value("arith.constant false");
        let any = t.carry(["%c0", "%blocks", "%c1"], &[no], "i1", |t, block, so_far| {
            let (_, is_partial) = self.mask_of_block(t, block);
            vec![t.value(format!("arith.ori {}, {is_partial} : i1", so_far[0]))]
        });
        any.into_iter().next()
    }

    /// The mask's id of a block of the chunk, and whether it has one.
    fn mask_of_block(&self, t: &mut Text, block: &str) -> (String, String) {
        let position = t.value(format!("arith.addi %position, {block} : index"));
        let stored = t.value(format!("memref.load %mask_ids[{position}] : {}", self.columns()));
        let id = t.value(format!("arith.index_cast {stored} : {} to index", self.index));
        let is_partial = t.value(format!("arith.cmpi sge, {id}, %c0 : index"));
        (id, is_partial)
    }

    /// Which lanes of group `%g` see a key of a block, by the mask of that id.
    fn sees(&self, t: &mut Text, id: &str, key: &str) -> String {
        let lanes = self.lanes;
        if lanes.is_multiple_of(8) {
            let bytes = lanes / 8;
            let lane_bytes = t.index(bytes);
            let first = t.value(format!("arith.muli %g, {lane_bytes} : index"));
            let bits = t.value(format!(
                "vector.load %masks[{id}, {key}, {first}] : {MASKS}, vector<{bytes}xi8>"
            ));
            return t.value(format!(
                "vector.bitcast {bits} : vector<{bytes}xi8> to vector<{lanes}xi1>"
            ));
        }
        let bytes = mask_bytes(self.block[0]);
        let all = bytes * 8;
        let bits = t.value(format!(
            "vector.load %masks[{id}, {key}, %c0] : {MASKS}, vector<{bytes}xi8>"
        ));
        let bits = t.value(format!(
            "vector.bitcast {bits} : vector<{bytes}xi8> to vector<1xi{all}>"
        ));
        let of_block = t.value(format!("vector.extract {bits}[0] : i{all} from vector<1xi{all}>"));
        let first = t.value("arith.muli %g, %lanes : index");
        let first = t.value(format!("arith.index_cast {first} : index to i{all}"));
        let from_group = t.value(format!("arith.shrui {of_block}, {first} : i{all}"));
        let of_group = t.value(format!("arith.trunci {from_group} : i{all} to i{lanes}"));
        let as_vector = t.value(format!("vector.broadcast {of_group} : i{lanes} to vector<1xi{lanes}>"));
        t.value(format!(
            "vector.bitcast {as_vector} : vector<1xi{lanes}> to vector<{lanes}xi1>"
        ))
    }

    /// The chunk's greatest scores, `greatest`, once the scores that partial blocks hide are -inf. The maximum is taken
    /// anew, since it may have been one of them.
    pub fn mask_scores(&self, t: &mut Text, any_partial: &str, greatest: &str) -> String {
        let (vector, weights, mask) = (&self.vector, self.weights(), self.mask());
        let score_of = |t: &mut Text, first: &str, key: &str| {
            let p = t.value(format!("arith.addi {first}, {key} : index"));
            let score = t.value(format!("vector.load %weights[{p}, %c0] : {weights}, {vector}"));
            (p, score)
        };
        let masked = |t: &mut Text| {
            t.carry(
                ["%c0", "%blocks", "%c1"],
                &["%lowest".to_owned()],
                vector,
                |t, block, so_far| {
                    let (id, is_partial) = self.mask_of_block(t, block);
                    let first = t.value(format!("arith.muli {block}, %bk : index"));
                    let left = t.value(format!("arith.subi %existing, {first} : index"));
                    let keys = t.value(format!("arith.minui {left}, %bk : index"));
                    t.either(
                        &is_partial,
                        vector,
                        |t| {
                            t.carry(["%c0", &keys, "%c1"], so_far, vector, |t, key, so_far| {
                                let (p, score) = score_of(t, &first, key);
                                let sees = self.sees(t, &id, key);
                                let visible =
                                    t.value(format!("arith.select {sees}, {score}, %lowest : {mask}, {vector}"));
                                t.line(format!(
                                    "vector.store {visible}, %weights[{p}, %c0] : {weights}, {vector}"
                                ));
                                vec![self.greater(t, &visible, &so_far[0])]
                            })
                        },
                        |t| {
                            t.carry(["%c0", &keys, "%c1"], so_far, vector, |t, key, so_far| {
                                let (_, score) = score_of(t, &first, key);
                                vec![self.greater(t, &score, &so_far[0])]
                            })
                        },
                    )
                },
            )
        };
        t.either(any_partial, vector, masked, |_| vec![greatest.to_owned()])
            .concat()
    }

    /// The chunk's sums of weighted values, `sums`, without what hidden keys left in them.
    ///
    /// A hidden key has weight 0, and leaves nothing but NaN, where its value is not finite. That is rare, and seen at the
    /// sums: they are then taken again, lane by lane of what each sees.
    pub fn visible_sums(&self, t: &mut Text, any_partial: &str, columns: &[String], sums: Vec<String>) -> Vec<String> {
        let (vector, mask, lanes) = (&self.vector, self.mask(), self.lanes);
        let [first, others @ ..] = sums.as_slice() else {
            return sums;
        };
        let all = others.iter().fold(first.clone(), |all, sum| {
            t.value(format!("arith.addf {all}, {sum} : {vector}"))
        });
        let nan = t.value(format!("arith.cmpf uno, {all}, {all} : {vector}"));
        let any_nan = t.value(format!("vector.reduction <or>, {nan} : {mask} into i1"));
        let again = t.value(format!("arith.andi {any_nan}, {any_partial} : i1"));
        let zeros = vec!["%zeros".to_owned(); sums.len()];
        let anew = |t: &mut Text| {
            t.carry(["%c0", "%existing", "%c1"], &zeros, vector, |t, p, sums| {
                let block = t.value(format!("arith.divui {p}, %bk : index"));
                let in_block = t.value(format!("arith.remui {p}, %bk : index"));
                let position = t.value(format!("arith.addi %position, {block} : index"));
                let first = self.first_key(t, &position);
                let key = t.value(format!("arith.addi {first}, {in_block} : index"));
                let next = self.single_values(t, [&key, p], columns, sums);
                let (id, is_partial) = self.mask_of_block(t, &block);
                let sees = t.either(
                    &is_partial,
                    &mask,
                    |t| vec![self.sees(t, &id, &in_block)],
                    |t| vec![t.value(format!("arith.constant dense<true> : vector<{lanes}xi1>"))],
                );
                let pairs = next.iter().zip(sums);
                pairs
                    .map(|(next, sum)| t.value(format!("arith.select {}, {next}, {sum} : {mask}, {vector}", sees[0])))
                    .collect()
            })
        };
        t.either(&again, vector, anew, |_| sums.clone())
    }
}
