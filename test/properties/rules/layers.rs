//! Layers and experts.

use dynsparse_lowering::codegen::signature::Element;

use super::Rule;
use crate::program::{Fill, Program, Result, Value, Want};

pub const RULES: &[Rule] = &[
    Rule::any("dsa.pack_weights", pack_weights),
    Rule::any("dsa.quantize_rows", quantize_rows),
    Rule::any("dsa.linear", linear),
    Rule::any("dsa.route_experts", route_experts),
    Rule::any("dsa.grouped_linear", grouped_linear),
    Rule::any("dsa.combine_experts", combine_experts),
];

/// The element types of layers, with how many rows of weights lie side by side.
const KINDS: [(Element, u64); 3] = [(Element::F32, 1), (Element::Bf16, 2), (Element::I8, 4)];

/// Columns of a panel: of vectors, of less, and of a number that is hardly a multiple.
const WIDTHS: [u64; 4] = [16, 4, 64, 5];

const ACTIVATIONS: [&str; 5] = ["none", "relu", "gelu", "gelu_tanh", "silu"];

/// Numbers of that type: bytes are small, so that every strategy has room for their sums.
fn numbers(program: &mut Program, element: Element, sizes: &[Option<u64>]) -> Value {
    program.tensor(&Want {
        elements: &[element],
        sizes,
        exact: false,
        fill: if element == Element::I8 {
            Fill::Positions(9)
        } else {
            Fill::Numbers
        },
    })
}

/// Weights in panels: new ones, `experts x k x n`, or `k x n` without experts.
fn packed(program: &mut Program, (element, group): (Element, u64), experts: Option<u64>, [k, n]: [u64; 2]) -> Value {
    let sizes: Vec<Option<u64>> = experts.into_iter().chain([k, n]).map(Some).collect();
    let weights = numbers(program, element, &sizes);
    let width = program.one_of(&WIDTHS);
    let sizes: Vec<u64> = experts
        .into_iter()
        .chain([n.div_ceil(width), k.div_ceil(group), width * group])
        .collect();
    let mut stated = program.stated(&sizes);
    *stated.last_mut().expect("a panel's columns") = Some(width * group);
    let text = format!(
        "dsa.pack_weights {} : {} -> {}",
        weights.name,
        weights.r#type,
        crate::program::tensor_text(&stated, element.name())
    );
    program.used.push("dsa.pack_weights");
    program.push_one(&text, Result::of(&sizes, weights.rounded))
}

fn pack_weights(program: &mut Program) -> Option<()> {
    let kind = program.one_of(&KINDS);
    let experts = (program.choose(2) == 1).then(|| program.few());
    let sizes = [program.size(), program.size()];
    packed(program, kind, experts, sizes);
    Some(())
}

