// ds-run --frames and --state: a function that is called once a frame, with the state that the frame before left.

// A running sum: result #0 is argument #1 of the next call. Outputs have an axis of time in front.
// RUN: ds-run %s --function=sum --frames=0 --state=0:1 --input=3x2xf32=1,2,10,20,100,200 --input=2xf32=0.5 | FileCheck %s --check-prefix=SUM
// SUM:      result #0: 3x2xf32 = {{\[\[}}1.5, 2.5], [11.5, 22.5], [111.5, 222.5]]
// SUM-NEXT: result #1: 3xf32 = [0.5, 1.5, 11.5]
//
// Without a state each frame begins as the first.
// RUN: ds-run %s --function=sum --frames=0 --input=3x2xf32=1,2,10,20,100,200 --input=2xf32=0.5 | FileCheck %s --check-prefix=ALONE
// ALONE:      result #0: 3x2xf32 = {{\[\[}}1.5, 2.5], [10.5, 20.5], [100.5, 200.5]]
//
// Files, and what is expected of all frames; by both strategies, with checks.
// RUN: ds-run %s --function=sum --frames=0 --state=0:1 --input=3x2xf32="random(1)" --input=2xf32=0 --output=@%t.npy
// RUN: for strategy in reference fast; do ds-run %s --function=sum --strategy=$strategy --verify-patterns --frames=0 --state=0:1 \
// RUN:   --input=3x2xf32="random(1)" --input=2xf32=0 --expected-output=@%t.npy || exit 1; done
// RUN: not ds-run %s --function=sum --frames=0 --state=0:1 --input=3x2xf32=1 --input=2xf32=0 --expected-output=3x2xf32=1,1,2,2,3,4 2>&1 | FileCheck %s --check-prefix=WORST
// WORST: output #0: 1 of 6 elements differ{{.*}} the worst, at [2, 1]: expected 4.0, found 3.0
//
// Several inputs move, a scalar among them; a scalar may be a state.
// RUN: ds-run %s --function=count --frames=0,1 --state=0:2 --input=4xindex=1,2,3,4 --input=4x1xf32=0 --input=10 | FileCheck %s --check-prefix=COUNT
// COUNT: result #0: 4xindex = [11, 13, 16, 20]
//
// A buffer is a state by itself: what the function leaves in it is there in the next frame.
// RUN: ds-run %s --function=in_place --frames=0 --input=3x2xf32=1,2,10,20,100,200 --input=2xf32=0 | FileCheck %s --check-prefix=PLACE
// PLACE: output #0: 3x2xf32 = {{\[\[}}1.0, 2.0], [11.0, 22.0], [111.0, 222.0]]
//
// Frames of different shapes are shown one by one.
// RUN: ds-run %s --function=grow --frames=0 --input=3xindex=2,0,1 | FileCheck %s --check-prefix=GROW
// GROW:      result #0, frame 0: 2xf32 = [1.0, 1.0]
// GROW-NEXT: result #0, frame 1: 0xf32 = []
// GROW-NEXT: result #0, frame 2: 1xf32 = [1.0]
// RUN: not ds-run %s --function=grow --frames=0 --input=3xindex=2,0,1 --output=@%t.npy 2>&1 | FileCheck %s --check-prefix=SHAPES
// SHAPES: ds-run: error: output #0: expected frames of one shape, found [2] in frame 0 and [0] in frame 1: it can only be shown
//
// A report has an entry a frame.
// RUN: ds-run %s --function=gate --frames=0 --state=2:1 --input=2x1x4x2xf32=1,1,0,0,0,0,0,0,1,1,5,5,0,0,7,7 --input=1x4x2xf32=0 --input=2 --report=%t.json \
// RUN:   | FileCheck %s --check-prefix=GATE
// GATE: result #0: 2x1x2xi32 = {{\[\[\[}}0, -1]], {{\[\[}}1, 3]]]
// RUN: FileCheck %s --check-prefix=REPORT --input-file=%t.json
// REPORT:      "frames": [
// REPORT:      "op": "dsa.delta_gate",
// REPORT:      "executions": 1,
// REPORT-NEXT: "density": {
// REPORT-NEXT:   "least": 0.25,
// REPORT:      "op": "dsa.delta_gate",
// REPORT:      "executions": 1,
// REPORT-NEXT: "density": {
// REPORT-NEXT:   "least": 0.5,
//
// Times are those of calls, frame after frame; another version has a state of its own.
// RUN: ds-run %s --function=sum --frames=0 --state=0:1 --input=3x2xf32=1 --input=2xf32=0 --bench=7 --compare=reference --json | FileCheck %s --check-prefix=JSON
// JSON: "runs": 7,
// JSON: "name": "reference",
// JSON: "outputs": [
// JSON: "frames": 3,
//
// What is wrong is said before anything runs.
// RUN: not ds-run %s --function=sum --frames=2 --input=3x2xf32=1 --input=2xf32=0 2>&1 | FileCheck %s --check-prefix=FRAMES
// FRAMES: ds-run: error: --frames: expected the number of an argument of 'sum', below 2, found 2
// RUN: not ds-run %s --function=sum --frames=0,0 --input=3x2xf32=1 --input=2xf32=0 2>&1 | FileCheck %s --check-prefix=FRAMES-TWICE
// FRAMES-TWICE: ds-run: error: --frames: expected each argument of 'sum' once, found 0 twice
// RUN: not ds-run %s --function=sum --frames=0 --state=0 --input=3x2xf32=1 --input=2xf32=0 2>&1 | FileCheck %s --check-prefix=PAIR
// PAIR: expected the numbers of a result and an argument, such as 0:2, found '0'
// RUN: not ds-run %s --function=sum --frames=0 --state=2:1 --input=3x2xf32=1 --input=2xf32=0 2>&1 | FileCheck %s --check-prefix=NO-RESULT
// NO-RESULT: --state: expected the number of a result of 'sum', below 2, found 2
// RUN: not ds-run %s --function=sum --frames=0 --state=0:7 --input=3x2xf32=1 --input=2xf32=0 2>&1 | FileCheck %s --check-prefix=ARGUMENT
// ARGUMENT: --state: expected the number of an argument of 'sum', below 2, found 7
// RUN: not ds-run %s --function=sum --frames=0 --state=0:0 --input=3x2xf32=1 --input=2xf32=0 2>&1 | FileCheck %s --check-prefix=MOVES
// MOVES: --state: argument #0 of 'sum' comes from frames
// RUN: not ds-run %s --function=count --frames=0 --state=0:2,0:2 --input=3xindex=1 --input=1xf32=1 --input=0 2>&1 | FileCheck %s --check-prefix=TWICE
// TWICE: --state: expected one result for argument #2 of 'count', found several
// RUN: not ds-run %s --function=sum --frames=0 --state=1:1 --input=3x2xf32=1 --input=2xf32=0 2>&1 | FileCheck %s --check-prefix=FIT
// FIT: --state: result #1 of 'sum' is f32, which argument #1, tensor<2xf32>, cannot be
// RUN: not ds-run %s --function=sum --state=0:1 --input=2xf32=1 --input=2xf32=0 2>&1 | FileCheck %s --check-prefix=ALONE-STATE
// ALONE-STATE: required arguments were not provided
// RUN: not ds-run %s --function=count --frames=0,1 --input=3xindex=1 --input=2x1xf32=1 --input=0 2>&1 | FileCheck %s --check-prefix=NUMBERS
// NUMBERS: ds-run: error: input #1: expected as many frames as input #0, 3, found 2
// RUN: not ds-run %s --function=sum --frames=0 --input=0x2xf32=1 --input=2xf32=0 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: ds-run: error: input #0: expected at least one frame, found none
// RUN: not ds-run %s --function=sum --frames=0 --input=2xf32=1 --input=2xf32=0 2>&1 | FileCheck %s --check-prefix=AXIS
// AXIS: ds-run: error: input #0: 2xf32=1: expected tensor<?x2xf32>, found tensor<2xf32>
// RUN: ds-run --help | FileCheck %s --check-prefix=HELP
// HELP: With --frames the function is called once a frame
// HELP: --frames <INPUT,...>
// HELP: --state <RESULT:ARGUMENT,...>

