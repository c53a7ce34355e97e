//! The element types a kernel reads, computes in and writes, as text for templates.

use dynsparse_ir::{
    melior::ir::{Type, TypeLike as _},
    operation::context_of_type,
    template::Template,
};

/// Bits of a float type; 0 for any other.
fn bits(r#type: Type<'_>) -> u32 {
    if r#type.is_float() { r#type.float_width() } else { 0 }
}

/// `f64` for `f64`, else `f32`: what sums are taken in.
pub fn compute_type<'c>(element: Type<'c>) -> Type<'c> {
    if bits(element) == 64 {
        element
    } else {
        Type::float32(context_of_type(element))
    }
}

/// Minus infinity of a float type, as MLIR writes it.
pub fn minus_infinity(r#type: Type<'_>) -> &'static str {
    minus_infinity_of(&r#type.to_string())
}

/// The same of the type of that name.
pub fn minus_infinity_of(float: &str) -> &'static str {
    match float {
        "f64" => "0xFFF0000000000000",
        "bf16" => "0xFF80",
        "f16" => "0xFC00",
        _ => "0xFF800000",
    }
}

/// The op that brings `%from` to the type of the second of `types`, as wide or wider, under the name `%to`: numbers, or
/// vectors of `lanes`.
pub fn widen(from: &str, to: &str, types: [Type<'_>; 2], lanes: Option<u64>) -> String {
    // A name for a value of the type that is wanted; it folds away.
    let conversion = if bits(types[0]) == bits(types[1]) {
        "bitcast"
    } else {
        "extf"
    };
    let [before, after] = types.map(|element| match lanes {
        Some(lanes) => format!("vector<{lanes}x{element}>"),
        None => element.to_string(),
    });
    format!("%{to} = arith.{conversion} %{from} : {before} to {after}")
}

/// The integer type in which keys of the same order as `score` numbers are compared.
pub struct OrderedKeys {
    /// `i32` or `i64`.
    pub r#type: &'static str,
    /// Number of bits.
    pub bits: u32,
    /// The lowest key, which no number has.
    pub lowest: i64,
    /// All bits but the sign: the key of NaN, above every number's.
    pub magnitude: i64,
}

impl OrderedKeys {
    /// For scores of `f64`, or of `f32`.
    pub fn of(score: Type<'_>) -> Self {
        if bits(score) == 64 {
            Self {
                r#type: "i64",
                bits: 64,
                lowest: i64::MIN,
                magnitude: i64::MAX,
            }
        } else {
            Self {
                r#type: "i32",
                bits: 32,
                lowest: i32::MIN.into(),
                magnitude: i32::MAX.into(),
            }
        }
    }

    /// Sets the template's parameters.
    pub fn set(&self, template: Template) -> Template {
        template
            .set("K", self.r#type)
            .set("key_bits", self.bits)
            .set("sign_place", self.bits - 1)
            .set("lowest", self.lowest)
            .set("magnitude", self.magnitude)
    }
}

/// Sets `$extend_NAME` to the op that widens `%NAME`, and `$wide_NAME` to its result; nothing and `%NAME` where the types
/// are the same.
pub fn extend(template: Template, names: [&'static str; 3], from: Type<'_>, to: Type<'_>) -> Template {
    let [extend, wide, name] = names;
    if bits(from) == bits(to) {
        return template.set(extend, "").set(wide, format!("%{name}"));
    }
    template
        .set(extend, format!("%{wide} = arith.extf %{name} : {from} to {to}"))
        .set(wide, format!("%{wide}"))
}

/// Sets `$round_NAME` to the op that narrows `%NAME`, and `$rounded_NAME` to its result.
pub fn round(template: Template, names: [&'static str; 3], from: Type<'_>, to: Type<'_>) -> Template {
    let [round, rounded, name] = names;
    if bits(from) == bits(to) {
        return template.set(round, "").set(rounded, format!("%{name}"));
    }
    template
        .set(round, format!("%{rounded} = arith.truncf %{name} : {from} to {to}"))
        .set(rounded, format!("%{rounded}"))
}

/// The three names of [`extend`] for one value.
macro_rules! extend_names {
    ($name:literal) => {
        [concat!("extend_", $name), concat!("wide_", $name), $name]
    };
}

/// The three names of [`round`] for one value.
macro_rules! round_names {
    ($name:literal) => {
        [concat!("round_", $name), concat!("rounded_", $name), $name]
    };
}

pub(crate) use {extend_names, round_names};
