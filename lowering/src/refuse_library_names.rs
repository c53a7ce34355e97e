//! `refuse-library-names`: no function of a program has the name of one that compiled code calls.

use dynsparse_ir::{
    Op, Result,
    melior::ir::{RegionLike as _, operation::OperationLike as _},
    operation::{OpExt as _, collect, symbol_name},
    pass::{Pass, PassRun},
};

use crate::RefuseLibraryNames;

/// Functions of the C library that lowerings, or LLVM, call, or know what they give.
const LIBRARY: [&str; 15] = [
    "abort",
    "aligned_alloc",
    "bcmp",
    "calloc",
    "dprintf",
    "free",
    "malloc",
    "memcmp",
    "memcpy",
    "memmove",
    "memset",
    "printf",
    "puts",
    "realloc",
    "strlen",
];

/// Those of libm, of which `f` and `l` are for other widths.
const MATH: [&str; 41] = [
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "cbrt",
    "ceil",
    "copysign",
    "cos",
    "cosh",
    "erf",
    "erfc",
    "exp",
    "exp10",
    "exp2",
    "expm1",
    "fabs",
    "floor",
    "fma",
    "fmax",
    "fmin",
    "fmod",
    "ldexp",
    "log",
    "log10",
    "log1p",
    "log2",
    "pow",
    "rint",
    "round",
    "roundeven",
    "sin",
    "sincos",
    "sinh",
    "sqrt",
    "tan",
    "tanh",
    "trunc",
    "nearbyint",
];

impl Pass for RefuseLibraryNames {
    fn run<'c>(&self, module: Op<'c>, run: &PassRun) -> Result<'c> {
        run.mark_all_analyses_preserved();
        for function in collect(module, |name| name == "func.func") {
            let has_body = function.region(0).is_ok_and(|body| body.first_block().is_some());
            let name = symbol_name(function).unwrap_or_default();
            if has_body && is_taken(&name) {
                return Err(function.op_error(format!(
                    "is named '{name}', as a function that compiled code calls or the compiler knows: expected another name"
                )));
            }
        }
        Ok(())
    }
}

fn is_taken(name: &str) -> bool {
    let math = name.strip_suffix(['f', 'l']).unwrap_or(name);
    let math = MATH.iter().any(|taken| *taken == name || *taken == math);
    let runtime = dynsparse_runtime::symbols();
    math || LIBRARY.contains(&name) || runtime.iter().any(|(taken, _)| *taken == name)
}
