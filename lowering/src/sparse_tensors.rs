//! Sparse tensors of upstream, taken apart into the parts that a pattern is stored as, and put together from them.

use dynsparse_dialects::{Format, PatternType, dsa::Encoded};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{Type, ValueLike as _},
    operation::{OpExt as _, dims, element},
    template::Template,
};

macro_rules! part {
    ($name:literal) => {
        Template::new($name, include_str!(concat!("sparse_tensors/", $name, ".mlir")))
    };
}

/// The dimensions before those of the matrix: batch entry and head, or none.
fn dims_before(matrix: Val<'_>) -> u32 {
    let rank = dims(matrix.r#type()).map_or(2, |sizes| sizes.len());
    rank.saturating_sub(2) as u32
}

/// The level of the encoding that has positions; it and those behind it have coordinates, up to that of the columns.
fn level_of_positions(pattern: &PatternType, encoded: Encoded, before: u32) -> u32 {
    match pattern.format {
        Format::Coo if encoded.heads_are_coordinates => 0,
        Format::Coo => before,
        _ => before + 1,
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
    /// `B x H x P`: row pointers, or start and end.
    pub positions: Val<'c>,
    /// Coordinates in the matrix: of columns, or of rows and columns.
    pub coordinates: &'a [Val<'c>],
    /// The number of rows and of columns.
    pub sizes: [Val<'c>; 2],
}

/// A sparse tensor that stores what lists say, with these values, or ones.
///
/// # Errors
///
/// If the op cannot be built.
pub fn matrix_of<'c>(
    op: Op<'c>,
    pattern: &PatternType,
    encoded: Encoded,
    lists: &Lists<'_, 'c>,
    values: Option<Val<'c>>,
) -> Result<'c, Val<'c>> {
    const SIZES: &str = "func.func private @sizes(%pointers: tensor<?x?x?x$I>) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %batch = tensor.dim %pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %pointers, %c1 : tensor<?x?x?x$I>
  return %batch, %heads : index, index
}";
    let before = dims_before(op.result_values()[0]);
    let index = format!("i{}", pattern.index_bits);
    let with_index = |template: Template| template.set("I", &index);
    let mut sizes = with_index(Template::new("sizes", SIZES)).expand(op, &[lists.positions])?;
    sizes.extend(lists.sizes);
    let is_open = pattern.shape.contains(&None);
    let levels = match (pattern.format, before, &pattern.shape[..2]) {
        (_, 0, _) => [&[lists.positions], lists.coordinates].concat(),
        (Format::Coo, ..) if encoded.heads_are_coordinates || is_open => {
            let heads = with_index(part!("entries_of_heads")).expand(op, &[lists.positions, lists.coordinates[0]])?;
            [&heads, lists.coordinates].concat()
        }
        (_, _, [Some(1), Some(1)]) => [&[lists.positions], lists.coordinates].concat(),
        _ => {
            let joined = with_index(part!("joined_rows")).expand(op, &[lists.positions])?;
            [&joined, lists.coordinates].concat()
        }
    };
    if is_open {
        inserted(op, pattern, &levels, &sizes, values)
    } else {
        assembled(op, pattern, encoded, &levels, values)
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

/// The element type of the tensor that the op makes.
fn number_of<'c>(op: Op<'c>) -> Result<'c, String> {
    let number = element(op.result_values()[0].r#type());
    Ok(number.ok_or_else(|| op.op_error("makes no tensor"))?.to_string())
}

/// The argument of a template that values are, where they are given.
fn value_argument(values: Option<Val<'_>>, number: &str) -> String {
    values.map_or_else(String::new, |_| format!(", %numbers: tensor<?x{number}>"))
}

/// Entry by entry: upstream assembles tensors of static sizes only.
fn inserted<'c>(
    op: Op<'c>,
    pattern: &PatternType,
    levels: &[Val<'c>],
    sizes: &[Val<'c>],
    values: Option<Val<'c>>,
) -> Result<'c, Val<'c>> {
    const TEXT: &str = "func.func private @inserted(%batch: index, %heads: index, %rows: index, %columns: index, %pointers: tensor<?x?x?x$I>$list_arguments$value_argument)
    -> $matrix {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %area = arith.constant $area : index
  %one = arith.constant $one
  %rows_of_batch = arith.muli %heads, %rows : index
  %rows_of_all = arith.muli %batch, %rows_of_batch : index
  %end = tensor.extract %pointers[%c0, %c0, $last] : tensor<?x?x?x$I>
  %units = arith.index_cast %end : $I to index
  %stored = arith.muli %units, %area : index
  $given
  %nothing = bufferization.alloc_tensor($open) : $matrix
  $loops
  %matrix = sparse_tensor.load %all hasInserts : $matrix
  return %matrix : $matrix
}";
    // By rows, then columns, and a block by its rows: the order in which upstream takes entries.
    const BY_ROWS: &str =
        "%all = scf.for %row = %c0 to %rows_of_all step %c1 iter_args(%before = %nothing) -> ($matrix) {
    %after_row = arith.addi %row, %c1 : index
    %first = tensor.extract %pointers[%c0, %c0, %row] : tensor<?x?x?x$I>
    %beyond = tensor.extract %pointers[%c0, %c0, %after_row] : tensor<?x?x?x$I>
    %from = arith.index_cast %first : $I to index
    %to = arith.index_cast %beyond : $I to index
    %b = arith.divui %row, %rows_of_batch : index
    %row_of_batch = arith.remui %row, %rows_of_batch : index
    %h = arith.divui %row_of_batch, %rows : index
    %r = arith.remui %row_of_batch, %rows : index
    %i_begin = arith.muli %r, %bq : index
    %of_row = scf.for %unit = %from to %to step %c1 iter_args(%so_far_row = %before) -> ($matrix) {
      %column = tensor.extract %list_0[%unit] : tensor<?x$I>
      %s = arith.index_cast %column : $I to index
      %j_begin = arith.muli %s, %bk : index
      %at_unit = arith.muli %unit, %area : index
      %of_unit = scf.for %y = %c0 to %bq step %c1 iter_args(%so_far_unit = %so_far_row) -> ($matrix) {
        %i = arith.addi %i_begin, %y : index
        %of_y = arith.muli %y, %bk : index
        %at_y = arith.addi %at_unit, %of_y : index
        %of_line = scf.for %x = %c0 to %bk step %c1 iter_args(%so_far = %so_far_unit) -> ($matrix) {
          %j = arith.addi %j_begin, %x : index
          %at = arith.addi %at_y, %x : index
          $value
          %with = tensor.insert $number into %so_far[$at] : $matrix
          scf.yield %with : $matrix
        }
        scf.yield %of_line : $matrix
      }
      scf.yield %of_unit : $matrix
    }
    scf.yield %of_row : $matrix
  }";
    const BY_ENTRIES: &str = "%all = scf.for %at = %c0 to %stored step %c1 iter_args(%so_far = %nothing) -> ($matrix) {
    $coordinates
    $value
    %with = tensor.insert $number into %so_far[$at] : $matrix
    scf.yield %with : $matrix
  }";
    let result = op.result_values()[0];
    let matrix = result.r#type();
    let number = number_of(op)?;
    let index = format!("i{}", pattern.index_bits);
    let is_coo = pattern.format == Format::Coo;
    let names = ["%batch", "%heads", "%rows", "%columns"];
    let open = names.iter().zip(&pattern.shape).filter(|(_, size)| size.is_none());
    let open: Vec<&str> = open.map(|(name, _)| *name).collect();
    let (read, taken) = match values {
        Some(_) => (
            format!("%number = tensor.extract %numbers[%at] : tensor<?x{number}>"),
            "%number",
        ),
        None => (String::new(), "%one"),
    };
    let axes = &["b", "h", "i", "j"][2 - dims_before(result) as usize..];
    let at: Vec<_> = axes.iter().map(|axis| format!("%{axis}")).collect();
    let coordinates = axes.iter().enumerate().map(|(list, axis)| {
        format!(
            "%{axis}_stored = tensor.extract %list_{list}[%at] : tensor<?x{index}>
    %{axis} = arith.index_cast %{axis}_stored : {index} to index\n"
        )
    });
    let loops = if is_coo { BY_ENTRIES } else { BY_ROWS };
    let loops = loops
        .replace("$coordinates", &coordinates.collect::<String>())
        .replace("$matrix", &matrix.to_string())
        .replace("$value", &read)
        .replace("$number", taken)
        .replace("$at", &at.join(", "))
        .replace("$I", &index);
    let [bq, bk] = pattern.unit();
    let lists = (0..levels.len() - 1).map(|i| format!(", %list_{i}: tensor<?x{index}>"));
    let template = Template::new("inserted", TEXT)
        .set("I", &index)
        .set("T", &number)
        .set("matrix", matrix)
        .set("one", one_of(&number))
        .set("bq", bq)
        .set("bk", bk)
        .set("area", bq * bk)
        .set("last", if is_coo { "%c1" } else { "%rows_of_all" })
        .set("list_arguments", lists.collect::<String>())
        .set("value_argument", value_argument(values, &number))
        .set(
            "given",
            values.map_or_else(String::new, |_| GIVEN.replace("$T", &number)),
        )
        .set("open", open.join(", "))
        .set("loops", loops);
    let mut arguments = [sizes, levels].concat();
    arguments.extend(values);
    Ok(template.expand(op, &arguments)?[0])
}