fn quantize_rows(program: &mut Program) -> Option<()> {
    let element = program.one_of(&[Element::F32, Element::Bf16]);
    let rank = 2 + program.choose(2);
    let x = program.tensor(&Want {
        elements: &[element],
        sizes: &vec![None; rank],
        exact: true,
        fill: Fill::Numbers,
    });
    let text = format!("dsa.quantize_rows {} : {}", x.name, x.r#type);
    let (bytes, scales) = (Result::of(&x.sizes, 0), Result::of(&x.sizes[..rank - 1], 0));
    program.push(&text, vec![bytes, scales]);
    Some(())
}

/// A layer's text: the op with its operands and words, of the types of `operands`.
fn layer(program: &mut Program, op: &str, operands: &[Value], words: &[&str], sizes: &[u64], element: Element) {
    let activation = program.one_of(&ACTIVATIONS);
    let mut stated = program.stated(sizes);
    // A bias says how many columns there are, but for experts.
    if op != "dsa.linear" || !words.contains(&"bias") {
        *stated.last_mut().expect("columns") = sizes.last().copied();
    }
    let names: Vec<&str> = operands.iter().map(|value| value.name.as_str()).collect();
    let types: Vec<&str> = operands.iter().map(|value| value.r#type.as_str()).collect();
    let text = format!(
        "{op} {} {} activation = {activation} : ({}) -> {}",
        names.join(", "),
        words.join(" "),
        types.join(", "),
        crate::program::tensor_text(&stated, element.name())
    );
    let rounded = operands.iter().map(|value| value.rounded).max().unwrap_or(0);
    program.push_one(&text, Result::of(sizes, rounded + 1));
}

/// Scales of rows and columns, if the layer is on bytes.
fn scales(
    program: &mut Program,
    element: Element,
    rows: &[u64],
    columns: &[u64],
    operands: &mut Vec<Value>,
) -> Option<&'static str> {
    if element != Element::I8 {
        return None;
    }
    for sizes in [rows, columns] {
        let sizes: Vec<Option<u64>> = sizes.iter().copied().map(Some).collect();
        operands.push(numbers(program, Element::F32, &sizes));
    }
    Some("scales")
}

fn linear(program: &mut Program) -> Option<()> {
    let kind = program.one_of(&KINDS);
    let rank = 2 + program.choose(2);
    let x = numbers(program, kind.0, &vec![None; rank]);
    let (k, n) = (x.sizes[rank - 1], program.size());
    let weights = packed(program, kind, None, [k, n]);
    let rows = x.sizes[..rank - 1].to_vec();
    let result: Vec<u64> = rows.iter().copied().chain([n]).collect();
    let mut operands = vec![x, weights];
    let mut words = Vec::new();
    words.extend(scales(program, kind.0, &rows, &[n], &mut operands));
    let half = program.one_of(&[Element::F32, Element::Bf16]);
    if program.choose(2) == 1 {
        operands.push(numbers(program, half, &[Some(n)]));
        words.push("bias");
    }
    if program.choose(2) == 1 {
        let sizes: Vec<Option<u64>> = result.iter().copied().map(Some).collect();
        operands.push(numbers(program, half, &sizes));
        words.push("residual");
    }
    let element = program.one_of(&[Element::F32, Element::Bf16]);
    layer(program, "dsa.linear", &operands, &words, &result, element);
    Some(())
}

fn route_experts(program: &mut Program) -> Option<()> {
    let logits = program.tensor(&Want {
        elements: &[Element::F32, Element::Bf16],
        sizes: &[None; 2],
        exact: true,
        fill: Fill::Numbers,
    });
    let [tokens, experts] = logits.sizes[..] else {
        return None;
    };
    let top_k = [1, 2, 3][program.choose(3)];
    let capacity = match program.choose(2) {
        0 => String::new(),
        _ => {
            let most = program.choose(tokens as usize + 2) as i64 - 1;
            format!("capacity({}) ", program.index(most).name)
        }
    };
    let budget = match program.choose(2) {
        0 => String::new(),
        _ => {
            let most = program.choose(top_k as usize + 3) as i64 - 1;
            format!("budget({}) ", program.index(most).name)
        }
    };
    let normalize = program.one_of(&["chosen", "all"]);
    let text = format!(
        "dsa.route_experts {} {capacity}{budget}top_k = {top_k} normalize = {normalize} : {}",
        logits.name, logits.r#type
    );
    program.push(
        &text,
        vec![
            Result::of(&[tokens * top_k], 0),
            Result::of(&[experts + 1], 0),
            Result::of(&[tokens, top_k], 0),
            Result::of(&[tokens, top_k], 1),
            Result::of(&[experts], 0),
        ],
    );
    Some(())
}

fn grouped_linear(program: &mut Program) -> Option<()> {
    let kind = program.one_of(&KINDS);
    let x = numbers(program, kind.0, &[None; 2]);
    let (count, k, n, experts) = (x.sizes[0], x.sizes[1], program.size(), program.few());
    let weights = packed(program, kind, Some(experts), [k, n]);
    let integers = |program: &mut Program, count: Option<u64>, below: u64| {
        program.tensor(&Want {
            elements: &[Element::I32],
            sizes: &[count],
            exact: true,
            fill: Fill::Positions(below),
        })
    };
    let offsets = integers(program, Some(experts + 1), count + 1);
    let mut operands = vec![x, weights, offsets];
    let (mut words, mut rows) = (Vec::new(), count);
    if program.choose(2) == 1 {
        let gathered = integers(program, None, count);
        rows = gathered.sizes[0];
        operands.push(gathered);
        words.push("rows");
    }
    words.extend(scales(program, kind.0, &[count], &[experts, n], &mut operands));
    if program.choose(2) == 1 {
        operands.push(numbers(program, Element::F32, &[Some(experts), Some(n)]));
        words.push("bias");
    }
    let element = program.one_of(&[Element::F32, Element::Bf16]);
    layer(program, "dsa.grouped_linear", &operands, &words, &[rows, n], element);
    Some(())
}

fn combine_experts(program: &mut Program) -> Option<()> {
    let element = program.one_of(&[Element::F32, Element::Bf16]);
    let y = numbers(program, element, &[None; 2]);
    let [rows, channels] = y.sizes[..] else { return None };
    let slots = program.tensor(&Want {
        elements: &[Element::I32],
        sizes: &[None; 2],
        exact: true,
        fill: Fill::Positions(rows),
    });
    let [tokens, choices] = slots.sizes[..] else {
        return None;
    };
    let weights = numbers(program, Element::F32, &[Some(tokens), Some(choices)]);
    let text = format!(
        "dsa.combine_experts {}, {}, {} : {}, {}, {}",
        y.name, slots.name, weights.name, y.r#type, slots.r#type, weights.r#type
    );
    let rounded = y.rounded.max(weights.rounded) + 1;
    program.push_one(&text, Result::of(&[tokens, channels], rounded));
    Some(())
}
