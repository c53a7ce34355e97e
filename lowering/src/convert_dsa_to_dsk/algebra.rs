//! The algebra of patterns: lists of columns merged.

use dynsparse_dialects::{Holds, PatternType, dsa::counted};
use dynsparse_ir::{Op, Result, Val, operation::OpExt as _, rewrite, template::Template};

use super::{
    Lower, bcsr, bits, blocked,
    formats::{Form, form_of, read},
    index_type, parts_of,
    patterns::{count_elements, from_mask, size_constants, to_mask},
    replace_pattern, template,
};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.pattern_union", |op| pair(op, &UNION)),
    ("dsa.pattern_intersection", |op| pair(op, &INTERSECTION)),
    ("dsa.pattern_complement", complement),
    ("dsa.pattern_count", pattern_count),
];

/// What a merge makes of a column, as text for its template: whether columns of one list are listed, or those of both, what it
/// decides without masks, and how it combines bytes of masks.
struct Merge {
    lists: Listed,
    decide: &'static str,
    combine: &'static str,
}

const UNION: Merge = Merge {
    lists: IN_EITHER,
    decide: "%full = arith.ori %full_a, %full_b : i1
             %look = arith.xori %full, %true : i1",
    combine: "%bytes_of_both = arith.ori %bytes_a, %bytes_b : vector<${part}xi8>",
};

const INTERSECTION: Merge = Merge {
    lists: IN_BOTH,
    decide: "%full = arith.andi %full_a, %full_b : i1
             %both = arith.andi %in_a, %in_b : i1
             %not_full = arith.xori %full, %true : i1
             %look = arith.andi %both, %not_full : i1",
    combine: "%bytes_of_both = arith.andi %bytes_a, %bytes_b : vector<${part}xi8>",
};

/// Of sets of elements: what their blocks hold says which of those of either are left.
const DIFFERENCE: Merge = Merge {
    lists: IN_EITHER,
    decide: "%not_in_b = arith.xori %in_b, %true : i1
             %full = arith.andi %full_a, %not_in_b : i1
             %not_full = arith.xori %full, %true : i1
             %not_full_b = arith.xori %full_b, %true : i1
             %left = arith.andi %in_a, %not_full_b : i1
             %look = arith.andi %left, %not_full : i1",
    combine: "%not_b = arith.xori %bytes_b, %all_bits : vector<${part}xi8>
              %bytes_of_both = arith.andi %bytes_a, %not_b : vector<${part}xi8>",
};

/// Which columns are listed, as text: by eight flags, by being met in `%in_a` and `%in_b`, and whether what is left of the one list
/// is when the other has ended.
struct Listed {
    by_flags: &'static str,
    when_met: &'static str,
    keeps_rest: bool,
}

const IN_EITHER: Listed = Listed {
    by_flags: "%is_listed = arith.cmpi ne, %eight, %no_flags : vector<8xi8>",
    when_met: "%is_kept = arith.constant true",
    keeps_rest: true,
};

const IN_BOTH: Listed = Listed {
    by_flags: "%both_flags = arith.constant dense<3> : vector<8xi8>
               %is_listed = arith.cmpi eq, %eight, %both_flags : vector<8xi8>",
    when_met: "%is_kept = arith.andi %in_a, %in_b : i1",
    keeps_rest: false,
};

/// A pattern as the merge takes it: row pointers, columns, and mask ids and masks, or none where all blocks are full.
struct Lists<'c> {
    rows: Val<'c>,
    columns: Val<'c>,
    masks: Option<[Val<'c>; 2]>,
}

impl<'c> Lists<'c> {
    fn of(parts: &[Val<'c>]) -> Self {
        Self {
            rows: parts[0],
            columns: parts[1],
            masks: parts.get(4..6).map(|masks| [masks[0], masks[1]]),
        }
    }
}

fn pair<'c>(op: Op<'c>, merge: &Merge) -> Result<'c> {
    let operands = op.operand_values();
    let result = bcsr(op, op.result_values().first().copied())?;
    let mut lists = Vec::new();
    let mut sizes = None;
    for operand in &operands {
        let pattern = bcsr(op, Some(*operand))?;
        let parts = parts_of(op, &pattern, *operand)?;
        // Of two patterns that hold the same both know the sizes; of a mixed pair, the one that holds elements.
        if pattern.holds == result.holds {
            sizes = Some(parts[2..parts.len().min(4)].to_vec());
        }
        lists.push(Lists::of(&parts));
    }
    let sizes = sizes.ok_or_else(|| op.op_error("has no operand of what its result holds"))?;
    merged(op, &result, merge, &lists[0], &lists[1], &sizes)
}

