// Keys on the unit sphere first: sources in rows, destinations in panels, a lane for each. Then tiles of sources against
// all panels. Lanes beyond the last destination are 0, and never the best.
func.func private @match_tokens(%keys: memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>,
                                %similarity: memref<?x?xf64, strided<[?, ?], offset: ?>>,
                                %match: memref<?x?xi32, strided<[?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %lanes = arith.constant $lanes : index
  %tile = arith.constant $tile : index
  %piece_tokens = arith.constant 16 : index
  %first_source = arith.constant $first_source : index
  %first_destination = arith.constant $first_destination : index
  %zero = arith.constant 0.0 : f64
  %lowest = arith.constant 0xFFF0000000000000 : f64
  %zeros = arith.constant dense<0.0> : vector<${lanes}xf64>
  %lowests = arith.constant dense<0xFFF0000000000000> : vector<${lanes}xf64>
  %no_places = arith.constant dense<0> : vector<${lanes}xi64>
  %places_in_panel = arith.constant dense<[$lane_numbers]> : vector<${lanes}xi64>
  %B = memref.dim %keys, %c0 : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
  %N = memref.dim %keys, %c1 : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
  %C = memref.dim %keys, %c2 : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
  %S = memref.dim %similarity, %c1 : memref<?x?xf64, strided<[?, ?], offset: ?>>
  %behind = arith.subi %N, %first_destination : index
  %D_or_less = arith.ceildivsi %behind, %c2 : index
  %D = arith.maxsi %D_or_less, %c0 : index
  %D_int = arith.index_cast %D : index to i64
  %D_lanes = vector.broadcast %D_int : i64 to vector<${lanes}xi64>
  %panels = arith.ceildivui %D, %lanes : index
  %sources = memref.alloc(%B, %S, %C) {alignment = 64 : i64} : memref<?x?x?xf64>
  %destinations = memref.alloc(%B, %panels, %C) {alignment = 64 : i64} : memref<?x?x?x${lanes}xf64>
  %padded = arith.muli %panels, %lanes : index
  // Sources, destinations, and the lanes that no destination has.
  %both = arith.addi %S, %padded : index
  %batch_pieces = arith.ceildivui %both, %piece_tokens : index
  %unit_pieces = arith.muli %B, %batch_pieces : index
  dsk.partition(%unit_pieces) {
  ^bb0(%piece: index):
    %b = arith.divui %piece, %batch_pieces : index
    %p = arith.remui %piece, %batch_pieces : index
    %first = arith.muli %p, %piece_tokens : index
    %beyond = arith.addi %first, %piece_tokens : index
    %last = arith.minui %beyond, %both : index
    scf.for %i = %first to %last step %c1 {
      %is_source = arith.cmpi ult, %i, %S : index
      %of_destinations = arith.subi %i, %S : index
      %number = arith.select %is_source, %i, %of_destinations : index
      %start = arith.select %is_source, %first_source, %first_destination : index
      %twice = arith.muli %number, %c2 : index
      %t = arith.addi %start, %twice : index
      %panel = arith.divui %number, %lanes : index
      %lane = arith.remui %number, %lanes : index
      %there = arith.cmpi ult, %t, %N : index
      scf.if %there {
        %square = scf.for %c = %c0 to %C step %c1 iter_args(%sum = %zero) -> (f64) {
          %k = memref.load %keys[%b, %t, %c] : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
          $widen
          %product = arith.mulf %wide, %wide : f64
          %next = arith.addf %sum, %product : f64
          scf.yield %next : f64
        }
        %norm = math.sqrt %square : f64
        %none = arith.cmpf oeq, %norm, %zero : f64
        scf.for %c = %c0 to %C step %c1 {
          %k = memref.load %keys[%b, %t, %c] : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
          $widen
          %quotient = arith.divf %wide, %norm : f64
          %u = arith.select %none, %zero, %quotient : f64
          scf.if %is_source {
            memref.store %u, %sources[%b, %number, %c] : memref<?x?x?xf64>
          } else {
            memref.store %u, %destinations[%b, %panel, %c, %lane] : memref<?x?x?x${lanes}xf64>
          }
        }
      } else {
        scf.for %c = %c0 to %C step %c1 {
          memref.store %zero, %destinations[%b, %panel, %c, %lane] : memref<?x?x?x${lanes}xf64>
        }
      }
    }
    dsk.yield
  }
  %tiles = arith.ceildivui %S, %tile : index
  %pieces = arith.muli %B, %tiles : index
  %last_source = arith.subi %S, %c1 : index
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %b = arith.divui %piece, %tiles : index
    %p = arith.remui %piece, %tiles : index
    %first_row = arith.muli %p, %tile : index
$tile_rows
    %found:$twice_tile = scf.for %panel = %c0 to %panels step %c1
        iter_args($best_inits) -> ($best_types) {
      %sums:$tile = scf.for %c = %c0 to %C step %c1 iter_args($sum_inits) -> ($sum_types) {
        %units = vector.load %destinations[%b, %panel, %c, %c0] : memref<?x?x?x${lanes}xf64>, vector<${lanes}xf64>
$sum_steps
        scf.yield $sum_nexts : $sum_types
      }
      %first_place = arith.muli %panel, %lanes : index
      %first_place_int = arith.index_cast %first_place : index to i64
      %first_places = vector.broadcast %first_place_int : i64 to vector<${lanes}xi64>
      %places = arith.addi %first_places, %places_in_panel : vector<${lanes}xi64>
      %exists = arith.cmpi slt, %places, %D_lanes : vector<${lanes}xi64>
$best_steps
      scf.yield $best_nexts : $best_types
    }
$store_best
    dsk.yield
  }
  memref.dealloc %sources : memref<?x?x?xf64>
  memref.dealloc %destinations : memref<?x?x?x${lanes}xf64>
  return
}
