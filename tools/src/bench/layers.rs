//! Cases of layers: rows times packed weights with what follows them, and experts. Their format, programs and tensors.

use std::fmt;

use anyhow::{Context as _, Result, ensure};
use dynsparse_dialects::Activation;
use dynsparse_lowering::codegen::{array::Array, signature::Element};
use serde::{Deserialize, Serialize};

use super::{
    cases::{Dtype, OneOrMany, Products, one},
    program::{FUNCTION, Variant, compile, one as only},
};
use crate::{input, progress::Busy};

/// Columns of a panel of packed weights.
const PANEL: usize = 64;

/// What is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LayerOp {
    /// `dsa.linear` with bias and activation.
    Linear,
    /// `dsa.route_experts`, two `dsa.grouped_linear` with biases and an activation between them, `dsa.combine_experts`.
    Grouped,
}

/// One entry of layers in a group: where a list stands, it is a case for each of its values.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Entry {
    op: LayerOp,
    rows: OneOrMany<usize>,
    depth: OneOrMany<usize>,
    columns: OneOrMany<usize>,
    experts: usize,
    top_k: usize,
    activation: Activation,
    dtype: OneOrMany<Dtype>,
    products: OneOrMany<Products>,
    threads: OneOrMany<u32>,
    seed: u64,
    peers: bool,
}

impl Default for Entry {
    fn default() -> Self {
        Self {
            op: LayerOp::Linear,
            rows: one(197),
            depth: one(768),
            columns: one(3072),
            experts: 8,
            top_k: 2,
            activation: Activation::Gelu,
            dtype: one(Dtype::F32),
            products: one(Products::Exact),
            threads: one(1),
            seed: 1,
            peers: false,
        }
    }
}

impl Entry {
    /// A case for every combination of its lists.
    pub fn expand(&self) -> Vec<Layer> {
        let mut layers = Vec::new();
        for rows in self.rows.list() {
            for depth in self.depth.list() {
                for columns in self.columns.list() {
                    for dtype in self.dtype.list() {
                        for products in self.products.list() {
                            for threads in self.threads.list() {
                                layers.push(Layer {
                                    op: self.op,
                                    rows,
                                    depth,
                                    columns,
                                    experts: if self.op == LayerOp::Grouped { self.experts } else { 1 },
                                    top_k: if self.op == LayerOp::Grouped { self.top_k } else { 1 },
                                    activation: self.activation,
                                    dtype,
                                    products,
                                    threads,
                                    seed: self.seed,
                                    peers: self.peers,
                                });
                            }
                        }
                    }
                }
            }
        }
        layers
    }
}

/// A case of a layer: an entry with one value of each list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Layer {
    /// What is computed.
    pub op: LayerOp,
    /// Rows (tokens).
    pub rows: usize,
    /// Numbers in a row.
    pub depth: usize,
    /// Numbers in a row of the result; of what is between the two layers of an expert.
    pub columns: usize,
    /// How many experts there are.
    pub experts: usize,
    /// How many of them a row goes to.
    pub top_k: usize,
    /// What follows the (first) sums.
    pub activation: Activation,
    /// The type of rows, weights and result.
    pub dtype: Dtype,
    /// How they are multiplied.
    #[serde(default, skip_serializing_if = "Products::are_exact")]
    pub products: Products,
    /// On how many threads.
    pub threads: u32,
    /// What random numbers start from.
    pub seed: u64,
    /// Whether peers run too.
    pub peers: bool,
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            rows, depth, columns, ..
        } = self;
        match self.op {
            LayerOp::Linear => write!(f, "linear {rows}x{depth}x{columns}")?,
            LayerOp::Grouped => write!(
                f,
                "{} experts, {} a row, {rows}x{depth}x{columns}x{depth}",
                self.experts, self.top_k
            )?,
        }
        let products = self.products.option();
        write!(
            f,
            ", {}, {}{}, {} thread{}",
            self.activation.word(),
            self.dtype.element(),
            products.map_or_else(String::new, |name| format!(" as {name}")),
            self.threads,
            if self.threads == 1 { "" } else { "s" }
        )
    }
}

