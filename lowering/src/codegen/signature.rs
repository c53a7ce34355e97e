//! What a function takes and gives at the level its author wrote it, kept through lowering as an attribute.

use std::fmt;

use dynsparse_dialects::dsa::sparse_encoding;
use dynsparse_ir::{
    Op,
    melior::ir::{
        Attribute, RegionLike as _, Type, TypeLike as _,
        attribute::{ArrayAttribute, StringAttribute, TypeAttribute},
        operation::OperationLike as _,
        r#type::MemRefType,
    },
    operation::{Dim, OpExt as _, dims, element, function_type, llvm_function, regions, show_dims},
    rewrite::{set_argument_attribute, set_attribute},
};

/// The attribute's name; its value is the function's type.
pub const ATTRIBUTE: &str = "dynsparse.signature";

/// Marks a function whose tensor arguments are read in row-major order from their pointer on, whatever strides and offset are.
const ROW_MAJOR: &str = "dynsparse.row_major";

/// The type of a scalar, or of a tensor's elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "they are MLIR's")]
pub enum Element {
    F64,
    F32,
    F16,
    Bf16,
    I1,
    I8,
    I16,
    I32,
    I64,
    Index,
}

impl Element {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::F64,
        Self::F32,
        Self::F16,
        Self::Bf16,
        Self::I1,
        Self::I8,
        Self::I16,
        Self::I32,
        Self::I64,
        Self::Index,
    ];

    /// As MLIR writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::F64 => "f64",
            Self::F32 => "f32",
            Self::F16 => "f16",
            Self::Bf16 => "bf16",
            Self::I1 => "i1",
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::Index => "index",
        }
    }

    /// The type of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|e| e.name() == name)
    }

    /// Its size in memory, in bytes; an `i1` fills a byte.
    pub const fn size(self) -> usize {
        match self {
            Self::F64 | Self::I64 | Self::Index => 8,
            Self::F32 | Self::I32 => 4,
            Self::F16 | Self::Bf16 | Self::I16 => 2,
            Self::I1 | Self::I8 => 1,
        }
    }

    /// True for the floating-point types.
    pub const fn is_float(self) -> bool {
        matches!(self, Self::F64 | Self::F32 | Self::F16 | Self::Bf16)
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Which side of a function a type stands on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Argument,
    Result,
}

/// The type of an argument or a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// A number.
    Scalar(Element),
    /// A ranked tensor, or a ranked memref; for an argument, one whose elements lie one after the other.
    Array {
        /// Its sizes.
        dims: Vec<Dim>,
        /// Its elements.
        element: Element,
        /// True for a memref: the function may write to it.
        in_place: bool,
    },
    /// Anything else, as MLIR writes it: it cannot be passed from outside.
    Other(String),
}

impl ValueType {
    fn of(r#type: Type<'_>, role: Role) -> Self {
        let other = || Self::Other(r#type.to_string());
        // It becomes a buffer a level, and sizes.
        if sparse_encoding(r#type).is_some() {
            return other();
        }
        if let Some(scalar) = Element::from_name(&r#type.to_string()) {
            return Self::Scalar(scalar);
        }
        let Some(element) = element(r#type).and_then(|e| Element::from_name(&e.to_string())) else {
            return other();
        };
        let Some(dims) = dims(r#type) else { return other() };
        let in_place = r#type.is_mem_ref();
        if in_place && role == Role::Argument && !MemRefType::try_from(r#type).is_ok_and(|m| lies_in_order(m, &dims)) {
            return other();
        }
        Self::Array {
            dims,
            element,
            in_place,
        }
    }

    /// The sizes (none for a scalar) and the element type, unless it is [`ValueType::Other`].
    pub fn shape(&self) -> Option<(&[Dim], Element)> {
        match self {
            Self::Scalar(element) => Some((&[], *element)),
            Self::Array { dims, element, .. } => Some((dims, *element)),
            Self::Other(_) => None,
        }
    }
}

impl ValueType {
    /// True for a tensor.
    pub fn is_tensor(&self) -> bool {
        matches!(self, Self::Array { in_place: false, .. })
    }
}

/// True if a row-major array may be handed over for that memref.
fn lies_in_order(memref: MemRefType<'_>, dims: &[Dim]) -> bool {
    let (strides, offset) = memref.strides_and_offset();
    let mut expected = Some(1_i64);
    let ordered = strides.iter().zip(dims).rev().all(|(stride, dim)| {
        let fits = *stride == i64::MIN || expected.is_none_or(|e| e == *stride);
        expected = expected.zip(*dim).map(|(e, d)| e.saturating_mul(d as i64));
        fits
    });
    ordered && (offset == 0 || offset == i64::MIN)
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scalar(element) => write!(f, "{element}"),
            Self::Array {
                dims,
                element,
                in_place,
            } => {
                let separator = if dims.is_empty() { "" } else { "x" };
                let kind = if *in_place { "memref" } else { "tensor" };
                write!(f, "{kind}<{}{separator}{element}>", show_dims(dims))
            }
            Self::Other(text) => f.write_str(text),
        }
    }
}

