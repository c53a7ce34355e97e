// Patterns of several batch entries and heads as upstream's sparse tensors, and back, by both strategies.
// RUN: split-file %s %t.dir
// The sizes are in the names of the cases, those of blocks last. Of types some state all sizes, others leave some open.
// RUN: for case in %S/Inputs/sparse_tensors_of_heads/*.npz; do \
// RUN:   IFS=_ read -r batch heads n m bq bk <<< "$(basename $case .npz | sed 's/^[a-z_]*_\([0-9]\)/\1/')"; \
// RUN:   case ${bq}x$bk in 1x1) formats="csr coo coordinates bcsr"; none="?x?x?x?";; *) formats=blocks; none="";; esac; \
// RUN:   rows="b : dense, h : dense, i : dense, j : compressed"; \
// RUN:   for format in $formats; do case $format in \
// RUN:     coo) levels="b : dense, h : dense, i : compressed(nonunique), j : singleton(soa)"; there="block = 4x4, holds = elements, format = coo"; back="block = 1x1, format = coo";; \
// RUN:     coordinates) levels="b : compressed(nonunique), h : singleton(nonunique, soa), i : singleton(nonunique, soa), j : singleton(soa)"; there="block = 4x4, holds = elements, format = coo"; back="block = 1x1, format = coo";; \
// RUN:     csr) levels=$rows; there="block = 4x4, holds = elements, format = csr"; back="block = 1x1";; \
// RUN:     bcsr) levels=$rows; there="block = 1x1"; back="block = 16x8, holds = elements, format = csr";; \
// RUN:     blocks) levels="b : dense, h : dense, i floordiv $bq : dense, j floordiv $bk : compressed, i mod $bq : dense, j mod $bk : dense"; there="block = ${bq}x$bk"; back=$there;; esac; \
// RUN:   for sizes in ${batch}x${heads}x${n}x${m} ?x${heads}x${n}x${m} ${batch}x?x${n}x${m} $none; do for widths in 32,i32 64,i32 0,i64; do \
// RUN:     mask=${sizes%%%%${n}x$m}; [ $sizes = "$mask" ] || mask=$mask$((n / bq))x$((m / bk)); \
// RUN:     sed "s/LEVELS/$levels/; s/WIDTH/${widths%%%%,*}/g; s/THERE/$there, index = ${widths#*,}/; s/BACK/$back/; s/SIZES/$sizes/g; s/MASK/$mask/" %t.dir/through.mlir > %t.through.mlir; \
// RUN:     for strategy in reference fast; do echo $case $widths $there $sizes $strategy; \
// RUN:       ds-run %t.through.mlir --strategy=$strategy -O0 --input=@$case:mask --input=@$case:values --input=@$case:x \
// RUN:         --expected-output=@$case:sums --expected-output=@$case:products --expected-output=@$case:mask --expected-output=@$case:count || exit 1; \
// RUN:     done; case $sizes in *\?*) break;; esac; done; done; done; done
// Nothing of something: no batch entries, heads, queries or keys.
// RUN: for levels in csr coo coordinates; do format=coo; case $levels in \
// RUN:   coo) levels="b : dense, h : dense, i : compressed(nonunique), j : singleton(soa)";; \
// RUN:   coordinates) levels="b : compressed(nonunique), h : singleton(nonunique, soa), i : singleton(nonunique, soa), j : singleton(soa)";; \
// RUN:   csr) levels="b : dense, h : dense, i : dense, j : compressed"; format=csr;; esac; \
// RUN:   sed "s/LEVELS/$levels/; s/WIDTH/32/g; s/THERE/block = 1x1, format = $format/; s/BACK/block = 1x1, format = $format/; s/SIZES/?x?x?x?/g; s/MASK/?x?x?x?/" %t.dir/through.mlir > %t.through.mlir; \
// RUN:   for empty in 0x2x3x4 2x0x3x4 0x0x3x4 2x2x0x4 2x2x3x0 0x0x0x0; do for strategy in reference fast; do echo $levels $empty $strategy; \
// RUN:     ds-run %t.through.mlir --strategy=$strategy -O0 --input=${empty}xi1= --input=0xf32= --input=$(echo $empty | cut -dx -f1,2,4)xf32=1 \
// RUN:       --expected-output=$(echo $empty | cut -dx -f1-3)xf32=0 --expected-output=$(echo $empty | cut -dx -f1-3)xf32=0 --expected-output=${empty}xi1= --expected-output=0 || exit 1; \
// RUN:   done; done; done
// Fewer values than there are places: five of six elements, and 23 of 24 of blocks.
// RUN: for strategy in reference fast; do for sizes in 1x3x2x2 ?x?x2x2; do \
// RUN:   sed "s/LEVELS/b : dense, h : dense, i : dense, j : compressed/; s/WIDTH/32/g; s/THERE/block = 1x1/; s/BACK/block = 1x1/; s/SIZES/$sizes/g; s/MASK/$sizes/" %t.dir/through.mlir > %t.through.mlir; \
// RUN:   not ds-run %t.through.mlir --strategy=$strategy -O0 --input=1x3x2x2xi1=1,0,0,1,0,0,1,1,1,0,0,1 --input=5xf32=1 --input=1x3x2xf32=1 2>&1 | FileCheck %s --check-prefix=FEW || exit 1; \
// RUN:   sed "s/LEVELS/b : dense, h : dense, i floordiv 2 : dense, j floordiv 2 : compressed, i mod 2 : dense, j mod 2 : dense/; s/WIDTH/32/g; s/THERE/block = 2x2/; s/BACK/block = 2x2/; s/SIZES/${sizes%%%%2x2}4x4/g; s/MASK/$sizes/" %t.dir/through.mlir > %t.through.mlir; \
// RUN:   not ds-run %t.through.mlir --strategy=$strategy -O0 --input=1x3x2x2xi1=1,0,0,1,0,0,1,1,1,0,0,1 --input=23xf32=1 --input=1x3x4xf32=1 2>&1 | FileCheck %s --check-prefix=FEW || exit 1; \
// RUN: done; done
// FEW: to_sparse_tensor: values has fewer elements than are stored
// What upstream's ops made of a dense tensor, with a stored zero nowhere.
// RUN: for strategy in reference fast; do for levels in "b : dense, h : dense, i : dense, j : compressed" "b : dense, h : dense, i : compressed(nonunique), j : singleton(soa)" "b : compressed(nonunique), h : singleton(nonunique, soa), i : singleton(nonunique, soa), j : singleton(soa)"; do \
// RUN:   case $levels in *soa*) format=coo;; *) format=csr;; esac; sed "s/LEVELS/$levels/; s/FORMAT/$format/" %t.dir/convert.mlir > %t.convert.mlir; \
// RUN:   ds-run %t.convert.mlir --strategy=$strategy --input=2x2x2x3xf32=0,0,0,0,0,0,5,0,0,0,0,7,0,0,0,0,0,0,0,1,0,2,0,3 \
// RUN:     --expected-output=2x2x2x3xi1=0,0,0,0,0,0,1,0,0,0,0,1,0,0,0,0,0,0,0,1,0,1,0,1 || exit 1; done; done

