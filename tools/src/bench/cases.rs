//! What is measured: the format of case files, and the lists that come with the tool.
//!
//! A file holds groups, a group holds entries, and an entry stands for every combination of the lists in it. The format is
//! described in docs/benchmark-your-own.md; the types here are the whole of it.

use std::{fmt, path::Path};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use dynsparse_lowering::codegen::signature::Element;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error as _},
};
use serde_json::Value;

use super::layers::{self, Layer};

/// The list that the page in the documentation shows.
const FULL: &str = include_str!("../../cases/full.json");
/// One small case of each kind, for tests of the tool itself.
const QUICK: &str = include_str!("../../cases/quick.json");

/// A case file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its groups, in the order of the page.
    pub groups: Vec<Group>,
}

/// Cases that are shown in one table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its name, for `--only`.
    pub name: String,
    /// The table's heading.
    pub title: String,
    /// What is said above the table.
    #[serde(default)]
    pub about: String,
    /// Its cases of attention.
    #[serde(default)]
    pub cases: Vec<Entry>,
    /// Its cases of layers, which come behind those of attention.
    #[serde(default)]
    pub layers: Vec<layers::Entry>,
    /// What they should reach.
    #[serde(default)]
    pub targets: Vec<Target>,
}

/// A number that every case of a group should reach.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// What is measured.
    pub metric: Metric,
    /// What it must be.
    pub must: f64,
    /// What it should be.
    pub aim: Option<f64>,
    /// For these densities only (those asked for, not those drawn).
    pub density: Option<f64>,
    /// For these block sizes only.
    pub block: Option<[u64; 2]>,
    /// For this element type only.
    pub dtype: Option<Dtype>,
    /// For these products only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub products: Option<Products>,
}

/// What a target is about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Useful floating-point operations a second, as a share of the measured peak; the more the better.
    PeakShare,
    /// Speed-up over the same program made dense, as a share of 1 / density.
    DenseShare,
    /// Time as a share of the dense attention's; the less the better.
    DenseTime,
    /// Time of a peer over ours.
    Over(String),
    /// Time of the fastest peer over ours.
    OverBest,
    /// Time on one thread over the time on the case's threads.
    Scaling,
    /// Seconds from `dsa` to machine code; the less the better.
    CompileSeconds,
    /// Bytes allocated beside operands and results, over the bytes of the result; the less the better.
    ExtraMemory,
    /// Time of our own kernel with exact products over ours.
    OverExact,
}

impl Metric {
    /// True where less is better.
    pub fn is_cost(&self) -> bool {
        matches!(self, Self::DenseTime | Self::CompileSeconds | Self::ExtraMemory)
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PeakShare => f.write_str("share of the peak"),
            Self::DenseShare => f.write_str("speed-up over own dense, share of 1 / density"),
            Self::DenseTime => f.write_str("time as a share of dense attention"),
            Self::Over(peer) => write!(f, "speed-up over {peer}"),
            Self::OverBest => f.write_str("speed-up over the best peer"),
            Self::Scaling => f.write_str("speed-up over one thread"),
            Self::CompileSeconds => f.write_str("seconds to compile"),
            Self::ExtraMemory => f.write_str("extra memory over the size of the result"),
            Self::OverExact => f.write_str("speed-up over own exact products"),
        }
    }
}

/// One value, or a list of alternatives.
#[derive(Clone, Debug)]
pub enum OneOrMany<T> {
    /// One.
    One(T),
    /// Several.
    Many(Vec<T>),
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for OneOrMany<T> {
    /// Says what is wrong with the value that is there, which serde's own form for alternatives does not.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let found = Value::deserialize(deserializer)?;
        let one = match T::deserialize(&found) {
            Ok(one) => return Ok(Self::One(one)),
            Err(error) => error,
        };
        // A list of numbers may be one value, such as a block.
        let list = found.as_array().filter(|list| !list.iter().all(Value::is_number));
        Vec::deserialize(&found).map(Self::Many).map_err(|many| {
            let error = if list.is_some() { many } else { one };
            D::Error::custom(error)
        })
    }
}

