//! Leaving early.

use dynsparse_lowering::codegen::signature::Element;

use super::Rule;
use crate::program::{Fill, Program, Result, Want, tensor_text};

pub const RULES: &[Rule] = &[
    Rule::any("dsa.confidence", confidence),
    Rule::any("dsa.early_exit", early_exit),
];

fn confidence(program: &mut Program) -> Option<()> {
    let logits = program.floats(None, &[None; 2]);
    let by = program.one_of(&["max", "margin", "entropy"]);
    let text = format!("dsa.confidence {} by = {by} : {}", logits.name, logits.r#type);
    program.push_one(&text, Result::of(&logits.sizes[..1], logits.rounded + 1));
    Some(())
}

/// Two or three stages; each behind the first adds what is left to itself.
fn early_exit(program: &mut Program) -> Option<()> {
    let x = program.floats(None, &[None; 2]);
    let batch = x.sizes[0];
    let sure = |program: &mut Program| {
        program.tensor(&Want {
            elements: &[Element::F32, Element::F64],
            sizes: &[Some(batch)],
            exact: true,
            fill: Fill::Numbers,
        })
    };
    let (first, second) = (sure(program), sure(program));
    let threshold = program.float();
    let budget = match program.choose(2) {
        0 => String::new(),
        _ => {
            let most = program.choose(batch as usize + 3) as i64 - 1;
            format!("budget({}) ", program.index(most).name)
        }
    };
    let depth = match program.choose(2) {
        0 => String::new(),
        _ => {
            let most = program.choose(5) as i64 - 1;
            format!("depth({}) ", program.index(most).name)
        }
    };
    let left = |value: &crate::program::Value| {
        let mut stated = value.stated.clone();
        stated[0] = None;
        tensor_text(&stated, value.element().map_or("f32", Element::name))
    };
    let (left_x, left_second) = (left(&x), left(&second));
    let exits = tensor_text(&x.stated[..1], "i32");
    // Sometimes the confidences are an answer too.
    let two = program.choose(2) == 1;
    let also = |name: &str, r#type: &str| {
        if two {
            format!("also({name} : {type}) ")
        } else {
            String::new()
        }
    };
    let also_type = if two {
        format!(" also({})", second.r#type)
    } else {
        String::new()
    };
    let also_left = also("%sure", &left_second);
    let middle = if program.choose(2) == 0 {
        String::new()
    } else {
        format!(
            "^bb0(%left: {left_x}, %sure: {left_second}):
    %twice = arith.addf %left, %left : {left_x}
    dsa.exit %twice {also_left}if %sure next(%twice, %sure : {left_x}, {left_second}) : {left_x}, {left_second}
  }}, {{\n"
        )
    };
    let text = format!(
        "dsa.early_exit threshold({}) {budget}{depth}-> {x_type}{also_type}, {exits} {{
    dsa.exit {x_name} {also_first}if {} next({x_name}, {second_name} : {x_type}, {second_type}) : {x_type}, {}
  }}, {{
  {middle}^bb0(%left: {left_x}, %sure: {left_second}):
    %twice = arith.addf %left, %left : {left_x}
    dsa.yield %twice {also_left}: {left_x}
  }}",
        threshold.name,
        first.name,
        first.r#type,
        also_first = also(&second.name, &second.r#type),
        x_type = x.r#type,
        x_name = x.name,
        second_name = second.name,
        second_type = second.r#type,
    );
    let mut results = vec![Result::of(&x.sizes, x.rounded), Result::of(&[batch], 0)];
    if two {
        results.insert(1, Result::of(&[batch], 0));
    }
    program.push(&text, results);
    Some(())
}
