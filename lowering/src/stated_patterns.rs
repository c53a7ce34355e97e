//! Patterns that are stated by a formula: what both lowerings share of them, as text for templates.
//!
//! The formula, `see(b, h, i, j)`, is written once. The reference asks it for every pair; the fast lowering asks first what
//! is known of a whole block, and for pairs only where the block is neither full nor empty.

use dynsparse_dialects::{
    Holds, PatternType,
    dsa::{SizeSource, Window, pattern_type, size_sources},
};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{TypeLike as _, ValueLike as _},
    operation::{OpExt as _, int_constant},
    template::{Template, cast, index_constant},
};
use dynsparse_passes::size_checks::place;

use crate::tell_compared::COMPARED;

/// A stated pattern.
pub struct Stated<'c> {
    /// Its type.
    pub pattern: PatternType,
    /// The template's operands: batch, heads, queries and keys, and what the formula reads.
    pub operands: Vec<Val<'c>>,
    /// What the formula reads, as further parameters of the template.
    pub arguments: &'static str,
    /// `%see`, of `%b`, `%h`, `%i` and `%j`.
    pub see: String,
    /// Before the blocks of a row: of `%b`, `%h`, `%i_begin` and `%i_end`.
    pub of_row: String,
    /// `%is_full` and `%is_empty`, of what `of_row` and `see` know, `%j_begin` and `%j_end`. Both may be false of a block that
    /// is one of them.
    pub of_block: String,
}

impl<'c> Stated<'c> {
    /// The template of that text with the formula in place.
    pub fn set(&self, template: Template) -> Template {
        template
            .set("arguments", self.arguments)
            .set("see", &self.see)
            .set("of_row", &self.of_row)
            .set("of_block", &self.of_block)
    }