impl<T: Clone> OneOrMany<T> {
    /// All of them.
    pub fn list(&self) -> Vec<T> {
        match self {
            Self::One(value) => vec![value.clone()],
            Self::Many(values) => values.clone(),
        }
    }
}

/// A default.
pub fn one<T>(value: T) -> OneOrMany<T> {
    OneOrMany::One(value)
}

/// One entry of attention in a group: where a list stands, it is a case for each of its values.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Entry {
    op: Op,
    batch: usize,
    heads: usize,
    queries: OneOrMany<usize>,
    /// As many as queries if left out.
    keys: Option<OneOrMany<usize>>,
    head_dim: OneOrMany<usize>,
    /// As the head dimension if left out.
    value_dim: Option<usize>,
    dtype: OneOrMany<Dtype>,
    products: OneOrMany<Products>,
    block: OneOrMany<[u64; 2]>,
    pattern: OneOrMany<Pattern>,
    scores: OneOrMany<Scores>,
    threads: OneOrMany<u32>,
    seed: u64,
    peers: bool,
}

impl Default for Entry {
    fn default() -> Self {
        Self {
            op: Op::Attention,
            batch: 1,
            heads: 1,
            queries: one(1568),
            keys: None,
            head_dim: one(64),
            value_dim: None,
            dtype: one(Dtype::F32),
            products: one(Products::Exact),
            block: one([16, 16]),
            pattern: one(Pattern::Dense),
            scores: one(Scores::Normal),
            threads: one(1),
            seed: 1,
            peers: false,
        }
    }
}

/// What is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Op {
    /// `dsa.attention` over a pattern that is given as a block mask; the time includes building the index.
    Attention,
    /// `dsa.score_blocks` and `dsa.select_blocks`.
    Select,
    /// Both: the pattern is chosen, then used.
    SelectedAttention,
}

/// The element type of queries, keys, values and output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "they are MLIR's")]
pub enum Dtype {
    F32,
    Bf16,
    F16,
}

impl Dtype {
    /// As code generation calls it.
    pub const fn element(self) -> Element {
        match self {
            Self::F32 => Element::F32,
            Self::Bf16 => Element::Bf16,
            Self::F16 => Element::F16,
        }
    }

    /// The largest relative error (L2) against the float64 reference that passes.
    pub const fn bound(self) -> f64 {
        match self {
            Self::F32 => 2e-6,
            Self::Bf16 => 5e-3,
            Self::F16 => 2e-3,
        }
    }
}

/// How the kernel multiplies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Products {
    /// As its types say.
    #[default]
    Exact,
    /// Queries and keys as 8-bit integers, weights and values as bf16.
    Int8Bf16,
    /// All as 8-bit integers.
    Int8,
}

impl Products {
    /// True if nothing is rounded to 8 bits.
    #[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
    pub fn are_exact(&self) -> bool {
        *self == Self::Exact
    }

    /// The option of the pipeline; none for its default.
    pub const fn option(self) -> Option<&'static str> {
        match self {
            Self::Exact => None,
            Self::Int8Bf16 => Some("int8-bf16"),
            Self::Int8 => Some("int8"),
        }
    }
}

/// The largest relative error (L2) of what has products of 8 bits that passes.
pub const BOUND_OF_INT8: f64 = 2e-2;

/// Which blocks are computed.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Pattern {
    /// All.
    Dense,
    /// Each block with a probability of its row's own: `min(1, density * (skew + 1) * u^skew)` with `u` uniform in [0, 1). Without
    /// skew every row has the same; with a skew of 3 a few rows are full and many are empty. Every head has its own.
    Random {
        /// The mean probability.
        density: f64,
        /// How uneven the rows are; 0 for not at all.
        #[serde(default)]
        skew: f64,
    },
    /// `dsa.window_pattern`: a space-time window, covered by blocks or, if exact, of elements.
    Window {
        /// Frames, rows, columns; rows and columns of one frame.
        #[serde(deserialize_with = "grid")]
        grid: [u64; 3],
        /// In each direction.
        #[serde(deserialize_with = "radius")]
        radius: [u64; 3],
        /// Tokens before the grid that see all and are seen by all.
        #[serde(default)]
        global: u64,
        /// Whether it holds elements.
        #[serde(default)]
        exact: bool,
    },
    /// Each query sees the keys up to its own: the last queries' keys, where there are more keys than queries.
    Causal,
    /// A NumPy file of booleans, one for each block (or element): heads x rows x columns, or without heads. The path is
    /// relative to the case file.
    Mask {
        /// The file.
        file: String,
        /// Whether it has one for each element.
        #[serde(default)]
        elements: bool,
    },
    /// For the selecting ops: the best of each row, so many that it is this density, rounded up.
    TopK {
        /// The share of blocks kept.
        density: f64,
    },
}