/// What a function takes and gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The arguments' types.
    pub inputs: Vec<ValueType>,
    /// The results' types.
    pub results: Vec<ValueType>,
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |types: &[ValueType]| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        write!(f, "({}) -> ({})", list(&self.inputs), list(&self.results))
    }
}

/// A public function of a module.
#[derive(Clone, Debug)]
pub struct Public {
    /// Its name, without `@`.
    pub name: String,
    /// Where it stands, as `file:line:column`.
    pub location: String,
    /// What it takes and gives; `None` if the module was lowered without recording it.
    pub signature: Option<Signature>,
    /// True if its tensor arguments are read in row-major order from their pointer on, whatever strides and offset are.
    pub is_row_major: bool,
}

/// Notes on every public function what it takes and gives, asks for its C interface, and tells bufferization that its
/// tensor arguments must not be written to (unless the author said something else). Left alone are functions that carry the attribute already, and those that take
/// or give what cannot pass from outside.
pub fn record(module: Op<'_>) {
    for function in functions(module) {
        if function.full_name() != "func.func" || function.attr(ATTRIBUTE).is_some() {
            continue;
        }
        let Some(r#type) = function.attr("function_type") else {
            continue;
        };
        let passes = |s: &Signature| s.inputs.iter().chain(&s.results).all(|t| t.shape().is_some());
        if !signature_of(function).is_some_and(|s| passes(&s)) {
            continue;
        }
        set_attribute(function, ATTRIBUTE, r#type);
        set_attribute(function, "llvm.emit_c_interface", Attribute::unit(function.ctx()));
        let Some(no) = Attribute::parse(function.ctx(), "false") else {
            continue;
        };
        let inputs = function_type(r#type).map_or(Vec::new(), |(inputs, _)| inputs);
        for (index, input) in inputs.iter().enumerate() {
            if input.is_tensor() && !says_writable(function, index) {
                set_argument_attribute(function, index, WRITABLE, no);
            }
        }
    }
}

/// Marks the functions with a signature that take a tensor: what follows reads those in row-major order.
pub fn mark_row_major(module: Op<'_>) {
    for function in functions(module) {
        let takes_tensor = |s: Signature| s.inputs.iter().any(ValueType::is_tensor);
        if function.attr(ATTRIBUTE).is_some() && signature_of(function).is_some_and(takes_tensor) {
            set_attribute(function, ROW_MAJOR, Attribute::unit(function.ctx()));
        }
    }
}

/// What tells bufferization whether a tensor argument may be written to.
const WRITABLE: &str = "bufferization.writable";

/// True if the author said so or not.
fn says_writable(function: Op<'_>, index: usize) -> bool {
    let attributes = function
        .attr("arg_attrs")
        .and_then(|a| ArrayAttribute::try_from(a).ok());
    let own = attributes.and_then(|all| all.element(index).ok());
    own.is_some_and(|own| own.to_string().contains(WRITABLE))
}

/// The public functions of a module, in order.
pub fn public_functions(module: Op<'_>) -> Vec<Public> {
    functions(module)
        .into_iter()
        .filter_map(|function| {
            let name = string(function, "sym_name")?;
            if name.starts_with("_mlir_ciface_") {
                return None;
            }
            Some(Public {
                signature: signature_of(function),
                is_row_major: function.attr(ROW_MAJOR).is_some(),
                location: dynsparse_ir::diagnostic::show_location(function.location()),
                name,
            })
        })
        .collect()
}

fn signature_of(function: Op<'_>) -> Option<Signature> {
    if let Some((inputs, results)) = function
        .attr(ATTRIBUTE)
        .or(function.attr("function_type"))
        .and_then(function_type)
    {
        let types = |list: Vec<Type>, role| list.into_iter().map(|t| ValueType::of(t, role)).collect();
        return Some(Signature {
            inputs: types(inputs, Role::Argument),
            results: types(results, Role::Result),
        });
    }
    if function.full_name() != "llvm.func" {
        return None;
    }
    let signature = llvm_signature(TypeAttribute::try_from(function.attr("function_type")?).ok()?.value())?;
    // Pointers may be anything: without the attribute only functions of numbers are understood.
    let is_scalar = |t: &ValueType| matches!(t, ValueType::Scalar(_));
    (signature.inputs.iter().chain(&signature.results).all(is_scalar)).then_some(signature)
}

/// The signature of an `llvm.func`, whose type that is.
fn llvm_signature(r#type: Type<'_>) -> Option<Signature> {
    let (inputs, result) = llvm_function(r#type)?;
    let of = |r#type| ValueType::of(r#type, Role::Argument);
    let result = of(result);
    let is_void = result == ValueType::Other("!llvm.void".to_owned());
    Some(Signature {
        inputs: inputs.into_iter().map(of).collect(),
        results: if is_void { Vec::new() } else { vec![result] },
    })
}

/// The functions of the module's own body that have a body and can be called from outside.
fn functions(module: Op<'_>) -> Vec<Op<'_>> {
    let mut ops: Vec<Op<'_>> = regions(module).into_iter().flatten().flatten().collect();
    ops.retain(|op| is_callable(*op));
    ops
}

fn is_callable(op: Op<'_>) -> bool {
    let is_function = matches!(op.full_name().as_str(), "func.func" | "llvm.func");
    let has_body = is_function && op.region(0).is_ok_and(|region| region.first_block().is_some());
    let is_hidden = string(op, "sym_visibility").is_some_and(|visibility| visibility != "public")
        || op.attr("linkage").is_some_and(|linkage| {
            let linkage = linkage.to_string();
            linkage.contains("internal") || linkage.contains("private")
        });
    has_body && !is_hidden
}

fn string(op: Op<'_>, name: &str) -> Option<String> {
    Some(StringAttribute::try_from(op.attr(name)?).ok()?.value().to_owned())
}

#[cfg(test)]
mod tests {
    use dynsparse_ir::{context, melior::ir::Module};

    use super::*;

    fn publics(text: &str) -> Vec<String> {
        let context = context::create();
        let module = Module::parse(&context, text).expect("the test's text parses");
        public_functions(module.as_operation())
            .into_iter()
            .map(|f| {
                format!(
                    "{}{}",
                    f.name,
                    f.signature.map_or_else(|| " ?".to_owned(), |s| s.to_string())
                )
            })
            .collect()
    }

    #[test]
    fn levels() {
        let found = publics(
            "func.func @t(%a: tensor<2x?xf32>, %b: index, %c: memref<bf16>) -> tensor<i1> {
               %0 = tensor.empty() : tensor<i1>
               return %0 : tensor<i1>
             }
             func.func private @hidden() { return }
             func.func private @declared()
             llvm.func @scalars(%a: i32) -> f32 { %0 = llvm.mlir.zero : f32 llvm.return %0 : f32 }
             llvm.func @pointers(%a: !llvm.ptr) { llvm.return }
             llvm.func internal @inside() { llvm.return }
             llvm.func @kept(%a: !llvm.ptr) attributes {dynsparse.signature = (tensor<4xf64>) -> ()} { llvm.return }",
        );
        assert_eq!(
            found,
            [
                "t(tensor<2x?xf32>, index, memref<bf16>) -> (tensor<i1>)",
                "scalars(i32) -> (f32)",
                "pointers ?",
                "kept(tensor<4xf64>) -> ()",
            ]
        );
    }

    #[test]
    fn layouts() {
        let found = publics(
            "func.func @f(%a: memref<2x3xf32, strided<[3, 1]>>, %b: memref<2x3xf32, strided<[?, ?], offset: ?>>,
                          %c: memref<2x3xf32, strided<[1, 2]>>) { return }",
        );
        assert_eq!(
            found,
            ["f(memref<2x3xf32>, memref<2x3xf32>, memref<2x3xf32, strided<[1, 2]>>) -> ()"]
        );
    }

    #[test]
    fn recorded_once() {
        let context = context::create();
        let text =
            "func.func @f(%a: tensor<4xf32>, %b: f32, %c: tensor<f32> {bufferization.writable = true}) { return }
                    func.func @g(%a: vector<4xf32>) { return }";
        let module = Module::parse(&context, text).expect("the test's text parses");
        record(module.as_operation());
        let once = module.as_operation().to_string();
        record(module.as_operation());
        assert_eq!(once, module.as_operation().to_string());
        assert!(
            once.contains("dynsparse.signature = (tensor<4xf32>, f32, tensor<f32>) -> ()"),
            "{once}"
        );
        assert!(
            once.contains("%arg0: tensor<4xf32> {bufferization.writable = false}, %arg1: f32, %arg2: tensor<f32> {bufferization.writable = true})"),
            "{once}"
        );
    }
}