    /// What `op` states.
    ///
    /// # Errors
    ///
    /// If it states no pattern, or lacks a size.
    pub fn of(op: Op<'c>) -> Result<'c, Self> {
        let pattern = pattern_type(op.result_values().first().copied())?;
        let operands = op.operand_values();
        let mut sizes = Vec::new();
        for source in size_sources(op).ok_or_else(|| op.op_error("lacks a size"))? {
            sizes.push(match source {
                SizeSource::Type(size) => index_constant(op, size)?,
                SizeSource::Operand(operand) => operands[operand],
                SizeSource::Axis { operand, axis, unit } => tokens(op, operands[operand], axis, unit)?,
            });
        }
        sizes.extend(operands.iter().filter(|operand| operand.r#type().is_tensor()));
        if op.full_name() == "dsa.window_pattern" {
            let grid = checked_grid(op, &sizes)?;
            sizes.extend(grid);
        }
        if op.full_name() == "dsa.diagonal_pattern" {
            let counts = counted_diagonals(op, &sizes[2..])?;
            sizes.push(counts);
        }
        let formula = Formula::of(op, &pattern)?;
        Ok(Self {
            pattern,
            operands: sizes,
            arguments: formula.arguments,
            see: formula.see,
            of_row: formula.of_row,
            of_block: formula.of_block,
        })
    }
}

/// A tensor's size in tokens: in whole blocks, where it has an element a block.
fn tokens<'c>(op: Op<'c>, tensor: Val<'c>, axis: usize, unit: u64) -> Result<'c, Val<'c>> {
    const TEXT: &str = "func.func private @tokens(%x: $X) -> index {
  %axis = arith.constant $axis : index
  %unit = arith.constant $unit : index
  %units = tensor.dim %x, %axis : $X
  %tokens = arith.muli %units, %unit : index
  return %tokens : index
}";
    let template = Template::new("tokens", TEXT)
        .set("X", tensor.r#type())
        .set("axis", axis)
        .set("unit", unit);
    Ok(template.expand(op, &[tensor])?[0])
}

/// The sizes of a window's grid, none negative, of which it is checked that they and the global tokens are the pattern's tokens.
fn checked_grid<'c>(op: Op<'c>, sizes: &[Val<'c>]) -> Result<'c, Vec<Val<'c>>> {
    let window = Window::of(op);
    let grid = match &window.grid {
        Some(grid) => grid
            .iter()
            .map(|size| index_constant(op, *size as u64))
            .collect::<Result<_>>()?,
        None => window.cells,
    };
    let known = |value: &Val<'c>| int_constant(*value);
    let tokens: Vec<Option<i64>> = sizes[2..4].iter().map(known).collect();
    let cells: Option<Vec<i64>> = grid.iter().map(known).collect();
    let compared = |size: Option<i64>| {
        let Some(size) = size else { return String::new() };
        let of_grid = || window_tokens(tokens[0]?, tokens[1]?, cells.as_deref()?, window.global);
        let numbers: Vec<String> = [Some(size.max(0)), of_grid()]
            .into_iter()
            .flatten()
            .map(|number| number.to_string())
            .collect();
        format!(" {{{COMPARED} = array<i64: {}>}}", numbers.join(", "))
    };
    let template = Template::new("window_grid", include_str!("stated_patterns/window_grid.mlir"))
        .set("global", window.global)
        .set("queries_compared", compared(tokens[0]))
        .set("keys_compared", compared(tokens[1]))
        .set("place", place(op));
    template.expand(op, &[&sizes[2..4], &grid].concat())
}

/// How many diagonals are seen before each, of which it is checked that the pattern has as many as the mask.
fn counted_diagonals<'c>(op: Op<'c>, sizes: &[Val<'c>]) -> Result<'c, Val<'c>> {
    let known: Option<Vec<i64>> = sizes[..2].iter().map(|size| int_constant(*size)).collect();
    let compared = known.map_or_else(String::new, |known| {
        let diagonals = (known[0].max(0) + known[1].max(0) - 1).max(0);
        format!(" {{{COMPARED} = array<i64: {diagonals}>}}")
    });
    let template = Template::new(
        "counted_diagonals",
        include_str!("stated_patterns/counted_diagonals.mlir"),
    )
    .set("compared", compared)
    .set("place", place(op));
    Ok(template.expand(op, sizes)?[0])
}

/// How many tokens a grid has with the global ones, cut off where `window_grid.mlir` cuts them off.
fn window_tokens(queries: i64, keys: i64, cells: &[i64], global: i64) -> Option<i64> {
    let limit = queries.max(keys).max(0).checked_add(1)?;
    let product = |so_far: i64, size: &i64| so_far.saturating_mul((*size).clamp(0, limit)).min(limit);
    cells.iter().fold(1, product).checked_add(global)
}

struct Formula {
    arguments: &'static str,
    see: String,
    of_row: String,
    of_block: String,
}

impl Formula {
    fn of<'c>(op: Op<'c>, pattern: &PatternType) -> Result<'c, Self> {
        let [uq, uk] = pattern.unit();
        let number = |name: &str| op.int_attr(name).unwrap_or_default();
        Ok(match op.full_name().as_str() {
            "dsa.causal_pattern" => Self {
                arguments: "",
                see: CAUSAL_SEE.to_owned(),
                of_row: CAUSAL_ROW.to_owned(),
                of_block: CAUSAL_BLOCK.to_owned(),
            },
            "dsa.window_pattern" => {
                let window = Window::of(op);
                let [t, y, x] = window.radius[..] else {
                    return Err(op.op_error("expects a radius of three sizes"));
                };
                let filled = |text: &str| {
                    text.replace("$radius_t", &t.to_string())
                        .replace("$radius_y", &y.to_string())
                        .replace("$radius_x", &x.to_string())
                        .replace("$global", &window.global.to_string())
                };
                Self {
                    arguments: ", %grid_t: index, %grid_y: index, %grid_x: index",
                    see: filled(include_str!("stated_patterns/window_see.mlir")),
                    of_row: filled(WINDOW_BOUNDS) + &cells_of("i"),
                    of_block: cells_of("j") + WINDOW_BLOCK,
                }
            }
            "dsa.stripe_pattern" => {
                let bounds = |of: &str| {
                    format!(
                        "%{of}_offset = arith.constant {} : index
                         %{of}_width = arith.constant {} : index
                         %{of}_period = arith.constant {} : index\n",
                        number("offset"),
                        number("width"),
                        number("period").max(1),
                    )
                };
                let (see, block) = if op.attr("period").is_some() {
                    (PERIODIC_SEE, PERIODIC_BLOCK)
                } else {
                    (STRIPE_SEE, STRIPE_BLOCK)
                };
                Self {
                    arguments: "",
                    see: bounds("stripe") + X + see,
                    of_row: String::new(),
                    of_block: bounds("block") + XS + block,
                }
            }
            "dsa.document_pattern" => Self {
                arguments: ", %of_queries: tensor<?x?xi32>, %of_keys: tensor<?x?xi32>",
                see: DOCUMENT_SEE.to_owned(),
                of_row: range("q", "of_queries", "i"),
                of_block: range("k", "of_keys", "j") + DOCUMENT_BLOCK,
            },
            "dsa.row_pattern" => Self {
                arguments: ", %mask: tensor<?x?x?xi1>",
                see: format!(
                    "%unit = arith.constant {uq} : index
                     %at_unit = arith.divui %i, %unit : index
                     %see = tensor.extract %mask[%b, %h, %at_unit] : tensor<?x?x?xi1>"
                ),
                of_row: any_and_all("i", uq),
                of_block: "%is_full = arith.ori %all, %no : i1
                           %is_empty = arith.xori %any, %yes : i1"
                    .to_owned(),
            },
            "dsa.column_pattern" => Self {
                arguments: ", %mask: tensor<?x?x?xi1>",
                see: format!(
                    "%unit = arith.constant {uk} : index
                     %at_unit = arith.divui %j, %unit : index
                     %see = tensor.extract %mask[%b, %h, %at_unit] : tensor<?x?x?xi1>"
                ),
                of_row: String::new(),
                of_block: any_and_all("j", uk)
                    + "%is_full = arith.ori %all, %no : i1
                       %is_empty = arith.xori %any, %yes : i1",
            },
            "dsa.diagonal_pattern" => Self {
                arguments: ", %mask: tensor<?x?x?xi1>, %counts: tensor<?x?x?xindex>",
                see: DIAGONAL_SEE.to_owned(),
                of_row: String::new(),
                of_block: DIAGONAL_BLOCK.to_owned()
                    + match pattern.holds {
                        // One diagonal is enough for a whole block.
                        Holds::Blocks => "%is_full = arith.cmpi ne, %seen, %none_seen : index",
                        Holds::Elements => "%is_full = arith.cmpi eq, %seen, %met : index",
                    },
            },
            "dsa.head_pattern" => Self {
                arguments: ", %mask: tensor<?x?xi1>",
                see: "%see = tensor.extract %mask[%b, %h] : tensor<?x?xi1>".to_owned(),
                of_row: String::new(),
                of_block: "%is_full = tensor.extract %mask[%b, %h] : tensor<?x?xi1>
                           %yes = arith.constant true
                           %is_empty = arith.xori %is_full, %yes : i1"
                    .to_owned(),
            },
            _ => return Err(op.op_error("states no pattern")),
        })
    }
}

