//! Frames of a video: any file that ffmpeg reads, as square RGB pictures sampled evenly over its length.

use super::tokens::{FRAMES_PER_WINDOW, SIDE};
use anyhow::{Context, Result, bail};
use indicatif::ProgressBar;
use ndarray::Array3;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A picture: rows, columns, and red, green, blue.
pub type Frame = Array3<u8>;

/// Decodes whole windows of frames, at most `wanted` frames in all.
pub fn decode(clip: &Path, wanted: usize, progress: &ProgressBar) -> Result<Vec<Frame>> {
    if !clip.is_file() {
        bail!(
            "expected a video at {}, found no file; name one that ffmpeg reads",
            clip.display()
        );
    }
    let total = count(clip)?;
    let frames = whole_windows(wanted.min(total));
    if frames == 0 {
        bail!(
            "expected at least {FRAMES_PER_WINDOW} frames (one window), found {total} in {}, of which {wanted} wanted",
            clip.display()
        );
    }
    progress.set_length(frames as u64);
    let mut child = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-i"])
        .arg(clip)
        .args([
            "-map",
            "0:v:0",
            "-fps_mode",
            "passthrough",
            "-vf",
            &filter(frames, total),
        ])
        .args(["-f", "rawvideo", "-pix_fmt", "rgb24", "-"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot run ffmpeg; `cargo xtask setup` installs it")?;
    let decoded = read_frames(&mut child, frames, progress);
    // Dropping its pipe first ends an ffmpeg that has more to say than was asked for.
    drop(child.stdout.take());
    let output = child.wait_with_output().context("cannot wait for ffmpeg")?;
    let mut decoded = decoded.with_context(|| format!("cannot read what ffmpeg makes of {}", clip.display()))?;
    decoded.truncate(whole_windows(decoded.len()));
    if decoded.is_empty() {
        let message = String::from_utf8_lossy(&output.stderr);
        let reason = message.lines().last().unwrap_or("too few frames could be decoded");
        bail!("ffmpeg cannot decode {}: {reason}", clip.display());
    }
    Ok(decoded)
}

fn whole_windows(frames: usize) -> usize {
    frames - frames % FRAMES_PER_WINDOW
}

/// How many frames the file holds; it is read but not decoded.
fn count(clip: &Path) -> Result<usize> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-select_streams", "v:0", "-count_packets"])
        .args([
            "-show_entries",
            "stream=nb_read_packets",
            "-of",
            "default=nokey=1:noprint_wrappers=1",
        ])
        .arg(clip)
        .output()
        .context("cannot run ffprobe; `cargo xtask setup` installs it with ffmpeg")?;
    let text = String::from_utf8_lossy(&output.stdout);
    if let Some(Ok(frames)) = text.lines().next().map(|line| line.trim().parse()) {
        return Ok(frames);
    }
    let message = String::from_utf8_lossy(&output.stderr);
    let reason = message.lines().last().unwrap_or("it holds no video");
    bail!("expected a video that ffmpeg reads, found {}: {reason}", clip.display())
}

/// Picks `frames` of `total` frames evenly, scales the shorter side to the picture's and cuts the middle out.
fn filter(frames: usize, total: usize) -> String {
    format!(
        "select='lt(mod(n*{frames},{total}),{frames})',scale={SIDE}:{SIDE}:force_original_aspect_ratio=increase,\
         crop={SIDE}:{SIDE}"
    )
}

fn read_frames(child: &mut Child, frames: usize, progress: &ProgressBar) -> Result<Vec<Frame>> {
    let mut stdout = child.stdout.take().context("ffmpeg has no output")?;
    let mut decoded = Vec::with_capacity(frames);
    while decoded.len() < frames {
        let mut pixels = vec![0; SIDE * SIDE * 3];
        match stdout.read_exact(&mut pixels) {
            Ok(()) => decoded.push(Frame::from_shape_vec((SIDE, SIDE, 3), pixels)?),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => break,
            Err(error) => return Err(error.into()),
        }
        progress.inc(1);
    }
    Ok(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes a clip with ffmpeg, or `None` on a machine without it.
    fn clip(folder: &Path, frames: u32) -> Option<std::path::PathBuf> {
        let path = folder.join("made.mkv");
        let source = format!("testsrc=size=64x48:rate=25,trim=end_frame={frames}");
        let made = Command::new("ffmpeg")
            .args(["-v", "error", "-f", "lavfi", "-i", &source])
            .arg(&path)
            .status()
            .ok()?;
        made.success().then_some(path)
    }

    #[test]
    fn frames_are_sampled_evenly_and_cut_to_whole_windows() {
        let folder = tempfile::tempdir().unwrap();
        let Some(clip) = clip(folder.path(), 41) else { return };
        let all = decode(&clip, 41, &ProgressBar::hidden()).unwrap();
        assert_eq!(all.len(), 40);
        let some = decode(&clip, 20, &ProgressBar::hidden()).unwrap();
        assert_eq!(some.len(), 16);
        assert_eq!(some[0].dim(), (SIDE, SIDE, 3));
        assert_eq!(some[0], all[0]);
        assert_ne!(some[0], some[15]);
    }

    #[test]
    fn bad_clips_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let missing = decode(&folder.path().join("none.mp4"), 32, &ProgressBar::hidden()).unwrap_err();
        assert!(missing.to_string().contains("found no file"), "{missing:#}");
        let Some(short) = clip(folder.path(), 5) else { return };
        let short = decode(&short, 32, &ProgressBar::hidden()).unwrap_err().to_string();
        assert!(short.contains("at least 8") && short.contains("found 5"), "{short}");
        let text = folder.path().join("text.mp4");
        std::fs::write(&text, "not a video").unwrap();
        let text = decode(&text, 32, &ProgressBar::hidden()).unwrap_err().to_string();
        assert!(text.contains("expected a video"), "{text}");
    }
}
