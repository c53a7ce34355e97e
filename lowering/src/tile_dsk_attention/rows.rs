//! Queries into lanes, and results out of them.

use super::{kernel::Kernel, text::Text};

impl Kernel<'_> {
    /// The query of each lane of a group: `%i0`, `%i1`, ...
    pub fn lane_queries(&self) -> String {
        (0..self.lanes)
            .map(|l| {
                format!(
                    "%l{l} = arith.constant {l} : index
                     %in_block{l} = arith.addi %first_of_group, %l{l} : index
                     %live{l} = arith.cmpi ult, %in_block{l}, %query_count : index
                     %chosen{l} = arith.select %live{l}, %in_block{l}, %first_of_group : index
                     %i{l} = arith.addi %first_query, %chosen{l} : index\n"
                )
            })
            .collect()
    }

    /// Writes the group's queries, times `scale`, to `%query_tile`: squares are transposed in registers, columns that fill
    /// no square are read number by number.
    pub fn load_queries(&self, t: &mut Text, scale: &str) {
        if self.keys.group > 1 {
            self.load_query_words(t);
            return;
        }
        let d = self.dims[0];
        let Self { from, to, vector, .. } = self;
        let queries = self.heads(self.contiguous[0]);
        let tile = self.transposed(d);
        let side = if self.contiguous[0] { self.square(self.lanes) } else { 0 };
        let squares = if side > 0 { d - d % side } else { 0 };
        if squares > 0 {
            let (row, source) = (format!("vector<{side}x{to}>"), format!("vector<{side}x{from}>"));
            let scale = t.value(format!("arith.constant dense<{scale}> : {row}"));
            let read = |t: &mut Text, l: u64, x: &str| {
                let read = t.value(format!(
                    "vector.load %queries[%b, %h, %i{l}, {x}] : {queries}, {source}"
                ));
                let wide = self.widen_row(t, &read, side);
                t.value(format!("arith.mulf {wide}, {scale} : {row}"))
            };
            turn_squares(t, [self.lanes, squares, side], &row, read, ["%query_tile[%g", &tile]);
        }
        if squares < d {
            let first = t.index(squares);
            let scale = t.value(format!("arith.constant dense<{scale}> : {vector}"));
            t.each([&first, "%d", "%c1"], |t, x| {
                let mut elements = Vec::new();
                for l in 0..self.lanes {
                    let element = t.value(format!("memref.load %queries[%b, %h, %i{l}, {x}] : {queries}"));
                    elements.push(self.widen(t, &element));
                }
                let column = t.value(format!("vector.from_elements {} : {vector}", elements.join(", ")));
                let scaled = t.value(format!("arith.mulf {column}, {scale} : {vector}"));
                t.line(format!(
                    "vector.store {scaled}, %query_tile[%g, {x}, %c0] : {tile}, {vector}"
                ));
            });
        }
    }

    /// The same for queries that are multiplied as they are: words of several numbers, without the scale.
    fn load_query_words(&self, t: &mut Text) {
        let group = self.keys.group;
        let words = self.dims[0] / group;
        let Self { from, lanes, .. } = self;
        let queries = self.heads(self.contiguous[0]);
        let tile = self.query_tile();
        let side = if self.contiguous[0] { self.square(self.lanes) } else { 0 };
        let squares = if side > 0 { words - words % side } else { 0 };
        let size = t.index(group);
        if squares > 0 {
            let row = format!("vector<{side}xi32>");
            let source = format!("vector<{}x{from}>", side * group);
            let read = |t: &mut Text, l: u64, x: &str| {
                let column = t.value(format!("arith.muli {x}, {size} : index"));
                let read = t.value(format!(
                    "vector.load %queries[%b, %h, %i{l}, {column}] : {queries}, {source}"
                ));
                t.value(format!("vector.bitcast {read} : {source} to {row}"))
            };
            turn_squares(t, [*lanes, squares, side], &row, read, ["%query_tile[%g", &tile]);
        }
        if squares < words {
            let (first, end) = (t.index(squares), t.index(words));
            t.each([&first, &end, "%c1"], |t, x| {
                let column = t.value(format!("arith.muli {x}, {size} : index"));
                let elements: Vec<String> = (0..*lanes)
                    .map(|l| {
                        let place = format!("%b, %h, %i{l}, {column}");
                        self.word(t, "%queries", &queries, &place, self.contiguous[0])
                    })
                    .collect();
                let vector = format!("vector<{lanes}xi32>");
                let words = t.value(format!("vector.from_elements {} : {vector}", elements.join(", ")));
                t.line(format!(
                    "vector.store {words}, %query_tile[%g, {x}, %c0] : {tile}, {vector}"
                ));
            });
        }
    }

    /// Writes the group's results, `%output_tile` times `%inverse` or 0 where `%empty`, to `%output`; last lane first.
    pub fn store_results(&self, t: &mut Text) {
        let e = self.dims[1];
        let Self {
            from,
            to,
            vector,
            lanes,
            ..
        } = self;
        let output = self.heads(self.contiguous[3]);
        let tile = self.transposed(e);
        let side = if self.contiguous[3] { self.square(self.lanes) } else { 0 };
        let squares = if side > 0 { e - e % side } else { 0 };
        self.prefetch_queries_again(t);
        if squares > 0 {
            let (row, target) = (format!("vector<{side}x{to}>"), format!("vector<{side}x{from}>"));
            let zeros = t.value(format!("arith.constant dense<0.0> : {row}"));
            let (end, step) = (t.index(squares), t.index(side));
            let slice = |first| format!("{{offsets = [{first}], sizes = [{side}], strides = [1]}}");
            t.each(["%c0", &end, &step], |t, x| {
                for first in (0..lanes / side).rev().map(|square| square * side) {
                    let slice = slice(first);
                    let inverse = t.value(format!(
                        "vector.extract_strided_slice %inverse {slice} : {vector} to {row}"
                    ));
                    let empty = t.value(format!(
                        "vector.extract_strided_slice %empty {slice} : vector<{lanes}xi1> to vector<{side}xi1>"
                    ));
                    let lane = t.index(first);
                    let mut columns = Vec::new();
                    for i in 0..side {
                        let x = t.offset(x, i);
                        let sum = t.value(format!("vector.load %output_tile[%g, {x}, {lane}] : {tile}, {row}"));
                        let quotient = t.value(format!("arith.mulf {sum}, {inverse} : {row}"));
                        columns.push(t.value(format!(
                            "arith.select {empty}, {zeros}, {quotient} : vector<{side}xi1>, {row}"
                        )));
                    }
                    let rows = transpose(t, &columns, &row);
                    for (l, result) in rows.into_iter().enumerate().rev() {
                        let l = first + l as u64;
                        let narrow = self.narrow(t, &result, &row, &target);
                        t.line(format!(
                            "vector.store {narrow}, %output[%b, %h, %i{l}, {x}] : {output}, {target}"
                        ));
                    }
                }
            });
        }
        if squares < e {
            let first = t.index(squares);
            t.each([&first, "%e", "%c1"], |t, x| {
                let sum = t.value(format!("vector.load %output_tile[%g, {x}, %c0] : {tile}, {vector}"));
                let quotient = t.value(format!("arith.mulf {sum}, %inverse : {vector}"));
                let result = t.value(format!(
                    "arith.select %empty, %zeros, {quotient} : vector<{lanes}xi1>, {vector}"
                ));
                for l in (0..*lanes).rev() {
                    let lane = t.value(format!("vector.extract {result}[{l}] : {to} from {vector}"));
                    let narrow = self.narrow(t, &lane, &to.to_string(), &from.to_string());
                    t.line(format!("memref.store {narrow}, %output[%b, %h, %i{l}, {x}] : {output}"));
                }
            });
        }
    }

    /// Writes the natural logarithm of each query's sum of exponentials to `%lse`, -inf for an empty row; last lane first.
    pub fn store_lse(&self, t: &mut Text, lse: &str) {
        let Self { vector, to, lanes, .. } = self;
        let ln_two = t.value(format!(
            "arith.constant dense<{:.17e}> : {vector}",
            std::f64::consts::LN_2
        ));
        let greatest = t.value(format!(
            "vector.load %greatest[%g, %c0] : memref<{}x{lanes}x{to}>, {vector}",
            self.groups()
        ));
        let log = t.value(format!("math.log2 %total : {vector}"));
        let in_base_two = t.value(format!("arith.addf {greatest}, {log} : {vector}"));
        let natural = t.value(format!("arith.mulf {in_base_two}, {ln_two} : {vector}"));
        let all = t.value(format!(
            "arith.select %empty, %lowest, {natural} : vector<{lanes}xi1>, {vector}"
        ));
        for l in (0..*lanes).rev() {
            let lane = t.value(format!("vector.extract {all}[{l}] : {to} from {vector}"));
            t.line(format!("memref.store {lane}, %lse[%b, %h, %i{l}] : {lse}"));
        }
    }

    /// The side of the squares that are transposed in registers: 4, 8 or 16, at most a hardware vector; 0 if lanes make no
    /// squares.
    pub fn square(&self, lanes: u64) -> u64 {
        let fits = |side: &u64| *side <= self.simd && lanes.is_multiple_of(*side);
        [16, 8, 4].into_iter().find(fits).unwrap_or(0)
    }

    fn widen_row(&self, t: &mut Text, row: &str, side: u64) -> String {
        let Self { from, to, .. } = self;
        if from.float_width() == to.float_width() {
            row.to_owned()
        } else {
            t.value(format!(
                "arith.extf {row} : vector<{side}x{from}> to vector<{side}x{to}>"
            ))
        }
    }

    pub fn narrow(&self, t: &mut Text, value: &str, from: &str, to: &str) -> String {
        if self.from.float_width() == self.to.float_width() {
            value.to_owned()
        } else {
            t.value(format!("arith.truncf {value} : {from} to {to}"))
        }
    }
}

