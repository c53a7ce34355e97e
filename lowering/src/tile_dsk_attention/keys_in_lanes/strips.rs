//! Keys packed in strips.

use super::{
    super::{factors::Head, rows::turn_squares},
    KeysInLanes, Text, word,
};

/// The buffer of packed keys.
const PACKED: &str = "%packed_keys";
/// Which strips are packed.
const FLAGS: &str = "%packed_strips";
const FLAGS_TYPE: &str = "memref<?xi32>";

impl KeysInLanes<'_, '_> {
    /// Elements of a row of queries or keys: numbers, or words of several.
    pub fn words(&self) -> u64 {
        self.kernel.dims[0].div_ceil(self.kernel.keys.group)
    }

    /// An element of the queries' and the keys' rows.
    pub fn word(&self) -> String {
        word(self.kernel.keys.group, self.kernel.to)
    }

    pub fn packed_type(&self) -> String {
        let more = if self.int8_keys() { 2 } else { 0 };
        format!("memref<?x?x?x{}x{}x{}>", self.words() + more, self.strip, self.word())
    }

    /// Makes what is read in place of keys and values: once, by all threads.
    pub fn prepare(&self, t: &mut Text) {
        if self.int8_keys() {
            self.quantise(t);
            return;
        }
        self.pack_keys(t);
        self.kernel.prepare_values(t);
    }

    /// Frees what `prepare` made.
    pub fn release(&self, t: &mut Text) {
        t.line(format!("memref.dealloc {PACKED} : {}", self.packed_type()));
        if !self.int8_keys() {
            t.line(format!("memref.dealloc {FLAGS} : {FLAGS_TYPE}"));
        }
        self.kernel.release_values(t);
        self.release_quantised(t);
    }

    /// Counts `%strips_of_head`: in a padded block there are no keys of the next.
    pub fn count_strips(&self, t: &mut Text) {
        if !self.is_padded() {
            t.line("%strips_of_head = arith.ceildivui %m, %strip : index");
            return;
        }
        let blocks = t.value("arith.ceildivui %m, %bk : index");
        let of_block = t.index(self.strips_of_block());
        t.line(format!("%strips_of_head = arith.muli {blocks}, {of_block} : index"));
    }

    /// The buffer of how many keys each strip of the chunk has, where that is not all but the last.
    pub fn live_buffer(&self) -> String {
        if self.is_padded() {
            format!(
                "%keys_of_strip = memref.alloca() {{alignment = 64 : i64}} : {}",
                self.strips_type()
            )
        } else {
            String::new()
        }
    }

    /// Makes `%packed_keys`, `1 x heads of keys of a turn x strips x words x keys`, which are packed where they are first used.
    fn pack_keys(&self, t: &mut Text) {
        let packed = self.packed_type();
        t.line(format!(
            "{PACKED} = memref.alloc(%c1, %key_heads_of_turn, %strips_of_head) {{alignment = 64 : i64}} : {packed}"
        ));
        let count = t.value("arith.muli %key_heads_of_turn, %strips_of_head : index");
        t.line(format!("{FLAGS} = memref.alloc({count}) : {FLAGS_TYPE}"));
        let nobody = t.value("arith.constant 0 : i32");
        t.each(["%c0", &count, "%c1"], |t, flag| {
            t.line(format!("memref.store {nobody}, {FLAGS}[{flag}] : {FLAGS_TYPE}"));
        });
    }

    /// Packs a strip of the keys of the piece, unless somebody has.
    fn pack_once(&self, t: &mut Text, s: &str, first_key: &str) {
        // The last block may have strips without a key, which there are only where blocks are padded.
        let is_there = (self.kernel.block[1] > self.strip && !self.is_padded())
            .then(|| t.value(format!("arith.cmpi ult, {s}, %strips_of_head : index")));
        if let Some(is_there) = &is_there {
            t.line(format!("scf.if {is_there} {{"));
        }
        let flag = t.value("arith.muli %key_slot, %strips_of_head : index");
        let flag = t.value(format!("arith.addi {flag}, {s} : index"));
        t.line(format!("dsk.once {FLAGS}[{flag}] : {FLAGS_TYPE} {{"));
        let keys: Vec<String> = (0..self.strip)
            .map(|i| {
                // A key that is not there repeats the last one.
                let key = t.offset(first_key, i);
                t.value(format!("arith.minui {key}, %last_key : index"))
            })
            .collect();
        self.pack_strip(t, s, &keys);
        t.line("}");
        if is_there.is_some() {
            t.line("}");
        }
    }

