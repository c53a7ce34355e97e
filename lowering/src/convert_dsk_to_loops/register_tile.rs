//! Register tiles as text: some rows by a vector of columns, whose sums are in registers while what they are over goes by.

use std::fmt::Write as _;

use dynsparse_ir::{Op, Result, melior::ir::Type, template::Template};

use super::element_of;
use crate::{
    precision::{compute_type, widen},
    target::Target,
};

/// The layout of an operand of rank 4 of which nothing is known.
pub(super) const ANY: &str = "strided<[?, ?, ?, ?], offset: ?>";

/// The parts of a kernel that repeat, once for each row of a register tile.
pub(super) struct Tile<'c> {
    /// Of what is read.
    pub from: Type<'c>,
    /// Of what is computed in.
    pub to: Type<'c>,
    /// Numbers in a vector.
    pub lanes: u64,
    /// Rows in registers.
    pub rows: u64,
}

impl<'c> Tile<'c> {
    pub fn of(op: Op<'c>, target: &Target) -> Result<'c, Self> {
        let from = element_of(op, 0)?;
        let to = compute_type(from);
        let bytes = u64::from(to.float_width()) / 8;
        let lanes = target.simd(bytes);
        Ok(Self {
            from,
            to,
            lanes,
            rows: target.rows(lanes, bytes).min(8),
        })
    }

    pub fn each(&self, text: impl Fn(u64) -> String) -> String {
        (0..self.rows).map(text).collect::<Vec<_>>().join("\n")
    }

    pub fn list(&self, text: impl Fn(u64) -> String) -> String {
        (0..self.rows).map(text).collect::<Vec<_>>().join(", ")
    }

    pub fn vector(&self) -> String {
        format!("vector<{}x{}>", self.lanes, self.to)
    }

    pub fn types(&self) -> String {
        self.list(|_| self.vector())
    }

    /// `%any`, whether one of `%<name>T` is true.
    pub fn any(&self, name: &str) -> String {
        let mut text = format!("%any_0 = arith.ori %{name}0, %{name}0 : i1\n");
        for t in 1..self.rows {
            let _ = writeln!(text, "%any_{t} = arith.ori %any_{}, %{name}{t} : i1", t - 1);
        }
        text + &format!("%any = arith.ori %any_{0}, %any_{0} : i1", self.rows - 1)
    }

    /// `%wide_NAME`, the vector `%NAME` in the type that is computed in.
    pub fn widened(&self, name: &str) -> String {
        widen(name, &format!("wide_{name}"), [self.from, self.to], Some(self.lanes))
    }

    /// `%NAME`, an element of `buffer` in every lane.
    pub fn broadcast(&self, name: &str, buffer: &str, at: &str) -> String {
        let (from, to) = (self.from, self.to);
        let wide = widen(&format!("{name}_loaded"), &format!("{name}_wide"), [from, to], None);
        format!(
            "%{name}_loaded = memref.load {buffer}[{at}] : memref<?x?x?x?x{from}, {ANY}>
             {wide}
             %{name} = vector.broadcast %{name}_wide : {to} to {}",
            self.vector()
        )
    }

    /// A vector of a buffer's last dimension, `%wide_NAME`.
    pub fn read(&self, name: &str, buffer: &str, at: &str, stride: &str, whole: bool) -> String {
        let (from, lanes) = (self.from, self.lanes);
        let bounds = if whole { " {in_bounds = [true]}" } else { "" };
        format!(
            "%{name} = vector.transfer_read {buffer}[{at}], %pad{bounds}
               : memref<?x?x?x?x{from}, strided<[?, ?, ?, {stride}], offset: ?>>, vector<{lanes}x{from}>
             {}",
            self.widened(name)
        )
    }

    /// `%sums`, the products of queries `%queryT` and the keys of panel `panel`, which lie side by side for each dimension.
    pub fn panel_sums(&self, panel: &str) -> String {
        let (lanes, to, vector, types) = (self.lanes, self.to, self.vector(), self.types());
        let steps = self.each(|t| {
            let query = self.broadcast(
                &format!("query_value{t}"),
                "%queries",
                &format!("%b, %h, %query{t}, %z"),
            );
            format!("{query}\n%next{t} = math.fma %query_value{t}, %key_values, %sum{t} : {vector}")
        });
        format!(
            "%sums:{rows} = scf.for %z = %c0 to %d step %c1 iter_args({inits}) -> ({types}) {{
               %key_values = vector.load %panels[{panel}, %z, %c0] : memref<?x?x{lanes}x{to}>, {vector}
               {steps}
               scf.yield {nexts} : {types}
             }}",
            rows = self.rows,
            inits = self.list(|t| format!("%sum{t} = %zeros")),
            nexts = self.list(|t| format!("%next{t}")),
        )
    }

    /// The op that narrows the vector `value` to the type that is read and written, and its result, `%rounded_NAME`; nothing and
    /// the vector where it is of that type.
    pub fn rounded(&self, value: &str, name: &str) -> (String, String) {
        if self.from.float_width() == self.to.float_width() {
            return (String::new(), value.to_owned());
        }
        let (lanes, from, vector) = (self.lanes, self.from, self.vector());
        let round = format!("%rounded_{name} = arith.truncf {value} : {vector} to vector<{lanes}x{from}>");
        (round, format!("%rounded_{name}"))
    }

    /// Writes the vector `value`, rounded, to a buffer's last dimension from `%e` on: as it is where the buffer has all of it, else
    /// by parts of a register each. LLVM 22 makes a store of `bf16` of a part of several registers, 33 numbers of 64 say, one
    /// that it has no instruction for.
    pub fn write(&self, value: &str, name: &str, [buffer, row, stride]: [&str; 3], registers: Option<u64>) -> String {
        let (round, rounded) = self.rounded(value, name);
        let (from, lanes) = (self.from, self.lanes);
        let of_buffer = format!("memref<?x?x?x?x{from}, strided<[?, ?, ?, {stride}], offset: ?>>");
        let vector = format!("vector<{lanes}x{from}>");
        let Some(registers) = registers else {
            return format!(
                "{round}
                 vector.transfer_write {rounded}, {buffer}[{row}, %e] {{in_bounds = [true]}} : {vector}, {of_buffer}"
            );
        };
        let part = lanes / registers;
        (0..registers).fold(round, |text, i| {
            let first = i * part;
            format!(
                "{text}
                 %part_{name}_{i} = vector.extract_strided_slice {rounded} {{offsets = [{first}], sizes = [{part}], strides = [1]}}
                   : {vector} to vector<{part}x{from}>
                 %first_{name}_{i} = arith.constant {first} : index
                 %column_{name}_{i} = arith.addi %e, %first_{name}_{i} : index
                 vector.transfer_write %part_{name}_{i}, {buffer}[{row}, %column_{name}_{i}]
                   : vector<{part}x{from}>, {of_buffer}"
            )
        })
    }

    /// What kernels that compute by tiles have in common.
    pub fn set(&self, template: Template) -> Template {
        template
            .set("T", self.from)
            .set("S", self.to)
            .set("lanes", self.lanes)
            .set("tile", self.rows)
    }
}
