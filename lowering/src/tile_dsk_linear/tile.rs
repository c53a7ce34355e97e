//! Tiles of registers: sums of rows by vectors of columns, over a block of weights.

use std::fmt::Write as _;

use super::layer::Layer;
use crate::tile_dsk_attention::text::Text;

impl Layer<'_> {
    /// The tile of `%tile_rows` rows from row `%tile_first` on: for each number of rows one that has just those.
    ///
    /// `%from` and `%to` are the whole groups of weight rows; `%tail` says whether a last group that is not whole follows.
    pub fn tile(&self, t: &mut Text) {
        let step = t.index(self.vectors * self.lanes);
        let width = t.index(self.width);
        t.each(["%c0", &width, &step], |t, column| {
            let ahead = self.ahead(t, column);
            t.line("scf.index_switch %tile_rows");
            for rows in 1..=self.rows {
                t.line(format!("case {rows} {{"));
                self.rows_of_tile(t, rows, column, &ahead);
                t.line("scf.yield\n}");
            }
            t.line("default {\n}");
        });
    }

    fn rows_of_tile(&self, t: &mut Text, rows: u64, column: &str, ahead: &(String, String)) {
        let (sums, buffer) = (self.sums(), self.sums_buffer());
        let columns: Vec<String> = (0..self.vectors).map(|v| t.offset(column, v * self.lanes)).collect();
        let coordinates: Vec<String> = (0..rows).map(|i| self.coordinates(t, i)).collect();
        let in_chunk = t.value("arith.subi %tile_first, %begin : index");
        let of_chunk: Vec<String> = (0..rows).map(|i| t.offset(&in_chunk, i)).collect();
        let mut before = Vec::new();
        for row in &of_chunk {
            for column in &columns {
                before.push(t.value(format!("vector.load %sums[{row}, {column}] : {buffer}, {sums}")));
            }
        }
        let after = t.carry(["%from", "%to", "%c1"], &before, &sums, |t, k, sums| {
            self.ask_ahead(t, k, ahead);
            self.add_group(t, &coordinates, (k, true), &columns, sums)
        });
        let after = if self.whole_groups {
            after
        } else {
            t.either(
                "%tail",
                &sums,
                |t| self.add_group(t, &coordinates, ("%to", false), &columns, &after),
                |_| after.clone(),
            )
        };
        let mut sums_after = after.iter();
        for row in &of_chunk {
            for (column, sum) in columns.iter().zip(&mut sums_after) {
                t.line(format!("vector.store {sum}, %sums[{row}, {column}] : {buffer}, {sums}"));
            }
        }
    }

    /// Products of group `k` of the rows with the weights of the columns, added to the sums; of a group that is not whole, those of the
    /// elements that there are.
    fn add_group(
        &self,
        t: &mut Text,
        rows: &[String],
        (k, is_whole): (&str, bool),
        columns: &[String],
        sums: &[String],
    ) -> Vec<String> {
        let first = match self.group {
            1 => k.to_owned(),
            group => {
                let size = t.index(group);
                t.value(format!("arith.muli {k}, {size} : index"))
            }
        };
        let factors: Vec<String> = columns.iter().map(|column| self.weights(t, k, column)).collect();
        if self.widens {
            let elements = if is_whole { self.group } else { 1 };
            return self.add_widened(t, rows, (&first, elements), &factors, sums);
        }
        let mut next = Vec::new();
        for (row, sums) in rows.iter().zip(sums.chunks(factors.len())) {
            let x = if is_whole {
                self.broadcast(t, row, &first)
            } else {
                self.partial_group(t, row, &first)
            };
            next.extend(factors.iter().zip(sums).map(|(w, sum)| self.product(t, &x, w, sum)));
        }
        next
    }

    /// Where this tile begins to ask ahead, and how far it goes for each group of its own, in elements of the block that follows.
    /// The tiles share that block evenly, so that memory is as busy with the first of them as with the last. Where a tile goes further
    /// than a line for each group, which is where there are few rows, lines between are left out.
    fn ahead(&self, t: &mut Text, column: &str) -> (String, String) {
        let elements = t.index(self.width * self.group);
        let steps = t.index(self.vectors * self.lanes);
        let tiles_of_rows = t.index(self.width / (self.vectors * self.lanes));
        let tiles = t.value(format!("arith.muli %tiles, {tiles_of_rows} : index"));
        let stride = t.value(format!("arith.ceildivui {elements}, {tiles} : index"));
        let before = t.value(format!("arith.divui {column}, {steps} : index"));
        let number = t.value(format!("arith.muli %tile, {tiles_of_rows} : index"));
        let number = t.value(format!("arith.addi {number}, {before} : index"));
        let groups = t.value("arith.subi %to, %from : index");
        let of_block = t.value(format!("arith.muli {groups}, {elements} : index"));
        let of_those_before = t.value(format!("arith.muli {number}, {of_block} : index"));
        let start = t.value(format!("arith.divui {of_those_before}, {tiles} : index"));
        (start, stride)
    }

    /// Asks for the next weights of the block that follows, into the second-level cache.
    fn ask_ahead(&self, t: &mut Text, k: &str, (start, stride): &(String, String)) {
        let elements = t.index(self.width * self.group);
        let in_block = t.value(format!("arith.subi {k}, %from : index"));
        let gone = t.value(format!("arith.muli {in_block}, {stride} : index"));
        let at = t.value(format!("arith.addi {start}, {gone} : index"));
        let group = t.value(format!("arith.divui {at}, {elements} : index"));
        let element = t.value(format!("arith.remui {at}, {elements} : index"));
        let next = t.value(format!("arith.addi {group}, %next_shift : index"));
        t.line(format!(
            "memref.prefetch %packed[{}%next_panel, {next}, {element}], read, locality<2>, data : {}",
            self.of_expert(),
            self.packed.r#type
        ));
    }

    /// Where row `i` of the tile is read, but for the last dimension.
    fn coordinates(&self, t: &mut Text, i: u64) -> String {
        let row = t.offset("%tile_first", i);
        if self.widens { row } else { self.row_of_x(t, &row) }
    }

    /// Where row `row` of the result is in `x`, but for the last dimension.
    pub fn row_of_x(&self, t: &mut Text, row: &str) -> String {
        if let Some(rows) = &self.gathered {
            // Of a row that is not there another is read; its sums are not used.
            let stored = t.value(format!("memref.load %gathered[{row}] : {}", rows.r#type));
            let index = t.value(format!("arith.index_cast {stored} : i32 to index"));
            let inside = t.value(format!("arith.cmpi ult, {index}, %x_rows : index"));
            return t.value(format!("arith.select {inside}, {index}, %c0 : index"));
        }
        self.split_row(t, row)
    }

    /// The coordinates of a row of `x` or the result, of which tokens have two.
    pub fn split_row(&self, t: &mut Text, row: &str) -> String {
        if self.x.sizes.len() == 2 {
            return row.to_owned();
        }
        let batch = t.value(format!("arith.divui {row}, %tokens : index"));
        let token = t.value(format!("arith.remui {row}, %tokens : index"));
        format!("{batch}, {token}")
    }

    /// The weights of a group of rows, `lanes` columns from `column` of the panel on.
    pub fn weights(&self, t: &mut Text, k: &str, column: &str) -> String {
        let at = match self.group {
            1 => column.to_owned(),
            group => {
                let size = t.index(group);
                t.value(format!("arith.muli {column}, {size} : index"))
            }
        };
        let at = format!("{}%panel, {k}, {at}", self.of_expert());
        self.packed.load(t, "%packed", &at, self.lanes * self.group)
    }

    /// A group of elements of a row, in all lanes.
    fn broadcast(&self, t: &mut Text, row: &str, first: &str) -> String {
        let at = format!("{row}, {first}");
        if self.group == 1 {
            let x = t.value(format!("memref.load %x[{at}] : {}", self.x.r#type));
            return t.value(format!("vector.broadcast {x} : {} to {}", self.from, self.sums()));
        }
        let group = self.x.load(t, "%x", &at, self.group);
        self.in_all_lanes(t, &group)
    }

    /// The last group of a row, with zeros where the row has ended.
    fn partial_group(&self, t: &mut Text, row: &str, first: &str) -> String {
        let zero = if self.group == 4 { "0" } else { "0.0" };
        let zero = t.value(format!("arith.constant {zero} : {}", self.from));
        let mut elements = Vec::new();
        for i in 0..self.group {
            let k = t.offset(first, i);
            let inside = t.value(format!("arith.cmpi ult, {k}, %k_count : index"));
            let element = t.name();
            t.line(format!(
                "{element} = scf.if {inside} -> ({from}) {{
                   %there = memref.load %x[{row}, {k}] : {x}
                   scf.yield %there : {from}
                 }} else {{
                   scf.yield {zero} : {from}
                 }}",
                from = self.from,
                x = self.x.r#type
            ));
            elements.push(element);
        }
        let group = t.value(format!(
            "vector.from_elements {} : vector<{}x{}>",
            elements.join(", "),
            self.group,
            self.from
        ));
        self.in_all_lanes(t, &group)
    }

    fn in_all_lanes(&self, t: &mut Text, group: &str) -> String {
        let words = format!("vector<{}xi32>", self.lanes);
        let word = t.value(format!(
            "vector.bitcast {group} : vector<{}x{}> to vector<1xi32>",
            self.group, self.from
        ));
        let word = t.value(format!("vector.extract {word}[0] : i32 from vector<1xi32>"));
        let mut all = t.value(format!("vector.broadcast {word} : i32 to {words}"));
        if self.group == 4 {
            // x + 128, an unsigned byte.
            let tops = t.value(format!("arith.constant dense<0x80808080> : {words}"));
            all = t.value(format!("arith.xori {all}, {tops} : {words}"));
        }
        t.value(format!("vector.bitcast {all} : {words} to {}", self.factors()))
    }

    /// Products of a row's group with those of the columns, added to their sums.
    pub fn product(&self, t: &mut Text, x: &str, weights: &str, sum: &str) -> String {
        let sums = self.sums();
        if self.group == 1 {
            return t.value(format!("vector.fma {x}, {weights}, {sum} : {sums}"));
        }
        t.value(format!("dsk.dot {sum}, {x}, {weights} : {sums}, {}", self.factors()))
    }

    /// Sets the piece's sums to what they begin with: 0, or of bytes what the 128 added to `x` will add.
    pub fn begin_sums(&self, t: &mut Text) {
        let (sums, buffer) = (self.sums(), self.sums_buffer());
        let zero = if self.group == 4 { "0" } else { "0.0" };
        let zeros = t.value(format!("arith.constant dense<{zero}> : {sums}"));
        let step = t.index(self.vectors * self.lanes);
        let width = t.index(self.width);
        t.each(["%c0", &width, &step], |t, column| {
            let columns: Vec<String> = (0..self.vectors).map(|v| t.offset(column, v * self.lanes)).collect();
            let starts = if self.group == 4 {
                let shift = t.value(format!("arith.constant dense<-128> : {}", self.factors()));
                let zeros_of_all = vec![zeros.clone(); columns.len()];
                let added = t.carry(["%c0", "%groups", "%c1"], &zeros_of_all, &sums, |t, k, before| {
                    let pairs = columns.iter().zip(before);
                    pairs
                        .map(|(column, sum)| {
                            let weights = self.weights(t, k, column);
                            self.product(t, &shift, &weights, sum)
                        })
                        .collect()
                });
                added
                    .iter()
                    .map(|added| t.value(format!("arith.subi {zeros}, {added} : {sums}")))
                    .collect()
            } else {
                vec![zeros.clone(); columns.len()]
            };
            t.each(["%c0", "%piece_rows", "%c1"], |t, row| {
                let mut stores = String::new();
                for (column, start) in columns.iter().zip(&starts) {
                    let _ = writeln!(
                        stores,
                        "vector.store {start}, %sums[{row}, {column}] : {buffer}, {sums}"
                    );
                }
                t.line(stores);
            });
        });
    }
}
