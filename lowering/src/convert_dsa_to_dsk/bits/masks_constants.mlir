// Masks of blocks, their `area` of bytes in one, as vectors of `part` bytes.
%area = arith.constant $area : index
%part = arith.constant $part : index
