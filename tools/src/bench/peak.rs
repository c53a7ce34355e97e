//! What the machine can do: multiply-adds in registers, and bytes from and to memory, by programs of the same compiler.

use std::{fmt::Write as _, time::Duration};

use anyhow::Result;
use dynsparse_lowering::codegen::{array::Array, signature::Element};
use serde::{Deserialize, Serialize};

use super::program::{Compiled, FUNCTION, Variant, compile};
use crate::timing::{self, Budget, Subject};

/// Independent chains of multiply-adds: more than are in flight at once (2 units x 5 cycles), and as many as 16 registers hold
/// beside two operands.
const CHAINS: usize = 12;
/// Multiply-adds of a chain in an iteration.
const UNROLLED: usize = 8;
/// Iterations of a piece of work: some tenths of a millisecond.
const STEPS: usize = 10_000;
/// Pieces of work for each thread, so that a thread that comes late leaves some to the others.
const PIECES: usize = 8;

/// `f32` numbers of a vector register.
pub fn lanes() -> usize {
    #[cfg(target_arch = "x86_64")]
    {
        if std::arch::is_x86_feature_detected!("avx512f") {
            return 16;
        }
        if std::arch::is_x86_feature_detected!("avx") {
            return 8;
        }
    }
    4
}

/// A program of multiply-adds in `f32` that touches no memory.
pub struct Peak {
    compiled: Compiled,
}

impl Peak {
    /// Compiles it.
    ///
    /// # Errors
    ///
    /// The compiler's own words.
    pub fn compile() -> Result<Self> {
        Ok(Self {
            compiled: compile(&multiply_adds(lanes()), Variant::Fast)?,
        })
    }

    /// The function.
    ///
    /// # Errors
    ///
    /// If it cannot be loaded.
    pub fn function(&self) -> Result<dynsparse_lowering::codegen::jit::Function<'_>> {
        Ok(self.compiled.program.function(FUNCTION)?)
    }

    /// Its inputs, for that many threads.
    ///
    /// # Errors
    ///
    /// None in practice: they are small.
    pub fn inputs(threads: u32) -> Result<Vec<Array>> {
        let pieces = PIECES * threads as usize;
        let mut seed = [0.5, 1.0].into_iter();
        Ok(vec![
            Array::from_floats(Element::F32, &[2], || seed.next().unwrap_or(0.0))?,
            Array::zeros(Element::F32, &[pieces])?,
        ])
    }

    /// How many floating-point operations, in 1e9, a call makes on that many threads.
    pub fn gflop(threads: u32) -> f64 {
        2.0 * (lanes() * CHAINS * UNROLLED * STEPS * PIECES) as f64 * f64::from(threads) / 1e9
    }
}

/// `x = a * x + b`, over and over, from one `b` on.
fn multiply_adds(lanes: usize) -> String {
    let vector = format!("vector<{lanes}xf32>");
    let names = |prefix: &str| {
        (0..CHAINS)
            .map(|c| format!("%{prefix}_{c}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let types = [vector.as_str(); CHAINS].join(", ");
    let mut text = format!(
        "func.func @{FUNCTION}(%seed: memref<2xf32>, %out: memref<?xf32>) {{
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %steps = arith.constant {STEPS} : index
  %pieces = memref.dim %out, %c0 : memref<?xf32>
  dsk.partition(%pieces) {{
  ^bb0(%piece: index):
    %first = memref.load %seed[%c0] : memref<2xf32>
    %second = memref.load %seed[%c1] : memref<2xf32>
    %a = vector.broadcast %first : f32 to {vector}
    %b = vector.broadcast %second : f32 to {vector}
"
    );
    // Writing to a string cannot fail.
    for chain in 0..CHAINS {
        let _ = writeln!(text, "    %start_{chain} = arith.constant dense<{chain}.0> : {vector}");
    }
    let begins = (0..CHAINS)
        .map(|c| format!("%x0_{c} = %start_{c}"))
        .collect::<Vec<_>>()
        .join(", ");
    let _ = writeln!(
        text,
        "    %sums:{CHAINS} = scf.for %step = %c0 to %steps step %c1 iter_args({begins}) -> ({types}) {{"
    );
    for turn in 1..=UNROLLED {
        for chain in 0..CHAINS {
            let _ = writeln!(
                text,
                "      %x{turn}_{chain} = vector.fma %a, %x{}_{chain}, %b : {vector}",
                turn - 1
            );
        }
    }
    let _ = writeln!(
        text,
        "      scf.yield {} : {types}\n    }}",
        names(&format!("x{UNROLLED}"))
    );
    let mut sum = "%sums#0".to_owned();
    for chain in 1..CHAINS {
        let _ = writeln!(text, "    %sum_{chain} = arith.addf {sum}, %sums#{chain} : {vector}");
        sum = format!("%sum_{chain}");
    }
    let _ = writeln!(
        text,
        "    %number = vector.reduction <add>, {sum} : {vector} into f32
    memref.store %number, %out[%piece] : memref<?xf32>
  }}
  return
}}"
    );
    text
}

/// Numbers of `f32` that no cache holds: 128 MiB.
const MANY: usize = 1 << 25;

/// What memory gives and takes on some threads.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Bandwidth {
    /// On how many threads.
    pub threads: u32,
    /// Bytes read, in 1e9 a second.
    pub read_gb_s: f64,
    /// Bytes read and written by a copy, in 1e9 a second.
    pub copy_gb_s: f64,
}

