//! Stated patterns, as the fast lowering asks for them, as text for its template: what is known of a whole block, and for a block
//! that is neither full nor empty which of eight queries see a key. Eight, as a byte of a mask has their bits.

use dynsparse_dialects::{Holds, PatternType, dsa::Window};
use dynsparse_ir::{Op, Result, Val, operation::OpExt as _};

use super::super::template;
use crate::stated_patterns;

/// A stated pattern.
pub(super) struct Formula<'c> {
    /// The template's operands: batch, heads, queries and keys, and what the formula reads.
    pub operands: Vec<Val<'c>>,
    /// What the formula reads, as further parameters of the template.
    pub arguments: &'static str,
    /// Before the blocks of a row: of `%b`, `%h`, `%i_begin` and `%i_end`.
    pub of_row: String,
    /// `%is_full` and `%is_empty`, of what `of_row` knows, `%j_begin` and `%j_end`. Both may be false of a block that is one of
    /// them.
    pub of_block: String,
    /// Before the keys that eight queries may see: of the first query, `%i_first`, and all, `%is`. Some may not exist.
    pub of_queries: String,
    /// `%see`, which of these queries see key `%j` (`%js`: the same for each query); anything of those that do not exist.
    pub see: String,
}

impl<'c> Formula<'c> {
    /// What `op` states.
    ///
    /// # Errors
    ///
    /// If it states no pattern, or lacks a size.
    pub(super) fn of(op: Op<'c>, pattern: &PatternType) -> Result<'c, Self> {
        let mut operands = stated_patterns::operands(op)?;
        let [uq, uk] = pattern.unit();
        let number = |name: &str| op.int_attr(name).unwrap_or_default();
        // A row of blocks is asked for in whole bytes of a mask, whose last queries may lie behind the last one.
        let beyond = 8 * pattern.mask_bytes();
        Ok(match op.full_name().as_str() {
            "dsa.causal_pattern" => Self {
                operands,
                arguments: "",
                of_row: CAUSAL_ROW.to_owned(),
                of_block: CAUSAL_BLOCK.to_owned(),
                of_queries: CAUSAL_QUERIES.to_owned(),
                see: CAUSAL.to_owned(),
            },
            "dsa.window_pattern" => {
                let cells = template("window_cells", include_str!("window_cells.mlir"))
                    .set("global", Window::of(op).global)
                    .set("beyond", beyond);
                operands.extend(cells.expand(op, &[operands[2], operands[5], operands[6]])?);
                Self {
                    operands,
                    arguments: ", %grid_t: index, %grid_y: index, %grid_x: index, %cells: tensor<3x?xindex>",
                    of_row: stated_patterns::of_window(op, WINDOW_BOUNDS)? + &cells_of("i"),
                    of_block: cells_of("j") + WINDOW_BLOCK,
                    of_queries: stated_patterns::of_window(op, WINDOW_QUERIES)?,
                    see: WINDOW.to_owned(),
                }
            }
            "dsa.stripe_pattern" => {
                let [offset, width, period] = ["offset", "width", "period"].map(number);
                let (see, block) = if op.attr("period").is_some() {
                    (PERIODIC, PERIODIC_BLOCK)
                } else {
                    (STRIPE, STRIPE_BLOCK)
                };
                let period = period.max(1);
                let behind: Vec<_> = (0..8).map(|query| (query % period).to_string()).collect();
                Self {
                    operands,
                    arguments: "",
                    of_row: String::new(),
                    of_block: format!(
                        "%block_offset = arith.constant {offset} : index
                         %block_width = arith.constant {width} : index
                         %block_period = arith.constant {period} : index\n"
                    ) + XS
                        + block,
                    of_queries: STRIPE_QUERIES.replace("$behind", &behind.join(", ")),
                    see: see.to_owned(),
                }
            }
            "dsa.document_pattern" => Self {
                operands,
                arguments: ", %of_queries: tensor<?x?xi32>, %of_keys: tensor<?x?xi32>",
                of_row: range("q", "of_queries", "i"),
                of_block: range("k", "of_keys", "j") + DOCUMENT_BLOCK,
                of_queries: each_query("of_each", "%of_queries[%b", "tensor<?x?xi32>", 1, "i32"),
                see: DOCUMENT.to_owned(),
            },
            "dsa.row_pattern" => Self {
                operands,
                arguments: ", %mask: tensor<?x?x?xi1>",
                of_row: any_and_all("i", uq),
                of_block: ANY_AND_ALL_BLOCK.to_owned(),
                of_queries: each_query("see", "%mask[%b, %h", "tensor<?x?x?xi1>", uq, "i1"),
                see: String::new(),
            },
            "dsa.column_pattern" => Self {
                operands,
                arguments: ", %mask: tensor<?x?x?xi1>",
                of_row: String::new(),
                of_block: any_and_all("j", uk) + ANY_AND_ALL_BLOCK,
                of_queries: String::new(),
                see: format!(
                    "%keys_of_unit = arith.constant {uk} : index
                     %at_unit = arith.divui %j, %keys_of_unit : index
                     %is_seen = tensor.extract %mask[%b, %h, %at_unit] : tensor<?x?x?xi1>
                     %see = vector.broadcast %is_seen : i1 to vector<8xi1>"
                ),
            },
            "dsa.diagonal_pattern" => {
                let counted =
                    template("counted_diagonals", include_str!("counted_diagonals.mlir")).set("beyond", beyond);
                operands.extend(counted.expand(op, &operands[4..5])?);
                Self {
                    operands,
                    arguments: ", %mask: tensor<?x?x?xi1>, %counts: tensor<?x?x?xindex>, %flags: tensor<?x?x?xi8>",
                    of_row: String::new(),
                    of_block: DIAGONAL_BLOCK.to_owned()
                        + match pattern.holds {
                            // One diagonal is enough for a whole block.
                            Holds::Blocks => "%is_full = arith.cmpi ne, %seen, %none_seen : index",
                            Holds::Elements => "%is_full = arith.cmpi eq, %seen, %met : index",
                        },
                    of_queries: DIAGONAL_QUERIES.to_owned(),
                    see: DIAGONAL.to_owned(),
                }
            }
            "dsa.head_pattern" => Self {
                operands,
                arguments: ", %mask: tensor<?x?xi1>",
                of_row: String::new(),
                of_block: HEAD_BLOCK.to_owned(),
                of_queries: String::new(),
                see: "%see = vector.broadcast %is_full : i1 to vector<8xi1>".to_owned(),
            },
            _ => return Err(op.op_error("states no pattern")),
        })
    }
}

const CAUSAL_ROW: &str = "%ahead_of_row = arith.subi %m, %n : index
%one_of_row = arith.constant 1 : index
%first_limit = arith.addi %i_begin, %ahead_of_row : index
%beyond_first = arith.addi %first_limit, %one_of_row : index
%beyond_last = arith.addi %i_end, %ahead_of_row : index";

const CAUSAL_BLOCK: &str = "%is_full = arith.cmpi sle, %j_end, %beyond_first : index
%is_empty = arith.cmpi sge, %j_begin, %beyond_last : index";

const CAUSAL_QUERIES: &str = "%ahead_of_each = vector.broadcast %ahead_of_row : index to vector<8xindex>
%last_seen = arith.addi %is, %ahead_of_each : vector<8xindex>";

const CAUSAL: &str = "%see = arith.cmpi sle, %js, %last_seen : vector<8xindex>";

/// How far a token sees at most, in frames and in lines of all frames.
const WINDOW_BOUNDS: &str = "%w0 = arith.constant 0 : index
%w1 = arith.constant 1 : index
%w_global = arith.constant $global : index
%lines_of_frame = arith.maxsi %grid_y, %w1 : index
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
%last_$i = arith.subi %$i_end, %w1 : index
%first_frame_$i = tensor.extract %cells[%w0, %$i_begin] : tensor<3x?xindex>
%last_frame_$i = tensor.extract %cells[%w0, %last_$i] : tensor<3x?xindex>
%first_height_$i = tensor.extract %cells[%w1, %$i_begin] : tensor<3x?xindex>
%last_height_$i = tensor.extract %cells[%w1, %last_$i] : tensor<3x?xindex>
%lines_before_first_$i = arith.muli %first_frame_$i, %lines_of_frame : index
%lines_before_last_$i = arith.muli %last_frame_$i, %lines_of_frame : index
%first_line_$i = arith.addi %lines_before_first_$i, %first_height_$i : index
%last_line_$i = arith.addi %lines_before_last_$i, %last_height_$i : index\n"
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

const WINDOW_QUERIES: &str = "%w2 = arith.constant 2 : index
%ts = vector.transfer_read %cells[%w0, %i_first], %w0 {in_bounds = [true]} : tensor<3x?xindex>, vector<8xindex>
%ys = vector.transfer_read %cells[%w1, %i_first], %w0 {in_bounds = [true]} : tensor<3x?xindex>, vector<8xindex>
%xs = vector.transfer_read %cells[%w2, %i_first], %w0 {in_bounds = [true]} : tensor<3x?xindex>, vector<8xindex>
%radii_t = arith.constant dense<$radius_t> : vector<8xindex>
%radii_y = arith.constant dense<$radius_y> : vector<8xindex>
%radii_x = arith.constant dense<$radius_x> : vector<8xindex>
%first_cell = arith.constant dense<$global> : vector<8xindex>
%are_global = arith.cmpi slt, %is, %first_cell : vector<8xindex>";

const WINDOW: &str = "%key_t = tensor.extract %cells[%w0, %j] : tensor<3x?xindex>
%key_y = tensor.extract %cells[%w1, %j] : tensor<3x?xindex>
%key_x = tensor.extract %cells[%w2, %j] : tensor<3x?xindex>
%keys_t = vector.broadcast %key_t : index to vector<8xindex>
%keys_y = vector.broadcast %key_y : index to vector<8xindex>
%keys_x = vector.broadcast %key_x : index to vector<8xindex>
%away_t = arith.subi %ts, %keys_t : vector<8xindex>
%away_y = arith.subi %ys, %keys_y : vector<8xindex>
%away_x = arith.subi %xs, %keys_x : vector<8xindex>
%distance_t = math.absi %away_t : vector<8xindex>
%distance_y = math.absi %away_y : vector<8xindex>
%distance_x = math.absi %away_x : vector<8xindex>
%near_t = arith.cmpi sle, %distance_t, %radii_t : vector<8xindex>
%near_y = arith.cmpi sle, %distance_y, %radii_y : vector<8xindex>
%near_x = arith.cmpi sle, %distance_x, %radii_x : vector<8xindex>
%near_ty = arith.andi %near_t, %near_y : vector<8xi1>
%near = arith.andi %near_ty, %near_x : vector<8xi1>
%key_is_global = arith.cmpi slt, %j, %w_global : index
%keys_are_global = vector.broadcast %key_is_global : i1 to vector<8xi1>
%any_is_global = arith.ori %are_global, %keys_are_global : vector<8xi1>
%see = arith.ori %near, %any_is_global : vector<8xi1>";

/// The least and the greatest of how far a key is right of a stripe's first, in a block.
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

/// How far a key is right of a stripe's first, for the first of the queries: the next one's is one less.
const STRIPE_QUERIES: &str = "%zeros = arith.constant dense<0> : vector<8xindex>
%widths = vector.broadcast %block_width : index to vector<8xindex>
%periods = vector.broadcast %block_period : index to vector<8xindex>
%places_in_period = arith.constant dense<[$behind]> : vector<8xindex>
%first_origin = arith.addi %origin, %i_first : index";

const STRIPE: &str = "%x_of_first = arith.subi %j, %first_origin : index
%x_of_all = vector.broadcast %x_of_first : index to vector<8xindex>
%x = arith.subi %x_of_all, %places : vector<8xindex>
%from_first = arith.cmpi sge, %x, %zeros : vector<8xindex>
%to_last = arith.cmpi slt, %x, %widths : vector<8xindex>
%see = arith.andi %from_first, %to_last : vector<8xi1>";

const PERIODIC: &str = "%x_of_first = arith.subi %j, %first_origin : index
%whole = arith.floordivsi %x_of_first, %block_period : index
%before = arith.muli %whole, %block_period : index
%rest_of_first = arith.subi %x_of_first, %before : index
%rest_of_all = vector.broadcast %rest_of_first : index to vector<8xindex>
%ahead = arith.subi %rest_of_all, %places_in_period : vector<8xindex>
%in_period_before = arith.cmpi slt, %ahead, %zeros : vector<8xindex>
%a_period_later = arith.addi %ahead, %periods : vector<8xindex>
%rest = arith.select %in_period_before, %a_period_later, %ahead : vector<8xi1>, vector<8xindex>
%see = arith.cmpi slt, %rest, %widths : vector<8xindex>";

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

/// The place of what the first query sees of key 0: that of key `j` is `j` before it.
const DIAGONAL_QUERIES: &str = "%flags_of_first = arith.addi %m, %i_first : index
%no_flag = arith.constant 0 : i8
%no_flags = arith.constant dense<0> : vector<8xi8>";

const DIAGONAL: &str = "%keys_to_it = arith.addi %j, %one_diagonal : index
%at_flags = arith.subi %flags_of_first, %keys_to_it : index
%flags_of_each = vector.transfer_read %flags[%b, %h, %at_flags], %no_flag {in_bounds = [true]}
  : tensor<?x?x?xi8>, vector<8xi8>
%see = arith.cmpi ne, %flags_of_each, %no_flags : vector<8xi8>";

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

const DOCUMENT: &str = "%of_key = tensor.extract %of_keys[%b, %j] : tensor<?x?xi32>
%of_keys_each = vector.broadcast %of_key : i32 to vector<8xi32>
%see = arith.cmpi eq, %of_each, %of_keys_each : vector<8xi32>";

const ANY_AND_ALL_BLOCK: &str = "%is_full = arith.ori %all, %no : i1
%is_empty = arith.xori %any, %yes : i1";

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

/// `%NAME` with the element of a tensor that is each query's; `unit` queries share one.
fn each_query(name: &str, place: &str, tensor: &str, unit: u64, element: &str) -> String {
    let each = (0..8).map(|query| {
        format!(
            "%query_{query} = arith.constant {query} : index
             %i_{query} = arith.addi %i_first, %query_{query} : index
             %existing_{query} = arith.minui %i_{query}, %last_query : index
             %unit_{query} = arith.divui %existing_{query}, %queries_of_unit : index
             %of_{query} = tensor.extract {place}, %unit_{query}] : {tensor}\n"
        )
    });
    let values: Vec<_> = (0..8).map(|query| format!("%of_{query}")).collect();
    format!(
        "%last_query = arith.subi %n, %c1 : index
         %queries_of_unit = arith.constant {unit} : index
         {}%{name} = vector.from_elements {} : vector<8x{element}>",
        each.collect::<String>(),
        values.join(", ")
    )
}

const HEAD_BLOCK: &str = "%is_full = tensor.extract %mask[%b, %h] : tensor<?x?xi1>
%yes = arith.constant true
%is_empty = arith.xori %is_full, %yes : i1";
