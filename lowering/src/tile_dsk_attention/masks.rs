//! Bit masks of partial blocks in the kernel: between scores and softmax, and paid only by chunks that have such a block.

use dynsparse_ir::{Op, melior::ir::Type};

use dynsparse_dialects::{dsk::is_masked, pattern::mask_bytes};

use super::list;

/// What the texts of masks need to know of the kernel.
pub(super) struct Masks {
    /// The type of a vector of queries, and its number of lanes.
    vector: String,
    lanes: u64,
    /// The type of the scores, or weights, of a chunk.
    weights: String,
    /// The type of stored ids.
    index: String,
    /// Queries and keys of a block.
    block: [u64; 2],
}

impl Masks {
    /// Of an attention; `None` if it is over blocks.
    pub(super) fn of(
        op: Op<'_>,
        index: Type<'_>,
        block: [u64; 2],
        [vector, weights]: [&str; 2],
        lanes: u64,
    ) -> Option<Self> {
        if !is_masked(op) {
            return None;
        }
        Some(Self {
            vector: vector.to_owned(),
            lanes,
            weights: weights.to_owned(),
            index: index.to_string(),
            block,
        })
    }

    /// The kernel's parameters.
    pub(super) fn arguments(&self) -> String {
        format!(" %mask_ids: {}, %masks: {},", self.ids_type(), Self::MASKS)
    }

    const MASKS: &'static str = "memref<?x?x?xi8, strided<[?, ?, 1], offset: ?>>";

    fn ids_type(&self) -> String {
        format!("memref<?x{}, strided<[?], offset: ?>>", self.index)
    }

    /// `%any_partial`: whether the chunk of `%blocks` blocks at `%position` has a partial one.
    pub(super) fn any_partial(&self) -> String {
        format!(
            "%no_partial = arith.constant false
             %any_partial = scf.for %c = %c0 to %blocks step %c1 iter_args(%so_far = %no_partial) -> (i1) {{
               {}
               %either = arith.ori %so_far, %is_partial : i1
               scf.yield %either : i1
             }}\n",
            self.id_of_block()
        )
    }

    /// `%id`, and `%is_partial`, of block `%c` of the chunk.
    fn id_of_block(&self) -> String {
        format!(
            "%block_at = arith.addi %position, %c : index
             %stored_id = memref.load %mask_ids[%block_at] : {}
             %id = arith.index_cast %stored_id : {} to index
             %is_partial = arith.cmpi sge, %id, %c0 : index",
            self.ids_type(),
            self.index
        )
    }

    /// `%sees`: which lanes of group `%g` see key `%k` by mask `%id`.
    fn sees(&self) -> String {
        let Self { lanes, .. } = self;
        let bytes = mask_bytes(self.block[0]);
        if lanes % 8 == 0 {
            let bytes = lanes / 8;
            return format!(
                "%lane_bytes = arith.constant {bytes} : index
                 %first_byte = arith.muli %g, %lane_bytes : index
                 %bits = vector.load %masks[%id, %k, %first_byte] : {}, vector<{bytes}xi8>
                 %sees = vector.bitcast %bits : vector<{bytes}xi8> to vector<{lanes}xi1>",
                Self::MASKS
            );
        }
        let all = bytes * 8;
        format!(
            "%bits = vector.load %masks[%id, %k, %c0] : {}, vector<{bytes}xi8>
             %all_bits = vector.bitcast %bits : vector<{bytes}xi8> to vector<1xi{all}>
             %of_block = vector.extract %all_bits[0] : i{all} from vector<1xi{all}>
             %first_of_lanes = arith.muli %g, %lanes : index
             %first_bit = arith.index_cast %first_of_lanes : index to i{all}
             %from_group = arith.shrui %of_block, %first_bit : i{all}
             %of_group = arith.trunci %from_group : i{all} to i{lanes}
             %as_vector = vector.broadcast %of_group : i{lanes} to vector<1xi{lanes}>
             %sees = vector.bitcast %as_vector : vector<1xi{lanes}> to vector<{lanes}xi1>",
            Self::MASKS
        )
    }

