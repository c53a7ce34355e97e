// A panel of an expert is a piece of work.
func.func private @pack_weights(%weights: $weights, %packed: $packed) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %W = arith.constant $W : index
  %g = arith.constant $g : index
  %k_axis = arith.constant $k_axis : index
  %n_axis = arith.constant $n_axis : index
  %zero = arith.constant $zero : $T
  %experts = $experts
  %K = memref.dim %weights, %k_axis : $weights
  %N = memref.dim %weights, %n_axis : $weights
  %panels = arith.ceildivui %N, %W : index
  %groups = arith.ceildivui %K, %g : index
  %pieces = arith.muli %experts, %panels : index
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %expert = arith.divui %piece, %panels : index
    %p = arith.remui %piece, %panels : index
    %first = arith.muli %p, %W : index
    %left = arith.subi %N, %first : index
    %live = arith.minui %left, %W : index
    scf.for %q = %c0 to %groups step %c1 {
      %first_row = arith.muli %q, %g : index
      scf.for %i = %c0 to %g step %c1 {
        %row = arith.addi %first_row, %i : index
        %there = arith.cmpi ult, %row, %K : index
        %columns = arith.select %there, %live, %c0 : index
        scf.for %c = %c0 to %columns step %c1 {
          %n = arith.addi %first, %c : index
          %place = arith.muli %c, %g : index
          %at = arith.addi %place, %i : index
          %w = memref.load %weights[$of_expert%row, %n] : $weights
          memref.store %w, %packed[$of_expert%p, %q, %at] : $packed
        }
        scf.for %c = %columns to %W step %c1 {
          %place = arith.muli %c, %g : index
          %at = arith.addi %place, %i : index
          memref.store %zero, %packed[$of_expert%p, %q, %at] : $packed
        }
      }
    }
    dsk.yield
  }
  return
}
