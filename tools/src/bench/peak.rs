//! What the machine can do: multiply-adds in registers, and bytes from and to memory, by programs of the same compiler.

use std::time::Duration;

use anyhow::Result;
use dynsparse_lowering::{
    codegen::{array::Array, jit::Function, signature::Element, unit},
    target::Target,
};
use serde::{Deserialize, Serialize};

use super::{
    cases::Dtype,
    program::{Compiled, FUNCTION, Variant, compile},
};
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

/// `f32` numbers of a vector register, of the size that kernels use.
fn lanes(target: &Target) -> usize {
    target.simd(Element::F32.size() as u64) as usize
}

/// What a lane of a register does in an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// A multiply-add in `f32`.
    F32,
    /// The same by two instructions.
    F32InTwo,
    /// Two, of `bf16` to `f32`.
    Bf16Pairs,
}

impl Step {
    /// The most that this machine does for elements of that type.
    fn of(dtype: Dtype, target: &Target) -> Self {
        if dtype == Dtype::Bf16 && target.bf16_pairs() {
            Self::Bf16Pairs
        } else if has_multiply_adds(target) {
            Self::F32
        } else {
            Self::F32InTwo
        }
    }

    fn multiply_adds(self) -> usize {
        match self {
            Self::F32 | Self::F32InTwo => 1,
            Self::Bf16Pairs => 2,
        }
    }
}

/// Whether this machine has an instruction for a multiply-add: of those we know, an `x86_64` may have none.
fn has_multiply_adds(target: &Target) -> bool {
    let (_, features) = unit::host_cpu();
    !target.is_x86_64() || features.split(',').any(|feature| feature == "+fma")
}

/// A program of multiply-adds that touches no memory.
pub struct Peak {
    compiled: Compiled,
    step: Step,
    lanes: usize,
}

impl Peak {
    /// Compiles it for elements of that type: where the processor has no arithmetic in it, for `f32`.
    ///
    /// # Errors
    ///
    /// The compiler's own words.
    pub fn compile(dtype: Dtype) -> Result<Self> {
        let target = Target::host();
        let (lanes, step) = (lanes(&target), Step::of(dtype, &target));
        Ok(Self {
            compiled: compile(&multiply_adds(lanes, step), Variant::Fast)?,
            step,
            lanes,
        })
    }

    /// The function.
    ///
    /// # Errors
    ///
    /// If it cannot be loaded.
    pub fn function(&self) -> Result<Function<'_>> {
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
    pub fn gflop(&self, threads: u32) -> f64 {
        let each = self.lanes * CHAINS * UNROLLED * STEPS * PIECES * self.step.multiply_adds();
        2.0 * each as f64 * f64::from(threads) / 1e9
    }
}

