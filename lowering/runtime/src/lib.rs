//! What compiled code calls, as a C ABI: a parallel loop, the number of threads that it may use, the copy of strided memrefs,
//! conversions of 16-bit floats that a processor may lack, the numbers that a failed check compared, the counters of a report,
//! and the end of a program whose patterns are not valid. Beside these, compiled code calls only `malloc`, `free`, `memcpy` and
//! libm. Whoever loads compiled code calls `dynsparse_keep_memory`, so that malloc keeps what is freed.
//!
//! ```c
//! void    dynsparse_parallel_for(int64_t count, void (*body)(void *ctx, int64_t i), void *ctx);
//! void    dynsparse_set_num_threads(int64_t n);
//! int64_t dynsparse_get_num_threads(void);
//! void    dynsparse_keep_memory(void);
//! void    dynsparse_invalid_pattern(const char *op, int64_t violation, int64_t batch, int64_t head, int64_t row,
//!                                   int64_t value, int64_t other);
//! void    dynsparse_compared(int64_t a, int64_t b);
//! void    dynsparse_count(int64_t op, int64_t place, int64_t number);
//! ```
//!
//! The crate is linked into the tools, whose JIT resolves the names, and as a static library into every shared library
//! that `ds-translate` makes of code that calls it.
//!
//! # What it must not know
//!
//! MLIR, LLVM and the other crates: it is linked into programs that have none of them.
//!
//! # Invariants
//!
//! - Nothing unwinds out of a function that compiled code calls.
//! - An iteration of the parallel loop runs exactly once, and what it wrote is visible when the loop returns.

#[macro_use]
mod functions;

mod compared;
mod copy;
mod count;
mod float;
mod invalid;
mod memory;
mod parallel;
mod places;

pub use compared::dynsparse_compared;
pub use copy::{UnrankedMemRef, memrefCopy};
pub use count::{Counts, dynsparse_count, take_counts};
pub use float::{__extendhfsf2, __truncdfbf2, __truncdfhf2, __truncsfbf2, __truncsfhf2};
pub use invalid::{VIOLATIONS, Violation, dynsparse_invalid_pattern};
pub use memory::dynsparse_keep_memory;
pub use parallel::{Body, dynsparse_get_num_threads, dynsparse_parallel_for, dynsparse_set_num_threads};

macro_rules! symbols {
    ($($name:ident,)*) => {
        vec![$((stringify!($name), $name as *const ())),*]
    };
}

/// Every function here by its name, with its address, for a JIT, which has no linker to look names up.
pub fn symbols() -> Vec<(&'static str, *const ())> {
    with_functions!(symbols)
}