    /// Squares are transposed in registers; columns that fill no square are read one by one.
    fn pack_strip(&self, t: &mut Text, s: &str, keys: &[String]) {
        let Head { given, made } = Head::of_piece();
        let kernel = self.kernel;
        let (packed, word, words, strip) = (self.packed_type(), self.word(), self.words(), self.strip);
        let contiguous = kernel.contiguous[1];
        let side = if contiguous { kernel.square(strip) } else { 0 };
        let squares = if side > 0 { words - words % side } else { 0 };
        if squares > 0 {
            let row = format!("vector<{side}x{word}>");
            let read = |t: &mut Text, i: u64, x: &str| {
                let key = format!("{given}, {}", keys[i as usize]);
                self.row_words(t, ("%keys", 1), &key, x, side)
            };
            let place = format!("{PACKED}[{made}, {s}");
            turn_squares(t, [strip, squares, side], &row, read, [&place, &packed]);
        }
        if squares < words {
            let (first, end) = (t.index(squares), t.index(words));
            t.each([&first, &end, "%c1"], |t, x| {
                let elements: Vec<String> = keys
                    .iter()
                    .map(|key| self.row_word(t, ("%keys", 1), &format!("{given}, {key}"), x))
                    .collect();
                let column = format!("vector<{strip}x{word}>");
                let value = t.value(format!("vector.from_elements {} : {column}", elements.join(", ")));
                t.line(format!(
                    "vector.store {value}, {PACKED}[{made}, {s}, {x}, %c0] : {packed}, {column}"
                ));
            });
        }
    }

    /// `count` words from word `x` on of a row of queries or keys, whose numbers lie one after the other.
    pub fn row_words(&self, t: &mut Text, (buffer, operand): (&str, usize), row: &str, x: &str, count: u64) -> String {
        let kernel = self.kernel;
        let (from, group) = (kernel.from, kernel.keys.group);
        let r#type = kernel.heads(kernel.contiguous[operand]);
        let size = t.index(group);
        let column = t.value(format!("arith.muli {x}, {size} : index"));
        let source = format!("vector<{}x{from}>", count * group);
        let read = t.value(format!("vector.load {buffer}[{row}, {column}] : {type}, {source}"));
        let target = format!("vector<{count}x{}>", self.word());
        if source == target {
            read
        } else if group == 1 {
            t.value(format!("arith.extf {read} : {source} to {target}"))
        } else {
            t.value(format!("vector.bitcast {read} : {source} to {target}"))
        }
    }