/// What the lanes of each of 4, 8 or 16 rows come to, as a vector: half as many rows a round, each with parts of two.
pub fn join_lanes(t: &mut Text, rows: &[String], row: &str, join: impl Fn(&mut Text, &str, &str) -> String) -> String {
    let side = rows.len();
    let mut rows = rows.to_vec();
    // Lanes of a pair of rows that meet: neighbours within quarters of 4 first, as x86 and ARM have them, then quarters.
    let quarters = |first: &dyn Fn(usize) -> usize| -> Vec<usize> {
        (0..side / 4)
            .flat_map(|q| (0..4).map(move |i| (q, i)))
            .map(|(q, i)| 4 * q + first(i))
            .collect()
    };
    let mut round = 0;
    while rows.len() > 1 {
        let picks: [Vec<usize>; 2] = match round {
            // a0 b0 a1 b1 and a2 b2 a3 b3 of each quarter.
            0 => [0, 2].map(|low| quarters(&|i| low + i / 2 + i % 2 * side)),
            // The first two of each quarter of both, and the last two.
            1 => [0, 2].map(|low| quarters(&|i| low + i % 2 + i / 2 * side)),
            // Even quarters of both, and odd ones.
            _ => [0, 1].map(|odd| {
                (0..side / 4)
                    .map(|q| (2 * q + odd) % (side / 4) + (2 * q / (side / 4)) * (side / 4))
                    .flat_map(|q| (0..4).map(move |i| 4 * q + i))
                    .collect()
            }),
        };
        round += 1;
        rows = rows
            .chunks(2)
            .map(|pair| {
                let [a, b] = pair else { return pair.concat() };
                let parts = picks.clone().map(|picks| t.shuffle([a, b], picks, row));
                join(t, &parts[0], &parts[1])
            })
            .collect();
    }
    rows.concat()
}

