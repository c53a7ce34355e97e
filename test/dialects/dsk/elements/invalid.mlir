// What the verifiers of stored sets of elements refuse. What they share with those of blocks is tested there.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%mask: memref<2x4x8x8xi1>, %rows: memref<2x4x5xi32>, %columns: memref<128xi32>) {
  // expected-error @+1 {{'dsk.compress_elements' op has 2 outs, expected 4: row_pointers, columns, mask_ids, masks}}
  dsk.compress_elements ins(%mask : memref<2x4x8x8xi1>) outs(%rows, %columns : memref<2x4x5xi32>, memref<128xi32>) block = [2, 2]
  return
}

// -----

func.func @f(%mask: memref<2x4x8x8xi1>, %rows: memref<2x4x6xi32>, %columns: memref<128xi32>, %ids: memref<128xi32>, %masks: memref<128x2x1xi8>) {
  // expected-error @+1 {{'dsk.compress_elements' op row_pointers is 2x4x6, expected 2x4x5}}
  dsk.compress_elements ins(%mask : memref<2x4x8x8xi1>)
    outs(%rows, %columns, %ids, %masks : memref<2x4x6xi32>, memref<128xi32>, memref<128xi32>, memref<128x2x1xi8>) block = [2, 2]
  return
}

// -----

func.func @f(%mask: memref<2x4x8x8xi1>, %rows: memref<2x4x5xi32>, %columns: memref<128xi32>, %ids: memref<2x64xi32>, %masks: memref<128x2x1xi8>) {
  // expected-error @+1 {{'dsk.compress_elements' op mask_ids has rank 2, expected 1}}
  dsk.compress_elements ins(%mask : memref<2x4x8x8xi1>)
    outs(%rows, %columns, %ids, %masks : memref<2x4x5xi32>, memref<128xi32>, memref<2x64xi32>, memref<128x2x1xi8>) block = [2, 2]
  return
}

// -----

func.func @f(%mask: memref<2x4x8x8xi1>, %rows: memref<2x4x5xi32>, %columns: memref<128xi32>, %ids: memref<128xi32>, %masks: memref<128x2xi8>) {
  // expected-error @+1 {{'dsk.compress_elements' op masks has rank 2, expected 3}}
  dsk.compress_elements ins(%mask : memref<2x4x8x8xi1>)
    outs(%rows, %columns, %ids, %masks : memref<2x4x5xi32>, memref<128xi32>, memref<128xi32>, memref<128x2xi8>) block = [2, 2]
  return
}

// -----

func.func @f(%mask: memref<2x4x8x8xi1>, %rows: memref<2x4x5xi32>, %columns: memref<128xi32>, %ids: memref<128xi32>, %masks: memref<128x2x1xi16>) {
  // expected-error @+1 {{'dsk.compress_elements' op masks has element type i16, expected i8}}
  dsk.compress_elements ins(%mask : memref<2x4x8x8xi1>)
    outs(%rows, %columns, %ids, %masks : memref<2x4x5xi32>, memref<128xi32>, memref<128xi32>, memref<128x2x1xi16>) block = [2, 2]
  return
}

// -----

func.func @f(%mask: memref<2x4x8x8xi1>, %rows: memref<2x4x5xi32>, %columns: memref<128xi32>, %ids: memref<128xi64>, %masks: memref<128x2x1xi8>) {
  // expected-error @+1 {{'dsk.compress_elements' op element types differ: columns has i32, mask_ids has i64}}
  dsk.compress_elements ins(%mask : memref<2x4x8x8xi1>)
    outs(%rows, %columns, %ids, %masks : memref<2x4x5xi32>, memref<128xi32>, memref<128xi64>, memref<128x2x1xi8>) block = [2, 2]
  return
}

// -----

func.func @f(%mask: memref<2x4x8x8xi1>, %rows: memref<2x4x5xi32>, %columns: memref<128xi32>, %ids: memref<128xi32>, %masks: memref<128x2x2xi8>) {
  // expected-error @+1 {{'dsk.compress_elements' op masks is 128x2x2, expected ?x2x1}}
  dsk.compress_elements ins(%mask : memref<2x4x8x8xi1>)
    outs(%rows, %columns, %ids, %masks : memref<2x4x5xi32>, memref<128xi32>, memref<128xi32>, memref<128x2x2xi8>) block = [2, 2]
  return
}

