//! The picture of a frame: the input, the tokens and blocks that were selected, and the size of the output.

use super::tokens::{GRID, PATCH, SIDE, TOKENS, TOKENS_PER_FRAME};
use super::video::Frame;
use crate::workspace::write_atomically;
use anyhow::{Context, Result, ensure};
use ndarray::{Array4, Axis, aview1, s};
use std::path::Path;

/// Pixels of the strip for one of a frame.
const SCALE: usize = 2;
/// White pixels between the panels.
const GAP: usize = 8;
/// How bright a token is drawn that takes no part, and the least bright that does.
const DROPPED: f32 = 0.15;
const LEAST: f32 = 0.4;

/// Tokens of a block, in the demo's patterns.
const BLOCK: usize = 16;

/// How much each token of a window is looked at.
///
/// `None` for a token that was dropped; else the share of pairs of head and query block that selected its key block,
/// relative to the block that most selected. `kept` are the tokens kept, in order, where some were dropped: the mask's
/// blocks then run over them.
pub fn attention_received(mask: &Array4<bool>, kept: Option<&[usize]>) -> Result<Vec<Option<f32>>> {
    let all: Vec<usize> = (0..TOKENS).collect();
    let kept = kept.unwrap_or(&all);
    let keys = mask.len_of(Axis(3));
    // A mask as large as the window runs over the window, whatever was dropped.
    let over_window = keys == TOKENS.div_ceil(BLOCK);
    ensure!(
        over_window || keys == kept.len().div_ceil(BLOCK),
        "expected a mask over the blocks of {TOKENS} or {} tokens, found {keys} blocks",
        kept.len()
    );
    let selected: Vec<f32> = mask
        .axis_iter(Axis(3))
        .map(|key| key.iter().filter(|selected| **selected).count() as f32)
        .collect();
    let most = selected.iter().copied().fold(1.0, f32::max);
    let mut received = vec![None; TOKENS];
    for (position, token) in kept.iter().enumerate() {
        let slot = received.get_mut(*token);
        let slot = slot.with_context(|| format!("expected tokens below {TOKENS}, found {token}"))?;
        let place = if over_window { *token } else { position };
        *slot = Some(selected[place / BLOCK] / most);
    }
    Ok(received)
}

/// The strip of one frame of a window, as a picture of rows, columns and RGB.
pub fn strip(frame: &Frame, index: usize, received: &[Option<f32>], norms: &[f32]) -> Frame {
    let width = SIDE * SCALE;
    let mut strip = Frame::from_elem((width, 3 * width + 2 * GAP, 3), 255);
    let (least, most) = norms.iter().fold((f32::MAX, f32::MIN), |(low, high), norm| {
        (low.min(*norm), high.max(*norm))
    });
    let range = if most > least { most - least } else { 1.0 };
    for y in 0..width {
        for x in 0..width {
            let (row, column) = (y / SCALE, x / SCALE);
            let token = index * TOKENS_PER_FRAME + row / PATCH * GRID + column / PATCH;
            let pixel: [u8; 3] = std::array::from_fn(|channel| frame[[row, column, channel]]);
            let heat = colorous::INFERNO.eval_continuous(f64::from((norms[token] - least) / range));
            let panels = [pixel, dim(pixel, received[token]), heat.as_array()];
            for (panel, colour) in panels.iter().enumerate() {
                let mut place = strip.slice_mut(s![y, panel * (width + GAP) + x, ..]);
                place.assign(&aview1(colour));
            }
        }
    }
    strip
}

/// A dropped token is dark and grey; a kept one is the brighter the more it is looked at.
fn dim(pixel: [u8; 3], received: Option<f32>) -> [u8; 3] {
    match received {
        Some(received) => {
            let brightness = LEAST + (1.0 - LEAST) * received;
            pixel.map(|value| (f32::from(value) * brightness) as u8)
        }
        None => [(pixel.map(f32::from).iter().sum::<f32>() / 3.0 * DROPPED) as u8; 3],
    }
}

/// Writes a picture as a PNG.
pub fn write(path: &Path, picture: &Frame) -> Result<()> {
    let (height, width, _) = picture.dim();
    let mut bytes = Vec::new();
    let mut encode = || -> Result<()> {
        let mut encoder = png::Encoder::new(&mut bytes, u32::try_from(width)?, u32::try_from(height)?);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(picture.as_standard_layout().as_slice().unwrap_or_default())?;
        writer.finish()?;
        Ok(())
    };
    encode().with_context(|| format!("cannot encode {}", path.display()))?;
    write_atomically(path, &bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_over_the_window_and_over_kept_tokens() {
        let mut mask = Array4::from_elem((1, 2, 98, 98), false);
        mask.slice_mut(s![.., .., .., 0]).fill(true);
        mask.slice_mut(s![.., 0, .., 2]).fill(true);
        let received = attention_received(&mask, None).unwrap();
        assert_eq!(
            (received[0], received[15], received[16]),
            (Some(1.0), Some(1.0), Some(0.0))
        );
        assert_eq!(received[40], Some(0.5));
        let kept: Vec<_> = (0..TOKENS).step_by(2).collect();
        let received = attention_received(&mask, Some(&kept)).unwrap();
        assert_eq!((received[1], received[40], received[41]), (None, Some(0.5), None));
        let packed = mask.slice(s![.., .., ..49, ..49]).to_owned();
        let received = attention_received(&packed, Some(&kept)).unwrap();
        // Token 40 is the twentieth kept one: in block 1, which nobody selected; block 2 holds tokens 64 to 94.
        assert_eq!((received[40], received[64], received[65]), (Some(0.0), Some(0.5), None));
    }

    #[test]
    fn a_mask_that_does_not_fit_is_refused() {
        let mask = Array4::from_elem((1, 2, 5, 5), true);
        let error = attention_received(&mask, None).unwrap_err().to_string();
        assert!(error.contains("found 5 blocks"), "{error}");
        let full = Array4::from_elem((1, 2, 98, 98), true);
        let error = attention_received(&full, Some(&[TOKENS])).unwrap_err().to_string();
        assert!(error.contains("found 1568"), "{error}");
    }

    #[test]
    fn a_strip_has_three_panels_and_survives_png() {
        let frame = Frame::from_elem((SIDE, SIDE, 3), 200);
        let mut received = vec![Some(1.0); TOKENS];
        received[TOKENS_PER_FRAME] = None;
        let mut norms = vec![0.0; TOKENS];
        norms[TOKENS_PER_FRAME + 1] = 2.0;
        let picture = strip(&frame, 1, &received, &norms);
        let width = SIDE * SCALE;
        assert_eq!(picture.dim(), (width, 3 * width + 2 * GAP, 3));
        assert_eq!(picture[[0, 0, 0]], 200, "the input");
        assert_eq!(picture[[0, width, 0]], 255, "the gap");
        assert_eq!(picture[[0, width + GAP, 0]], 30, "a dropped token");
        assert_eq!(
            picture[[0, width + GAP + PATCH * SCALE, 0]],
            200,
            "a token that all look at"
        );
        let hot = colorous::INFERNO.eval_continuous(1.0).as_array();
        assert_eq!(
            picture[[0, 2 * (width + GAP) + PATCH * SCALE, 0]],
            hot[0],
            "the largest output"
        );

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("frame.png");
        write(&path, &picture).unwrap();
        let file = std::io::BufReader::new(std::fs::File::open(&path).unwrap());
        let mut reader = png::Decoder::new(file).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        assert_eq!(pixels, picture.as_slice().unwrap());
    }
}
