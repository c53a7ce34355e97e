//! What the ops of our dialects do beyond their declaration, found by op name: verification, inferred result types,
//! folding and canonicalisation. A dialect crate registers one [`OpHooks`] an op, before the first context is made.

use std::{
    collections::HashMap,
    ffi::c_void,
    sync::{OnceLock, RwLock},
};

use melior::{
    Context,
    ir::{
        Attribute, AttributeLike, Location, OperationRef, RegionRef, Type, TypeLike, Value, ValueLike,
        operation::OperationLike as _,
    },
};
use mlir_sys::{
    MlirAttribute, MlirContext, MlirLocation, MlirOperation, MlirRegion, MlirRewritePatternSet, MlirStringRef,
    MlirValue, mlirDictionaryAttrGetElementByName,
};

use crate::{
    Error, Op, Result, Val,
    diagnostic::guard,
    ffi::{self, FoldSink, TypeSink},
    operation::{OpExt as _, float_value, interned_context, ints_value},
    rewrite::{self, Pattern},
};

/// What an op is made of before it exists: for the inference of its result types.
pub struct Operands<'c> {
    /// The context.
    pub context: &'c Context,
    /// Where the op will stand.
    pub location: Location<'c>,
    /// The operands.
    pub values: Vec<Val<'c>>,
    /// The regions.
    pub regions: Vec<RegionRef<'c, 'c>>,
    attributes: Attribute<'c>,
}

impl<'c> Operands<'c> {
    /// An attribute by name.
    pub fn attr(&self, name: &str) -> Option<Attribute<'c>> {
        // SAFETY: `attributes` is a DictionaryAttr; the name is only read; null means absent.
        unsafe {
            Attribute::from_option_raw(mlirDictionaryAttrGetElementByName(
                self.attributes.to_raw(),
                ffi::string_ref(name),
            ))
        }
    }

    /// A `DenseI64ArrayAttr`'s values.
    pub fn ints(&self, name: &str) -> Option<Vec<i64>> {
        ints_value(self.attr(name)?)
    }

    /// A float attribute's value.
    pub fn float(&self, name: &str) -> Option<f64> {
        float_value(self.attr(name)?)
    }

    /// The type of operand `index`.
    ///
    /// # Errors
    ///
    /// If there are not that many operands.
    pub fn operand_type(&self, index: usize) -> Result<'c, Type<'c>> {
        self.values
            .get(index)
            .map(|value| value.r#type())
            .ok_or_else(|| Error::at(self.location, format!("operand #{index} is missing")))
    }
}

/// What one result folds to.
#[derive(Clone, Copy, Debug)]
pub enum Fold<'c> {
    /// A constant.
    Constant(Attribute<'c>),
    /// Another value.
    Value(Val<'c>),
}

/// Infers the result types from the parts of an op.
pub type Infer = for<'c> fn(&Operands<'c>) -> Result<'c, Vec<Type<'c>>>;
/// Folds; `operands` holds the constant of each operand where it is one. `None` leaves the op alone.
pub type FoldFn = for<'c> fn(op: Op<'c>, operands: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>>;

/// The behaviour of one op.
pub struct OpHooks {
    /// Full name, `dsa.attention`.
    pub name: &'static str,
    /// Checks what the declaration cannot; the message is prefixed with `'name' op`.
    pub verify: for<'c> fn(Op<'c>) -> Result<'c>,
    /// For ops with inferred result types.
    pub infer: Option<Infer>,
    /// For ops that fold.
    pub fold: Option<FoldFn>,
    /// Canonicalisation patterns rooted at this op.
    pub canonicalize: &'static [&'static dyn Pattern],
}

impl OpHooks {
    /// An op that only verifies.
    pub const fn verifying(name: &'static str, verify: for<'c> fn(Op<'c>) -> Result<'c>) -> Self {
        Self {
            name,
            verify,
            infer: None,
            fold: None,
            canonicalize: &[],
        }
    }
}

fn table() -> &'static RwLock<HashMap<&'static str, &'static OpHooks>> {
    static TABLE: OnceLock<RwLock<HashMap<&'static str, &'static OpHooks>>> = OnceLock::new();
    TABLE.get_or_init(RwLock::default)
}

/// Registers the behaviour of a dialect's ops. Registering the same op again replaces it.
pub fn register_ops(hooks: &'static [OpHooks]) {
    let mut table = table().write().unwrap_or_else(std::sync::PoisonError::into_inner);
    table.extend(hooks.iter().map(|h| (h.name, h)));
}

