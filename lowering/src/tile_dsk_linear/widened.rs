//! Rows of `bf16` that are widened to `f32` once, for targets that multiply pairs no faster than numbers.

use super::layer::Layer;
use crate::tile_dsk_attention::text::Text;

/// Rows that are widened by one piece of work.
const ROWS_OF_PIECE: u64 = 16;

/// The type of `%wide`: the rows of the result as they are in `x`, in `f32`.
const WIDE: &str = "memref<?x?xf32>";

impl Layer<'_> {
    /// Makes `%wide`: a tile that took the pairs of its rows apart would do so for each panel anew.
    pub fn widen_rows(&self, t: &mut Text) {
        if !self.widens {
            return;
        }
        let (x, sums, lanes) = (self.x.r#type, self.sums(), self.lanes);
        t.line(format!(
            "%wide = memref.alloc(%rows, %k_count) {{alignment = 64 : i64}} : {WIDE}"
        ));
        // Rows of no expert are 0.
        let [first, last] = match self.offsets {
            Some(_) => ["%first_offset", "%last_offset"],
            None => ["%c0", "%rows"],
        };
        let size = t.index(ROWS_OF_PIECE);
        let count = t.value(format!("arith.subi {last}, {first} : index"));
        let pieces = t.value(format!("arith.ceildivui {count}, {size} : index"));
        let step = t.index(lanes);
        let rest = t.value(format!("arith.remui %k_count, {step} : index"));
        let whole = t.value(format!("arith.subi %k_count, {rest} : index"));
        t.line(format!("dsk.partition({pieces}) {{\n^bb0(%piece_to_widen: index):"));
        let before = t.value(format!("arith.muli %piece_to_widen, {size} : index"));
        let begin = t.value(format!("arith.addi {first}, {before} : index"));
        let beyond = t.value(format!("arith.addi {begin}, {size} : index"));
        let end = t.value(format!("arith.minui {beyond}, {last} : index"));
        t.each([&begin, &end, "%c1"], |t, row| {
            let from = self.row_of_x(t, row);
            t.each(["%c0", &whole, &step], |t, k| {
                let narrow = self.x.load(t, "%x", &format!("{from}, {k}"), lanes);
                let wide = t.value(format!("arith.extf {narrow} : vector<{lanes}xbf16> to {sums}"));
                t.line(format!("vector.store {wide}, %wide[{row}, {k}] : {WIDE}, {sums}"));
            });
            t.each([&whole, "%k_count", "%c1"], |t, k| {
                let narrow = t.value(format!("memref.load %x[{from}, {k}] : {x}"));
                let wide = t.value(format!("arith.extf {narrow} : bf16 to f32"));
                t.line(format!("memref.store {wide}, %wide[{row}, {k}] : {WIDE}"));
            });
        });
        t.line("dsk.yield\n}");
    }

    /// Frees `%wide`.
    pub fn release_rows(&self, t: &mut Text) {
        if self.widens {
            t.line(format!("memref.dealloc %wide : {WIDE}"));
        }
    }

    /// Products of the elements of rows from `first` on, as many of a pair as there are, with the pairs of weights, added to the sums: of
    /// all rows the second ones, then the first, which is the order of `dsk.dot`.
    pub fn add_widened(
        &self,
        t: &mut Text,
        rows: &[String],
        (first, elements): (&str, u64),
        weights: &[String],
        sums: &[String],
    ) -> Vec<String> {
        let (words, vector) = (format!("vector<{}xi32>", self.lanes), self.sums());
        let weights: Vec<String> = weights
            .iter()
            .map(|pairs| t.value(format!("vector.bitcast {pairs} : {} to {words}", self.factors())))
            .collect();
        let mut sums = sums.to_vec();
        for element in (0..elements).rev() {
            let halves: Vec<String> = weights
                .iter()
                .map(|pairs| {
                    let bits = if element == 0 {
                        let half = t.value(format!("arith.constant dense<16> : {words}"));
                        t.value(format!("arith.shli {pairs}, {half} : {words}"))
                    } else {
                        let upper = t.value(format!("arith.constant dense<0xFFFF0000> : {words}"));
                        t.value(format!("arith.andi {pairs}, {upper} : {words}"))
                    };
                    t.value(format!("vector.bitcast {bits} : {words} to {vector}"))
                })
                .collect();
            let k = t.offset(first, element);
            for (row, sums) in rows.iter().zip(sums.chunks_mut(halves.len())) {
                let x = t.value(format!("memref.load %wide[{row}, {k}] : {WIDE}"));
                let x = t.value(format!("vector.broadcast {x} : f32 to {vector}"));
                for (half, sum) in halves.iter().zip(sums) {
                    *sum = t.value(format!("vector.fma {x}, {half}, {sum} : {vector}"));
                }
            }
        }
        sums
    }
}
