//! Channels as loops.

use std::fmt::Write as _;

use dynsparse_dialects::Norm;
use dynsparse_ir::{Op, Result, melior::ir::Type, template::Template};

use super::{Lower, element_of, selection::inner_stride, temporal::widen_to_double};
use crate::{norm, precision::compute_type, target::Target};

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsk.score_channels", score_channels),
    ("dsk.gather_channels", gather_channels),
    ("dsk.scatter_channels", scatter_channels),
];

/// Vectors of eight channels whose sums are in registers at once.
const WIDE: usize = 4;

fn score_channels<'c>(op: Op<'c>, _: &Target) -> Result<'c, Template> {
    let (from, norm) = (element_of(op, 0)?, Norm::of(op)?);
    let stride = inner_stride(op, 0);
    let sums = Sums {
        from,
        to: compute_type(from),
        norm,
        stride,
    };
    Ok(Template::new("score_channels", include_str!("score_channels.mlir"))
        .set("T", from)
        .set("S", sums.to)
        .set("stride", stride)
        .set("wide", 8 * WIDE)
        .set("whole", sums.text(WIDE, true))
        .set("rest", sums.text(1, false)))
}

/// Sums of vectors of channels over all tokens.
struct Sums<'c> {
    from: Type<'c>,
    to: Type<'c>,
    norm: Norm,
    stride: &'static str,
}

impl Sums<'_> {
    /// The scores of so many vectors of eight channels behind `%c`, of which all exist where they are `whole`.
    fn text(&self, vectors: usize, whole: bool) -> String {
        let (from, to, stride) = (self.from, self.to, self.stride);
        let in_bounds = if whole { "{in_bounds = [true]}" } else { "" };
        let list = |text: &dyn Fn(usize) -> String| (0..vectors).map(text).collect::<Vec<_>>().join(", ");
        let mut text = String::new();
        for v in 0..vectors {
            let _ = write!(
                text,
                "%offset{v} = arith.constant {} : index
                 %c{v}_ = arith.addi %c, %offset{v} : index\n",
                8 * v
            );
        }
        let _ = writeln!(
            text,
            "{} = scf.for %i = %c0 to %N step %c1 iter_args({}) -> ({}) {{",
            list(&|v| format!("%total{v}")),
            list(&|v| format!("%sum{v} = %zeros")),
            list(&|_| "vector<8xf64>".to_owned()),
        );
        for v in 0..vectors {
            let _ = write!(
                text,
                "%x{v} = vector.transfer_read %tokens[%b, %i, %c{v}_], %pad {in_bounds}
                   : memref<?x?x?x{from}, strided<[?, ?, {stride}], offset: ?>>, vector<8x{from}>
                 {}",
                widen_to_double(&format!("x{v}"), 8, from)
            );
            let size = norm::size(self.norm).replace("%e", &format!("%wide_x{v}"));
            let _ = write!(
                text,
                "%size{v} = {size} : vector<8xf64>
                 %next{v} = {} %sum{v}, %size{v} : vector<8xf64>\n",
                norm::combine(self.norm)
            );
        }
        let _ = write!(
            text,
            "scf.yield {} : {}\n}}\n",
            list(&|v| format!("%next{v}")),
            list(&|_| "vector<8xf64>".to_owned()),
        );
        for v in 0..vectors {
            let norm = match self.norm {
                Norm::L1 | Norm::Max => format!("arith.addf %total{v}, %zeros"),
                Norm::L2 => format!("math.sqrt %total{v}"),
                Norm::Mean => format!("arith.divf %total{v}, %counts"),
            };
            let _ = writeln!(text, "%norm{v} = {norm} : vector<8xf64>");
            let rounded = if to.float_width() == 64 {
                format!("%norm{v}")
            } else {
                let _ = writeln!(
                    text,
                    "%rounded{v} = arith.truncf %norm{v} : vector<8xf64> to vector<8x{to}>"
                );
                format!("%rounded{v}")
            };
            let _ = writeln!(
                text,
                "vector.transfer_write {rounded}, %scores[%b, %c{v}_] {in_bounds}
                   : vector<8x{to}>, memref<?x?x{to}, strided<[?, ?], offset: ?>>"
            );
        }
        text
    }
}

/// Tokens that are copied side by side: an index is read and tested once for all of them.
const TOKENS: usize = 8;

fn gather_channels<'c>(op: Op<'c>, _: &Target) -> Result<'c, Template> {
    let template = Template::new("gather_channels", include_str!("gather_channels.mlir"));
    let element = element_of(op, 0)?;
    let cleared = |tokens| stores(element, tokens, ("packed", "k"), |_| "%zero".to_owned());
    let template = template
        .set("clear_several", cleared(TOKENS))
        .set("clear_one", cleared(1));
    Ok(copying(template, element, ("tokens", "c"), ("packed", "k")))
}

fn scatter_channels<'c>(op: Op<'c>, _: &Target) -> Result<'c, Template> {
    let template = Template::new("scatter_channels", include_str!("scatter_channels.mlir"));
    Ok(copying(template, element_of(op, 0)?, ("packed", "k"), ("tokens", "c")))
}

/// From a channel of one buffer to a channel of the other, of several tokens from `%i0` on and of that one.
fn copying(template: Template, element: Type<'_>, from: (&str, &str), to: (&str, &str)) -> Template {
    let copied = |tokens: usize| {
        let mut text = String::new();
        for t in 0..tokens {
            let _ = writeln!(
                text,
                "%x{t} = memref.load %{}[%b, %i{t}, %{}] : {}",
                from.0,
                from.1,
                buffer(element)
            );
        }
        text + &stores(element, tokens, to, |t| format!("%x{t}"))
    };
    let mut names = String::new();
    for t in 1..TOKENS {
        let _ = write!(
            names,
            "%token{t} = arith.constant {t} : index
             %i{t} = arith.addi %i0, %token{t} : index\n"
        );
    }
    template
        .set("T", element)
        .set("tokens_at_once", TOKENS)
        .set("names", names)
        .set("copy_several", copied(TOKENS))
        .set("copy_one", copied(1))
}

/// `value(t)` to a channel of each of so many tokens.
fn stores(element: Type<'_>, tokens: usize, (to, channel): (&str, &str), value: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for t in 0..tokens {
        let _ = writeln!(
            text,
            "memref.store {}, %{to}[%b, %i{t}, %{channel}] : {}",
            value(t),
            buffer(element)
        );
    }
    text
}

/// The type of both buffers.
fn buffer(element: Type<'_>) -> String {
    format!("memref<?x?x?x{element}, strided<[?, ?, ?], offset: ?>>")
}