/// The tensors of a layer, in the case's type but for the router's logits, which are `f32`.
pub struct Tensors {
    /// By the names that peers know them by, in order.
    pub named: Vec<(&'static str, Array)>,
}

impl Layer {
    /// That it can be computed.
    ///
    /// # Errors
    ///
    /// If it cannot.
    pub fn check(&self) -> Result<()> {
        ensure!(
            [self.rows, self.depth, self.columns, self.experts]
                .iter()
                .all(|size| (1..=1 << 16).contains(size)),
            "expected rows, depth, columns and experts of 1 to 65536"
        );
        ensure!(
            (1..=self.experts).contains(&self.top_k),
            "expected top_k of 1 to as many as there are experts, {}, found {}",
            self.experts,
            self.top_k
        );
        ensure!((1..=1024).contains(&self.threads), "expected 1 to 1024 threads");
        ensure!(self.dtype != Dtype::F16, "layers are of f32 and bf16, not of f16");
        ensure!(
            self.products != Products::Int8Bf16,
            "products of layers are exact or int8: both factors are rounded, or none"
        );
        Ok(())
    }

    /// The same with other products.
    pub fn made_exact(&self) -> Self {
        Self {
            products: Products::Exact,
            ..self.clone()
        }
    }

    /// Useful floating-point operations, in 1e9.
    pub fn gflop(&self) -> f64 {
        let layers = match self.op {
            LayerOp::Linear => 1,
            LayerOp::Grouped => 2,
        };
        2.0 * (self.rows * self.top_k * layers) as f64 * (self.depth * self.columns) as f64 / 1e9
    }

    fn is_rounded(&self) -> bool {
        !self.products.are_exact()
    }

    /// What packed weights hold.
    fn factor(&self) -> Element {
        if self.is_rounded() {
            Element::I8
        } else {
            self.dtype.element()
        }
    }

    /// Depth and columns of each layer.
    fn layers(&self) -> Vec<[usize; 2]> {
        match self.op {
            LayerOp::Linear => vec![[self.depth, self.columns]],
            LayerOp::Grouped => vec![[self.depth, self.columns], [self.columns, self.depth]],
        }
    }

    /// `8x`, where there are experts.
    fn of_experts(&self) -> String {
        match self.op {
            LayerOp::Linear => String::new(),
            LayerOp::Grouped => format!("{}x", self.experts),
        }
    }

    fn weights_type(&self, [depth, columns]: [usize; 2]) -> String {
        format!("tensor<{}{depth}x{columns}x{}>", self.of_experts(), self.factor())
    }

    fn packed_type(&self, [depth, columns]: [usize; 2]) -> String {
        let group = match self.factor() {
            Element::I8 => 4,
            Element::Bf16 => 2,
            _ => 1,
        };
        format!(
            "tensor<{}{}x{}x{}x{}>",
            self.of_experts(),
            columns.div_ceil(PANEL),
            depth.div_ceil(group),
            PANEL * group,
            self.factor()
        )
    }

