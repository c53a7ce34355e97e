"""Frames for docs/examples/video-encoder.mlir: `python3 video-encoder.py` writes Inputs/video-encoder.npz.

The frames are those of a clip of moving squares on a noisy ground, as tokens: a fixed random projection of 4 x 4 patches.
"""

import pathlib

import numpy as np

ROWS, COLUMNS, PATCH, CHANNELS, FRAMES = 5, 7, 4, 16, 3


def clip():
    """Frames of gray values: two squares move, the ground stays but for a little noise."""
    random = np.random.default_rng(1)
    ground = random.uniform(0, 0.5, (ROWS * PATCH, COLUMNS * PATCH))
    for time in range(FRAMES):
        frame = ground + random.normal(0, 0.01, ground.shape)
        frame[3 + time : 8 + time, 2 + 3 * time : 8 + 3 * time] = 1.0
        frame[12 - 2 * time : 15 - 2 * time, 20 - time : 24 - time] = 0.8
        yield frame


def tokens(frame, projection):
    patches = frame.reshape(ROWS, PATCH, COLUMNS, PATCH).swapaxes(1, 2).reshape(ROWS * COLUMNS, PATCH * PATCH)
    return (patches @ projection)[None].astype(np.float32)


def main():
    random = np.random.default_rng(2)
    projection = random.normal(0, 0.5, (PATCH * PATCH, CHANNELS))
    arrays = {f"frame{time}": tokens(frame, projection) for time, frame in enumerate(clip())}
    arrays["nothing"] = np.zeros((1, ROWS * COLUMNS, CHANNELS), np.float32)
    np.savez_compressed(pathlib.Path(__file__).parent / "Inputs/video-encoder.npz", **arrays)


main()
