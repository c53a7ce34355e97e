//! One layer: its types, its sizes, and those of its tiles.

use dynsparse_dialects::Activation;
use dynsparse_ir::{
    Val,
    melior::ir::{Type, ValueLike as _},
    operation::{Dim, dims, element},
};

use super::is_contiguous;
use crate::tile_dsk_attention::text::Text;

/// A buffer as the kernel reads or writes it.
pub struct Buffer<'c> {
    /// Its type.
    pub r#type: Type<'c>,
    /// Its sizes.
    pub sizes: Vec<Dim>,
    /// Its elements.
    pub element: String,
    /// Whether its last dimension lies side by side.
    pub contiguous: bool,
}

impl<'c> Buffer<'c> {
    /// That of an operand.
    pub fn of(value: Val<'c>) -> Self {
        let r#type = value.r#type();
        Self {
            r#type,
            sizes: dims(r#type).unwrap_or_default(),
            element: element(r#type).map(|element| element.to_string()).unwrap_or_default(),
            contiguous: is_contiguous(value),
        }
    }

    /// `lanes` elements from `at` on.
    pub fn load(&self, t: &mut Text, name: &str, at: &str, lanes: u64) -> String {
        let vector = format!("vector<{lanes}x{}>", self.element);
        if self.contiguous {
            return t.value(format!("vector.load {name}[{at}] : {}, {vector}", self.r#type));
        }
        let zero = if self.element.starts_with('i') { "0" } else { "0.0" };
        let zero = t.value(format!("arith.constant {zero} : {}", self.element));
        t.value(format!(
            "vector.transfer_read {name}[{at}], {zero} {{in_bounds = [true]}} : {}, {vector}",
            self.r#type
        ))
    }
}

/// One layer.
pub struct Layer<'c> {
    /// Elements of rows and weights.
    pub from: Type<'c>,
    /// Rows of weights that lie side by side.
    pub group: u64,
    /// Whether rows of pairs are multiplied as `f32`.
    pub widens: bool,
    /// Columns of a panel.
    pub width: u64,
    /// Columns of a vector.
    pub lanes: u64,
    /// Vectors of a tile.
    pub vectors: u64,
    /// Rows of a tile, at most.
    pub rows: u64,
    /// Groups of rows of weights between two visits of the sums' buffer, at most.
    pub depth: u64,
    /// Rows of a piece, at most.
    pub chunk: u64,
    /// Panels of a piece.
    pub panels_of_piece: u64,
    /// Columns of the result, where its type states them.
    pub columns: Option<u64>,
    /// Whether the last group of rows of weights is known to be whole.
    pub whole_groups: bool,
    /// What becomes of sums.
    pub activation: Activation,
    /// The rows.
    pub x: Buffer<'c>,
    /// The weights.
    pub packed: Buffer<'c>,
    /// Where each expert's rows begin, if there are experts.
    pub offsets: Option<Buffer<'c>>,
    /// Which rows of `x` there are.
    pub gathered: Option<Buffer<'c>>,
    /// Scales of rows of bytes.
    pub row_scales: Option<Buffer<'c>>,
    /// Scales of columns of bytes.
    pub column_scales: Option<Buffer<'c>>,
    /// What is added to sums.
    pub bias: Option<Buffer<'c>>,
    /// What is added at the end.
    pub residual: Option<Buffer<'c>>,
    /// Whether the result is bytes, divided by a scale.
    pub quantizes: bool,
    /// What is written.
    pub result: Buffer<'c>,
}

impl Layer<'_> {
    /// The parameters of the kernel, as the op's operands are.
    pub fn arguments(&self) -> Vec<String> {
        let mut all = vec![
            format!("%x: {}", self.x.r#type),
            format!("%packed: {}", self.packed.r#type),
        ];
        for (name, buffer) in [
            ("offsets", &self.offsets),
            ("gathered", &self.gathered),
            ("row_scales", &self.row_scales),
            ("column_scales", &self.column_scales),
            ("bias", &self.bias),
            ("residual", &self.residual),
        ] {
            all.extend(buffer.as_ref().map(|buffer| format!("%{name}: {}", buffer.r#type)));
        }
        if self.quantizes {
            all.push("%scale: f32".to_owned());
        }
        all.push(format!("%result: {}", self.result.r#type));
        all
    }

    /// The type of sums: `f32`, or `i32` of bytes.
    pub fn sum(&self) -> &'static str {
        if self.group == 4 { "i32" } else { "f32" }
    }

    /// A vector of sums.
    pub fn sums(&self) -> String {
        format!("vector<{}x{}>", self.lanes, self.sum())
    }

    /// The type of the buffer that has a piece's sums.
    pub fn sums_buffer(&self) -> String {
        format!("memref<{}x{}x{}>", self.chunk, self.width, self.sum())
    }

    /// A vector of factors: `lanes` groups.
    pub fn factors(&self) -> String {
        format!("vector<{}x{}>", self.lanes * self.group, self.from)
    }

    /// The last row or column of weights that belong to expert `%expert`, before the others' coordinates.
    pub fn of_expert(&self) -> &'static str {
        if self.offsets.is_some() { "%expert, " } else { "" }
    }
}
