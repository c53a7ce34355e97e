//! Pieces of a layer: a panel of columns for a chunk of rows.

use super::layer::Layer;
use crate::tile_dsk_attention::text::Text;

impl Layer<'_> {
    /// The body of the kernel.
    pub fn text(&self) -> String {
        let mut t = Text::default();
        for i in 0..4 {
            t.line(format!("%c{i} = arith.constant {i} : index"));
        }
        t.line(format!("%group = arith.constant {} : index", self.group));
        t.line(format!("%width = arith.constant {} : index", self.width));
        match self.columns {
            Some(columns) => t.line(format!("%columns = arith.constant {columns} : index")),
            None => t.line(format!(
                "%columns = memref.dim %result, %c{} : {}",
                self.result.sizes.len() - 1,
                self.result.r#type
            )),
        }
        t.line(format!("%depth = arith.constant {} : index", self.depth));
        t.line(format!("%chunk = arith.constant {} : index", self.chunk));
        t.line(format!("%most_rows = arith.constant {} : index", self.rows));
        t.line("%panels = arith.ceildivui %columns, %width : index");
        let (x, result) = (self.x.r#type, self.result.r#type);
        let last = self.x.sizes.len() - 1;
        t.line(format!("%k_in_x = memref.dim %x, %c{last} : {x}"));
        t.line(format!("%first_size = memref.dim %result, %c0 : {result}"));
        if last == 2 {
            t.line(format!("%tokens = memref.dim %result, %c1 : {result}"));
            t.line("%rows = arith.muli %first_size, %tokens : index");
        } else {
            t.line("%rows = arith.addi %first_size, %c0 : index");
        }
        if self.gathered.is_some() {
            // Where there is no row at all, none is read.
            t.line(format!(
                "%x_rows = memref.dim %x, %c0 : {x}
                 %no_rows = arith.cmpi eq, %x_rows, %c0 : index
                 %k_count = arith.select %no_rows, %c0, %k_in_x : index"
            ));
        } else {
            t.line("%k_count = arith.addi %k_in_x, %c0 : index");
        }
        t.line(
            "%whole_groups = arith.divui %k_count, %group : index
             %groups = arith.ceildivui %k_count, %group : index
             %has_tail = arith.cmpi ult, %whole_groups, %groups : index
             %some_blocks = arith.ceildivui %groups, %depth : index
             %blocks = arith.maxui %some_blocks, %c1 : index
             %last_block = arith.subi %blocks, %c1 : index",
        );
        if self.offsets.is_some() {
            self.list_chunks(&mut t);
        } else {
            t.line("%chunks = arith.ceildivui %rows, %chunk : index");
        }
        self.widen_rows(&mut t);
        t.line(format!(
            "%panels_of_piece = arith.constant {} : index",
            self.panels_of_piece
        ));
        t.line(
            "%parts = arith.ceildivui %panels, %panels_of_piece : index
             %last_panel = arith.subi %panels, %c1 : index
             %pieces = arith.muli %parts, %chunks : index
             dsk.partition(%pieces) {
             ^bb0(%piece: index):",
        );
        if self.offsets.is_some() {
            // The panels of an expert one after the other, so that the next one's weights are known.
            t.line(
                "%of_chunk = arith.divui %piece, %parts : index
                 %part = arith.remui %piece, %parts : index
                 %expert = memref.load %list[%of_chunk, %c0] : memref<?x3xindex>
                 %begin = memref.load %list[%of_chunk, %c1] : memref<?x3xindex>
                 %end = memref.load %list[%of_chunk, %c2] : memref<?x3xindex>",
            );
        } else {
            // Chunks of nearly the same size.
            t.line(
                "%part = arith.divui %piece, %chunks : index
                 %of_chunk = arith.remui %piece, %chunks : index
                 %after_chunk = arith.addi %of_chunk, %c1 : index
                 %begin_times = arith.muli %of_chunk, %rows : index
                 %end_times = arith.muli %after_chunk, %rows : index
                 %begin = arith.divui %begin_times, %chunks : index
                 %end = arith.divui %end_times, %chunks : index",
            );
        }
        t.line(format!(
            "%piece_rows = arith.subi %end, %begin : index
             %sums = memref.alloca() {{alignment = 64 : i64}} : {}
             %first_panel = arith.muli %part, %panels_of_piece : index
             %after_part = arith.addi %first_panel, %panels_of_piece : index
             %end_of_panels = arith.minui %after_part, %panels : index
             scf.for %panel = %first_panel to %end_of_panels step %c1 {{
             %first_column = arith.muli %panel, %width : index
             %columns_left = arith.subi %columns, %first_column : index
             %live_columns = arith.minui %columns_left, %width : index
             %lanes = arith.constant {} : index
             %beyond_whole = arith.remui %live_columns, %lanes : index
             %whole_columns = arith.subi %live_columns, %beyond_whole : index
             %is_last = arith.cmpi ne, %beyond_whole, %c0 : index",
            self.sums_buffer(),
            self.lanes
        ));
        self.begin_sums(&mut t);
        t.line(
            "%tiles = arith.ceildivui %piece_rows, %most_rows : index
             scf.for %block = %c0 to %blocks step %c1 {
             %after_block = arith.addi %block, %c1 : index
             %from_times = arith.muli %block, %whole_groups : index
             %to_times = arith.muli %after_block, %whole_groups : index
             %from = arith.divui %from_times, %blocks : index
             %to = arith.divui %to_times, %blocks : index
             %is_last_block = arith.cmpi eq, %block, %last_block : index
             %tail = arith.andi %is_last_block, %has_tail : i1
             %after_panel = arith.addi %panel, %c1 : index
             %following_panel = arith.minui %after_panel, %last_panel : index
             %next_panel = arith.select %is_last_block, %following_panel, %panel : index
             %next_shift = arith.select %is_last_block, %c0, %to : index
             scf.for %tile = %c0 to %tiles step %c1 {
             %after_tile = arith.addi %tile, %c1 : index
             %tile_begin_times = arith.muli %tile, %piece_rows : index
             %tile_end_times = arith.muli %after_tile, %piece_rows : index
             %tile_begin = arith.divui %tile_begin_times, %tiles : index
             %tile_end = arith.divui %tile_end_times, %tiles : index
             %tile_rows = arith.subi %tile_end, %tile_begin : index
             %tile_first = arith.addi %begin, %tile_begin : index",
        );
        self.tile(&mut t);
        t.line("scf.if %is_last_block {");
        self.finish_tile(&mut t);
        t.line("}\n}\n}\n}\ndsk.yield\n}");
        if self.offsets.is_some() {
            t.line("memref.dealloc %list : memref<?x3xindex>");
        }
        self.release_rows(&mut t);
        t.take()
    }

    /// `%list`: expert, first row and end of each chunk, and `%chunks`, how many there are. Rows of no expert are set to 0.
    fn list_chunks(&self, t: &mut Text) {
        let Some(offsets) = &self.offsets else { return };
        let (offsets, result, element) = (offsets.r#type, self.result.r#type, &self.result.element);
        t.line(format!(
            "%zero = arith.constant 0.0 : {element}
             %experts = memref.dim %packed, %c0 : {packed}
             %by_size = arith.divui %rows, %chunk : index
             %at_most_chunks = arith.addi %by_size, %experts : index
             %room = arith.addi %at_most_chunks, %c1 : index
             %list = memref.alloc(%room) : memref<?x3xindex>
             %first_stored = memref.load %offsets[%c0] : {offsets}
             %first_signed = arith.index_cast %first_stored : i32 to index
             %first_positive = arith.maxsi %first_signed, %c0 : index
             %first_offset = arith.minui %first_positive, %rows : index
             scf.for %r = %c0 to %first_offset step %c1 {{
               scf.for %c = %c0 to %columns step %c1 {{
                 memref.store %zero, %result[%r, %c] : {result}
               }}
             }}
             %chunks, %last_offset = scf.for %e = %c0 to %experts step %c1
                 iter_args(%listed = %c0, %e_begin = %first_offset) -> (index, index) {{
               %after_e = arith.addi %e, %c1 : index
               %stored = memref.load %offsets[%after_e] : {offsets}
               %signed = arith.index_cast %stored : i32 to index
               %not_before = arith.maxsi %signed, %e_begin : index
               %e_end = arith.minui %not_before, %rows : index
               %e_rows = arith.subi %e_end, %e_begin : index
               %e_chunks = arith.ceildivui %e_rows, %chunk : index
               scf.for %i = %c0 to %e_chunks step %c1 {{
                 %after_i = arith.addi %i, %c1 : index
                 %begin_times = arith.muli %i, %e_rows : index
                 %end_times = arith.muli %after_i, %e_rows : index
                 %begin_in_e = arith.divui %begin_times, %e_chunks : index
                 %end_in_e = arith.divui %end_times, %e_chunks : index
                 %begin = arith.addi %e_begin, %begin_in_e : index
                 %end = arith.addi %e_begin, %end_in_e : index
                 %place = arith.addi %listed, %i : index
                 memref.store %e, %list[%place, %c0] : memref<?x3xindex>
                 memref.store %begin, %list[%place, %c1] : memref<?x3xindex>
                 memref.store %end, %list[%place, %c2] : memref<?x3xindex>
               }}
               %next = arith.addi %listed, %e_chunks : index
               scf.yield %next, %e_end : index, index
             }}
             scf.for %r = %last_offset to %rows step %c1 {{
               scf.for %c = %c0 to %columns step %c1 {{
                 memref.store %zero, %result[%r, %c] : {result}
               }}
             }}",
            packed = self.packed.r#type,
        ));
    }
}
