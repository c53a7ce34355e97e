//! Over which experts the weights of a router are normalised. As the enumeration in `dialects/dsa/Enums.td`.

use dynsparse_ir::{Op, Result, operation::OpExt as _};

/// The experts whose weights add up to 1.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum RouterWeights {
    Chosen,
    All,
}

impl RouterWeights {
    /// What `normalize` of an op says.
    ///
    /// # Errors
    ///
    /// If that is not known here.
    pub fn of<'c>(op: Op<'c>) -> Result<'c, Self> {
        match op.int_attr("normalize") {
            Some(0) => Ok(Self::Chosen),
            Some(1) => Ok(Self::All),
            _ => Err(op.op_error("has no normalize that is known")),
        }
    }

    /// As it is printed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Chosen => "chosen",
            Self::All => "all",
        }
    }
}
