// docs/examples/video-encoder.mlir over consecutive frames with state, by both strategies, which agree to 1e-4: for five
// budgets, and for several numbers of tokens. What a strategy gives for a frame is its state for the next.
//
// RUN: %S/Inputs/video-encoder.sh %S/../../docs/examples/video-encoder.mlir %S/Inputs/video-encoder.npz %t