/// Measures it.
///
/// # Errors
///
/// The compiler's own words, or if there is no memory.
pub fn bandwidth(threads: u32, budget: Budget) -> Result<Bandwidth> {
    let budget = Budget {
        measure: budget.measure.min(Duration::from_millis(500)),
        warm_up: budget.warm_up.min(Duration::from_millis(200)),
        ..budget
    };
    let pieces = PIECES * threads as usize;
    let from = Array::zeros(Element::F32, &[MANY])?;
    let gigabytes = (MANY * Element::F32.size()) as f64 / 1e9;
    let rate = |text: &str, to: usize, bytes: f64| -> Result<f64> {
        let compiled = compile(text, Variant::Fast)?;
        let function = compiled.program.function(FUNCTION)?;
        let mut subject = Subject {
            function: &function,
            inputs: vec![from.clone(), Array::zeros(Element::F32, &[to])?],
            threads,
        };
        let (times, _) = timing::measure(&mut subject, &mut [], budget)?;
        Ok(bytes * 1e3 / times.median_ms)
    };
    Ok(Bandwidth {
        threads,
        read_gb_s: rate(&read(lanes(), pieces), pieces, gigabytes)?,
        copy_gb_s: rate(&copy(lanes(), pieces), MANY, 2.0 * gigabytes)?,
    })
}

/// Vectors of an iteration of [`read`] and [`copy`].
const STREAMS: usize = 4;

/// Sums `MANY` numbers in pieces.
fn read(lanes: usize, pieces: usize) -> String {
    let vector = format!("vector<{lanes}xf32>");
    let list = |text: &dyn Fn(usize) -> String| (0..STREAMS).map(text).collect::<Vec<_>>().join(", ");
    let types = list(&|_| vector.clone());
    let loads = lines(STREAMS, |s| {
        format!(
            "%at{s} = arith.addi %i, %offset{s} : index
      %x{s} = vector.load %from[%at{s}] : memref<{MANY}xf32>, {vector}
      %next{s} = arith.addf %sum{s}, %x{s} : {vector}"
        )
    });
    let total = lines(STREAMS, |s| {
        let so_far = if s == 0 {
            "%zeros".to_owned()
        } else {
            format!("%total{}", s - 1)
        };
        format!("%total{s} = arith.addf {so_far}, %sums#{s} : {vector}")
    });
    pieces_of(
        lanes,
        pieces,
        &format!("memref<{pieces}xf32>"),
        &format!(
            "%zeros = arith.constant dense<0.0> : {vector}
    %sums:{STREAMS} = scf.for %i = %begin to %end step %step iter_args({}) -> ({types}) {{
      {loads}
      scf.yield {} : {types}
    }}
    {total}
    %number = vector.reduction <add>, %total{} : {vector} into f32
    memref.store %number, %to[%piece] : memref<{pieces}xf32>",
            list(&|s| format!("%sum{s} = %zeros")),
            list(&|s| format!("%next{s}")),
            STREAMS - 1
        ),
    )
}

/// Copies `MANY` numbers in pieces.
fn copy(lanes: usize, pieces: usize) -> String {
    let vector = format!("vector<{lanes}xf32>");
    let moves = lines(STREAMS, |s| {
        format!(
            "%at{s} = arith.addi %i, %offset{s} : index
      %x{s} = vector.load %from[%at{s}] : memref<{MANY}xf32>, {vector}
      vector.store %x{s}, %to[%at{s}] : memref<{MANY}xf32>, {vector}"
        )
    });
    pieces_of(
        lanes,
        pieces,
        &format!("memref<{MANY}xf32>"),
        &format!("scf.for %i = %begin to %end step %step {{\n      {moves}\n    }}"),
    )
}

fn lines(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect::<Vec<_>>().join("\n      ")
}

/// A program that does `body` for the numbers from `%begin` to `%end` of each piece.
fn pieces_of(lanes: usize, pieces: usize, to: &str, body: &str) -> String {
    let offsets = lines(STREAMS, |s| {
        format!("%offset{s} = arith.constant {} : index", s * lanes)
    });
    format!(
        "func.func @{FUNCTION}(%from: memref<{MANY}xf32>, %to: {to}) {{
  %pieces = arith.constant {pieces} : index
  dsk.partition(%pieces) {{
  ^bb0(%piece: index):
    %step = arith.constant {} : index
    %length = arith.constant {} : index
    {offsets}
    %begin = arith.muli %piece, %length : index
    %end = arith.addi %begin, %length : index
    {body}
  }}
  return
}}
",
        STREAMS * lanes,
        MANY / pieces / (STREAMS * lanes) * (STREAMS * lanes)
    )
}