/// The lists as the levels of the tensor.
fn assembled<'c>(
    op: Op<'c>,
    pattern: &PatternType,
    encoded: Encoded,
    levels: &[Val<'c>],
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
    let [of_positions, of_coordinates] = [encoded.positions, encoded.coordinates].map(width_type);
    let [batch, heads, rows, _] = pattern.mask_shape().map(Option::unwrap_or_default);
    let lists = match pattern.format {
        Format::Coo if encoded.heads_are_coordinates => 1,
        Format::Coo => batch * heads,
        _ => batch * heads * rows,
    };
    let size = lists + 1;
    let names: Vec<_> = (0..levels.len() - 1).collect();
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
    let mut arguments = levels.to_vec();
    arguments.extend(values);
    Ok(template.expand(op, &arguments)?[0])
}

/// What a pattern is stored as of what a sparse tensor stores: row pointers, or start and end; the rows of coordinates; the columns;
/// and the sizes that go with the format.
///
/// # Errors
///
/// If the ops cannot be built.
pub fn taken_apart<'c>(
    op: Op<'c>,
    pattern: &PatternType,
    encoded: Encoded,
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
    let before = dims_before(matrix);
    let level = level_of_positions(pattern, encoded, before);
    let positions = list("positions", level, encoded.positions)?;
    let mut coordinates = (level..=before + 1)
        .map(|level| list("coordinates", level, encoded.coordinates))
        .collect::<Result<'c, Vec<_>>>()?;
    let unit = pattern.unit();
    let size = |axis: usize| -> Result<'c, Val<'c>> {
        let size = Template::new("size", SIZE).set("matrix", r#type).set("axis", axis).set(
            "unit",
            if axis < before as usize {
                1
            } else {
                unit[axis - before as usize]
            },
        );
        Ok(size.expand(op, &[matrix])?[0])
    };
    let axes: &[usize] = if pattern.format == Format::Coo { &[0, 1] } else { &[1] };
    let sizes = axes.iter().map(|axis| size(before as usize + axis));
    let sizes = sizes.collect::<Result<'c, Vec<_>>>()?;
    let pointers = if before == 0 {
        Template::new("pointers", POINTERS)
            .set("I", &index)
            .expand(op, &[positions])?
    } else if encoded.heads_are_coordinates {
        let of_matrix = coordinates.split_off(2);
        let heads = [size(0)?, size(1)?, positions, coordinates[0], coordinates[1]];
        coordinates = of_matrix;
        part!("heads_of_entries").set("I", &index).expand(op, &heads)?
    } else {
        // A head's entries are as one row, where they have coordinates.
        let rows = if pattern.format == Format::Coo {
            one(op)?
        } else {
            size(2)?
        };
        part!("parted_rows")
            .set("I", &index)
            .expand(op, &[size(0)?, size(1)?, rows, positions])?
    };
    Ok([pointers, coordinates, sizes].concat())
}

fn one<'c>(op: Op<'c>) -> Result<'c, Val<'c>> {
    const TEXT: &str = "func.func private @one() -> index {
  %one = arith.constant 1 : index
  return %one : index
}";
    Ok(Template::new("one", TEXT).expand(op, &[])?[0])
}
