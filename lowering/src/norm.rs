//! The norms of `token_change`, as text for templates.

use dynsparse_ir::{Op, Result, operation::OpExt as _};

/// As the enumeration in `dialects/dsa/Enums.td`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Norm {
    L1,
    L2,
    Max,
    Mean,
}

impl Norm {
    /// The `norm` of an op.
    ///
    /// # Errors
    ///
    /// If it has none that is known here.
    pub fn of<'c>(op: Op<'c>) -> Result<'c, Self> {
        match op.int_attr("norm") {
            Some(0) => Ok(Self::L1),
            Some(1) => Ok(Self::L2),
            Some(2) => Ok(Self::Max),
            Some(3) => Ok(Self::Mean),
            _ => Err(op.op_error("has no norm that is known")),
        }
    }

    /// As it is printed.
    pub fn word(self) -> &'static str {
        match self {
            Self::L1 => "l1",
            Self::L2 => "l2",
            Self::Max => "max",
            Self::Mean => "mean",
        }
    }

    /// What a difference `%e` adds.
    pub fn size(self) -> &'static str {
        match self {
            Self::L2 => "arith.mulf %e, %e",
            Self::L1 | Self::Max | Self::Mean => "math.absf %e",
        }
    }

    /// The op that adds it.
    pub fn combine(self) -> &'static str {
        match self {
            Self::Max => "arith.maximumf",
            Self::L1 | Self::L2 | Self::Mean => "arith.addf",
        }
    }

    /// `%norm` of `%total`, in `f64`; there are `%C` channels, `%C_float` as a float.
    pub fn finish(self) -> &'static str {
        match self {
            // Adding 0 changes nothing, as no total is -0; it gives the number its name.
            Self::L1 | Self::Max => "%norm = arith.addf %total, %zero : f64",
            Self::L2 => "%norm = math.sqrt %total : f64",
            Self::Mean => {
                "%none = arith.cmpi eq, %C, %c0 : index
                 %quotient = arith.divf %total, %C_float : f64
                 %norm = arith.select %none, %zero, %quotient : f64"
            }
        }
    }
}