func.func @sum(%frame: tensor<2xf32>, %so_far: tensor<2xf32>) -> (tensor<2xf32>, f32) {
  %c0 = arith.constant 0 : index
  %sum = arith.addf %frame, %so_far : tensor<2xf32>
  %first = tensor.extract %so_far[%c0] : tensor<2xf32>
  return %sum, %first : tensor<2xf32>, f32
}

func.func @count(%number: index, %frame: tensor<1xf32>, %so_far: index) -> index {
  %next = arith.addi %number, %so_far : index
  return %next : index
}

func.func @in_place(%frame: tensor<2xf32>, %state: memref<2xf32>) {
  %so_far = bufferization.to_tensor %state restrict writable : memref<2xf32> to tensor<2xf32>
  %sum = arith.addf %frame, %so_far : tensor<2xf32>
  bufferization.materialize_in_destination %sum in restrict writable %state : (tensor<2xf32>, memref<2xf32>) -> ()
  return
}

func.func @grow(%n: index) -> tensor<?xf32> {
  %one = arith.constant 1.0 : f32
  %x = tensor.splat %one[%n] : tensor<?xf32>
  return %x : tensor<?xf32>
}

func.func @gate(%x: tensor<1x4x2xf32>, %last: tensor<1x4x2xf32>, %k: index) -> (tensor<1x?xi32>, tensor<1x?x2xf32>, tensor<1x4x2xf32>) {
  %least = arith.constant 0.5 : f32
  %i, %packed, %known = dsa.delta_gate %x, %last norm = max budget(%k) threshold(%least) : tensor<1x4x2xf32>, tensor<1x4x2xf32>
  return %i, %packed, %known : tensor<1x?xi32>, tensor<1x?x2xf32>, tensor<1x4x2xf32>
}