    /// The word `x` of a row of queries or keys.
    pub fn row_word(&self, t: &mut Text, (buffer, operand): (&str, usize), row: &str, x: &str) -> String {
        let kernel = self.kernel;
        let group = kernel.keys.group;
        let r#type = kernel.heads(kernel.contiguous[operand]);
        let size = t.index(group);
        let column = t.value(format!("arith.muli {x}, {size} : index"));
        if group == 1 {
            let number = t.value(format!("memref.load {buffer}[{row}, {column}] : {type}"));
            return kernel.widen(t, &number);
        }
        let place = format!("{row}, {column}");
        kernel.word(t, buffer, &r#type, &place, kernel.contiguous[operand])
    }

    /// Writes the numbers of the chunk's strips to `%strips`, in the order of its keys, and to `%keys_of_strip` how many keys each has.
    pub fn fill_strips(&self, t: &mut Text) {
        let strips = self.strips_type();
        let of_block = self.strips_of_block();
        let count = t.index(of_block);
        t.each(["%c0", "%blocks", "%c1"], |t, block| {
            let position = t.value(format!("arith.addi %position, {block} : index"));
            let column = self.kernel.column(t, &position);
            let strip = t.value(format!("arith.muli {column}, {count} : index"));
            let first = t.value(format!("arith.muli {block}, {count} : index"));
            let first_key = t.value(format!("arith.muli {column}, %bk : index"));
            for i in 0..of_block {
                let (mut strip, at) = (t.offset(&strip, i), t.offset(&first, i));
                if !self.int8_keys() {
                    let first_key = t.offset(&first_key, i * self.strip);
                    self.pack_once(t, &strip, &first_key);
                }
                if i > 0 && self.parts() > 1 && !self.is_padded() {
                    // A strip without a key may be half of a vector that has some: it repeats the last one.
                    let last = t.value("arith.subi %strips_of_head, %c1 : index");
                    strip = t.value(format!("arith.minui {strip}, {last} : index"));
                }
                t.line(format!("memref.store {strip}, %strips[{at}] : {strips}"));
                if self.is_padded() {
                    let before = i * self.strip;
                    let of_strip = t.index(self.strip.min(self.kernel.block[1] - before));
                    let key = t.offset(&first_key, before);
                    let left = t.value(format!("arith.subi %m, {key} : index"));
                    let left = t.value(format!("arith.maxsi {left}, %c0 : index"));
                    let live = t.value(format!("arith.minsi {left}, {of_strip} : index"));
                    t.line(format!("memref.store {live}, %keys_of_strip[{at}] : {strips}"));
                }
            }
        });
        if self.parts() > 1 {
            // The last vector is whole: what it lacks is the last strip again, which nobody looks at.
            let all = t.value(format!("arith.muli %blocks, {count} : index"));
            let parts = t.index(self.parts());
            let vectors = t.value(format!("arith.ceildivui {all}, {parts} : index"));
            let end = t.value(format!("arith.muli {vectors}, {parts} : index"));
            let last = t.value(format!("arith.subi {all}, %c1 : index"));
            let strip = t.value(format!("memref.load %strips[{last}] : {strips}"));
            t.each([&all, &end, "%c1"], |t, at| {
                t.line(format!("memref.store {strip}, %strips[{at}] : {strips}"));
                if self.is_padded() {
                    t.line(format!("memref.store %c0, %keys_of_strip[{at}] : {strips}"));
                }
            });
        }
    }

    /// Which lanes of a vector of the chunk have a key, where blocks are padded.
    pub fn live_lanes(&self, t: &mut Text, vector: &str) -> Option<String> {
        if !self.is_padded() {
            return None;
        }
        let part = format!("vector<{}xi1>", self.strip);
        let parts: Vec<String> = self
            .places_of_vector(t, vector)
            .iter()
            .map(|at| {
                let live = t.value(format!("memref.load %keys_of_strip[{at}] : {}", self.strips_type()));
                t.value(format!("vector.create_mask {live} : {part}"))
            })
            .collect();
        Some(self.joined(t, &parts, &part))
    }

    /// Where the strips of a vector stand in the chunk.
    fn places_of_vector(&self, t: &mut Text, vector: &str) -> Vec<String> {
        let parts = self.parts();
        let size = t.index(parts);
        let first = t.value(format!("arith.muli {vector}, {size} : index"));
        (0..parts).map(|i| t.offset(&first, i)).collect()
    }

    /// The strips of a vector of the chunk.
    pub fn strips_of_vector(&self, t: &mut Text, vector: &str) -> Vec<String> {
        let places = self.places_of_vector(t, vector);
        places
            .iter()
            .map(|at| t.value(format!("memref.load %strips[{at}] : {}", self.strips_type())))
            .collect()
    }

    /// Word `x` of the keys of a vector.
    pub fn key_vector(&self, t: &mut Text, strips: &[String], x: &str) -> String {
        let (packed, word, strip) = (self.packed_type(), self.word(), self.strip);
        let (part, made) = (format!("vector<{strip}x{word}>"), Head::of_piece().made);
        let parts: Vec<String> = strips
            .iter()
            .map(|s| {
                t.value(format!(
                    "vector.load {PACKED}[{made}, {s}, {x}, %c0] : {packed}, {part}"
                ))
            })
            .collect();
        self.joined(t, &parts, &part)
    }

    /// The vector that has the lanes of its strips.
    fn joined(&self, t: &mut Text, parts: &[String], part: &str) -> String {
        let [low, high] = parts else {
            return parts.concat();
        };
        t.shuffle([low, high], 0..2 * self.strip, part)
    }
}