/// Writes the first `words` words of `rows` rows to columns of a buffer, in squares of `side` that are transposed in registers: `read`
/// gives those of a row from a word on, a vector of type `row`, and `place` is the buffer with its indices before word and row.
pub fn turn_squares(
    t: &mut Text,
    [rows, words, side]: [u64; 3],
    row: &str,
    read: impl Fn(&mut Text, u64, &str) -> String,
    [place, r#type]: [&str; 2],
) {
    let (end, step) = (t.index(words), t.index(side));
    t.each(["%c0", &end, &step], |t, x| {
        for first in (0..rows).step_by(side as usize) {
            let square: Vec<String> = (first..first + side).map(|i| read(t, i, x)).collect();
            let lane = t.index(first);
            for (i, column) in (0..).zip(transpose(t, &square, row)) {
                let x = t.offset(x, i);
                t.line(format!("vector.store {column}, {place}, {x}, {lane}] : {type}, {row}"));
            }
        }
    });
}

/// The columns of a square of 4, 8 or 16 rows, each a vector of `row`'s type: two rounds of shuffles within quarters of 4,
/// as x86 and ARM have them, then whole quarters change places.
fn transpose(t: &mut Text, rows: &[String], row: &str) -> Vec<String> {
    let side = rows.len();
    let quarters = side / 4;
    let mut shuffle = |a: &str, b: &str, picks: [usize; 4]| {
        // Picks are of `a`'s quarter, and from 4 on of `b`'s.
        let mask = (0..quarters).flat_map(|q| picks.map(|p| 4 * q + p % 4 + p / 4 * side));
        t.shuffle([a, b], mask, row)
    };
    // quads[i][j]: columns j, j + 4, ... of the rows 4 i to 4 i + 3.
    let mut quads: Vec<[String; 4]> = Vec::new();
    for r in rows.chunks(4) {
        let even = [shuffle(&r[0], &r[1], [0, 4, 1, 5]), shuffle(&r[0], &r[1], [2, 6, 3, 7])];
        let odd = [shuffle(&r[2], &r[3], [0, 4, 1, 5]), shuffle(&r[2], &r[3], [2, 6, 3, 7])];
        quads.push([
            shuffle(&even[0], &odd[0], [0, 1, 4, 5]),
            shuffle(&even[0], &odd[0], [2, 3, 6, 7]),
            shuffle(&even[1], &odd[1], [0, 1, 4, 5]),
            shuffle(&even[1], &odd[1], [2, 3, 6, 7]),
        ]);
    }
    let mut pick = |a: &str, b: &str, picks: &[usize]| {
        let mask = picks.iter().flat_map(|q| (0..4).map(move |i| 4 * q + i));
        t.shuffle([a, b], mask, row)
    };
    let mut columns = vec![String::new(); side];
    for j in 0..4 {
        let of_quarter: Vec<String> = match quads.as_slice() {
            [a] => vec![a[j].clone()],
            [a, b] => vec![pick(&a[j], &b[j], &[0, 2]), pick(&a[j], &b[j], &[1, 3])],
            [one, two, three, four] => {
                let mut halves = |picks| [pick(&one[j], &two[j], picks), pick(&three[j], &four[j], picks)];
                let (low, high) = (halves(&[0, 1, 4, 5]), halves(&[2, 3, 6, 7]));
                [low, high]
                    .iter()
                    .flat_map(|[x, y]| [pick(x, y, &[0, 2, 4, 6]), pick(x, y, &[1, 3, 5, 7])])
                    .collect()
            }
            _ => Vec::new(),
        };
        for (quarter, column) in of_quarter.into_iter().enumerate() {
            columns[4 * quarter + j] = column;
        }
    }
    columns
}
