//! Lowerings written as MLIR text.
//!
//! A template is a `.mlir` file with one function. Words of the form `$name` or `${name}` are replaced, the text is parsed
//! in the context at hand, and the function's body takes the place of an op: its arguments become the op's operands, its
//! returned values the op's results. Where types differ only in what is static, a cast is put between, so that a
//! template written for `tensor<?x?xf32>` serves every shape and `canonicalize` makes it static again.

use melior::{
    Context,
    ir::{
        BlockLike as _, Module, OperationRef, RegionLike as _, Type, TypeLike as _, ValueLike as _,
        operation::{OperationBuilder, OperationLike as _},
    },
};
use mlir_sys::{mlirOperationMoveBefore, mlirOperationSetLocation};

use crate::{
    Error, Op, Result, Val,
    operation::{OpExt as _, collect, same_type, symbol_name},
    rewrite,
};

/// A template with its parameters.
pub struct Template {
    name: &'static str,
    text: &'static str,
    parameters: Vec<(&'static str, String)>,
}

impl Template {
    /// The template of that text; `name` appears in errors.
    pub const fn new(name: &'static str, text: &'static str) -> Self {
        Self {
            name,
            text,
            parameters: Vec::new(),
        }
    }

    /// Sets what `$name` stands for.
    #[must_use]
    pub fn set(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.parameters.push((name, value.to_string()));
        self
    }

    /// The text with its parameters in place.
    ///
    /// # Errors
    ///
    /// If the text names a parameter that was not set.
    pub fn text(&self) -> std::result::Result<String, String> {
        let mut out = String::with_capacity(self.text.len());
        let mut rest = self.text;
        while let Some(at) = rest.find('$') {
            out += &rest[..at];
            rest = &rest[at + 1..];
            let (word, after) = if let Some(parts) = rest.strip_prefix('{').and_then(|braced| braced.split_once('}')) {
                parts
            } else {
                let end = rest
                    .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                    .unwrap_or(rest.len());
                rest.split_at(end)
            };
            let (_, value) = self
                .parameters
                .iter()
                .find(|(name, _)| *name == word)
                .ok_or_else(|| format!("template '{}' has no value for '${word}'", self.name))?;
            out += value;
            rest = after;
        }
        Ok(out + rest)
    }

    /// As [`Template::text`], with its error at `op`.
    ///
    /// # Errors
    ///
    /// If the text names a parameter that was not set: a mistake in the template.
    pub fn text_at<'c>(&self, op: Op<'c>) -> Result<'c, String> {
        self.text().map_err(|message| op.error(message))
    }

    /// Puts the function's body before `anchor`, with `operands` for its arguments, and returns what it returns.
    ///
    /// All ops get the location of `anchor`.
    ///
    /// # Errors
    ///
    /// If the text does not parse (a mistake in the template), or does not take these operands.
    pub fn expand<'c>(&self, anchor: Op<'c>, operands: &[Val<'c>]) -> Result<'c, Vec<Val<'c>>> {
        let text = self.text_at(anchor)?;
        let context: &'c Context = anchor.ctx();
        let module = Module::parse(context, &text)
            .ok_or_else(|| anchor.error(format!("template '{}' does not parse:\n{text}", self.name)))?;
        let function = module
            .body()
            .first_operation()
            .ok_or_else(|| anchor.error(format!("template '{}' is empty", self.name)))?;
        let block = function
            .region(0)
            .ok()
            .and_then(|region| region.first_block())
            .ok_or_else(|| anchor.error(format!("template '{}' has no body", self.name)))?;
        if block.argument_count() != operands.len() {
            return Err(anchor.error(format!(
                "template '{}' takes {} operands, not {}",
                self.name,
                block.argument_count(),
                operands.len()
            )));
        }
        for (index, operand) in operands.iter().enumerate() {
            let argument = block.argument(index).map_err(|error| anchor.error(error.to_string()))?;
            // SAFETY: the argument's context is the anchor's; the borrow of `module` ends before the module is dropped,
            // by when the argument has no uses.
            let r#type = unsafe { Type::from_raw(argument.r#type().to_raw()) };
            let value = cast(anchor, *operand, r#type)?;
            // SAFETY: both values are live.
            unsafe { mlir_sys::mlirValueReplaceAllUsesOfWith(argument.to_raw(), value.to_raw()) };
        }
        let mut results = Vec::new();
        let mut next = block.first_operation();
        while let Some(op) = next {
            next = op.next_in_block();
            if op.name().as_string_ref().as_str() == Ok("func.return") {
                for index in 0..op.operand_count() {
                    let value = op.operand(index).map_err(|error| anchor.error(error.to_string()))?;
                    // SAFETY: the value is defined by an op moved before the anchor, or by the anchor's own operands.
                    results.push(unsafe { Val::from_raw(value.to_raw()) });
                }
                break;
            }
            // SAFETY: both ops are live; the block of the anchor takes ownership.
            let moved: Op<'c> = unsafe {
                mlirOperationMoveBefore(op.to_raw(), anchor.to_raw());
                OperationRef::from_raw(op.to_raw())
            };
            for inner in collect(moved, |_| true) {
                // SAFETY: op and location are live.
                unsafe { mlirOperationSetLocation(inner.to_raw(), anchor.location().to_raw()) };
            }
        }
        Ok(results)
    }

    /// Expands before `op` with `operands`, replaces the op's results, and erases it.
    ///
    /// # Errors
    ///
    /// As [`Template::expand`], or if the results do not fit.
    pub fn replace<'c>(&self, op: Op<'c>, operands: &[Val<'c>]) -> Result<'c> {
        let mut values = self.expand(op, operands)?;
        for (value, result) in values.iter_mut().zip(op.result_values()) {
            *value = cast(op, *value, result.r#type())?;
        }
        rewrite::replace(op, &values)
    }
}

impl Template {
    /// Puts the functions and globals of the text where `old` is, and erases `old`. Those whose name the module has
    /// already are left out, but for that of `old`.
    ///
    /// # Errors
    ///
    /// If the text does not parse.
    pub fn replace_function<'c>(&self, old: Op<'c>) -> Result<'c> {
        self.insert(old, symbol_name(old).as_deref())?;
        rewrite::erase(old);
        Ok(())
    }

    /// Puts the functions and globals of the text before `anchor`, which is in a module's own block. Those whose name the
    /// module has already are left out.
    ///
    /// # Errors
    ///
    /// If the text does not parse.
    pub fn insert_symbols<'c>(&self, anchor: Op<'c>) -> Result<'c> {
        self.insert(anchor, None)
    }

    fn insert<'c>(&self, anchor: Op<'c>, replaced: Option<&str>) -> Result<'c> {
        let text = self.text_at(anchor)?;
        let module = Module::parse(anchor.ctx(), &text)
            .ok_or_else(|| anchor.error(format!("template '{}' does not parse:\n{text}", self.name)))?;
        let block = anchor.block().ok_or_else(|| anchor.op_error("is in no module"))?;
        let mut taken = Vec::new();
        let mut next = block.first_operation();
        while let Some(op) = next {
            next = op.next_in_block();
            // SAFETY: an op of a live block; only its name is read.
            taken.extend(symbol_name(unsafe { OperationRef::from_raw(op.to_raw()) }));
        }
        let mut next = module.body().first_operation();
        while let Some(op) = next {
            next = op.next_in_block();
            // SAFETY: as above.
            let name = symbol_name(unsafe { OperationRef::from_raw(op.to_raw()) });
            if name.as_deref() == replaced || !name.is_some_and(|name| taken.contains(&name)) {
                // SAFETY: both ops are live; the block of the anchor takes ownership.
                unsafe { mlirOperationMoveBefore(op.to_raw(), anchor.to_raw()) };
            }
        }
        Ok(())
    }
}

