//! Sparse tensors of upstream, taken apart into the parts that a pattern is stored as, and put together from them.

use dynsparse_dialects::{Format, PatternType, dsa::IndexWidths};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{Type, ValueLike as _},
    operation::{OpExt as _, element},
    template::Template,
};

/// The level of the encoding that has positions.
fn level_of_positions(pattern: &PatternType) -> u32 {
    u32::from(pattern.format != Format::Coo)
}

/// The levels that have coordinates.
fn levels_of_coordinates(pattern: &PatternType) -> &'static [u32] {
    match pattern.format {
        Format::Coo => &[0, 1],
        _ => &[1],
    }
}

/// `%$to = %$from` with its elements in another integer type, as text.
fn converted(to: &str, from: &str, sizes: &str, types: [&str; 2]) -> String {
    let [old, new] = types;
    let bits = |word: &str| word.trim_start_matches('i').parse().unwrap_or(0_u32);
    let conversion = match types {
        _ if old == new => {
            return format!("%{to} = tensor.cast %{from} : tensor<{sizes}x{old}> to tensor<{sizes}x{new}>");
        }
        ["index", _] | [_, "index"] => "index_cast",
        _ if bits(old) < bits(new) => "extsi",
        _ => "trunci",
    };
    format!("%{to} = arith.{conversion} %{from} : tensor<{sizes}x{old}> to tensor<{sizes}x{new}>")
}

fn width_type(bits: u32) -> String {
    match bits {
        0 => "index".to_owned(),
        bits => format!("i{bits}"),
    }
}

/// What a pattern stores.
pub struct Lists<'a, 'c> {
    /// `1 x 1 x P`: row pointers, or start and end.
    pub positions: Val<'c>,
    /// Coordinates, for each level that has some.
    pub coordinates: &'a [Val<'c>],
    /// The number of rows and of columns.
    pub sizes: [Val<'c>; 2],
}

/// A sparse matrix that stores what lists say, with these values, or ones.
///
/// # Errors
///
/// If the op cannot be built.
pub fn matrix_of<'c>(
    op: Op<'c>,
    pattern: &PatternType,
    widths: IndexWidths,
    lists: &Lists<'_, 'c>,
    values: Option<Val<'c>>,
) -> Result<'c, Val<'c>> {
    if pattern.shape[2..].contains(&None) {
        inserted(op, pattern, lists, values)
    } else {
        assembled(op, pattern, widths, lists, values)
    }
}

/// Where values are given, that there are enough of them.
const GIVEN: &str = "%given_room = tensor.dim %numbers, %c0 : tensor<?x$T>
  %fits = arith.cmpi uge, %given_room, %stored : index
  cf.assert %fits, \"to_sparse_tensor: values has fewer elements than are stored\"";

/// One of that type, as MLIR writes a constant.
fn one_of(number: &str) -> String {
    match number {
        "i1" => "true".to_owned(),
        number if number.starts_with('i') => format!("1 : {number}"),
        _ => format!("1.0 : {number}"),
    }
}

/// The element type of the matrix that the op makes.
fn number_of<'c>(op: Op<'c>) -> Result<'c, String> {
    let number = element(op.result_values()[0].r#type());
    Ok(number.ok_or_else(|| op.op_error("makes no matrix"))?.to_string())
}

/// The argument of a template that values are, where they are given.
fn value_argument(values: Option<Val<'_>>, number: &str) -> String {
    values.map_or_else(String::new, |_| format!(", %numbers: tensor<?x{number}>"))
}