/// How far a token sees at most, in frames and in lines of all frames.
const WINDOW_BOUNDS: &str = "%w0 = arith.constant 0 : index
%w1 = arith.constant 1 : index
%w_global = arith.constant $global : index
%lines_of_frame = arith.maxsi %grid_y, %w1 : index
%line = arith.maxsi %grid_x, %w1 : index
%last_t = arith.subi %grid_t, %w1 : index
%last_y = arith.subi %grid_y, %w1 : index
%radius_t = arith.constant $radius_t : index
%radius_y = arith.constant $radius_y : index
%frames_seen = arith.minsi %radius_t, %last_t : index
%lines_seen = arith.minsi %radius_y, %last_y : index
%lines_of_frames_seen = arith.muli %frames_seen, %lines_of_frame : index
%all_lines_seen = arith.addi %lines_of_frames_seen, %lines_seen : index\n";

/// The first and the last line and frame of what a block has of the grid, and whether any or all of it is global.
fn cells_of(index: &str) -> String {
    "%any_global_$i = arith.cmpi slt, %$i_begin, %w_global : index
%all_global_$i = arith.cmpi sle, %$i_end, %w_global : index
%first_of_grid_$i = arith.subi %$i_begin, %w_global : index
%beyond_of_grid_$i = arith.subi %$i_end, %w_global : index
%last_of_grid_$i = arith.subi %beyond_of_grid_$i, %w1 : index
%first_$i = arith.maxsi %first_of_grid_$i, %w0 : index
%last_$i = arith.maxsi %last_of_grid_$i, %w0 : index
%first_line_$i = arith.divsi %first_$i, %line : index
%last_line_$i = arith.divsi %last_$i, %line : index
%first_frame_$i = arith.divsi %first_line_$i, %lines_of_frame : index
%last_frame_$i = arith.divsi %last_line_$i, %lines_of_frame : index\n"
        .replace("$i", index)
}

