//! The enumerations of both dialects, generated from their TableGen, and the attributes that hold them.

use dynsparse_ir::{Op, Result, operation::OpExt as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

include!(concat!(env!("OUT_DIR"), "/enums.rs"));

impl Norm {
    /// The `norm` of an op.
    ///
    /// # Errors
    ///
    /// If it has none.
    pub fn of<'c>(op: Op<'c>) -> Result<'c, Self> {
        stated(op, "norm", Self::from_number)
    }
}

impl Certainty {
    /// The measure that an op goes `by`.
    ///
    /// # Errors
    ///
    /// If it has none.
    pub fn of<'c>(op: Op<'c>) -> Result<'c, Self> {
        stated(op, "by", Self::from_number)
    }
}

impl RouterWeights {
    /// What `normalize` of an op says.
    ///
    /// # Errors
    ///
    /// If it says nothing.
    pub fn of<'c>(op: Op<'c>) -> Result<'c, Self> {
        stated(op, "normalize", Self::from_number)
    }
}

impl Activation {
    /// The `activation` of an op; without one its sums stay as they are.
    ///
    /// # Errors
    ///
    /// If it has one that is not known here.
    pub fn of<'c>(op: Op<'c>) -> Result<'c, Self> {
        if op.attr("activation").is_none() {
            return Ok(Self::None);
        }
        stated(op, "activation", Self::from_number)
    }
}

/// What an attribute says that holds the number of a case.
fn stated<'c, T>(op: Op<'c>, attribute: &str, case: impl Fn(i64) -> Option<T>) -> Result<'c, T> {
    let stated = op.int_attr(attribute).and_then(case);
    stated.ok_or_else(|| op.op_error(format!("has no '{attribute}' that is known")))
}

/// By its word.
impl Serialize for Activation {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// By its word.
impl<'de> Deserialize<'de> for Activation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Self::from_word(&word).ok_or_else(|| D::Error::unknown_variant(&word, Self::WORDS))
    }
}
