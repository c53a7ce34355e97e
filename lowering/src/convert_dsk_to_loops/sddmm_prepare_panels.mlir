  // A panel is $lanes keys of a block column, side by side for each dimension; the last of a ragged one again.
  %panels_of_column = arith.constant $panels : index
  %block_columns = arith.ceildivui %m, %bk : index
  %panels_of_head = arith.muli %block_columns, %panels_of_column : index
  %key_heads_in_all = arith.muli %batch, %key_heads : index
  %panels_in_all = arith.muli %key_heads_in_all, %panels_of_head : index
  %last_key_of_tile = arith.subi %bk, %c1 : index
  %key_lanes = arith.constant $lanes : index
  %one_bit = arith.constant 1 : i8
  %no_bits = arith.constant dense<0> : vector<${lanes}xi8>
  %all_held = arith.constant dense<-1> : vector<${lanes}xi8>
  %nothing = arith.constant dense<false> : vector<${lanes}xi1>
  %panels = memref.alloc(%panels_in_all, %d) {alignment = 64 : i64} : memref<?x?x${lanes}x$S>
  dsk.partition(%panels_in_all) {
  ^bb0(%panel: index):
    %head = arith.divui %panel, %panels_of_head : index
    %of_head = arith.remui %panel, %panels_of_head : index
    %h = arith.remui %head, %key_heads : index
    %b = arith.divui %head, %key_heads : index
    %s = arith.divui %of_head, %panels_of_column : index
    %c = arith.remui %of_head, %panels_of_column : index
    %first_of_column = arith.muli %s, %bk : index
    %first_of_panel = arith.muli %c, %lanes : index
    %first_key = arith.addi %first_of_column, %first_of_panel : index
    scf.for %l = %c0 to %lanes step %c1 {
      %j = arith.addi %first_key, %l : index
      %key = arith.minui %j, %last_key : index
      scf.for %x = %c0 to %d step %c1 {
        %value = memref.load %keys[%b, %h, %key, %x] : memref<?x?x?x?x$T, strided<[?, ?, ?, $key_stride], offset: ?>>
        $extend_value
        memref.store $wide_value, %panels[%panel, %x, %l] : memref<?x?x${lanes}x$S>
      }
    }
    dsk.yield
  }