/// Blocks whose lines or frames are too far from each other see nothing.
const WINDOW_BLOCK: &str = "%frames_after = arith.subi %first_frame_j, %last_frame_i : index
%frames_before = arith.subi %first_frame_i, %last_frame_j : index
%frames_between = arith.maxsi %frames_after, %frames_before : index
%lines_after = arith.subi %first_line_j, %last_line_i : index
%lines_before = arith.subi %first_line_i, %last_line_j : index
%lines_between = arith.maxsi %lines_after, %lines_before : index
%far_in_frames = arith.cmpi sgt, %frames_between, %frames_seen : index
%far_in_lines = arith.cmpi sgt, %lines_between, %all_lines_seen : index
%is_far = arith.ori %far_in_frames, %far_in_lines : i1
%any_global = arith.ori %any_global_i, %any_global_j : i1
%w_true = arith.constant true
%no_global = arith.xori %any_global, %w_true : i1
%is_empty = arith.andi %is_far, %no_global : i1
%is_full = arith.ori %all_global_i, %all_global_j : i1";

const CAUSAL_SEE: &str = "%ahead = arith.subi %m, %n : index
%last_seen = arith.addi %i, %ahead : index
%see = arith.cmpi sle, %j, %last_seen : index";

const CAUSAL_ROW: &str = "%ahead_of_row = arith.subi %m, %n : index
%one_of_row = arith.constant 1 : index
%first_limit = arith.addi %i_begin, %ahead_of_row : index
%beyond_first = arith.addi %first_limit, %one_of_row : index
%beyond_last = arith.addi %i_end, %ahead_of_row : index";

const CAUSAL_BLOCK: &str = "%is_full = arith.cmpi sle, %j_end, %beyond_first : index
%is_empty = arith.cmpi sge, %j_begin, %beyond_last : index";

/// How far a key is right of a stripe's first.
const X: &str = "%ahead = arith.subi %m, %n : index
%from_query = arith.subi %j, %i : index
%from_diagonal = arith.subi %from_query, %ahead : index
%x = arith.subi %from_diagonal, %stripe_offset : index
%zero = arith.constant 0 : index\n";

const STRIPE_SEE: &str = "%from_first = arith.cmpi sge, %x, %zero : index
%to_last = arith.cmpi slt, %x, %stripe_width : index
%see = arith.andi %from_first, %to_last : i1";

