// Patterns as upstream's sparse tensors, which its sparsifier makes loops over, and back, by both strategies.
// RUN: split-file %s %t.dir
// RUN: for case in %S/Inputs/sparse_tensors/*_1_1.npz; do \
// RUN:   name=$(basename $case .npz); rest=${name%%_1_1}; m=${rest##*_}; rest=${rest%%_*}; n=${rest##*_}; \
// RUN:   for format in csr coo bcsr; do for widths in 32,32,i32 64,32,i32 0,64,i64; do \
// RUN:     pos=${widths%%%%,*}; index=${widths##*,}; crd=${widths#*,}; crd=${crd%%,*}; \
// RUN:     case $format in coo) levels="i : compressed(nonunique), j : singleton(soa)"; back="block = 1x1, format = coo"; there="block = 4x4, holds = elements, format = coo";; \
// RUN:       csr) levels="i : dense, j : compressed"; back="block = 1x1"; there="block = 4x4, holds = elements, format = csr";; \
// RUN:       *) levels="i : dense, j : compressed"; back="block = 16x8, holds = elements, format = csr"; there="block = 1x1";; esac; \
// RUN:     sed "s/LEVELS/$levels/; s/POS/$pos/; s/CRD/$crd/; s/THERE/$there, index = $index/; s/BACK/$back/; s/ROWS/$n/g; s/COLUMNS/$m/g; s/QUERIES/$n/g; s/KEYS/$m/g" %t.dir/through.mlir > %t.through.mlir; \
// RUN:     for strategy in reference fast; do echo $case $widths $there $strategy; \
// RUN:       ds-run %t.through.mlir --strategy=$strategy -O0 --input=@$case:mask --input=@$case:values --input=@$case:x \
// RUN:         --expected-output=@$case:sums --expected-output=@$case:products --expected-output=@$case:mask || exit 1; \
// RUN:   done; done; done; done
// Blocks.
// RUN: for case in %S/Inputs/sparse_tensors/*blocks*.npz; do \
// RUN:   name=$(basename $case .npz); bk=${name##*_}; rest=${name%%_*}; bq=${rest##*_}; rest=${rest%%_*}; m=${rest##*_}; rest=${rest%%_*}; n=${rest##*_}; \
// RUN:   levels="i floordiv $bq : dense, j floordiv $bk : compressed, i mod $bq : dense, j mod $bk : dense"; \
// RUN:   there="block = ${bq}x$bk"; \
// RUN:   sed "s/LEVELS/$levels/; s/POS/32/; s/CRD/32/; s/THERE/$there, index = i64/; s/BACK/$there/; s/ROWS/$((n / bq))/g; s/COLUMNS/$((m / bk))/g; s/QUERIES/$n/g; s/KEYS/$m/g" %t.dir/through.mlir > %t.through.mlir; \
// RUN:   for strategy in reference fast; do echo $case $strategy; \
// RUN:     ds-run %t.through.mlir --strategy=$strategy -O0 --input=@$case:mask --input=@$case:values --input=@$case:x \
// RUN:       --expected-output=@$case:sums --expected-output=@$case:products --expected-output=@$case:mask || exit 1; \
// RUN:   done; done
// Fewer values than there are places.
// RUN: sed "s/LEVELS/i : dense, j : compressed/; s/POS/32/; s/CRD/32/; s/THERE/block = 1x1/; s/BACK/block = 1x1, format = csr/; s/ROWS/2/g; s/COLUMNS/2/g; s/QUERIES/2/g; s/KEYS/2/g" %t.dir/through.mlir > %t.through.mlir
// RUN: for strategy in reference fast; do \
// RUN:   not ds-run %t.through.mlir --strategy=$strategy --input=1x1x2x2xi1=1 --input=3xf32=1 --input=2xf32=1 2>&1 | FileCheck %s --check-prefix=FEW || exit 1; \
// RUN: done
// FEW: to_sparse_tensor: values has fewer elements than are stored
// Sizes that only show when it runs: entries are inserted.
// RUN: for case in %S/Inputs/sparse_tensors/*_1_1.npz; do for format in csr coo bcsr; do \
// RUN:   case $format in coo) levels="i : compressed(nonunique), j : singleton(soa)"; back="block = 1x1, format = coo"; there="block = 4x4, holds = elements, format = coo, index = i64";; \
// RUN:     csr) levels="i : dense, j : compressed"; back="block = 1x1"; there="block = 4x4, holds = elements, format = csr";; \
// RUN:     *) levels="i : dense, j : compressed"; back="block = 16x8, holds = elements, format = csr"; there="block = 1x1, index = i64";; esac; \
// RUN:   sed "s/LEVELS/$levels/; s/THERE/$there/; s/BACK/$back/" %t.dir/open.mlir > %t.open.mlir; \
// RUN:   for strategy in reference fast; do echo $case $there $strategy; \
// RUN:     ds-run %t.open.mlir --strategy=$strategy -O0 --input=@$case:mask --input=@$case:values --input=@$case:x \
// RUN:       --expected-output=@$case:sums --expected-output=@$case:products --expected-output=@$case:mask || exit 1; \
// RUN:     for empty in 0x4 4x0; do ds-run %t.open.mlir --strategy=$strategy -O0 --input=1x1x${empty}xi1= --input=0xf32= --input="${empty#*x}xf32=1" \
// RUN:       --expected-output="${empty%%x*}xf32=0" --expected-output="${empty%%x*}xf32=0" --expected-output=1x1x${empty}xi1= || exit 1; done; \
// RUN:     not ds-run %t.open.mlir --strategy=$strategy -O0 --input=1x1x2x2xi1=1 --input=3xf32=1 --input=2xf32=1 2>&1 | FileCheck %s --check-prefix=FEW || exit 1; \
// RUN: done; done; done
// Ones of every type.
// RUN: for type in f16 f64 i1 i8 i32; do for sizes in 2x2 ?x?; do for strategy in reference fast; do sed "s/TYPE/$type/g; s/SIZES/$sizes/g" %t.dir/ones.mlir > %t.ones.mlir; \
// RUN:   ds-run %t.ones.mlir --strategy=$strategy --input=1x1x2x2xi1=1,0,1,1 --expected-output=3 --expected-output=2x2x$type=1,0,1,1 || exit 1; done; done; done
// What upstream's ops made, of sizes that only show when it runs.
// RUN: for strategy in reference fast; do \
// RUN:   ds-run %t.dir/from.mlir --function=from --strategy=$strategy --input=5xi32=0,2,2,6,7 --input=7xi32=0,5,0,2,3,5,1 --input=7xf32=1 \
// RUN:     --expected-output=1x1x4x6xi1=1,0,0,0,0,1,0,0,0,0,0,0,1,0,1,1,0,1,0,1,0,0,0,0 --expected-output=7 || exit 1; \
// RUN:   ds-run %t.dir/convert.mlir --strategy=$strategy --input=4x6xf32=1,0,0,0,0,1,0,0,0,0,0,0,1,0,1,1,0,1,0,1,0,0,0,0 \
// RUN:     --expected-output=1x1x4x6xi1=1,0,0,0,0,1,0,0,0,0,0,0,1,0,1,1,0,1,0,1,0,0,0,0 || exit 1; \
// RUN:   ds-run %t.dir/convert.mlir --strategy=$strategy --input=0x6xf32=0 --expected-output=1x1x0x6xi1=0 || exit 1; \
// RUN:   ds-run %t.dir/convert.mlir --strategy=$strategy --input=3x0xf32=0 --expected-output=1x1x3x0xi1=0 || exit 1; \
// RUN: done
// Such a tensor is several buffers, so that it does not pass from outside.
// RUN: not ds-run %t.dir/from.mlir --function=outside --input=4x6xf32=1 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// OUTSIDE: error: argument #0 of 'outside': a value of type tensor<4x6xf32, #sparse_tensor{{.*}} cannot pass between the program and a file

