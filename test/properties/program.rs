//! A program as it is generated: a function, the values it has so far, and what its arguments are.
//!
//! Everything that is chosen comes from one list of numbers (the *choices*), and where that ends, every choice is the
//! first. So a list that is cut short, or has smaller numbers, is a simpler program: this is how failures shrink.

use std::fmt::Write as _;

use dynsparse_dialects::PatternType;
use dynsparse_ir::{
    context, diagnostic,
    melior::{
        Context,
        ir::{Module, Type, ValueLike as _, operation::OperationLike as _},
    },
    operation::{Dim, collect, dims, element, show_dims},
};
use dynsparse_lowering::codegen::{array::Array, signature::Element};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng as _, SeedableRng as _},
};
use rand_distr::{Distribution as _, StandardNormal};

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A ranked tensor.
    Tensor(Element),
    /// A `!dsa.pattern`.
    Pattern(PatternType),
    /// An `index` of that value.
    Index(i64),
    /// A float scalar.
    Float,
}

/// An SSA value of the program.
#[derive(Clone, Debug)]
pub struct Value {
    /// With its `%`.
    pub name: String,
    /// Its type, as MLIR prints it.
    pub r#type: String,
    /// What it is.
    pub kind: Kind,
    /// The sizes that its type states.
    pub stated: Vec<Dim>,
    /// The sizes that it has when the program runs.
    pub sizes: Vec<u64>,
    /// How many ops that round differently in two strategies are behind it; 0 if every strategy gives the same bits.
    pub rounded: u32,
}

impl Value {
    /// The element type of a tensor.
    pub fn element(&self) -> Option<Element> {
        match self.kind {
            Kind::Tensor(element) => Some(element),
            _ => None,
        }
    }

    /// The type of a pattern.
    pub fn pattern(&self) -> Option<&PatternType> {
        match &self.kind {
            Kind::Pattern(pattern) => Some(pattern),
            _ => None,
        }
    }
}

/// What a result is when the program runs.
pub struct Result {
    /// Its sizes.
    pub sizes: Vec<u64>,
    /// As [`Value::rounded`].
    pub rounded: u32,
    /// The value of an `index`.
    pub index: Option<i64>,
}

impl Result {
    /// A tensor or a pattern of those sizes.
    pub fn of(sizes: &[u64], rounded: u32) -> Self {
        Self {
            sizes: sizes.to_vec(),
            rounded,
            index: None,
        }
    }
}

impl Result {
    /// An `index` of that value.
    pub fn index(value: i64) -> Self {
        Self {
            index: Some(value),
            ..Self::of(&[], 0)
        }
    }
}

/// What an argument is filled with.
#[derive(Clone, Copy, Debug)]
pub enum Fill {
    /// Normal numbers, in some programs with ties, and with NaN and infinities.
    Numbers,
    /// True or false, with density 0, 1 or between.
    Bits,
    /// Integers in `-2 <= i < n + 2`.
    Positions(u64),
}

/// A tensor that an op asks for.
pub struct Want<'a> {
    /// One of these element types.
    pub elements: &'a [Element],
    /// These sizes; any where there is `None`.
    pub sizes: &'a [Option<u64>],
    /// Whether every strategy must give the same bits: what is chosen by it would differ else.
    pub exact: bool,
    /// What an argument is filled with.
    pub fill: Fill,
}

/// The float types.
pub const FLOATS: [Element; 4] = [Element::F32, Element::F64, Element::Bf16, Element::F16];

/// Sizes that programs have: small, hardly multiples of anything, and the simplest first.
const SIZES: [u64; 12] = [2, 3, 1, 4, 5, 7, 8, 9, 16, 17, 33, 0];

/// Sizes of batches and heads.
const FEW: [u64; 7] = [1, 2, 1, 3, 2, 0, 4];

/// Blocks that patterns have, the simplest first.
pub const BLOCKS: [[u64; 2]; 8] = [[2, 2], [1, 1], [4, 2], [16, 16], [3, 5], [8, 4], [5, 1], [40, 6]];

/// A function that grows.
pub struct Program {
    context: Context,
    choices: Vec<u16>,
    position: usize,
    arguments: Vec<(Value, Array)>,
    helpers: String,
    body: String,
    values: Vec<Value>,
    /// Whether numbers may be NaN and infinite.
    special: bool,
    /// The ops that were put in, by name.
    pub used: Vec<&'static str>,
}