/// Numbers of frames, rows and columns; `frame` is the first where only rows and columns are given.
fn along<'de, D: Deserializer<'de>>(deserializer: D, frame: u64) -> Result<[u64; 3], D::Error> {
    let found = Vec::<u64>::deserialize(deserializer)?;
    match found[..] {
        [t, y, x] => Ok([t, y, x]),
        [y, x] => Ok([frame, y, x]),
        _ => Err(D::Error::custom(format!(
            "expected [frames, rows, columns], or [rows, columns] of one frame, for `grid` and `radius`, found {found:?}"
        ))),
    }
}

fn grid<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u64; 3], D::Error> {
    along(deserializer, 1)
}

fn radius<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u64; 3], D::Error> {
    along(deserializer, 0)
}

impl Pattern {
    /// The density that was asked for, if one was.
    pub fn density(&self) -> Option<f64> {
        match self {
            Self::Dense => Some(1.0),
            Self::Random { density, .. } | Self::TopK { density } => Some(*density),
            Self::Window { .. } | Self::Causal | Self::Mask { .. } => None,
        }
    }

    /// True if it holds elements, false if whole blocks.
    pub fn holds_elements(&self) -> bool {
        match self {
            Self::Window { exact: elements, .. } | Self::Mask { elements, .. } => *elements,
            Self::Causal => true,
            Self::Dense | Self::Random { .. } | Self::TopK { .. } => false,
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dense => f.write_str("dense"),
            Self::Random { density, skew } if *skew > 0.0 => write!(f, "random {density} skew {skew}"),
            Self::Random { density, .. } => write!(f, "random {density}"),
            Self::Window {
                radius: [t, y, x],
                global,
                exact,
                ..
            } => {
                let exact = if *exact { " exact" } else { "" };
                write!(f, "window {t}x{y}x{x} global {global}{exact}")
            }
            Self::Causal => f.write_str("causal"),
            Self::Mask { file, .. } => write!(f, "mask {}", Path::new(file).file_stem().unwrap_or_default().display()),
            Self::TopK { density } => write!(f, "top-k {density}"),
        }
    }
}

/// How queries and keys are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scores {
    /// Normal numbers.
    Normal,
    /// Normal numbers, and scores that rise by 12 from each 64 keys to the next: no maximum of an online softmax holds.
    Rising,
}

/// A case of attention: an entry with one value of each list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Case {
    /// What is computed.
    pub op: Op,
    /// Batch entries.
    pub batch: usize,
    /// Heads.
    pub heads: usize,
    /// Queries.
    pub queries: usize,
    /// Keys.
    pub keys: usize,
    /// Numbers in a query or key.
    pub head_dim: usize,
    /// Numbers in a value.
    pub value_dim: usize,
    /// Their type.
    pub dtype: Dtype,
    /// How they are multiplied.
    #[serde(default, skip_serializing_if = "Products::are_exact")]
    pub products: Products,
    /// Queries and keys of a block.
    pub block: [u64; 2],
    /// Which blocks.
    pub pattern: Pattern,
    /// How inputs are drawn.
    pub scores: Scores,
    /// On how many threads.
    pub threads: u32,
    /// What random numbers start from.
    pub seed: u64,
    /// Whether peers run too.
    pub peers: bool,
}

impl Case {
    /// The attention of the same tensors over everything.
    pub fn made_dense(&self) -> Self {
        Self {
            op: Op::Attention,
            pattern: Pattern::Dense,
            ..self.clone()
        }
    }