const PERIODIC_SEE: &str = "%whole = arith.floordivsi %x, %stripe_period : index
%before = arith.muli %whole, %stripe_period : index
%rest = arith.subi %x, %before : index
%see = arith.cmpi slt, %rest, %stripe_width : index";

/// The least and the greatest of these in a block.
const XS: &str = "%ahead_of_block = arith.subi %m, %n : index
%origin = arith.addi %ahead_of_block, %block_offset : index
%one = arith.constant 1 : index
%zero_of_block = arith.constant 0 : index
%last_i = arith.subi %i_end, %one : index
%last_j = arith.subi %j_end, %one : index
%least_from_query = arith.subi %j_begin, %last_i : index
%greatest_from_query = arith.subi %last_j, %i_begin : index
%least = arith.subi %least_from_query, %origin : index
%greatest = arith.subi %greatest_from_query, %origin : index\n";

const STRIPE_BLOCK: &str = "%is_before = arith.cmpi slt, %greatest, %zero_of_block : index
%is_behind = arith.cmpi sge, %least, %block_width : index
%is_empty = arith.ori %is_before, %is_behind : i1
%is_from_first = arith.cmpi sge, %least, %zero_of_block : index
%is_to_last = arith.cmpi slt, %greatest, %block_width : index
%is_full = arith.andi %is_from_first, %is_to_last : i1";

/// Within one period the rests rise with `x`.
const PERIODIC_BLOCK: &str = "%period_of_least = arith.floordivsi %least, %block_period : index
%period_of_greatest = arith.floordivsi %greatest, %block_period : index
%one_period = arith.cmpi eq, %period_of_least, %period_of_greatest : index
%start_of_period = arith.muli %period_of_least, %block_period : index
%least_rest = arith.subi %least, %start_of_period : index
%greatest_rest = arith.subi %greatest, %start_of_period : index
%inside = arith.cmpi slt, %greatest_rest, %block_width : index
%outside = arith.cmpi sge, %least_rest, %block_width : index
%every = arith.cmpi sge, %block_width, %block_period : index
%inside_period = arith.andi %one_period, %inside : i1
%is_full = arith.ori %inside_period, %every : i1
%outside_period = arith.andi %one_period, %outside : i1
%not_every = arith.cmpi slt, %block_width, %block_period : index
%is_empty = arith.andi %outside_period, %not_every : i1";

const DIAGONAL_SEE: &str = "%diagonal_one = arith.constant 1 : index
%from_query = arith.subi %j, %i : index
%beyond_diagonal = arith.addi %from_query, %n : index
%diagonal = arith.subi %beyond_diagonal, %diagonal_one : index
%see = tensor.extract %mask[%b, %h, %diagonal] : tensor<?x?x?xi1>";

/// A block meets consecutive diagonals, each in an element at least.
const DIAGONAL_BLOCK: &str = "%one_diagonal = arith.constant 1 : index
%none_seen = arith.constant 0 : index
%first_from_query = arith.subi %j_begin, %i_end : index
%first_met = arith.addi %first_from_query, %n : index
%last_from_query = arith.subi %j_end, %i_begin : index
%after_last = arith.subi %last_from_query, %one_diagonal : index
%beyond_met = arith.addi %after_last, %n : index
%met = arith.subi %beyond_met, %first_met : index
%seen_before = tensor.extract %counts[%b, %h, %first_met] : tensor<?x?x?xindex>
%seen_after = tensor.extract %counts[%b, %h, %beyond_met] : tensor<?x?x?xindex>
%seen = arith.subi %seen_after, %seen_before : index
%is_empty = arith.cmpi eq, %seen, %none_seen : index
";

const DOCUMENT_SEE: &str = "%of_query = tensor.extract %of_queries[%b, %i] : tensor<?x?xi32>
%of_key = tensor.extract %of_keys[%b, %j] : tensor<?x?xi32>
%see = arith.cmpi eq, %of_query, %of_key : i32";