    /// `%masked_greatest`: the chunk's greatest scores, `%greatest_score`, once the scores that partial blocks hide are
    /// -inf. The maximum is taken anew, since it may have been one of them.
    pub(super) fn mask_scores(&self) -> String {
        let Self {
            vector, lanes, weights, ..
        } = self;
        let keep_greater = |score: &str| {
            format!(
                "%greater = arith.cmpf ogt, {score}, %of_key : {vector}
                 %kept = arith.select %greater, {score}, %of_key : vector<{lanes}xi1>, {vector}
                 scf.yield %kept : {vector}"
            )
        };
        let position = format!(
            "%p = arith.addi %first_of_block, %k : index
             %score = vector.load %weights[%p, %c0] : {weights}, {vector}"
        );
        format!(
            "%masked_greatest = scf.if %any_partial -> ({vector}) {{
               %of_chunk = scf.for %c = %c0 to %blocks step %c1 iter_args(%of_blocks = %lowest) -> ({vector}) {{
                 {id}
                 %first_of_block = arith.muli %c, %bk : index
                 %keys_left = arith.subi %existing, %first_of_block : index
                 %keys_of_block = arith.minui %keys_left, %bk : index
                 %of_block = scf.if %is_partial -> ({vector}) {{
                   %of_partial = scf.for %k = %c0 to %keys_of_block step %c1 iter_args(%of_key = %of_blocks) -> ({vector}) {{
                     {position}
                     {sees}
                     %seen = arith.select %sees, %score, %lowest : vector<{lanes}xi1>, {vector}
                     vector.store %seen, %weights[%p, %c0] : {weights}, {vector}
                     {greater_seen}
                   }}
                   scf.yield %of_partial : {vector}
                 }} else {{
                   %of_full = scf.for %k = %c0 to %keys_of_block step %c1 iter_args(%of_key = %of_blocks) -> ({vector}) {{
                     {position}
                     {greater_score}
                   }}
                   scf.yield %of_full : {vector}
                 }}
                 scf.yield %of_block : {vector}
               }}
               scf.yield %of_chunk : {vector}
             }} else {{
               scf.yield %greatest_score : {vector}
             }}\n",
            id = self.id_of_block(),
            sees = self.sees(),
            greater_seen = keep_greater("%seen"),
            greater_score = keep_greater("%score"),
        )
    }

    /// `%visible_sums`: the chunk's sums of weighted values, `%sums`, without what hidden keys left in them.
    ///
    /// A hidden key has weight 0, and leaves nothing but NaN, where its value is not finite. That is rare, and seen at the
    /// sums: they are then taken again, lane by lane of what each sees. `step` is the kernel's own, from `%sum0, ...` to
    /// `%next0, ...`.
    pub(super) fn visible_sums(&self, tile: u64, load: &str, step: &str) -> String {
        let Self { vector, lanes, .. } = self;
        let types = list(tile, |_| vector.clone());
        let mut text = String::new();
        let mut all = "%sums#0".to_owned();
        for t in 1..tile {
            text += &format!("%all{t} = arith.addf {all}, %sums#{t} : {vector}\n");
            all = format!("%all{t}");
        }
        let selects: String = (0..tile)
            .map(|t| format!("%seen{t} = arith.select %sees, %next{t}, %sum{t} : vector<{lanes}xi1>, {vector}\n"))
            .collect();
        text + &format!(
            "%nan = arith.cmpf uno, {all}, {all} : {vector}
             %any_nan = vector.reduction <or>, %nan : vector<{lanes}xi1> into i1
             %again = arith.andi %any_nan, %any_partial : i1
             %visible_sums:{tile} = scf.if %again -> ({types}) {{
               %visible:{tile} = scf.for %p = %c0 to %existing step %c1 iter_args({inits}) -> ({types}) {{
                 {load}
                 {step}
                 %c = arith.divui %p, %bk : index
                 %k = arith.remui %p, %bk : index
                 {id}
                 %sees = scf.if %is_partial -> (vector<{lanes}xi1>) {{
                   {sees}
                   scf.yield %sees : vector<{lanes}xi1>
                 }} else {{
                   %every = arith.constant dense<true> : vector<{lanes}xi1>
                   scf.yield %every : vector<{lanes}xi1>
                 }}
                 {selects}
                 scf.yield {nexts} : {types}
               }}
               scf.yield {visible} : {types}
             }} else {{
               scf.yield {sums} : {types}
             }}\n",
            inits = list(tile, |t| format!("%sum{t} = %zeros")),
            id = self.id_of_block(),
            sees = self.sees().replace("%sees", "%of_mask"),
            nexts = list(tile, |t| format!("%seen{t}")),
            visible = list(tile, |t| format!("%visible#{t}")),
            sums = list(tile, |t| format!("%sums#{t}")),
        )
        .replace("scf.yield %sees :", "scf.yield %of_mask :")
    }
}