    /// Blocks along queries and along keys.
    pub fn blocks(&self) -> [usize; 2] {
        [
            self.queries.div_ceil(self.block[0] as usize),
            self.keys.div_ceil(self.block[1] as usize),
        ]
    }

    /// Rows and columns of the case's mask, in blocks or elements.
    pub fn mask_size(&self) -> [usize; 2] {
        if self.pattern.holds_elements() {
            [self.queries, self.keys]
        } else {
            self.blocks()
        }
    }

    /// Heads of the case's mask: one where the pattern is the same for all.
    pub fn mask_heads(&self) -> usize {
        match self.pattern {
            Pattern::Random { .. } | Pattern::Mask { .. } | Pattern::TopK { .. } => self.heads,
            Pattern::Dense | Pattern::Window { .. } | Pattern::Causal => 1,
        }
    }

    /// True if the program takes its mask from outside.
    pub fn takes_mask(&self) -> bool {
        match self.pattern {
            Pattern::Random { .. } | Pattern::Mask { .. } | Pattern::Causal => true,
            Pattern::Dense | Pattern::Window { .. } | Pattern::TopK { .. } => false,
        }
    }

    /// How many blocks of a row a top-k pattern keeps.
    pub fn top_k(&self) -> usize {
        let density = self.pattern.density().unwrap_or(1.0);
        (density * self.blocks()[1] as f64).ceil() as usize
    }

    fn check(&self) -> Result<()> {
        ensure!(
            self.block.iter().all(|size| (1..=1024).contains(size)),
            "expected blocks of 1 to 1024, found {:?}",
            self.block
        );
        ensure!(
            [self.batch, self.heads, self.head_dim, self.value_dim]
                .iter()
                .all(|size| (1..=1 << 16).contains(size)),
            "expected batch, heads, head_dim and value_dim of 1 to 65536"
        );
        ensure!(
            [self.queries, self.keys]
                .iter()
                .all(|size| (1..=1 << 24).contains(size)),
            "expected queries and keys of 1 to 2^24"
        );
        ensure!((1..=1024).contains(&self.threads), "expected 1 to 1024 threads");
        if let Some(density) = self.pattern.density() {
            ensure!(
                (0.0..=1.0).contains(&density),
                "expected a density of 0 to 1, found {density}"
            );
        }
        if let Pattern::Random { skew, .. } = self.pattern {
            ensure!(
                (0.0..=100.0).contains(&skew),
                "expected a skew of 0 to 100, found {skew}"
            );
        }
        let selects = matches!(self.pattern, Pattern::TopK { .. });
        ensure!(
            selects == (self.op != Op::Attention),
            "a pattern of kind top-k is for the ops select and selected-attention, and they for it; found {:?} with {}",
            self.op,
            self.pattern
        );
        ensure!(
            self.products.are_exact() || !self.pattern.holds_elements(),
            "products of 8 bits are for patterns of blocks: with {} products are exact",
            self.pattern
        );
        ensure!(
            self.products.are_exact() || self.op != Op::Select,
            "products of 8 bits are for attention: the op select chooses by exact scores"
        );
        if let Pattern::Window { grid, global, .. } = &self.pattern {
            // What overflows is more than there can be queries.
            let tokens = grid
                .iter()
                .fold(1_u64, |tokens, size| tokens.saturating_mul(*size))
                .saturating_add(*global);
            ensure!(
                [self.queries, self.keys].map(|size| size as u64) == [tokens; 2],
                "a window over {grid:?} with {global} global tokens has {tokens} tokens, expected as many queries and keys, found {} and {}",
                self.queries,
                self.keys
            );
        }
        Ok(())
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let op = match self.op {
            Op::Attention => "",
            Op::Select => "select, ",
            Op::SelectedAttention => "select and attend, ",
        };
        write!(f, "{op}n {}", self.queries)?;
        if self.keys != self.queries {
            write!(f, " m {}", self.keys)?;
        }
        write!(f, " d {}", self.head_dim)?;
        if self.value_dim != self.head_dim {
            write!(f, " e {}", self.value_dim)?;
        }
        for (count, what) in [(self.batch, "batch"), (self.heads, "heads")] {
            if count > 1 {
                write!(f, ", {what} {count}")?;
            }
        }
        let products = self
            .products
            .option()
            .map_or_else(String::new, |name| format!(" as {name}"));
        let rising = if self.scores == Scores::Rising { ", rising" } else { "" };
        write!(
            f,
            ", {}x{}, {}{rising}, {}{products}, {} thread{}",
            self.block[0],
            self.block[1],
            self.pattern,
            self.dtype.element(),
            self.threads,
            if self.threads == 1 { "" } else { "s" }
        )
    }
}

