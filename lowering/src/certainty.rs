//! The measures of `confidence`, as text for templates.

use dynsparse_ir::{Op, Result, operation::OpExt as _};

/// As the enumeration in `dialects/dsa/Enums.td`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    Max,
    Margin,
    Entropy,
}

impl Certainty {
    /// The `by` of an op.
    ///
    /// # Errors
    ///
    /// If it has none that is known here.
    pub fn of<'c>(op: Op<'c>) -> Result<'c, Self> {
        match op.int_attr("by") {
            Some(0) => Ok(Self::Max),
            Some(1) => Ok(Self::Margin),
            Some(2) => Ok(Self::Entropy),
            _ => Err(op.op_error("has no measure that is known")),
        }
    }

    /// As it is printed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Max => "max",
            Self::Margin => "margin",
            Self::Entropy => "entropy",
        }
    }

    /// `%sure` of the highest logit `%m`, the second highest `%second`, the sum of weights `%Z` and the sum of weighted
    /// differences `%E`, in `f64`; there are `%C` classes, `%C_float` as a float.
    pub fn finish(self) -> &'static str {
        match self {
            Self::Max => "%sure = arith.divf %one, %Z : f64",
            Self::Margin => {
                "%below = arith.subf %second, %m : f64
                 %second_weight = math.exp %below : f64
                 %margin = arith.subf %one, %second_weight : f64
                 %sure = arith.divf %margin, %Z : f64"
            }
            Self::Entropy => {
                "%log_Z = math.log %Z : f64
                 %mean = arith.divf %E, %Z : f64
                 %entropy = arith.subf %log_Z, %mean : f64
                 %most = math.log %C_float : f64
                 %share = arith.divf %entropy, %most : f64
                 %rest = arith.subf %one, %share : f64
                 // Of one class there is no entropy, and no share of it.
                 %single = arith.cmpi eq, %C, %c1 : index
                 %sole = arith.divf %one, %Z : f64
                 %sure = arith.select %single, %sole, %rest : f64"
            }
        }
    }
}
