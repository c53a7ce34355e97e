//! Tokens of a video: patches of frames, and the attention's q, k and v made of them by a fixed random projection.
//!
//! A frame is cut into 14 x 14 patches of 16 x 16 pixels; eight frames make a window of 1568 tokens, ordered by frame, row
//! and column. There are no trained weights: q and k are the *same* random projection of the normalised pixels, so patches
//! that look alike attend to each other, within a frame and across time. As in networks with QK normalisation, each head's
//! q and k have a root mean square of 1: a score is then 8 at the most, whatever the contrast of the clip.

use super::video::Frame;
use ndarray::{Array1, Array2, Array3, Array4, Axis, s};
use std::ops::Range;

/// A frame's width and height in pixels.
pub const SIDE: usize = 224;
/// A patch's width and height in pixels.
pub const PATCH: usize = 16;
/// Patches along a side of a frame.
pub const GRID: usize = SIDE / PATCH;
/// Tokens of a frame.
pub const TOKENS_PER_FRAME: usize = GRID * GRID;
/// Frames of a window.
pub const FRAMES_PER_WINDOW: usize = 8;
/// Tokens of a window.
pub const TOKENS: usize = FRAMES_PER_WINDOW * TOKENS_PER_FRAME;
const HEADS: usize = 12;
const HEAD_DIM: usize = 64;
/// Values of a patch, and of a token before it is split into heads.
const VALUES: usize = PATCH * PATCH * 3;
const SEED: u64 = 22;

/// What a window brings to the attention.
pub struct Window {
    /// q, and k as well: `[1, heads, tokens, head dimension]`.
    pub qk: Array4<f32>,
    /// v, of the same shape.
    pub v: Array4<f32>,
    /// `[1, tokens]`: how much each patch changed since the frame before; what has no frame before it changed wholly.
    pub scores: Array2<f32>,
}

/// Makes windows of frames, one after the other.
pub struct Tokeniser {
    to_qk: Array2<f32>,
    to_v: Array2<f32>,
    /// The patches of the frame before.
    before: Array2<f32>,
}

impl Tokeniser {
    /// Always the same projections, and nothing before the first frame.
    pub fn new() -> Self {
        let mut random = fastrand::Rng::with_seed(SEED);
        Self {
            to_qk: projection(&mut random),
            to_v: projection(&mut random),
            before: Array2::zeros((TOKENS_PER_FRAME, VALUES)),
        }
    }

    /// The window of the next [`FRAMES_PER_WINDOW`] frames.
    pub fn window(&mut self, frames: &[Frame]) -> Window {
        let mut scores = Array1::zeros(TOKENS);
        let mut tokens = Array2::zeros((TOKENS, VALUES));
        for (index, frame) in frames.iter().enumerate() {
            let now = patches(frame);
            let changed = (&now - &self.before).map_axis(Axis(1), |change| change.dot(&change).sqrt());
            scores.slice_mut(s![place(index)]).assign(&changed);
            tokens.slice_mut(s![place(index), ..]).assign(&now);
            self.before = now;
        }
        standardise(&mut tokens);
        Window {
            qk: normalise(split_heads(&tokens.dot(&self.to_qk))),
            v: split_heads(&tokens.dot(&self.to_v)),
            scores: scores.insert_axis(Axis(0)),
        }
    }
}

/// Where a frame's tokens are among its window's.
fn place(frame: usize) -> Range<usize> {
    frame * TOKENS_PER_FRAME..(frame + 1) * TOKENS_PER_FRAME
}

/// A frame's patches, a row each, with values from 0 to 1.
fn patches(frame: &Frame) -> Array2<f32> {
    Array2::from_shape_fn((TOKENS_PER_FRAME, VALUES), |(token, value)| {
        let (row, column) = (token / GRID * PATCH, token % GRID * PATCH);
        let (y, x, channel) = (value / (PATCH * 3), value / 3 % PATCH, value % 3);
        f32::from(frame[[row + y, column + x, channel]]) / 255.0
    })
}

/// Channels of a token of the example encoder.
pub const CHANNELS: usize = 16;

/// A frame as tokens of few channels, `[1, tokens, channels]`: a fixed random projection of its patches.
pub fn of_frame(frame: &Frame) -> Array3<f32> {
    let mut random = fastrand::Rng::with_seed(SEED);
    let value = 2.0 / (VALUES as f32).sqrt();
    let signs = || if random.bool() { value } else { -value };
    let projection = Array2::from_shape_simple_fn((VALUES, CHANNELS), signs);
    patches(frame).dot(&projection).insert_axis(Axis(0))
}

/// Gives each of the patch's values mean 0 and standard deviation 1 over the window.
fn standardise(tokens: &mut Array2<f32>) {
    for mut value in tokens.columns_mut() {
        let mean = value.mean().unwrap_or(0.0);
        let deviation = value.std(0.0).max(1e-6);
        value.mapv_inplace(|x| (x - mean) / deviation);
    }
}