/// A case of either kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Task {
    /// A dense layer, or experts.
    Layer(Layer),
    /// Attention, choosing blocks, or both.
    Attention(Case),
}

impl Task {
    /// The type of its tensors.
    pub fn dtype(&self) -> Dtype {
        match self {
            Self::Layer(layer) => layer.dtype,
            Self::Attention(case) => case.dtype,
        }
    }

    /// How it multiplies.
    pub fn products(&self) -> Products {
        match self {
            Self::Layer(layer) => layer.products,
            Self::Attention(case) => case.products,
        }
    }

    /// On how many threads it runs.
    pub fn threads(&self) -> u32 {
        match self {
            Self::Layer(layer) => layer.threads,
            Self::Attention(case) => case.threads,
        }
    }

    /// Whether peers run too.
    pub fn has_peers(&self) -> bool {
        match self {
            Self::Layer(layer) => layer.peers,
            Self::Attention(case) => case.peers,
        }
    }

    /// The largest relative error (L2) against the float64 reference that passes.
    pub fn bound(&self) -> f64 {
        if self.products().are_exact() {
            self.dtype().bound()
        } else {
            BOUND_OF_INT8
        }
    }

    /// The density that was asked for, if one was.
    pub fn density(&self) -> Option<f64> {
        match self {
            Self::Layer(_) => None,
            Self::Attention(case) => case.pattern.density(),
        }
    }

    /// Its blocks, if it has any.
    pub fn block(&self) -> Option<[u64; 2]> {
        match self {
            Self::Layer(_) => None,
            Self::Attention(case) => Some(case.block),
        }
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Layer(layer) => layer.fmt(f),
            Self::Attention(case) => case.fmt(f),
        }
    }
}

impl Group {
    /// Its cases, checked.
    ///
    /// # Errors
    ///
    /// If one cannot be.
    pub fn expand(&self) -> Result<Vec<Task>> {
        let mut tasks = Vec::new();
        for case in self.cases.iter().flat_map(Entry::expand) {
            case.check().with_context(|| format!("group '{}', {case}", self.name))?;
            tasks.push(Task::Attention(case));
        }
        for layer in self.layers.iter().flat_map(layers::Entry::expand) {
            layer
                .check()
                .with_context(|| format!("group '{}', {layer}", self.name))?;
            tasks.push(Task::Layer(layer));
        }
        Ok(tasks)
    }
}

impl Entry {
    fn expand(&self) -> Vec<Case> {
        let mut cases = vec![Case {
            op: self.op,
            batch: self.batch,
            heads: self.heads,
            queries: 0,
            keys: 0,
            head_dim: 0,
            value_dim: 0,
            dtype: Dtype::F32,
            products: Products::Exact,
            block: [1, 1],
            pattern: Pattern::Dense,
            scores: Scores::Normal,
            threads: 1,
            seed: self.seed,
            peers: self.peers,
        }];
        let mut each = |values: usize, set: &dyn Fn(&mut Case, usize)| {
            cases = cases
                .iter()
                .flat_map(|case| {
                    (0..values).map(|value| {
                        let mut case = case.clone();
                        set(&mut case, value);
                        case
                    })
                })
                .collect();
        };
        let queries = self.queries.list();
        each(queries.len(), &|case, i| {
            case.queries = queries[i];
            case.keys = queries[i];
        });
        if let Some(keys) = &self.keys {
            let keys = keys.list();
            each(keys.len(), &|case, i| case.keys = keys[i]);
        }
        let dims = self.head_dim.list();
        each(dims.len(), &|case, i| {
            case.head_dim = dims[i];
            case.value_dim = self.value_dim.unwrap_or(dims[i]);
        });
        let dtypes = self.dtype.list();
        each(dtypes.len(), &|case, i| case.dtype = dtypes[i]);
        let products = self.products.list();
        each(products.len(), &|case, i| case.products = products[i]);
        let blocks = self.block.list();
        each(blocks.len(), &|case, i| case.block = blocks[i]);
        let patterns = self.pattern.list();
        each(patterns.len(), &|case, i| case.pattern = patterns[i].clone());
        let scores = self.scores.list();
        each(scores.len(), &|case, i| case.scores = scores[i]);
        let threads = self.threads.list();
        each(threads.len(), &|case, i| case.threads = threads[i]);
        cases
    }
}

