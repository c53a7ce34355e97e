//! `tile-dsk-linear`: layers as partitioned panels of columns, in tiles of registers.

mod finish;
mod layer;
mod piece;
mod tile;
mod widened;

use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, collect, dims, strides},
    pass::{Pass, PassRun},
    template::Template,
};

use dynsparse_dialects::{
    Activation,
    linear::{LinearOperands, group, panel},
};

use crate::{TileDskLinear, convert_dsk_to_loops::element_of, target::Target};
pub(crate) use finish::to_bytes;
use layer::{Buffer, Layer};

impl Pass for TileDskLinear {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        for (name, value, most) in [
            ("rows", self.rows, 64),
            ("vectors", self.vectors, 64),
            ("depth", self.depth, 1 << 20),
            ("chunk", self.chunk, 4096),
        ] {
            if !(0..=most).contains(&value) {
                return Err(function.error(format!("{name} is {value}, expected 0 to {most}")));
            }
        }
        let target = Target::read(&self.target_description).map_err(|error| function.error(error))?;
        let layers = collect(function, |name| matches!(name, "dsk.linear" | "dsk.grouped_linear"));
        run.each(&layers, |op| {
            if !op.result_values().is_empty() {
                return Err(op.op_error("is on tensors, expected buffers: run bufferize-sparse first"));
            }
            run.count(Self::OPS, 1);
            let layer = self.layer(op, &target)?;
            let names = layer.arguments();
            let text = format!(
                "func.func private @layer({}) {{\n{}return\n}}",
                names.join(", "),
                layer.text()
            );
            Template::new("layer", "$text")
                .set("text", text)
                .replace(op, &op.operand_values())
        })
    }
}

/// Columns of a panel.
const MOST_PANEL: u64 = 1 << 16;

/// More rows hide no more latency.
const MOST_ROWS: u64 = 16;

impl TileDskLinear {
    /// The tiles of one layer: what the options say, and the target where they say nothing.
    fn layer<'c>(&self, op: Op<'c>, target: &Target) -> Result<'c, Layer<'c>> {
        let operands = LinearOperands::of(op)?;
        let from = element_of(op, 0)?;
        let width = panel(operands.packed.r#type()).map_err(|error| op.op_error(error.message))?;
        if width > MOST_PANEL {
            return Err(op.op_error(format!(
                "has panels of {width} columns, expected at most {MOST_PANEL}: a panel is tiles of registers"
            )));
        }
        let group = group(from);
        // The widest vector that divides the panel.
        let mut lanes = target.simd(4);
        while !width.is_multiple_of(lanes) {
            lanes /= 2;
        }
        let of_panel = width / lanes;
        let given = |option: i64| (option > 0).then_some(option as u64);
        let rows_beside = |vectors: u64| {
            let rows = target.vector_registers.saturating_sub(vectors + 1) / vectors;
            given(self.rows).unwrap_or(rows.clamp(1, MOST_ROWS))
        };
        let vectors = match given(self.vectors) {
            Some(vectors) if of_panel.is_multiple_of(vectors) => vectors,
            Some(vectors) => {
                return Err(op.op_error(format!(
                    "has panels of {of_panel} vectors, expected a multiple of the {vectors} of a tile"
                )));
            }
            // Products for each load, the most.
            None => (1..=of_panel)
                .filter(|vectors| of_panel.is_multiple_of(*vectors))
                .max_by_key(|vectors| {
                    let rows = rows_beside(*vectors);
                    1000 * rows * vectors / (rows + vectors)
                })
                .unwrap_or(1),
        };
        let row_bytes = width * 4;
        let buffer = |value: Option<Val<'c>>| value.map(Buffer::of);
        let x = Buffer::of(operands.x);
        let depth_of = dims(operands.x.r#type()).and_then(|d| d.last().copied()).flatten();
        let result = op
            .operand_values()
            .last()
            .copied()
            .ok_or_else(|| op.op_error("has no destination"))?;
        let result = Buffer::of(result);
        let columns = result.sizes.last().copied().flatten();
        // Each expert's weights are read once: pieces are as many panels as are well ahead of memory, but some for each thread.
        let panel_bytes = depth_of.unwrap_or(1024).saturating_mul(row_bytes) / group;
        let panels = columns.unwrap_or(1).div_ceil(width);
        let panels_of_piece = match operands.offsets {
            Some(_) => (PIECE_BYTES / panel_bytes.max(1)).min(panels / 4).max(1),
            None => 1,
        };
        Ok(Layer {
            from,
            group,
            widens: group == 2 && !target.bf16_pairs(),
            width,
            lanes,
            vectors,
            rows: rows_beside(vectors),
            depth: given(self.depth).unwrap_or((target.l2_bytes / 8 / row_bytes).max(1)),
            chunk: given(self.chunk).unwrap_or(MOST_CHUNK_ROWS),
            panels_of_piece,
            columns,
            whole_groups: depth_of.is_some_and(|k| k.is_multiple_of(group)),
            activation: Activation::of(op)?,
            x,
            packed: Buffer::of(operands.packed),
            offsets: buffer(operands.offsets),
            gathered: buffer(operands.rows),
            row_scales: buffer(operands.row_scales),
            column_scales: buffer(operands.column_scales),
            bias: buffer(operands.bias),
            residual: buffer(operands.residual),
            quantizes: operands.scale.is_some(),
            result,
        })
    }
}

/// Bytes of weights in a piece of an expert.
const PIECE_BYTES: u64 = 3 << 19;

/// The sums of a piece stay in the first two caches.
const MOST_CHUNK_ROWS: u64 = 128;

/// Whether the last dimension of a memref lies side by side.
fn is_contiguous(value: Val<'_>) -> bool {
    strides(value.r#type()).is_some_and(|strides| strides.last() == Some(&Some(1)))
}