    /// The case's module in `dsa`.
    pub fn text(&self) -> String {
        let Self {
            rows, depth, columns, ..
        } = self;
        let element = self.dtype.element();
        let x = format!("tensor<{rows}x{depth}x{element}>");
        let of_experts = self.of_experts();
        let mut arguments = vec![format!("%x: {x}")];
        if self.op == LayerOp::Grouped {
            arguments.push(format!("%logits: tensor<{rows}x{}xf32>", self.experts));
        }
        for (number, sizes) in self.layers().into_iter().enumerate() {
            arguments.push(format!("%w{number}: {}", self.packed_type(sizes)));
            if self.is_rounded() {
                arguments.push(format!("%scales{number}: tensor<{of_experts}{}xf32>", sizes[1]));
            }
            arguments.push(format!("%bias{number}: tensor<{of_experts}{}x{element}>", sizes[1]));
        }
        let activation = match self.activation {
            Activation::None => String::new(),
            other => format!(" activation = {}", other.word()),
        };
        let (result, body) = match self.op {
            LayerOp::Linear => (
                format!("tensor<{rows}x{columns}x{element}>"),
                self.layer(0, "dsa.linear", ("%x", *rows, *depth), "%result", "", &activation),
            ),
            LayerOp::Grouped => {
                let all = rows * self.top_k;
                let slots = format!("tensor<{rows}x{}xi32>", self.top_k);
                let route = format!(
                    "%tokens, %offsets, %slots, %weights, %histogram = dsa.route_experts %logits top_k = {}
    normalize = chosen : tensor<{rows}x{}xf32>",
                    self.top_k, self.experts
                );
                let up = self.layer(
                    0,
                    "dsa.grouped_linear",
                    ("%x", *rows, *depth),
                    "%hidden",
                    "rows",
                    &activation,
                );
                let down = self.layer(1, "dsa.grouped_linear", ("%hidden", all, *columns), "%each", "", "");
                let combine = format!(
                    "%result = dsa.combine_experts %each, %slots, %weights
    : tensor<{all}x{depth}x{element}>, {slots}, tensor<{rows}x{}xf32>",
                    self.top_k
                );
                (x, [route, up, down, combine].join("\n  "))
            }
        };
        format!(
            "func.func @{FUNCTION}({}) -> {result} {{
  {body}
  return %result : {result}
}}
",
            arguments.join(", ")
        )
    }

    /// The layer of that number, of rows that are `rows` x `depth`.
    fn layer(
        &self,
        number: usize,
        name: &str,
        (x, rows, depth): (&str, usize, usize),
        result: &str,
        through: &str,
        activation: &str,
    ) -> String {
        let element = self.dtype.element();
        let sizes = self.layers()[number];
        let experts = self.of_experts();
        let mut text = String::new();
        let mut operands = vec![x.to_owned(), format!("%w{number}")];
        let mut types = vec![format!("tensor<{rows}x{depth}x{element}>"), self.packed_type(sizes)];
        let mut words = String::new();
        let all = rows * if through.is_empty() { 1 } else { self.top_k };
        if self.op == LayerOp::Grouped {
            operands.push("%offsets".to_owned());
            types.push(format!("tensor<{}xi32>", self.experts + 1));
        }
        if !through.is_empty() {
            operands.push("%tokens".to_owned());
            types.push(format!("tensor<{all}xi32>"));
            words += " rows";
        }
        if self.is_rounded() {
            text = format!("%q{number}, %s{number} = dsa.quantize_rows {x} : {}\n  ", types[0]);
            operands[0] = format!("%q{number}");
            types[0] = format!("tensor<{rows}x{depth}xi8>");
            operands.extend([format!("%s{number}"), format!("%scales{number}")]);
            types.extend([
                format!("tensor<{rows}xf32>"),
                format!("tensor<{experts}{}xf32>", sizes[1]),
            ]);
            words += " scales";
        }
        operands.push(format!("%bias{number}"));
        types.push(format!("tensor<{experts}{}x{element}>", sizes[1]));
        text + &format!(
            "{result} = {name} {}{words} bias{activation}
    : ({}) -> tensor<{all}x{}x{element}>",
            operands.join(", "),
            types.join(", "),
            sizes[1]
        )
    }

    /// Draws rows, logits, weights and biases. Weights are so small that sums are about 1.
    ///
    /// # Errors
    ///
    /// If they are too large.
    pub fn tensors(&self) -> Result<Tensors> {
        let mut offset = 0;
        let mut draw = |shape: &[usize], factor: f64, element: Element| -> Result<Array> {
            offset += 1;
            let normal = input::random(self.seed.wrapping_mul(1000).wrapping_add(offset), shape, Element::F32)?;
            let mut next = 0;
            let value = || {
                next += 1;
                normal.float(next - 1) * factor
            };
            Ok(Array::from_floats(element, shape, value)?)
        };
        let element = self.dtype.element();
        let mut named = vec![("x", draw(&[self.rows, self.depth], 1.0, element)?)];
        let grouped = self.op == LayerOp::Grouped;
        if grouped {
            named.push(("logits", draw(&[self.rows, self.experts], 1.0, Element::F32)?));
        }
        let names = [("weights", "bias"), ("weights_down", "bias_down")];
        for ([depth, columns], (weights, bias)) in self.layers().into_iter().zip(names) {
            let experts = grouped.then_some(self.experts);
            let of_weights: Vec<usize> = experts.into_iter().chain([depth, columns]).collect();
            let of_bias: Vec<usize> = experts.into_iter().chain([columns]).collect();
            named.push((weights, draw(&of_weights, (depth as f64).sqrt().recip(), element)?));
            named.push((bias, draw(&of_bias, 1.0, element)?));
        }
        Ok(Tensors { named })
    }

    /// What the case's program is called with: weights are packed, and rounded before where products are.
    ///
    /// # Errors
    ///
    /// If the program that packs them cannot be compiled.
    pub fn arguments(&self, tensors: &Tensors) -> Result<Vec<Array>> {
        let mut arguments = Vec::new();
        let mut sizes = self.layers().into_iter();
        for (name, tensor) in &tensors.named {
            if !name.starts_with("weights") {
                arguments.push(tensor.clone());
                continue;
            }
            let sizes = sizes.next().context("a layer for each weights")?;
            let (weights, scales) = if self.is_rounded() {
                let (bytes, scales) = quantize_columns(tensor)?;
                (bytes, Some(scales))
            } else {
                (tensor.clone(), None)
            };
            arguments.push(self.pack(weights, sizes)?);
            arguments.extend(scales);
        }
        Ok(arguments)
    }

    fn pack(&self, weights: Array, sizes: [usize; 2]) -> Result<Array> {
        let (from, to) = (self.weights_type(sizes), self.packed_type(sizes));
        let text = format!(
            "func.func @{FUNCTION}(%w: {from}) -> {to} {{
  %packed = dsa.pack_weights %w : {from} -> {to}
  return %packed : {to}
}}
"
        );
        let compiled = compile(&text, Variant::Fast).context("packing")?;
        only(compiled.program.function(FUNCTION)?.call(&mut [weights])?)
    }

    /// What the case's program should give: by the reference lowering in double precision, with exact products, of the same
    /// numbers in `f32`.
    ///
    /// # Errors
    ///
    /// If it cannot be compiled.
    pub fn reference(&self, tensors: &Tensors) -> Result<Array> {
        let wide = Self {
            dtype: Dtype::F32,
            ..self.made_exact()
        };
        let widened = tensors.named.iter().map(|(name, tensor)| {
            let mut next = 0;
            let value = || {
                next += 1;
                tensor.float(next - 1)
            };
            Ok((*name, Array::from_floats(Element::F32, tensor.shape(), value)?))
        });
        let tensors = Tensors {
            named: widened.collect::<Result<_>>()?,
        };
        let mut arguments = wide.arguments(&tensors)?;
        let compiled = compile(&wide.text(), Variant::Reference).context("the reference")?;
        let _busy = Busy::with("computing the reference");
        only(compiled.program.function(FUNCTION)?.call(&mut arguments)?)
    }
}