/// Reads JSON; what is wrong with it is said in the words of the format, with the field.
fn parse<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let message = in_words(&error.inner().to_string());
        match error.path().to_string().as_str() {
            "." => message,
            path => format!("`{path}`: {message}"),
        }
    })?;
    reader.end().map_err(|error| error.to_string())?;
    Ok(value)
}

/// What serde says of a value, in the words of the format.
fn in_words(message: &str) -> String {
    if let Some((field, known)) = message
        .strip_prefix("unknown field ")
        .and_then(|rest| rest.split_once(", expected "))
    {
        let known = known.strip_prefix("one of ").unwrap_or(known);
        return format!("there is no field {field}, expected one of {known}");
    }
    if let Some((found, expected)) = message
        .strip_prefix("unknown variant ")
        .and_then(|rest| rest.split_once(", expected "))
    {
        return match expected.split_once(" at line ") {
            Some((expected, place)) => format!("expected {expected}, found {found} at line {place}"),
            None => format!("expected {expected}, found {found}"),
        };
    }
    let of_value = ["invalid type: ", "invalid value: ", "invalid length "]
        .iter()
        .find_map(|prefix| message.strip_prefix(prefix)?.split_once(", expected "));
    let Some((found, expected)) = of_value else {
        return message.to_owned();
    };
    let (expected, place) = match expected.split_once(" at line ") {
        Some((expected, place)) => (expected, format!(" at line {place}")),
        None => (expected, String::new()),
    };
    let expected = match expected {
        "usize" | "u32" | "u64" => "a whole number of at least 0",
        "f64" => "a number",
        "a sequence" => "a list",
        "a boolean" => "true or false",
        "a string" => "a text",
        "an array of length 2" => "a list of 2 numbers",
        other if other.starts_with("struct ") || other == "a map" => "an object",
        other if other.contains(" enum ") || other.starts_with("enum ") => "one of the words of the format",
        other => other,
    };
    let found = match found.split_once(' ') {
        Some(("string", text)) => format!("the text {text}"),
        Some(("integer" | "boolean", value)) => value.replace('`', ""),
        Some(("floating", rest)) => rest.trim_start_matches("point ").replace('`', ""),
        _ => match found {
            "map" => "an object".to_owned(),
            "sequence" => "a list".to_owned(),
            "null" => "nothing (null)".to_owned(),
            other if other.parse::<usize>().is_ok() => format!("{other} of them"),
            other => other.to_owned(),
        },
    };
    format!("expected {expected}, found {found}{place}")
}