fn complement<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = bcsr(op, op.operand_at(0))?;
    if pattern.holds == Holds::Blocks {
        let mask = to_mask(op, operands[0])?;
        let negated = template("negated", NEGATED).expand(op, &[mask])?;
        return from_mask(op, &pattern, negated[0]);
    }
    let parts = parts_of(op, &pattern, operands[0])?;
    let width = blocked(template("width", WIDTH), &pattern).expand(op, &[parts[3]])?[0];
    let dense = blocked(template("dense_lists", include_str!("dense_lists.mlir")), &pattern);
    let dense = Lists::of(&dense.expand(op, &[parts[0], width])?);
    merged(op, &pattern, &DIFFERENCE, &dense, &Lists::of(&parts), &parts[2..4])
}

const NEGATED: &str = "func.func private @negated(%mask: tensor<?x?x?x?xi1>) -> tensor<?x?x?x?xi1> {
  %true = arith.constant true
  %negated = linalg.map ins(%mask : tensor<?x?x?x?xi1>) outs(%mask : tensor<?x?x?x?xi1>) (%bit: i1, %unset: i1) {
    %other = arith.xori %bit, %true : i1
    linalg.yield %other : i1
  }
  return %negated : tensor<?x?x?x?xi1>
}";

const WIDTH: &str = "func.func private @width(%m: index) -> index {
  %bk = arith.constant $bk : index
  %width = arith.ceildivui %m, %bk : index
  return %width : index
}";

/// What either of two sets of elements holds, in the form of blocks with masks.
pub(super) fn united<'c>(
    op: Op<'c>,
    pattern: &PatternType,
    first: &[Val<'c>],
    second: &[Val<'c>],
) -> Result<'c, Vec<Val<'c>>> {
    parts_of_merge(op, pattern, &UNION, &Lists::of(first), &Lists::of(second), &first[2..4])
}

/// Replaces `op` by what `merge` makes of two patterns.
fn merged<'c>(
    op: Op<'c>,
    pattern: &PatternType,
    merge: &Merge,
    first: &Lists<'c>,
    second: &Lists<'c>,
    sizes: &[Val<'c>],
) -> Result<'c> {
    let parts = parts_of_merge(op, pattern, merge, first, second, sizes)?;
    replace_pattern(op, pattern, &parts)
}

/// What `merge` makes of two patterns. `sizes` are the parts of the result that do not depend on the sets: the number of block
/// columns, or those of queries and keys.
fn parts_of_merge<'c>(
    op: Op<'c>,
    pattern: &PatternType,
    merge: &Merge,
    first: &Lists<'c>,
    second: &Lists<'c>,
    sizes: &[Val<'c>],
) -> Result<'c, Vec<Val<'c>>> {
    let nothing = blocked(template("nothing", NOTHING), pattern).expand(op, &[])?;
    let mut arguments = Vec::new();
    for list in [first, second] {
        let [ids, masks] = list.masks.unwrap_or([nothing[0], nothing[1]]);
        arguments.extend([list.rows, list.columns, ids, masks]);
    }
    // Where all blocks are full nobody asks for queries and keys.
    arguments.extend(match sizes {
        [n, m] => [*n, *m],
        _ => [nothing[2], nothing[2]],
    });
    arguments.push(bits::places_of_bits(op)?);
    let (masked, [prologue, masks_of_listed], [end, id, lists]) = match pattern.holds {
        Holds::Blocks => (
            0,
            [String::new(), String::new()],
            ["%listed#0", "%id_r", "%listed#1, %ids_r, %masks_r"],
        ),
        Holds::Elements => (
            1,
            merged_masks(op, pattern, merge, first, second)?,
            [
                "%masks_of_listed#2",
                "%masks_of_listed#3",
                "%masks_of_listed#4, %masks_of_listed#5, %masks_of_listed#6",
            ],
        ),
    };
    let merging = blocked(template("merge", include_str!("merge.mlir")), pattern)
        .set("area", bits::area(pattern))
        .set("masked", masked)
        .set("is_listed", merge.lists.by_flags)
        .set("is_kept", merge.lists.when_met)
        .set("keeps_rest", merge.lists.keeps_rest)
        .set("ends_a", of_list(op, pattern, ENDS, "_a", "")?)
        .set("ends_b", of_list(op, pattern, ENDS, "_b", "")?)
        .set("raise_a", of_list(op, pattern, FLAGS, "_a", "%flags_i")?)
        .set("raise_b", of_list(op, pattern, FLAGS, "_b", "%raised_a#2")?)
        .set("prologue", prologue)
        .set("masks_of_listed", masks_of_listed)
        .set("end_of_row", end)
        .set("id_of_row", id)
        .set("lists_of_row", lists);
    let made = bits::with_lists(op, merging, pattern)?.expand(op, &arguments)?;
    let mut parts = vec![made[0], made[1]];
    parts.extend(sizes);
    if pattern.holds == Holds::Elements {
        parts.extend(&made[2..]);
    }
    Ok(parts)
}