// goldens_formats.py makes the cases; their names end in the sizes of the matrix and of its blocks.

//--- through.mlir
#A = #sparse_tensor.encoding<{ map = (i, j) -> (LEVELS), posWidth = POS, crdWidth = CRD }>
!there = !dsa.pattern<1x1xQUERIESxKEYS, THERE>
!back = !dsa.pattern<1x1xQUERIESxKEYS, BACK>
!mask = tensor<1x1xROWSxCOLUMNSxi1>
!matrix = tensor<QUERIESxKEYSxf32, #A>
!result = tensor<QUERIESxf32>

func.func private @times(%a: !matrix, %x: tensor<KEYSxf32>) -> !result {
  %zero = arith.constant 0.0 : f32
  %unset = tensor.empty() : !result
  %zeros = linalg.fill ins(%zero : f32) outs(%unset : !result) -> !result
  %y = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
    ins(%a, %x : !matrix, tensor<KEYSxf32>) outs(%zeros : !result) {
  ^bb0(%v: f32, %w: f32, %s: f32):
    %m = arith.mulf %v, %w : f32
    %t = arith.addf %s, %m : f32
    linalg.yield %t : f32
  } -> !result
  return %y : !result
}

func.func @through(%mask: !mask, %values: tensor<?xf32>, %x: tensor<KEYSxf32>) -> (!result, !result, !mask) {
  %p = dsa.pattern_from_mask %mask : !mask -> !there
  %ones = dsa.to_sparse_tensor %p : !there -> !matrix
  %sums = call @times(%ones, %x) : (!matrix, tensor<KEYSxf32>) -> !result
  %matrix = dsa.to_sparse_tensor %p values %values : !there, tensor<?xf32> -> !matrix
  %products = call @times(%matrix, %x) : (!matrix, tensor<KEYSxf32>) -> !result
  %back = dsa.from_sparse_tensor %matrix : !matrix -> !back
  %stored = dsa.pattern_to_mask %back : !back
  return %sums, %products, %stored : !result, !result, !mask
}