/// `x = a * x + b`, over and over, from one `b` on; or `x = x + a0 * b0 + a1 * b1`.
fn multiply_adds(lanes: usize, step: Step) -> String {
    let vector = format!("vector<{lanes}xf32>");
    let pairs = format!("vector<{}xbf16>", 2 * lanes);
    let operands = match step {
        Step::F32 | Step::F32InTwo => format!(
            "%a = vector.broadcast %first : f32 to {vector}
    %b = vector.broadcast %second : f32 to {vector}"
        ),
        Step::Bf16Pairs => format!(
            "%first_narrow = arith.truncf %first : f32 to bf16
    %second_narrow = arith.truncf %second : f32 to bf16
    %a = vector.broadcast %first_narrow : bf16 to {pairs}
    %b = vector.broadcast %second_narrow : bf16 to {pairs}"
        ),
    };
    let one = |to: &str, from: &str| match step {
        Step::F32 => format!("{to} = vector.fma %a, {from}, %b : {vector}"),
        Step::F32InTwo => format!(
            "{to}_times = arith.mulf %a, {from} : {vector}
      {to} = arith.addf {to}_times, %b : {vector}"
        ),
        Step::Bf16Pairs => format!(
            "{to} = llvm.call_intrinsic \"llvm.x86.avx512bf16.dpbf16ps.{}\"({from}, %a, %b)
        : ({vector}, {pairs}, {pairs}) -> {vector}",
            32 * lanes
        ),
    };
    let list = |text: &dyn Fn(usize) -> String| (0..CHAINS).map(text).collect::<Vec<_>>().join(", ");
    let types = [vector.as_str(); CHAINS].join(", ");
    let starts = lines(CHAINS, |c| {
        format!("%start_{c} = arith.constant dense<{c}.0> : {vector}")
    });
    let steps = lines(UNROLLED * CHAINS, |i| {
        let (turn, chain) = (i / CHAINS, i % CHAINS);
        one(&format!("%x{}_{chain}", turn + 1), &format!("%x{turn}_{chain}"))
    });
    let sums = lines(CHAINS, |c| {
        let so_far = if c == 0 {
            "%start_0".to_owned()
        } else {
            format!("%sum_{}", c - 1)
        };
        format!("%sum_{c} = arith.addf {so_far}, %ends#{c} : {vector}")
    });
    format!(
        "func.func @{FUNCTION}(%seed: memref<2xf32>, %out: memref<?xf32>) {{
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %steps = arith.constant {STEPS} : index
  %pieces = memref.dim %out, %c0 : memref<?xf32>
  dsk.partition(%pieces) {{
  ^bb0(%piece: index):
    %first = memref.load %seed[%c0] : memref<2xf32>
    %second = memref.load %seed[%c1] : memref<2xf32>
    {operands}
    {starts}
    %ends:{CHAINS} = scf.for %step = %c0 to %steps step %c1 iter_args({}) -> ({types}) {{
      {steps}
      scf.yield {} : {types}
    }}
    {sums}
    %number = vector.reduction <add>, %sum_{} : {vector} into f32
    memref.store %number, %out[%piece] : memref<?xf32>
  }}
  return
}}
",
        list(&|c| format!("%x0_{c} = %start_{c}")),
        list(&|c| format!("%x{UNROLLED}_{c}")),
        CHAINS - 1
    )
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
    let (pieces, lanes) = (PIECES * threads as usize, lanes(&Target::host()));
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
        read_gb_s: rate(&read(lanes, pieces), pieces, gigabytes)?,
        copy_gb_s: rate(&copy(lanes, pieces), MANY, 2.0 * gigabytes)?,
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

#[cfg(test)]
mod tests {
    use dynsparse_ir::{context, melior::ir::Module};
    use dynsparse_lowering::codegen::{
        lower::{self, Lowering},
        unit::{Level, LlvmContext, Machine, Unit},
    };

    use super::*;

    /// The loop of multiply-adds is only the peak if the compiler leaves it as it is.
    fn assembly(step: Step, cpu: &str, lanes: usize) -> String {
        dynsparse_lowering::register();
        let context = context::create();
        let module = Module::parse(&context, &multiply_adds(lanes, step)).expect("the program parses");
        lower::to_llvm(module.as_operation(), &Lowering::default()).unwrap();
        let llvm = LlvmContext::create();
        let machine = Machine {
            triple: Some("x86_64-unknown-linux-gnu".to_owned()),
            cpu: Some(cpu.to_owned()),
            features: None,
        };
        let unit = Unit::translate(module.as_operation(), &llvm, &machine, Level::MOST).unwrap();
        unit.optimise().unwrap();
        String::from_utf8(unit.assembly().unwrap()).unwrap()
    }

    #[test]
    fn instructions() {
        for (step, cpu, lanes, instruction, register) in [
            (Step::F32InTwo, "x86-64", 4, "mulps", "%xmm"),
            (Step::F32InTwo, "x86-64", 4, "addps", "%xmm"),
            (Step::F32, "x86-64-v3", 8, "vfmadd", "%ymm"),
            (Step::F32, "znver4", 16, "vfmadd", "%zmm"),
            (Step::Bf16Pairs, "znver4", 16, "vdpbf16ps", "%zmm"),
        ] {
            let text = assembly(step, cpu, lanes);
            let count = |in_memory: bool| {
                let own = text
                    .lines()
                    .filter(|line| line.contains(instruction) && line.contains(register));
                own.filter(|line| line.contains('(') == in_memory).count()
            };
            assert!(count(false) >= CHAINS * UNROLLED, "{cpu}: {text}");
            assert_eq!(count(true), 0, "{cpu}: an operand is in memory: {text}");
        }
    }
}