impl Program {
    /// A function that does nothing yet.
    pub fn new(choices: Vec<u16>) -> Self {
        let mut program = Self {
            context: context::create(),
            choices,
            position: 0,
            arguments: Vec::new(),
            helpers: String::new(),
            body: String::new(),
            values: Vec::new(),
            special: false,
            used: Vec::new(),
        };
        program.special = program.choose(4) == 3;
        program
    }

    /// One of `0 <= i < count`.
    pub fn choose(&mut self, count: usize) -> usize {
        let choice = self.choices.get(self.position).copied().unwrap_or(0);
        self.position += 1;
        usize::from(choice) % count.max(1)
    }

    /// True where every choice from here on is the first.
    pub fn is_spent(&self) -> bool {
        self.position >= self.choices.len()
    }

    /// One of a list.
    pub fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        let index = self.choose(list.len());
        list[index]
    }

    /// A size.
    pub fn size(&mut self) -> u64 {
        self.one_of(&SIZES)
    }

    /// A number of batch entries or heads.
    pub fn few(&mut self) -> u64 {
        self.one_of(&FEW)
    }

    /// The values of which `fits` says yes.
    pub fn values(&self, fits: impl Fn(&Value) -> bool) -> Vec<Value> {
        self.values.iter().filter(|value| fits(value)).cloned().collect()
    }

    /// One of the values of which `fits` says yes, if there is one.
    pub fn value(&mut self, fits: impl Fn(&Value) -> bool) -> Option<Value> {
        let values = self.values(fits);
        (!values.is_empty()).then(|| values[self.choose(values.len())].clone())
    }

    /// One of the values of which `fits` says yes, or `None`, which tells to make one.
    pub fn value_or_new(&mut self, fits: impl Fn(&Value) -> bool) -> Option<Value> {
        let values = self.values(fits);
        match self.choose(values.len() + 1) {
            0 => None,
            index => Some(values[index - 1].clone()),
        }
    }

    /// A tensor that there is, or a new argument.
    pub fn tensor(&mut self, want: &Want<'_>) -> Value {
        let fits = |value: &Value| {
            value.element().is_some_and(|element| want.elements.contains(&element))
                && value.sizes.len() == want.sizes.len()
                && value
                    .sizes
                    .iter()
                    .zip(want.sizes)
                    .all(|(size, wanted)| wanted.is_none_or(|w| w == *size))
                && (value.rounded == 0 || !want.exact)
        };
        if let Some(value) = self.value_or_new(fits) {
            return value;
        }
        let mut sizes = Vec::new();
        for (axis, wanted) in want.sizes.iter().enumerate() {
            sizes.push(match wanted {
                Some(size) => *size,
                // Tokens and channels are last, and what stands before is batch and heads.
                None if axis == 0 || axis + 2 < want.sizes.len() => self.few(),
                None => self.size(),
            });
        }
        let element = self.one_of(want.elements);
        self.argument(element, &sizes, want.fill)
    }

    /// Floats of these sizes; of `element`, or of any float type.
    pub fn floats(&mut self, element: Option<Element>, sizes: &[Option<u64>]) -> Value {
        let only = element.map(|element| [element]);
        self.tensor(&Want {
            elements: only.as_ref().map_or(&FLOATS[..], |only| &only[..]),
            sizes,
            exact: false,
            fill: Fill::Numbers,
        })
    }

    /// A new argument of known sizes, some of which its type does not state.
    pub fn argument(&mut self, element: Element, sizes: &[u64], fill: Fill) -> Value {
        let stated = self.stated(sizes);
        let shape: Vec<usize> = sizes.iter().map(|size| *size as usize).collect();
        let array = self.filled(element, &shape, fill);
        let value = Value {
            name: format!("%arg{}", self.arguments.len()),
            r#type: tensor_text(&stated, element.name()),
            kind: Kind::Tensor(element),
            stated,
            sizes: sizes.to_vec(),
            rounded: 0,
        };
        self.arguments.push((value.clone(), array));
        self.values.push(value.clone());
        value
    }

    /// Sizes of which a type states all, none or some.
    pub fn stated(&mut self, sizes: &[u64]) -> Vec<Dim> {
        let mode = self.choose(4);
        let some = if mode == 3 { self.choose(1 << sizes.len()) } else { 0 };
        let states = |axis: usize| mode < 2 || mode == 3 && some >> axis & 1 == 0;
        sizes
            .iter()
            .enumerate()
            .map(|(axis, size)| states(axis).then_some(*size))
            .collect()
    }

    /// An `index` of that value: a constant or an argument.
    pub fn index(&mut self, value: i64) -> Value {
        let fits = |found: &Value| found.kind == Kind::Index(value);
        if let Some(found) = self.value_or_new(fits) {
            return found;
        }
        if self.choose(2) == 0 {
            let text = format!("arith.constant {value} : index");
            return self.push_one(&text, Result::index(value));
        }
        let mut array = Array::zeros(Element::Index, &[]).expect("a scalar");
        array.set_int(0, value);
        self.scalar("index", Kind::Index(value), array)
    }

    /// A float scalar, `f32`.
    pub fn float(&mut self) -> Value {
        if let Some(found) = self.value_or_new(|v| v.kind == Kind::Float && v.r#type == "f32" && v.rounded == 0) {
            return found;
        }
        let array = self.filled(Element::F32, &[], Fill::Numbers);
        self.scalar("f32", Kind::Float, array)
    }

    /// A new argument, an `f32` of that value.
    pub fn float_of(&mut self, value: f64) -> Value {
        let mut array = Array::zeros(Element::F32, &[]).expect("a scalar");
        array.set_float(0, value);
        self.scalar("f32", Kind::Float, array)
    }

    /// A bit, `i1`.
    pub fn bit(&mut self) -> Value {
        let array = self.filled(Element::I1, &[], Fill::Bits);
        self.scalar("i1", Kind::Float, array)
    }

    fn scalar(&mut self, r#type: &str, kind: Kind, array: Array) -> Value {
        let value = Value {
            name: format!("%arg{}", self.arguments.len()),
            r#type: r#type.to_owned(),
            kind,
            stated: Vec::new(),
            sizes: Vec::new(),
            rounded: 0,
        };
        self.arguments.push((value.clone(), array));
        self.values.push(value.clone());
        value
    }

    fn filled(&mut self, element: Element, shape: &[usize], fill: Fill) -> Array {
        let mut random = ChaCha8Rng::seed_from_u64(self.choose(1 << 16) as u64);
        // 0: as they come; 1: with ties; 2: all the same, or none.
        let mode = self.choose(3);
        let special = self.special;
        let next = || match fill {
            Fill::Numbers => {
                let number: f64 = StandardNormal.sample(&mut random);
                match (special, random.next_u32() % 16) {
                    (true, 0) => f64::NAN,
                    (true, 1) => f64::INFINITY,
                    (true, 2) => f64::NEG_INFINITY,
                    (true, 3) => -0.0,
                    _ if mode == 1 => number.round(),
                    _ if mode == 2 => 0.5,
                    _ => number,
                }
            }
            Fill::Bits => match mode {
                0 => f64::from(random.next_u32() % 2),
                1 => 0.0,
                _ => 1.0,
            },
            Fill::Positions(count) => {
                let position = random.next_u64() % (count + 4);
                position as f64 - 2.0
            }
        };
        Array::from_floats(element, shape, next).expect("a small array")
    }

    /// Puts an op in, given as what stands behind `=`; its results have the types that MLIR says.
    ///
    /// # Panics
    ///
    /// If the program does not verify, or if a type states another size than the result has.
    pub fn push(&mut self, text: &str, results: Vec<Result>) -> Vec<Value> {
        let first = self.values.len();
        let name = format!("%v{first}");
        let results_text = match results.len() {
            0 => String::new(),
            1 => format!("{name} = "),
            count => format!("{name}:{count} = "),
        };
        let before = self.body.len();
        let _ = writeln!(self.body, "  {results_text}{text}");
        let types = self.last_types(before);
        assert_eq!(types.len(), results.len(), "results of `{text}`\n{}", self.module(&[]));
        let count = results.len();
        let made: Vec<Value> = results
            .into_iter()
            .zip(types)
            .enumerate()
            .map(|(index, (result, (r#type, kind, stated)))| {
                let kind = match result.index {
                    Some(index) => Kind::Index(index),
                    None => kind,
                };
                let sizes = &result.sizes;
                assert!(
                    sizes.len() == stated.len()
                        && sizes
                            .iter()
                            .zip(&stated)
                            .all(|(size, stated)| stated.is_none_or(|s| s == *size)),
                    "`{text}` gives {type}, expected sizes {sizes:?}\n{}",
                    self.module(&[])
                );
                Value {
                    name: if count == 1 {
                        name.clone()
                    } else {
                        format!("{name}#{index}")
                    },
                    r#type,
                    kind,
                    stated,
                    sizes: result.sizes,
                    rounded: result.rounded,
                }
            })
            .collect();
        self.values.extend(made.iter().cloned());
        made
    }

    /// As [`Program::push`], for an op of one result.
    pub fn push_one(&mut self, text: &str, result: Result) -> Value {
        let mut values = self.push(text, vec![result]);
        values.remove(0)
    }

    /// Adds a function beside the program's.
    pub fn helper(&mut self, text: &str) {
        self.helpers += text;
    }

    /// The result types of the op that was written last, after verification.
    fn last_types(&self, start: usize) -> Vec<(String, Kind, Vec<Dim>)> {
        let text = self.module(&[]);
        let (module, lines) = diagnostic::capture(&self.context, || Module::parse(&self.context, &text));
        let Some(module) = module else {
            panic!(
                "the generator made a program that does not verify, by\n{}{}\n{text}",
                &self.body[start..],
                lines.join("\n")
            );
        };
        let functions = collect(module.as_operation(), |name| name == "func.func");
        let function = functions
            .into_iter()
            .find(|f| dynsparse_ir::operation::symbol_name(*f).as_deref() == Some("f"))
            .expect("the program's function");
        let block = {
            use dynsparse_ir::melior::ir::RegionLike as _;
            function.region(0).ok().and_then(|region| region.first_block())
        };
        let last = block.and_then(|block| {
            use dynsparse_ir::melior::ir::BlockLike as _;
            let end = block.terminator()?;
            let raw = end.to_raw();
            let mut current = block.first_operation()?;
            while let Some(next) = current.next_in_block() {
                if next.to_raw().ptr == raw.ptr {
                    break;
                }
                current = next;
            }
            Some(current)
        });
        let last = last.expect("an op before the function's end");
        let types = (0..last.result_count())
            .filter_map(|index| last.result(index).ok())
            .map(|v| v.r#type());
        types.map(described).collect()
    }

    /// The module, with a function `@f` that returns those values.
    pub fn module(&self, returned: &[&Value]) -> String {
        let arguments: Vec<String> = self
            .arguments
            .iter()
            .map(|(v, _)| format!("{}: {}", v.name, v.r#type))
            .collect();
        let names: Vec<&str> = returned.iter().map(|v| v.name.as_str()).collect();
        let types: Vec<&str> = returned.iter().map(|v| v.r#type.as_str()).collect();
        let colon = if returned.is_empty() { "" } else { " : " };
        format!(
            "{}func.func @f({}) -> ({}) {{\n{}  return {}{colon}{}\n}}\n",
            self.helpers,
            arguments.join(", "),
            types.join(", "),
            self.body,
            names.join(", "),
            types.join(", ")
        )
    }

    /// Ends the program: masks of its patterns beside them.
    pub fn finish(&mut self) {
        for pattern in self.values(|value| value.pattern().is_some()) {
            let text = format!("dsa.pattern_to_mask {} : {}", pattern.name, pattern.r#type);
            let Some(sizes) = mask_sizes(&pattern) else { continue };
            self.push_one(&text, Result::of(&sizes, pattern.rounded));
        }
    }

    /// What the program computes and can be returned.
    pub fn results(&self) -> Vec<&Value> {
        let computed = self.values.iter().filter(|value| !value.name.starts_with("%arg"));
        computed
            .filter(|value| matches!(value.kind, Kind::Tensor(_) | Kind::Float))
            .collect()
    }

    /// What it is called with.
    pub fn inputs(&self) -> Vec<&Array> {
        self.arguments.iter().map(|(_, array)| array).collect()
    }

    /// Its context.
    pub fn context(&self) -> &Context {
        &self.context
    }
}

/// The sizes of a pattern's mask.
pub fn mask_sizes(pattern: &Value) -> Option<Vec<u64>> {
    let unit = pattern.pattern()?.unit();
    let [batch, heads, queries, keys] = pattern.sizes[..] else {
        return None;
    };
    Some(vec![batch, heads, queries.div_ceil(unit[0]), keys.div_ceil(unit[1])])
}

fn described(r#type: Type<'_>) -> (String, Kind, Vec<Dim>) {
    let text = r#type.to_string();
    if let Some(pattern) = PatternType::of(r#type) {
        let stated = pattern.shape.to_vec();
        return (text, Kind::Pattern(pattern), stated);
    }
    if let (Some(stated), Some(element)) = (dims(r#type), element(r#type)) {
        let word = element.to_string();
        let element = Element::from_name(&word).unwrap_or_else(|| panic!("no array has elements of {word}"));
        return (text, Kind::Tensor(element), stated);
    }
    (text, Kind::Float, Vec::new())
}

/// A tensor type as it is written.
pub fn tensor_text(dims: &[Dim], element: &str) -> String {
    if dims.is_empty() {
        format!("tensor<{element}>")
    } else {
        format!("tensor<{}x{element}>", show_dims(dims))
    }
}