//--- open.mlir
#A = #sparse_tensor.encoding<{ map = (i, j) -> (LEVELS), posWidth = 32, crdWidth = 64 }>
!there = !dsa.pattern<1x1x?x?, THERE>
!back = !dsa.pattern<1x1x?x?, BACK>
!matrix = tensor<?x?xf32, #A>
func.func private @times(%a: !matrix, %x: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %a, %c0 : !matrix
  %unset = tensor.empty(%n) : tensor<?xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%unset : tensor<?xf32>) -> tensor<?xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
    ins(%a, %x : !matrix, tensor<?xf32>) outs(%zeros : tensor<?xf32>) {
  ^bb0(%v: f32, %w: f32, %s: f32):
    %m = arith.mulf %v, %w : f32
    %t = arith.addf %s, %m : f32
    linalg.yield %t : f32
  } -> tensor<?xf32>
  return %y : tensor<?xf32>
}

func.func @open(%mask: tensor<1x1x?x?xi1>, %values: tensor<?xf32>, %x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>, tensor<1x1x?x?xi1>) {
  %p = dsa.pattern_from_mask %mask : tensor<1x1x?x?xi1> -> !there
  %ones = dsa.to_sparse_tensor %p : !there -> !matrix
  %sums = call @times(%ones, %x) : (!matrix, tensor<?xf32>) -> tensor<?xf32>
  %matrix = dsa.to_sparse_tensor %p values %values : !there, tensor<?xf32> -> !matrix
  %products = call @times(%matrix, %x) : (!matrix, tensor<?xf32>) -> tensor<?xf32>
  %back = dsa.from_sparse_tensor %matrix : !matrix -> !back
  %stored = dsa.pattern_to_mask %back : !back
  return %sums, %products, %stored : tensor<?xf32>, tensor<?xf32>, tensor<1x1x?x?xi1>
}

//--- ones.mlir
#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
!pattern = !dsa.pattern<1x1xSIZES, block = 1x1, format = csr>
!matrix = tensor<SIZESxTYPE, #CSR>
!dense = tensor<SIZESxTYPE>
func.func @ones(%mask: tensor<1x1xSIZESxi1>) -> (index, !dense) {
  %p = dsa.pattern_from_mask %mask : tensor<1x1xSIZESxi1> -> !pattern
  %a = dsa.to_sparse_tensor %p : !pattern -> !matrix
  %n = sparse_tensor.number_of_entries %a : !matrix
  %d = sparse_tensor.convert %a : !matrix to !dense
  return %n, %d : index, !dense
}

//--- from.mlir
#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
!csr = !dsa.pattern<1x1x4x6, block = 1x1, format = csr>
func.func @from(%positions: tensor<5xi32>, %columns: tensor<?xi32>, %values: tensor<?xf32>) -> (tensor<1x1x4x6xi1>, i64) {
  %a = sparse_tensor.assemble (%positions, %columns), %values : (tensor<5xi32>, tensor<?xi32>), tensor<?xf32> to tensor<4x6xf32, #CSR>
  %p = dsa.from_sparse_tensor %a : tensor<4x6xf32, #CSR> -> !csr
  %mask = dsa.pattern_to_mask %p : !csr
  %count = dsa.pattern_count elements of %p : !csr
  return %mask, %count : tensor<1x1x4x6xi1>, i64
}

func.func @outside(%a: tensor<4x6xf32, #CSR>) -> tensor<1x1x4x6xi1> {
  %p = dsa.from_sparse_tensor %a : tensor<4x6xf32, #CSR> -> !csr
  %mask = dsa.pattern_to_mask %p : !csr
  return %mask : tensor<1x1x4x6xi1>
}

//--- convert.mlir
#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 64, crdWidth = 32 }>
!csr = !dsa.pattern<1x1x?x?, block = 2x2, holds = elements, format = csr>
func.func @convert(%dense: tensor<?x?xf32>) -> tensor<1x1x?x?xi1> {
  %a = sparse_tensor.convert %dense : tensor<?x?xf32> to tensor<?x?xf32, #CSR>
  %p = dsa.from_sparse_tensor %a : tensor<?x?xf32, #CSR> -> !csr
  %mask = dsa.pattern_to_mask %p : !csr
  return %mask : tensor<1x1x?x?xi1>
}