// goldens_formats.py makes the cases.

//--- through.mlir
#A = #sparse_tensor.encoding<{ map = (b, h, i, j) -> (LEVELS), posWidth = WIDTH, crdWidth = WIDTH }>
!there = !dsa.pattern<SIZES, THERE>
!back = !dsa.pattern<SIZES, BACK>
!tensor = tensor<SIZESxf32, #A>
!mask = tensor<?x?x?x?xi1>
!vectors = tensor<?x?x?xf32>

func.func private @times(%a: !tensor, %x: !vectors) -> !vectors {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %batch = tensor.dim %a, %c0 : !tensor
  %heads = tensor.dim %a, %c1 : !tensor
  %n = tensor.dim %a, %c2 : !tensor
  %unset = tensor.empty(%batch, %heads, %n) : !vectors
  %zeros = linalg.fill ins(%zero : f32) outs(%unset : !vectors) -> !vectors
  %y = linalg.generic {indexing_maps = [affine_map<(b, h, i, j) -> (b, h, i, j)>, affine_map<(b, h, i, j) -> (b, h, j)>, affine_map<(b, h, i, j) -> (b, h, i)>],
      iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%a, %x : !tensor, !vectors) outs(%zeros : !vectors) {
  ^bb0(%v: f32, %w: f32, %s: f32):
    %m = arith.mulf %v, %w : f32
    %t = arith.addf %s, %m : f32
    linalg.yield %t : f32
  } -> !vectors
  return %y : !vectors
}

func.func @through(%mask: !mask, %values: tensor<?xf32>, %x: !vectors) -> (!vectors, !vectors, !mask, index) {
  %p = dsa.pattern_from_mask %mask : !mask -> !there
  %ones = dsa.to_sparse_tensor %p : !there -> !tensor
  %sums = call @times(%ones, %x) : (!tensor, !vectors) -> !vectors
  %tensor = dsa.to_sparse_tensor %p values %values : !there, tensor<?xf32> -> !tensor
  %products = call @times(%tensor, %x) : (!tensor, !vectors) -> !vectors
  %count = sparse_tensor.number_of_entries %tensor : !tensor
  %back = dsa.from_sparse_tensor %tensor : !tensor -> !back
  %again = dsa.to_sparse_tensor %back : !back -> !tensor
  %same = dsa.from_sparse_tensor %again : !tensor -> !there
  %masked = dsa.pattern_to_mask %same : !there
  %stored = tensor.cast %masked : tensor<MASKxi1> to !mask
  return %sums, %products, %stored, %count : !vectors, !vectors, !mask, index
}

//--- convert.mlir
#A = #sparse_tensor.encoding<{ map = (b, h, i, j) -> (LEVELS), posWidth = 64, crdWidth = 32 }>
!pattern = !dsa.pattern<?x?x?x?, block = 2x2, holds = elements, format = FORMAT>
!dense = tensor<?x?x?x?xf32>
!tensor = tensor<?x?x?x?xf32, #A>
func.func @convert(%dense: !dense) -> tensor<?x?x?x?xi1> {
  %a = sparse_tensor.convert %dense : !dense to !tensor
  %p = dsa.from_sparse_tensor %a : !tensor -> !pattern
  %mask = dsa.pattern_to_mask %p : !pattern
  return %mask : tensor<?x?x?x?xi1>
}