impl File {
    /// The list of that name that comes with the tool (`full` or `quick`), or the file of that path.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is not of the format.
    pub fn open(name: &str) -> Result<Self> {
        let text = match name {
            "full" => FULL.to_owned(),
            "quick" => QUICK.to_owned(),
            path => std::fs::read_to_string(path).with_context(|| format!("cannot read the case file {path}"))?,
        };
        let file: Self = parse(&text).map_err(|error| anyhow!("{name} is not a case file: {error}"))?;
        for group in &file.groups {
            let cases = group.expand().with_context(|| name.to_owned())?;
            if cases.is_empty() {
                bail!("{name}: group '{}' has no cases", group.name);
            }
        }
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(text: &str) -> Result<Vec<String>> {
        let group: Group = parse(text).map_err(anyhow::Error::msg)?;
        Ok(group.expand()?.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn lists_of_the_tool() {
        for name in ["full", "quick"] {
            let file = File::open(name).unwrap();
            assert!(!file.groups.is_empty());
        }
    }

    #[test]
    fn every_combination() {
        let cases = group(
            r#"{"name": "g", "title": "G", "cases": [
                {"queries": [5, 7], "block": [[2, 3], [4, 4]], "pattern": {"kind": "random", "density": 0.5}}]}"#,
        );
        assert_eq!(
            cases.unwrap(),
            [
                "n 5 d 64, 2x3, random 0.5, f32, 1 thread",
                "n 5 d 64, 4x4, random 0.5, f32, 1 thread",
                "n 7 d 64, 2x3, random 0.5, f32, 1 thread",
                "n 7 d 64, 4x4, random 0.5, f32, 1 thread",
            ]
        );
    }

    #[test]
    fn a_window_of_one_frame() {
        let cases = |grid: &str, radius: &str| {
            group(&format!(
                r#"{{"name": "g", "title": "G", "cases": [{{"queries": 12,
                    "pattern": {{"kind": "window", "grid": {grid}, "radius": {radius}}}}}]}}"#
            ))
            .unwrap()
        };
        assert_eq!(cases("[3, 4]", "[1, 2]"), cases("[1, 3, 4]", "[0, 1, 2]"));
    }

    #[test]
    fn what_is_refused() {
        let error = |entry: &str| {
            let error = group(&format!(r#"{{"name": "g", "title": "G", "cases": [{entry}]}}"#)).unwrap_err();
            format!("{error:#}")
        };
        assert!(error(r#"{"block": [0, 4]}"#).contains("expected blocks of 1 to 1024, found [0, 4]"));
        assert!(error(r#"{"op": "select"}"#).contains("kind top-k is for the ops select"));
        assert!(error(r#"{"pattern": {"kind": "random", "density": 1.5}}"#).contains("a density of 0 to 1, found 1.5"));
        assert!(
            error(r#"{"pattern": {"kind": "window", "grid": [2, 2, 2], "radius": [1, 1, 1]}}"#)
                .contains("has 8 tokens")
        );
        assert!(
            error(r#"{"pattern": {"kind": "window", "grid": [4294967296, 4294967296, 1], "radius": [1, 1, 1]}}"#)
                .contains("expected as many queries and keys, found 1568 and 1568")
        );
        let says = |entry: &str, words: &str| {
            let error = error(entry);
            assert!(error.contains(words), "{error}");
        };
        says(
            r#"{"colour": 1}"#,
            "there is no field `colour`, expected one of `op`, `batch`",
        );
        says(
            r#"{"queries": "many"}"#,
            "`cases[0].queries`: expected a whole number of at least 0, found the text \"many\"",
        );
        says(
            r#"{"queries": -1}"#,
            "`cases[0].queries`: expected a whole number of at least 0, found -1",
        );
        says(
            r#"{"queries": [5, 1.5]}"#,
            "`cases[0].queries`: expected a whole number of at least 0, found",
        );
        says(
            r#"{"heads": true}"#,
            "`cases[0].heads`: expected a whole number of at least 0, found true",
        );
        says(
            r#"{"block": [4]}"#,
            "`cases[0].block`: expected a list of 2 numbers, found",
        );
        says(
            r#"{"peers": "yes"}"#,
            "`cases[0].peers`: expected true or false, found the text \"yes\"",
        );
        says(
            r#"{"pattern": {"kind": "random", "density": "all"}}"#,
            "`cases[0].pattern`: expected a number, found the text \"all\"",
        );
        says(
            r#"{"pattern": {"kind": "window", "grid": [4], "radius": [1, 1]}}"#,
            "`cases[0].pattern`: expected [frames, rows, columns], or [rows, columns] of one frame",
        );
        assert!(error(r#"{"threads": 0}"#).contains("1 to 1024 threads"));
    }
}