/// Entry by entry: upstream assembles tensors of static sizes only.
fn inserted<'c>(
    op: Op<'c>,
    pattern: &PatternType,
    lists: &Lists<'_, 'c>,
    values: Option<Val<'c>>,
) -> Result<'c, Val<'c>> {
    const TEXT: &str = "func.func private @inserted(%pointers: tensor<?x?x?x$I>, %rows: index, %columns: index$list_arguments$value_argument)
    -> $matrix {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant $one
  %end = tensor.extract %pointers[%c0, %c0, $last] : tensor<?x?x?x$I>
  %stored = arith.index_cast %end : $I to index
  $given
  %nothing = bufferization.alloc_tensor($open) : $matrix
  $loops
  %matrix = sparse_tensor.load %all hasInserts : $matrix
  return %matrix : $matrix
}";
    // By rows, then columns: the order in which upstream takes entries.
    const BY_ROWS: &str = "%all = scf.for %i = %c0 to %rows step %c1 iter_args(%before = %nothing) -> ($matrix) {
    %after_i = arith.addi %i, %c1 : index
    %first = tensor.extract %pointers[%c0, %c0, %i] : tensor<?x?x?x$I>
    %beyond = tensor.extract %pointers[%c0, %c0, %after_i] : tensor<?x?x?x$I>
    %from = arith.index_cast %first : $I to index
    %to = arith.index_cast %beyond : $I to index
    %row = scf.for %at = %from to %to step %c1 iter_args(%so_far = %before) -> ($matrix) {
      %column = tensor.extract %list_0[%at] : tensor<?x$I>
      %j = arith.index_cast %column : $I to index
      $value
      %with = tensor.insert $number into %so_far[%i, %j] : $matrix
      scf.yield %with : $matrix
    }
    scf.yield %row : $matrix
  }";
    const BY_ENTRIES: &str = "%all = scf.for %at = %c0 to %stored step %c1 iter_args(%so_far = %nothing) -> ($matrix) {
    %row = tensor.extract %list_0[%at] : tensor<?x$I>
    %column = tensor.extract %list_1[%at] : tensor<?x$I>
    %i = arith.index_cast %row : $I to index
    %j = arith.index_cast %column : $I to index
    $value
    %with = tensor.insert $number into %so_far[%i, %j] : $matrix
    scf.yield %with : $matrix
  }";
    let matrix = op.result_values()[0].r#type();
    let number = number_of(op)?;
    let index = format!("i{}", pattern.index_bits);
    let is_coo = pattern.format == Format::Coo;
    let names = ["%rows", "%columns"];
    let open = names.iter().zip(&pattern.shape[2..]).filter(|(_, size)| size.is_none());
    let open: Vec<&str> = open.map(|(name, _)| *name).collect();
    let list_arguments = (0..lists.coordinates.len()).map(|i| format!(", %list_{i}: tensor<?x{index}>"));
    let (read, taken) = match values {
        Some(_) => (
            format!("%number = tensor.extract %numbers[%at] : tensor<?x{number}>"),
            "%number",
        ),
        None => (String::new(), "%one"),
    };
    let loops = if is_coo { BY_ENTRIES } else { BY_ROWS };
    let loops = loops
        .replace("$matrix", &matrix.to_string())
        .replace("$value", &read)
        .replace("$number", taken)
        .replace("$I", &index);
    let template = Template::new("inserted", TEXT)
        .set("I", &index)
        .set("T", &number)
        .set("matrix", matrix)
        .set("one", one_of(&number))
        .set("last", if is_coo { "%c1" } else { "%rows" })
        .set("list_arguments", list_arguments.collect::<String>())
        .set("value_argument", value_argument(values, &number))
        .set(
            "given",
            values.map_or_else(String::new, |_| GIVEN.replace("$T", &number)),
        )
        .set("open", open.join(", "))
        .set("loops", loops);
    let mut arguments = vec![lists.positions, lists.sizes[0], lists.sizes[1]];
    arguments.extend(lists.coordinates);
    arguments.extend(values);
    Ok(template.expand(op, &arguments)?[0])
}

/// The lists as the levels of the tensor.
fn assembled<'c>(
    op: Op<'c>,
    pattern: &PatternType,
    widths: IndexWidths,
    lists: &Lists<'_, 'c>,
    values: Option<Val<'c>>,
) -> Result<'c, Val<'c>> {
    const TEXT: &str = "func.func private @assembled(%pointers: tensor<?x?x?x$I>$list_arguments$value_argument) -> $matrix {
  %c0 = arith.constant 0 : index
  %last = arith.constant $last : index
  %area = arith.constant $area : index
  %of_head = tensor.cast %pointers : tensor<?x?x?x$I> to tensor<1x1x${size}x$I>
  %all_positions = tensor.collapse_shape %of_head [[0, 1, 2]] : tensor<1x1x${size}x$I> into tensor<${size}x$I>
  %end = tensor.extract %all_positions[%last] : tensor<${size}x$I>
  %units = arith.index_cast %end : $I to index
  %stored = arith.muli %units, %area : index
  $positions
  $coordinates
  $values
  %matrix = sparse_tensor.assemble (%positions$lists), %numbers : (tensor<${size}x$PT>$list_types), tensor<?x$T> to $matrix
  return %matrix : $matrix
}";
    const ONES: &str = "%one = arith.constant $one
  %no_numbers = tensor.empty(%stored) : tensor<?x$T>
  %numbers = linalg.fill ins(%one : $T) outs(%no_numbers : tensor<?x$T>) -> tensor<?x$T>";
    let matrix = op.result_values()[0].r#type();
    let number = number_of(op)?;
    let index = format!("i{}", pattern.index_bits);
    let [of_positions, of_coordinates] = [widths.positions, widths.coordinates].map(width_type);
    let size = if pattern.format == Format::Coo {
        2
    } else {
        pattern.mask_shape()[2].unwrap_or_default() + 1
    };
    let names: Vec<_> = (0..lists.coordinates.len()).collect();
    let listed = |of: &dyn Fn(&usize) -> String| names.iter().map(of).collect::<String>();
    let of_values = if values.is_some() { GIVEN } else { ONES };
    let [bq, bk] = pattern.unit();
    let template = Template::new("assembled", TEXT)
        .set("I", &index)
        .set("PT", &of_positions)
        .set("T", &number)
        .set("matrix", matrix)
        .set("size", size)
        .set("last", size - 1)
        .set("area", bq * bk)
        .set("list_arguments", listed(&|i| format!(", %list_{i}: tensor<?x{index}>")))
        .set("value_argument", value_argument(values, &number))
        .set(
            "positions",
            converted("positions", "all_positions", &size.to_string(), [&index, &of_positions]),
        )
        .set(
            "coordinates",
            listed(&|i| {
                let [to, from] = [format!("coordinates_{i}"), format!("list_{i}")];
                converted(&to, &from, "?", [&index, &of_coordinates]) + "\n"
            }),
        )
        .set("lists", listed(&|i| format!(", %coordinates_{i}")))
        .set("list_types", listed(&|_| format!(", tensor<?x{of_coordinates}>")))
        .set(
            "values",
            of_values.replace("$one", &one_of(&number)).replace("$T", &number),
        );
    let mut arguments = vec![lists.positions];
    arguments.extend(lists.coordinates);
    arguments.extend(values);
    Ok(template.expand(op, &arguments)?[0])
}

