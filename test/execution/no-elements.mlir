// Where sizes of 0 are known, no slice of them is made: a slice that begins where nothing is is refused.
// RUN: for strategy in reference fast; do \
// RUN:   ds-run %s --function=heads --strategy=$strategy --input=1x1x2x0xf32=0 --input=1x1xi32=0 --input=1x1x2x0xf32=0 --expected-output=1x1x2x0xf32=0 && \
// RUN:   ds-run %s --function=packed --strategy=$strategy --input=1x1x2x0xf32=0 --input=1x1xi32=0 --expected-output=1x1x2x0xf32=0 && \
// RUN:   ds-run %s --function=keys --strategy=$strategy --input=1x1x3x2xf32=1 --input=1x1x0x2xf32=0 --input=1x1x0xf32=0 --expected-output=1x1x3x2xf32=0 && \
// RUN:   ds-run %s --function=channels --strategy=$strategy --input=1x1x3x0xf32=0 --input=1x1x2x0xf32=0 --input=1x1x2x1xf32=4,8 --input=1x1x2xf32=0 \
// RUN:     --expected-output=1x1x3x1xf32=6 || exit 1; done
// RUN: for strategy in reference fast; do ds-run %s --function=update --strategy=$strategy --input=1x0x3x0xf16= --input=1x0x0x0xf16= --input=1x1xi32=0 \
// RUN:   --input=1x0x0x0xf16= --expected-output=1x0x3x0xf16= --expected-output=1x0x3x0xf16= --expected-output=1x0x0x0xf16= || exit 1; done

// Nor by the smaller ops that composite ones are made of, where another size is open; an expert of no features makes zeros.
// RUN: %S/Inputs/decomposed.sh %s open_packed exact 1 %t 1x1x0x2xf32=0 1x2xi32=0,1
// RUN: %S/Inputs/decomposed.sh %s open_heads exact 1 %t 1x1x0x2xf32=0 1x2xi32=0,1 1x3x0x2xf32=0
// RUN: %S/Inputs/decomposed.sh %s experts exact 1 %t 1x0xf32=0 1x1x0x16xf32=0 2xi32=0,1
// RUN: %S/Inputs/decomposed.sh %s no_choices exact 1 %t 0x33xi32= 3x16xbf16=1 0x0xf32=
// Canonicalisation shows of a cast that there are no rows.
// RUN: %S/Inputs/decomposed.sh %s no_slots exact 1 %t 0x3xi32= 3x16xbf16=1 0x0xf32= 0
// The same of weights that are packed by the program, whose sizes are open in between.
// RUN: %S/Inputs/decomposed.sh %s packed_experts exact 1 %t 2x0xbf16= 1x0x9xbf16= 2xi32=0,2

func.func @heads(%x: tensor<1x1x2x0xf32>, %i: tensor<1x1xi32>, %base: tensor<1x1x2x0xf32>) -> tensor<1x1x2x0xf32> {
  %y = dsa.unpack_heads %x, %i into %base : tensor<1x1x2x0xf32>, tensor<1x1xi32>, tensor<1x1x2x0xf32>
  return %y : tensor<1x1x2x0xf32>
}

func.func @packed(%x: tensor<1x1x2x0xf32>, %i: tensor<1x1xi32>) -> tensor<1x1x2x0xf32> {
  %y = dsa.pack_heads %x, %i : tensor<1x1x2x0xf32>, tensor<1x1xi32>
  return %y : tensor<1x1x2x0xf32>
}

func.func @keys(%q: tensor<1x1x3x2xf32>, %k: tensor<1x1x0x2xf32>, %bias: tensor<1x1x0xf32>) -> tensor<1x1x3x2xf32> {
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x3x0, block = 2x2>
  %o = dsa.attention %q, %k, %k, %p key_bias(%bias : tensor<1x1x0xf32>)
    : tensor<1x1x3x2xf32>, tensor<1x1x0x2xf32>, tensor<1x1x0x2xf32>, !dsa.pattern<1x1x3x0, block = 2x2>
  return %o : tensor<1x1x3x2xf32>
}