// -----

func.func @f(%mask: memref<2x4x8x8xi1>, %rows: memref<2x4x5xi32>, %columns: memref<127xi32>, %ids: memref<128xi32>, %masks: memref<128x2x1xi8>) {
  // expected-error @+1 {{'dsk.compress_elements' op columns has room for 127 blocks, expected at least 128}}
  dsk.compress_elements ins(%mask : memref<2x4x8x8xi1>)
    outs(%rows, %columns, %ids, %masks : memref<2x4x5xi32>, memref<127xi32>, memref<128xi32>, memref<128x2x1xi8>) block = [2, 2]
  return
}

// -----

func.func @f(%mask: memref<2x4x8x8xi1>, %rows: memref<2x4x5xi32>, %columns: memref<128xi32>, %ids: memref<127xi32>, %masks: memref<128x2x1xi8>) {
  // expected-error @+1 {{'dsk.compress_elements' op mask_ids has room for 127 blocks, expected at least 128}}
  dsk.compress_elements ins(%mask : memref<2x4x8x8xi1>)
    outs(%rows, %columns, %ids, %masks : memref<2x4x5xi32>, memref<128xi32>, memref<127xi32>, memref<128x2x1xi8>) block = [2, 2]
  return
}

// -----

func.func @f(%mask: memref<2x4x8x8xi1>, %rows: memref<2x4x5xi32>, %columns: memref<128xi32>, %ids: memref<128xi32>, %masks: memref<127x2x1xi8>) {
  // expected-error @+1 {{'dsk.compress_elements' op masks has room for 127 blocks, expected at least 128}}
  dsk.compress_elements ins(%mask : memref<2x4x8x8xi1>)
    outs(%rows, %columns, %ids, %masks : memref<2x4x5xi32>, memref<128xi32>, memref<128xi32>, memref<127x2x1xi8>) block = [2, 2]
  return
}

// -----

func.func @f(%mask: memref<2x4x8x8xi1>, %rows: memref<2x4x5xi32>, %columns: memref<128xi32>, %ids: memref<128xi32>, %masks: memref<128x2x1xi8>) {
  // expected-error @+1 {{'dsk.compress_elements' op block is [0, 2], expected two sizes of at least 1: queries and keys}}
  dsk.compress_elements ins(%mask : memref<2x4x8x8xi1>)
    outs(%rows, %columns, %ids, %masks : memref<2x4x5xi32>, memref<128xi32>, memref<128xi32>, memref<128x2x1xi8>) block = [0, 2]
  return
}

// -----

func.func @f(%rows: memref<2x4x5xi32>, %columns: memref<?xi64>, %ids: memref<?xi64>, %masks: memref<?x2x1xi8>, %mask: memref<2x4x8x8xi1>) {
  // expected-error @+1 {{'dsk.expand_elements' op element types differ: row_pointers has i32, columns has i64}}
  dsk.expand_elements ins(%rows, %columns, %ids, %masks : memref<2x4x5xi32>, memref<?xi64>, memref<?xi64>, memref<?x2x1xi8>)
    outs(%mask : memref<2x4x8x8xi1>) block = [2, 2]
  return
}

// -----

func.func @f(%rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %ids: memref<?xi64>, %masks: memref<?x2x1xi8>, %mask: memref<2x4x8x8xi1>) {
  // expected-error @+1 {{'dsk.expand_elements' op element types differ: columns has i32, mask_ids has i64}}
  dsk.expand_elements ins(%rows, %columns, %ids, %masks : memref<2x4x5xi32>, memref<?xi32>, memref<?xi64>, memref<?x2x1xi8>)
    outs(%mask : memref<2x4x8x8xi1>) block = [2, 2]
  return
}

// -----