/// What a pattern is stored as of what a sparse matrix stores: row pointers, or start and end; the rows of coordinates; the columns;
/// and the sizes that go with the format.
///
/// # Errors
///
/// If the ops cannot be built.
pub fn taken_apart<'c>(
    op: Op<'c>,
    pattern: &PatternType,
    widths: IndexWidths,
    matrix: Val<'c>,
) -> Result<'c, Vec<Val<'c>>> {
    const LIST: &str = "func.func private @list(%matrix: $matrix) -> tensor<?x$I> {
  %c0 = arith.constant 0 : index
  %of_matrix = sparse_tensor.$what %matrix {level = $level : index} : $matrix to memref<?x$W>
  %size = memref.dim %of_matrix, %c0 : memref<?x$W>
  %own = memref.alloc(%size) : memref<?x$W>
  memref.copy %of_matrix, %own : memref<?x$W> to memref<?x$W>
  %stored = bufferization.to_tensor %own restrict writable : memref<?x$W> to tensor<?x$W>
  $list
  return %list : tensor<?x$I>
}";
    const POINTERS: &str = "func.func private @pointers(%list: tensor<?x$I>) -> tensor<?x?x?x$I> {
  %c0 = arith.constant 0 : index
  %size = tensor.dim %list, %c0 : tensor<?x$I>
  %pointers = tensor.expand_shape %list [[0, 1, 2]] output_shape [1, 1, %size] : tensor<?x$I> into tensor<1x1x?x$I>
  %all = tensor.cast %pointers : tensor<1x1x?x$I> to tensor<?x?x?x$I>
  return %all : tensor<?x?x?x$I>
}";
    const SIZE: &str = "func.func private @size(%matrix: $matrix) -> index {
  %axis = arith.constant $axis : index
  %unit = arith.constant $unit : index
  %size = tensor.dim %matrix, %axis : $matrix
  %units = arith.ceildivui %size, %unit : index
  return %units : index
}";
    let index = format!("i{}", pattern.index_bits);
    let r#type: Type = matrix.r#type();
    let list = |what: &str, level: u32, bits: u32| -> Result<'c, Val<'c>> {
        let width = width_type(bits);
        let list = Template::new("list", LIST)
            .set("matrix", r#type)
            .set("what", what)
            .set("level", level)
            .set("W", &width)
            .set("I", &index)
            .set("list", converted("list", "stored", "?", [&width, &index]));
        Ok(list.expand(op, &[matrix])?[0])
    };
    let positions = list("positions", level_of_positions(pattern), widths.positions)?;
    let mut parts = Template::new("pointers", POINTERS)
        .set("I", &index)
        .expand(op, &[positions])?;
    for level in levels_of_coordinates(pattern) {
        parts.push(list("coordinates", *level, widths.coordinates)?);
    }
    let unit = pattern.unit();
    let axes: &[usize] = if pattern.format == Format::Coo { &[0, 1] } else { &[1] };
    for axis in axes {
        let size = Template::new("size", SIZE)
            .set("matrix", r#type)
            .set("axis", axis)
            .set("unit", unit[*axis]);
        parts.extend(size.expand(op, &[matrix])?);
    }
    Ok(parts)
}
