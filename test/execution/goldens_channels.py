"""The dsa ops on channels in NumPy and float64, straight from their specifications, and layers of which only some channels are
computed; and the files that their tests read. Like goldens.py, from which it takes what both need: independent of the compiler,
run by hand.
"""

import pathlib

import numpy as np

from goldens import INF, NAN, Cases

# ---------------------------------------------------------------- the ops


def score_channels(tokens, norm):
    """Over tokens in ascending order."""
    x = tokens.astype(np.float64)
    size = x * x if norm == "l2" else abs(x)
    total = np.zeros((x.shape[0], x.shape[2]))
    for i in range(x.shape[1]):
        total = np.maximum(total, size[:, i]) if norm == "max" else total + size[:, i]
    if norm == "l2":
        total = np.sqrt(total)
    if norm == "mean" and x.shape[1]:
        total = total / x.shape[1]
    return total.astype(np.float64 if tokens.dtype == np.float64 else np.float32)


def pack_channels(tokens, indices):
    packed = np.zeros((*tokens.shape[:2], indices.shape[1]), tokens.dtype)
    for b, k in np.ndindex(*indices.shape):
        if 0 <= indices[b, k] < tokens.shape[2]:
            packed[b, :, k] = tokens[b, :, indices[b, k]]
    return packed


def unpack_channels(packed, indices, base):
    result = base.copy()
    for b, k in np.ndindex(*indices.shape):
        if 0 <= indices[b, k] < base.shape[2]:
            result[b, :, indices[b, k]] = packed[b, :, k]
    return result


def masked_layer(x, weights, bias, inputs, outputs, base):
    """A dense layer whose other input channels are zeroed, and whose other output channels are those of `base`."""
    x, weights, bias = (array.astype(np.float64) for array in (x, weights, bias))
    kept = np.zeros(x.shape[2])
    kept[inputs[inputs >= 0]] = 1
    dense = (x * kept) @ weights + bias
    chosen = np.zeros(weights.shape[1], bool)
    chosen[outputs[outputs >= 0]] = True
    return np.where(chosen, np.maximum(dense, 0), base).astype(np.float32)


# ---------------------------------------------------------------- the cases


def score_cases(cases):
    def save(path, x):
        with np.errstate(invalid="ignore", over="ignore"):
            cases.save(path, x=x, **{norm: score_channels(x, norm) for norm in ("l1", "l2", "max", "mean")})

    sizes = {"one": (1, 1, 1), "ragged": (2, 7, 37), "whole": (1, 5, 64), "below_a_vector": (2, 3, 5)}
    sizes |= {"one_token": (1, 1, 40), "no_tokens": (2, 0, 9), "no_channels": (1, 3, 0), "no_batch": (0, 2, 3)}
    ragged = {"ragged": (2, 4, 43)}
    for element, shapes in (("f32", sizes), ("f64", ragged), ("f16", ragged), ("bf16", ragged)):
        for name, shape in shapes.items():
            save(f"channels/score/{element}/{name}", cases.random(f"channels/{element}/{name}", element, *shape))
    x = cases.random("channels/special", "f32", 1, 3, 37)
    x[0, 1, 0], x[0, 2, 9], x[0, 0, 35], x[0, :, 36] = NAN, INF, -INF, 3e38
    save("channels/score/f32/special", x)


def pack_cases(cases):
    rng = np.random.default_rng(41)
    shapes = {"some": (2, 11, 6, 4), "none_chosen": (2, 9, 3, 0), "no_channels": (1, 9, 0, 2), "no_tokens": (1, 0, 3, 2)}
    shapes |= {"one_token": (2, 1, 5, 3), "many_tokens": (1, 67, 3, 5), "all_tokens_at_once": (1, 16, 9, 9), "no_batch": (0, 9, 3, 2)}
    some = {"some": shapes["some"]}
    for element, named in (("f32", shapes), ("f64", some), ("f16", some), ("bf16", some)):
        for name, (batch, n, channels, kept) in named.items():
            path = f"channels/pack/{element}/{name}"
            x = cases.random(path, element, batch, n, channels)
            given = cases.random(path + " packed", element, batch, n, kept)
            if element == "f32" and name == "some":
                x[0, 9, 4], x[1, 3, 1], given[1, 10, 0] = NAN, INF, -INF
            indices = rng.integers(-1, channels + 1, (batch, kept)).astype(np.int32)
            if name == "some":
                # Twice the same channel: the later one stays. Far outside on both sides.
                indices[0], indices[1] = [4, -1, 4, 0], [-(2**31), 1, 2**31 - 1, 6]
            packed, unpacked = pack_channels(x, indices), unpack_channels(given, indices, x)
            cases.save(path, x=x, indices=indices, given=given, packed=packed, unpacked=unpacked)


def layer_cases(cases):
    rng = np.random.default_rng(42)
    for name, (n, channels, features, kept, made) in {
        "some": (9, 40, 50, 13, 19),
        "few": (1, 33, 17, 1, 2),
        "whole_panels": (20, 32, 64, 16, 32),
        "all": (5, 7, 21, 7, 21),
        "padded": (6, 20, 37, 9, 18),
        "no_inputs": (4, 12, 20, 0, 5),
        "no_outputs": (4, 12, 20, 5, 0),
    }.items():
        path = f"channels/layer/{name}"
        x = cases.random(path + " x", "f32", 1, n, channels)
        weights = cases.random(path + " weights", "f32", channels, features)
        bias = cases.random(path + " bias", "f32", features)
        base = cases.random(path + " base", "f32", 1, n, features)
        inputs = np.sort(rng.permutation(channels)[:kept]).astype(np.int32)[None]
        outputs = np.sort(rng.permutation(features)[:made]).astype(np.int32)[None]
        if name == "padded":
            # Fewer passed than were asked for.
            inputs[0, -2:], outputs[0, -3:] = -1, -1
        given = {"x": x, "weights": weights, "bias": bias, "base": base, "inputs": inputs, "outputs": outputs}
        every_input, every_output = np.arange(channels), np.arange(features)
        results = {
            "layer": masked_layer(x, weights, bias, inputs, outputs, base),
            "some_inputs": masked_layer(x, weights, bias, inputs, every_output, base),
            "some_filters": masked_layer(x, weights, bias, every_input, outputs, base),
        }
        cases.save(path, **given, **results, zeros=np.zeros((-(-features // 16), kept, 16), np.float32))
        if name == "some":
            left = np.setdiff1d(every_input, inputs)
            x[:, :, left], weights[left] = NAN, INF
            cases.save("channels/poisoned", **given, **results)


if __name__ == "__main__":
    cases = Cases(pathlib.Path(__file__).parent / "Inputs")
    for write in (score_cases, pack_cases, layer_cases):
        write(cases)