const ENDS: &str = include_str!("merge_ends.mlir");
const FLAGS: &str = include_str!("merge_flags.mlir");
const FIND: &str = include_str!("merge_find.mlir");

/// A text of a merge for one of its lists, whose names end in `x`; flags are raised in `flags`.
fn of_list<'c>(
    op: Op<'c>,
    pattern: &PatternType,
    text: &'static str,
    x: &'static str,
    flags: &str,
) -> Result<'c, String> {
    blocked(template("merge_list", text), pattern)
        .set("x", x)
        .set("flags", flags)
        .text_at(op)
}

/// What a merge of sets of elements has before its loops, and in them for the listed blocks.
fn merged_masks<'c>(
    op: Op<'c>,
    pattern: &PatternType,
    merge: &Merge,
    first: &Lists<'c>,
    second: &Lists<'c>,
) -> Result<'c, [String; 2]> {
    let index = index_type(pattern);
    let load_id = |list: &Lists<'c>, name: &str| match list.masks {
        Some(_) => format!(
            "%stored_id = tensor.extract %ids_{name}[%found_{name}#0] : tensor<?x{index}>
             %loaded = arith.index_cast %stored_id : {index} to index"
        ),
        None => "%loaded = arith.constant -1 : index".to_owned(),
    };
    let combine = template("combine", merge.combine).set("part", bits::part(pattern));
    let constants = template("merge_masks_constants", include_str!("merge_masks_constants.mlir"));
    let masks = with_ids(template("merge_masks", include_str!("merge_masks.mlir")), pattern)
        .set("find_a", of_list(op, pattern, FIND, "_a", "")?)
        .set("find_b", of_list(op, pattern, FIND, "_b", "")?)
        .set("load_id_a", load_id(first, "a"))
        .set("load_id_b", load_id(second, "b"))
        .set("decide", merge.decide)
        .set("combine", combine.text_at(op)?);
    let text = |template: Template| {
        let template = bits::with_masks(op, blocked(template, pattern), pattern)?;
        template.text_at(op)
    };
    Ok([text(constants)?, text(masks)?])
}

const NOTHING: &str = "func.func private @nothing() -> (tensor<?x$I>, tensor<?x?x?xi8>, index) {
  %c0 = arith.constant 0 : index
  %bk = arith.constant $bk : index
  %bytes = arith.constant $bytes : index
  %ids = tensor.empty(%c0) : tensor<?x$I>
  %masks = tensor.empty(%c0, %bk, %bytes) : tensor<?x?x?xi8>
  return %ids, %masks, %c0 : tensor<?x$I>, tensor<?x?x?xi8>, index
}";

/// How a template that makes blocks one by one stores their mask ids: not at all, where the pattern holds blocks.
pub(super) fn with_ids(template: Template, pattern: &PatternType) -> Template {
    let index = index_type(pattern);
    match pattern.holds {
        Holds::Blocks => template.set("masked", 0).set("store_id", "").set("id_stored", "%ids"),
        Holds::Elements => template
            .set("masked", 1)
            .set(
                "store_id",
                format!(
                    "%id_as_int = arith.index_cast %new_id : index to {index}
                     %id_of_full = arith.constant -1 : {index}
                     %id_of_block = arith.select %is_partial, %id_as_int, %id_of_full : {index}
                     %with_id = tensor.insert %id_of_block into %ids[%at] : tensor<?x{index}>"
                ),
            )
            .set("id_stored", "%with_id"),
    }
}

fn pattern_count<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = bcsr(op, op.operand_at(0))?;
    let of_blocks = |parts: &[Val<'c>]| {
        let count = blocked(template("count_blocks", include_str!("count_blocks.mlir")), &pattern);
        count.expand(op, &parts[..1]).map(|count| count[0])
    };
    let count = match (counted(op), pattern.holds) {
        (Holds::Blocks, _) => of_blocks(&parts_of(op, &pattern, operands[0])?)?,
        // Lists of elements are as long as there are elements.
        (Holds::Elements, Holds::Elements) if form_of(&pattern) == Form::Lists => {
            of_blocks(&read(op, &pattern, operands[0], Form::Lists)?)?
        }
        (Holds::Elements, Holds::Elements) => count_elements(op, &pattern, &parts_of(op, &pattern, operands[0])?)?,
        (Holds::Elements, Holds::Blocks) => {
            let parts = parts_of(op, &pattern, operands[0])?;
            let sizes = size_constants(op, &pattern.shape[2..], &operands[1..])?;
            let full = blocked(template("full_blocks", include_str!("full_blocks.mlir")), &pattern);
            let mut elements = vec![parts[0], parts[1]];
            elements.extend(full.expand(op, &[sizes[0], sizes[1], parts[1]])?);
            count_elements(op, &pattern, &elements)?
        }
    };
    rewrite::replace(op, &[count])
}