fn lookup(name: &str) -> Option<&'static OpHooks> {
    table()
        .read()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .get(name)
        .copied()
}

/// Checks of an op what its declaration cannot, and reports nothing.
///
/// # Errors
///
/// What is wrong with it.
pub fn check<'c>(op: Op<'c>) -> Result<'c> {
    let Some(hooks) = lookup(&op.full_name()) else {
        return Ok(());
    };
    guard(|| (hooks.verify)(op)).unwrap_or_else(|panic| Err(Error::new(format!("verifier panicked: {panic}"))))
}

#[unsafe(no_mangle)]
extern "C" fn dsRustVerify(op: MlirOperation) -> bool {
    // SAFETY: C++ hands over the live op being verified.
    let op: Op = unsafe { OperationRef::from_raw(op) };
    match check(op) {
        Ok(()) => true,
        Err(mut error) => {
            if error.location.is_none() {
                error.message = format!("'{}' op {}", op.full_name(), error.message);
            }
            error.emit(op.location());
            false
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn dsRustInferTypes(
    name: MlirStringRef,
    context: MlirContext,
    location: MlirLocation,
    operands: *const MlirValue,
    count: isize,
    attributes: MlirAttribute,
    regions: *const MlirRegion,
    region_count: isize,
    sink: TypeSink,
    sink_data: *mut c_void,
) -> bool {
    // SAFETY: C++ hands over live objects, `count` values and `region_count` regions, all valid during the call.
    let (name, parts) = unsafe {
        (
            ffi::str_of(name),
            Operands {
                context: interned_context(context),
                location: Location::from_raw(location),
                values: ffi::slice_of(operands, count)
                    .iter()
                    .map(|v| Value::from_raw(*v))
                    .collect(),
                regions: ffi::slice_of(regions, region_count)
                    .iter()
                    .map(|region| RegionRef::from_raw(*region))
                    .collect(),
                attributes: Attribute::from_raw(attributes),
            },
        )
    };
    let infer = lookup(name).and_then(|h| h.infer);
    let outcome = guard(|| match infer {
        Some(infer) => infer(&parts),
        None => Err(Error::new("has no result type inference")),
    })
    .unwrap_or_else(|panic| Err(Error::new(format!("result type inference panicked: {panic}"))));
    match outcome {
        Ok(types) => {
            for r#type in types {
                // SAFETY: the sink only stores the type.
                unsafe { sink(r#type.to_raw(), sink_data) };
            }
            true
        }
        Err(mut error) => {
            error.message = format!("'{name}' op {}", error.message);
            error.emit(parts.location);
            false
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn dsRustFold(
    op: MlirOperation,
    operands: *const MlirAttribute,
    count: isize,
    sink: FoldSink,
    sink_data: *mut c_void,
) -> bool {
    // SAFETY: C++ hands over the live op and `count` attributes, null where an operand is no constant.
    let (op, constants): (Op, Vec<Option<Attribute>>) = unsafe {
        (
            OperationRef::from_raw(op),
            ffi::slice_of(operands, count)
                .iter()
                .map(|a| Attribute::from_option_raw(*a))
                .collect(),
        )
    };
    let Some(fold) = lookup(&op.full_name()).and_then(|h| h.fold) else {
        return false;
    };
    // A panic in a fold means "does not fold": folding is an optimisation, and the verifier has no place to report it.
    let Ok(Some(results)) = guard(|| fold(op, &constants)) else {
        return false;
    };
    let none = (
        MlirAttribute { ptr: std::ptr::null() },
        MlirValue { ptr: std::ptr::null() },
    );
    for result in results {
        let (attribute, value) = match result {
            Fold::Constant(attribute) => (attribute.to_raw(), none.1),
            Fold::Value(value) => (none.0, value.to_raw()),
        };
        // SAFETY: the sink only stores the handles.
        unsafe { sink(attribute, value, sink_data) };
    }
    true
}

#[unsafe(no_mangle)]
extern "C" fn dsRustCanonicalization(name: MlirStringRef, context: MlirContext, patterns: MlirRewritePatternSet) {
    // SAFETY: C++ hands over a readable name.
    let name = unsafe { ffi::str_of(name) };
    for pattern in lookup(name).map_or(&[][..], |h| h.canonicalize) {
        rewrite::add_to_set(context, patterns, *pattern);
    }
}