func.func @channels(%q: tensor<1x1x3x0xf32>, %k: tensor<1x1x2x0xf32>, %v: tensor<1x1x2x1xf32>, %bias: tensor<1x1x2xf32>) -> tensor<1x1x3x1xf32> {
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x3x2, block = 2x2>
  %o = dsa.attention %q, %k, %v, %p key_bias(%bias : tensor<1x1x2xf32>) scale = 1.0
    : tensor<1x1x3x0xf32>, tensor<1x1x2x0xf32>, tensor<1x1x2x1xf32>, !dsa.pattern<1x1x3x2, block = 2x2>
  return %o : tensor<1x1x3x1xf32>
}

func.func @update(%a: tensor<1x0x3x0xf16>, %v: tensor<?x?x?x?xf16>, %keys: tensor<1x1xi32>, %last_v: tensor<?x0x0x0xf16>)
    -> (tensor<1x0x3x0xf16>, tensor<1x0x3x0xf16>, tensor<?x0x0x0xf16>) {
  %y:3 = dsa.update_product %a, %v keys(%keys : tensor<1x1xi32>) into %a, %a, %last_v
    : tensor<1x0x3x0xf16>, tensor<?x?x?x?xf16>, tensor<1x0x3x0xf16>, tensor<1x0x3x0xf16>, tensor<?x0x0x0xf16>
  return %y#0, %y#1, %y#2 : tensor<1x0x3x0xf16>, tensor<1x0x3x0xf16>, tensor<?x0x0x0xf16>
}

func.func @open_packed(%x: tensor<1x1x0x?xf32>, %i: tensor<1x2xi32>) -> tensor<1x2x0x?xf32> {
  %y = dsa.pack_heads %x, %i : tensor<1x1x0x?xf32>, tensor<1x2xi32>
  return %y : tensor<1x2x0x?xf32>
}

func.func @open_heads(%x: tensor<1x1x0x?xf32>, %i: tensor<1x2xi32>, %base: tensor<1x3x0x?xf32>) -> tensor<1x3x0x?xf32> {
  %packed = dsa.pack_heads %x, %i : tensor<1x1x0x?xf32>, tensor<1x2xi32>
  %y = dsa.unpack_heads %packed, %i into %base : tensor<1x2x0x?xf32>, tensor<1x2xi32>, tensor<1x3x0x?xf32>
  return %y : tensor<1x3x0x?xf32>
}

func.func @experts(%x: tensor<1x0xf32>, %w: tensor<1x1x0x16xf32>, %offsets: tensor<2xi32>) -> tensor<1x2xf32> {
  %y = dsa.grouped_linear %x, %w, %offsets activation = none : (tensor<1x0xf32>, tensor<1x1x0x16xf32>, tensor<2xi32>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

func.func @no_choices(%choice: tensor<?x?xi32>, %y: tensor<3x16xbf16>, %w: tensor<0x0xf32>) -> tensor<?x16xbf16> {
  %none = arith.constant 0 : index
  %slots = dsa.invert_indices %choice size(%none) : tensor<?x?xi32>
  %z = dsa.combine_experts %y, %slots, %w : tensor<3x16xbf16>, tensor<?x?xi32>, tensor<0x0xf32>
  return %z : tensor<?x16xbf16>
}

func.func @no_slots(%choice: tensor<0x3xi32>, %y: tensor<3x16xbf16>, %w: tensor<0x0xf32>, %n: index) -> tensor<?x16xbf16> {
  %slots = dsa.invert_indices %choice size(%n) : tensor<0x3xi32>
  %open = tensor.cast %slots : tensor<0x?xi32> to tensor<?x?xi32>
  %z = dsa.combine_experts %y, %open, %w : tensor<3x16xbf16>, tensor<?x?xi32>, tensor<0x0xf32>
  return %z : tensor<?x16xbf16>
}

func.func @packed_experts(%x: tensor<?x?xbf16>, %w: tensor<1x0x?xbf16>, %offsets: tensor<?xi32>) -> tensor<2x9xf32> {
  %p = dsa.pack_weights %w : tensor<1x0x?xbf16> -> tensor<1x?x?x32xbf16>
  %y = dsa.grouped_linear %x, %p, %offsets activation = gelu : (tensor<?x?xbf16>, tensor<1x?x?x32xbf16>, tensor<?xi32>) -> tensor<2x9xf32>
  return %y : tensor<2x9xf32>
}