func.func @f(%rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %ids: memref<?xi32>, %masks: memref<?x1x2xi8>, %mask: memref<2x4x8x8xi1>) {
  // expected-error @+1 {{'dsk.expand_elements' op masks is ?x1x2, expected ?x2x1}}
  dsk.expand_elements ins(%rows, %columns, %ids, %masks : memref<2x4x5xi32>, memref<?xi32>, memref<?xi32>, memref<?x1x2xi8>)
    outs(%mask : memref<2x4x8x8xi1>) block = [2, 2]
  return
}

// -----

func.func @f(%rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %ids: memref<?xi32>, %masks: memref<?x2x1xi8>, %mask: memref<2x4x9x8xi1>) {
  // expected-error @+1 {{'dsk.expand_elements' op row_pointers is 2x4x5, expected 2x4x6}}
  dsk.expand_elements ins(%rows, %columns, %ids, %masks : memref<2x4x5xi32>, memref<?xi32>, memref<?xi32>, memref<?x2x1xi8>)
    outs(%mask : memref<2x4x9x8xi1>) block = [2, 2]
  return
}

// -----

func.func @f(%rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %ids: memref<?xi32>, %masks: memref<?x2x1xi8>, %mask: memref<2x4x8x8xi1>) {
  // expected-error @+1 {{'dsk.expand_elements' op block is [2, 0], expected two sizes of at least 1: queries and keys}}
  dsk.expand_elements ins(%rows, %columns, %ids, %masks : memref<2x4x5xi32>, memref<?xi32>, memref<?xi32>, memref<?x2x1xi8>)
    outs(%mask : memref<2x4x8x8xi1>) block = [2, 0]
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %ids: memref<?xi64>, %masks: memref<?x2x1xi8>, %o: memref<2x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.masked_attention' op element types differ: columns has i32, mask_ids has i64}}
  dsk.masked_attention ins(%q, %q, %q, %rows, %columns, %ids, %masks
      : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>, memref<?xi64>, memref<?x2x1xi8>)
    outs(%o : memref<2x4x8x16xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %ids: memref<?xi32>, %masks: memref<?x4x1xi8>, %o: memref<2x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.masked_attention' op masks is ?x4x1, expected ?x2x1}}
  dsk.masked_attention ins(%q, %q, %q, %rows, %columns, %ids, %masks
      : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>, memref<?xi32>, memref<?x4x1xi8>)
    outs(%o : memref<2x4x8x16xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %rows: memref<2x4x6xi32>, %columns: memref<?xi32>, %ids: memref<?xi32>, %masks: memref<?x2x1xi8>, %o: memref<2x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.masked_attention' op number of row pointers is 6, expected 5}}
  dsk.masked_attention ins(%q, %q, %q, %rows, %columns, %ids, %masks
      : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x6xi32>, memref<?xi32>, memref<?xi32>, memref<?x2x1xi8>)
    outs(%o : memref<2x4x8x16xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %ids: memref<?xi32>, %masks: memref<?x2x1xi8>, %o: memref<2x4x8x16xf32>, %lse: memref<2x4x7xf32>) {
  // expected-error @+1 {{'dsk.masked_attention' op lse is 2x4x7, expected 2x4x8}}
  dsk.masked_attention ins(%q, %q, %q, %rows, %columns, %ids, %masks
      : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>, memref<?xi32>, memref<?x2x1xi8>)
    outs(%o, %lse : memref<2x4x8x16xf32>, memref<2x4x7xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %ids: memref<?xi32>, %masks: memref<?x2x1xi8>, %o: memref<2x4x8x16xf32>, %lse: memref<2x4x8xf32>, %more: memref<2x4x8xf32>) {
  // expected-error @+1 {{'dsk.masked_attention' op has 3 outs, expected 2: output, lse}}
  dsk.masked_attention ins(%q, %q, %q, %rows, %columns, %ids, %masks
      : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>, memref<?xi32>, memref<?x2x1xi8>)
    outs(%o, %lse, %more : memref<2x4x8x16xf32>, memref<2x4x8xf32>, memref<2x4x8xf32>) block = [2, 2] scale = 0.25
  return
}