/// Documents are whole numbers: where their ranges do not meet no pair is of one, where both are one number all are.
const DOCUMENT_BLOCK: &str = "%k_below = arith.cmpi slt, %greatest_k, %least_q : i32
%k_above = arith.cmpi sgt, %least_k, %greatest_q : i32
%is_empty = arith.ori %k_below, %k_above : i1
%reaches_up = arith.cmpi eq, %greatest_k, %least_q : i32
%reaches_down = arith.cmpi eq, %least_k, %greatest_q : i32
%is_full = arith.andi %reaches_up, %reaches_down : i1";

/// `%least_NAME` and `%greatest_NAME` of the documents of a block's queries or keys.
fn range(name: &str, tensor: &str, index: &str) -> String {
    format!(
        "%{name}_one = arith.constant 1 : index
         %{name}_highest = arith.constant 2147483647 : i32
         %{name}_lowest = arith.constant -2147483648 : i32
         %least_{name}, %greatest_{name} = scf.for %{name}_at = %{index}_begin to %{index}_end step %{name}_one
             iter_args(%low = %{name}_highest, %high = %{name}_lowest) -> (i32, i32) {{
           %id = tensor.extract %{tensor}[%b, %{name}_at] : tensor<?x?xi32>
           %lower = arith.minsi %low, %id : i32
           %higher = arith.maxsi %high, %id : i32
           scf.yield %lower, %higher : i32, i32
         }}\n"
    )
}

/// `%any` and `%all` of the mask of a block's rows or columns.
fn any_and_all(index: &str, unit: u64) -> String {
    format!(
        "%no = arith.constant false
         %yes = arith.constant true
         %step = arith.constant 1 : index
         %mask_unit = arith.constant {unit} : index
         %any, %all = scf.for %at_token = %{index}_begin to %{index}_end step %step
             iter_args(%any_so_far = %no, %all_so_far = %yes) -> (i1, i1) {{
           %at_mask = arith.divui %at_token, %mask_unit : index
           %bit = tensor.extract %mask[%b, %h, %at_mask] : tensor<?x?x?xi1>
           %any_next = arith.ori %any_so_far, %bit : i1
           %all_next = arith.andi %all_so_far, %bit : i1
           scf.yield %any_next, %all_next : i1, i1
         }}\n"
    )
}

const WITHIN_BUDGET: &str = "%at_least = arith.maxsi %budget, %c0 : index
  %at_most = arith.minsi %at_least, %n : index";

/// The mask of a `dsa.select_n_of_m`, an element a score.
///
/// # Errors
///
/// If it has no scores.
pub fn n_of_m_mask<'c>(op: Op<'c>) -> Result<'c, Val<'c>> {
    let scores = op.operand_at(0).ok_or_else(|| op.op_error("has no scores"))?;
    let element = dynsparse_ir::operation::element(scores.r#type()).ok_or_else(|| op.op_error("has no scores"))?;
    let template = Template::new("n_of_m", include_str!("stated_patterns/n_of_m.mlir"))
        .set("S", element)
        .set("n", op.int_attr("n").unwrap_or_default())
        .set("m", op.int_attr("m").unwrap_or(1));
    let template = match op.operand_at(1) {
        Some(_) => template
            .set("parameter", ", %budget: index")
            .set("within_budget", WITHIN_BUDGET)
            .set("kept", "%at_most"),
        None => template.set("parameter", "").set("within_budget", "").set("kept", "%n"),
    };
    let mask = template.expand(op, &op.operand_values())?[0];
    let pattern = pattern_type(op.result_values().first().copied())?;
    let bit = dynsparse_ir::melior::ir::r#type::IntegerType::new(op.ctx(), 1).into();
    cast(op, mask, dynsparse_ir::operation::tensor(&pattern.mask_shape(), bit))
}