/// A random matrix that keeps the size of what it projects: equal numbers with random signs.
fn projection(random: &mut fastrand::Rng) -> Array2<f32> {
    let value = 1.0 / (VALUES as f32).sqrt();
    Array2::from_shape_simple_fn(
        (VALUES, HEADS * HEAD_DIM),
        || if random.bool() { value } else { -value },
    )
}

/// `[tokens, heads * dimension]` to `[1, heads, tokens, dimension]`.
fn split_heads(tokens: &Array2<f32>) -> Array4<f32> {
    Array4::from_shape_fn((1, HEADS, tokens.nrows(), HEAD_DIM), |(_, head, token, dimension)| {
        tokens[[token, head * HEAD_DIM + dimension]]
    })
}

/// Gives each head's vector of each token a root mean square of 1; a vector of zeros stays as it is.
fn normalise(mut heads: Array4<f32>) -> Array4<f32> {
    for mut vector in heads.lanes_mut(Axis(3)) {
        let mean_square = vector.dot(&vector) / HEAD_DIM as f32;
        if mean_square > 0.0 {
            vector /= mean_square.sqrt();
        }
    }
    heads
}

/// The length of each token's output over all heads: `[1, heads, tokens, dimension]` to `[tokens]`.
pub fn norms(output: &Array4<f32>) -> Vec<f32> {
    let squares = output.mapv(|x| x * x);
    squares
        .sum_axis(Axis(3))
        .sum_axis(Axis(1))
        .iter()
        .map(|sum| sum.sqrt())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(seed: usize) -> Frame {
        Frame::from_shape_fn((SIDE, SIDE, 3), |(y, x, c)| {
            ((y * 7 + x * 13 + c * 29 + seed * 31) % 251) as u8
        })
    }

    fn windows(frames: &[Frame]) -> Vec<Window> {
        let mut tokeniser = Tokeniser::new();
        frames
            .chunks_exact(FRAMES_PER_WINDOW)
            .map(|frames| tokeniser.window(frames))
            .collect()
    }

    #[test]
    fn queries_have_unit_root_mean_square() {
        let frames: Vec<Frame> = (0..FRAMES_PER_WINDOW).map(frame).collect();
        let window = &windows(&frames)[0];
        for vector in window.qk.lanes(Axis(3)) {
            let square = vector.dot(&vector) / HEAD_DIM as f32;
            assert!((square - 1.0).abs() < 1e-4, "{square}");
        }
        let zeros = Array4::<f32>::zeros((1, 1, 1, HEAD_DIM));
        assert_eq!(normalise(zeros.clone()), zeros);
    }

    #[test]
    fn patches_go_by_row_and_column() {
        let mut picture = Frame::zeros((SIDE, SIDE, 3));
        // The third row of patches, its fifth patch; in it row 2, column 1, green.
        picture[[2 * PATCH + 2, 4 * PATCH + 1, 1]] = 255;
        let patches = patches(&picture);
        let lit: Vec<_> = patches
            .indexed_iter()
            .filter(|(_, value)| **value > 0.0)
            .map(|(place, _)| place)
            .collect();
        assert_eq!(lit, [(2 * GRID + 4, (2 * PATCH + 1) * 3 + 1)]);
    }

    #[test]
    fn tensors_have_the_shapes_of_the_demo_and_do_not_vary() {
        let frames: Vec<_> = (0..17).map(frame).collect();
        let (one, two) = (windows(&frames), windows(&frames));
        assert_eq!(one.len(), 2);
        assert_eq!(one[0].qk.dim(), (1, 12, 1568, 64));
        assert_eq!(one[0].v.dim(), (1, 12, 1568, 64));
        assert_eq!(one[0].scores.dim(), (1, 1568));
        assert_eq!(one[1].qk, two[1].qk);
        assert_ne!(one[0].qk, one[0].v);
        assert!(one[0].qk.is_standard_layout());
        // Normalised values through a projection that keeps their size.
        let square = one[0].qk.mapv(|x| x * x).mean().unwrap();
        assert!((0.5..2.0).contains(&square), "{square}");
    }

    #[test]
    fn scores_tell_what_moved() {
        let mut frames = vec![frame(1); 16];
        frames[9].slice_mut(s![..PATCH, ..PATCH, ..]).fill(0);
        let windows = windows(&frames);
        let scores = |window: usize, frame: usize| windows[window].scores.slice(s![0, place(frame)]).to_vec();
        assert!(
            scores(0, 0).iter().all(|score| *score > 0.0),
            "the first frame is all new"
        );
        assert!(scores(0, 1).iter().chain(&scores(1, 0)).all(|score| *score == 0.0));
        let moved: Vec<_> = (0..TOKENS_PER_FRAME)
            .filter(|token| scores(1, 1)[*token] > 0.0)
            .collect();
        assert_eq!(moved, [0]);
    }

    #[test]
    fn norms_run_over_heads_and_dimensions() {
        let mut output = Array4::zeros((1, HEADS, 3, HEAD_DIM));
        output[[0, 0, 1, 0]] = 3.0;
        output[[0, 5, 1, 9]] = 4.0;
        assert_eq!(norms(&output), [0.0, 5.0, 0.0]);
    }
}
