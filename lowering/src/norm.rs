//! The norms of `token_change`, as text for templates.

use dynsparse_dialects::Norm;

/// What a difference `%e` adds.
pub fn size(norm: Norm) -> &'static str {
    match norm {
        Norm::L2 => "arith.mulf %e, %e",
        Norm::L1 | Norm::Max | Norm::Mean => "math.absf %e",
    }
}

/// The op that adds it.
pub fn combine(norm: Norm) -> &'static str {
    match norm {
        Norm::Max => "arith.maximumf",
        Norm::L1 | Norm::L2 | Norm::Mean => "arith.addf",
    }
}

/// `%norm` of `%total`, in `f64`; there are `%C` channels, `%C_float` as a float.
pub fn finish(norm: Norm) -> &'static str {
    match norm {
        // Adding 0 changes nothing, as no total is -0; it gives the number its name.
        Norm::L1 | Norm::Max => "%norm = arith.addf %total, %zero : f64",
        Norm::L2 => "%norm = math.sqrt %total : f64",
        Norm::Mean => {
            "%none = arith.cmpi eq, %C, %c0 : index
             %quotient = arith.divf %total, %C_float : f64
             %norm = arith.select %none, %zero, %quotient : f64"
        }
    }
}