/// Weights as bytes, and a scale for each column (of each expert): the greatest of a column is 127.
fn quantize_columns(weights: &Array) -> Result<(Array, Array)> {
    let shape = weights.shape();
    let (last, depth_at) = (shape.len() - 1, shape.len() - 2);
    let (depth, columns) = (shape[depth_at], shape[last]);
    let of_scales: Vec<usize> = shape[..depth_at].iter().copied().chain([columns]).collect();
    let mut scales = Array::zeros(Element::F32, &of_scales)?;
    let mut bytes = Array::zeros(Element::I8, shape)?;
    for expert in 0..shape[..depth_at].iter().product() {
        for column in 0..columns {
            let at = |row: usize| (expert * depth + row) * columns + column;
            let most = (0..depth).map(|row| weights.float(at(row)).abs()).fold(0.0, f64::max);
            let scale = f64::from((most / 127.0) as f32);
            scales.set_float(expert * columns + column, scale);
            for row in 0..depth {
                let value = if scale > 0.0 {
                    weights.float(at(row)) / scale
                } else {
                    0.0
                };
                bytes.set_int(at(row), value.round_ties_even().clamp(-127.0, 127.0) as i64);
            }
        }
    }
    Ok((bytes, scales))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::cases::{Group, Task};

    fn layers(entry: &str) -> Result<Vec<Layer>> {
        let text = format!(r#"{{"name": "g", "title": "G", "layers": [{entry}]}}"#);
        let group: Group = serde_json::from_str(&text)?;
        let layers = group.expand()?.into_iter().map(|task| match task {
            Task::Layer(layer) => layer,
            Task::Attention(case) => panic!("{case}"),
        });
        Ok(layers.collect())
    }

    #[test]
    fn every_combination() {
        let found = layers(r#"{"rows": [3, 5], "dtype": ["f32", "bf16"], "activation": "gelu_tanh"}"#).unwrap();
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "linear 3x768x3072, gelu_tanh, f32, 1 thread",
                "linear 3x768x3072, gelu_tanh, bf16, 1 thread",
                "linear 5x768x3072, gelu_tanh, f32, 1 thread",
                "linear 5x768x3072, gelu_tanh, bf16, 1 thread",
            ]
        );
        let found = layers(r#"{"op": "grouped", "rows": 5, "products": "int8", "threads": 2}"#).unwrap();
        assert_eq!(
            found[0].to_string(),
            "8 experts, 2 a row, 5x768x3072x768, gelu, f32 as int8, 2 threads"
        );
    }

    #[test]
    fn what_is_refused() {
        let error = |entry: &str| format!("{:#}", layers(entry).unwrap_err());
        assert!(error(r#"{"rows": 0}"#).contains("rows, depth, columns and experts of 1 to 65536"));
        assert!(error(r#"{"dtype": "f16"}"#).contains("of f32 and bf16, not of f16"));
        assert!(error(r#"{"products": "int8-bf16"}"#).contains("exact or int8"));
        assert!(error(r#"{"op": "grouped", "top_k": 9}"#).contains("as many as there are experts, 8, found 9"));
        assert!(error(r#"{"queries": 9}"#).contains("unknown field `queries`"));
        assert!(error(r#"{"threads": 0}"#).contains("1 to 1024 threads"));
    }

    #[test]
    fn a_layer_is_no_attention_when_read_back() {
        for entry in [r#"{"op": "grouped", "products": "int8"}"#, "{}"] {
            let task = Task::Layer(layers(entry).unwrap().remove(0));
            let again: Task = serde_json::from_str(&serde_json::to_string(&task).unwrap()).unwrap();
            assert!(matches!(again, Task::Layer(_)) && again.to_string() == task.to_string());
        }
    }

    #[test]
    fn columns_are_rounded_by_their_greatest() {
        let mut weights = Array::zeros(Element::F32, &[2, 2, 2]).unwrap();
        for (index, value) in [1.0, 0.0, -2.0, 0.0, 4.0, 127.0, 1.0, 63.4].into_iter().enumerate() {
            weights.set_float(index, value);
        }
        let (bytes, scales) = quantize_columns(&weights).unwrap();
        let bytes: Vec<i64> = (0..8).map(|i| bytes.int(i)).collect();
        assert_eq!(bytes, [64, 0, -127, 0, 127, 127, 32, 63]);
        assert_eq!(scales.shape(), [2, 2]);
        assert!((scales.float(2) - 4.0 / 127.0).abs() < 1e-8 && scales.float(1) == 0.0);
    }
}