/// A finite number as an MLIR float literal that reads back as the same double.
pub fn float_literal(value: f64) -> String {
    let text = format!("{value:e}");
    match text.split_once('e') {
        Some((digits, exponent)) if !digits.contains('.') => format!("{digits}.0e{exponent}"),
        _ => text,
    }
}

/// A text as MLIR writes it between quotes.
pub fn escaped(text: &str) -> String {
    let plain = |byte: u8| (b' '..=b'~').contains(&byte) && byte != b'"' && byte != b'\\';
    text.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("\\{byte:02X}")
            }
        })
        .collect()
}

/// That number as an `index`, before `anchor`.
///
/// # Errors
///
/// If it is no number that an `index` holds.
pub fn index_constant<'c>(anchor: Op<'c>, value: impl std::fmt::Display) -> Result<'c, Val<'c>> {
    const TEXT: &str = "func.func private @index_constant() -> index {
  %value = arith.constant $value : index
  return %value : index
}";
    Ok(Template::new("index_constant", TEXT)
        .set("value", value)
        .expand(anchor, &[])?[0])
}

/// Brings `value` to `type` before `anchor`: itself, or a tensor or memref cast.
///
/// # Errors
///
/// If the types are not both tensors or both memrefs; MLIR's verifier refuses incompatible shapes.
pub fn cast<'c>(anchor: Op<'c>, value: Val<'c>, r#type: Type<'c>) -> Result<'c, Val<'c>> {
    let from = value.r#type();
    if same_type(from, r#type) {
        return Ok(value);
    }
    let name = if from.is_tensor() && r#type.is_tensor() {
        "tensor.cast"
    } else if from.is_mem_ref() && r#type.is_mem_ref() {
        "memref.cast"
    } else {
        return Err(Error::at(
            anchor.location(),
            format!("cannot bring a {from} to a {type}"),
        ));
    };
    let operation = OperationBuilder::new(name, anchor.location())
        .add_operands(&[value])
        .add_results(&[r#type])
        .build()
        .map_err(|error| anchor.error(error.to_string()))?;
    let inserted = rewrite::insert_before(anchor, operation);
    Ok(inserted.result_values()[0])
}

#[cfg(test)]
mod tests {
    use super::{escaped, float_literal};

    #[test]
    fn a_float_literal_has_the_point_that_mlir_wants_and_reads_back() {
        for (value, text) in [
            (1.0, "1.0e0"),
            (-0.125, "-1.25e-1"),
            (5e-324, "5.0e-324"),
            (1.0 / 3.0, "3.333333333333333e-1"),
        ] {
            assert_eq!(float_literal(value), text);
            assert_eq!(text.parse(), Ok(value));
        }
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(escaped("a \"b\" \\ ü"), "a \\22b\\22 \\5C \\C3\\BC");
    }
}
