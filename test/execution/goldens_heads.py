"""The dsa ops on heads in NumPy and float64, straight from their specifications; and the files that their tests read. Like
goldens.py, from which it takes what both need: independent of the compiler, run by hand.
"""

import pathlib

import numpy as np

from goldens import INF, NAN, Cases

# ---------------------------------------------------------------- the ops


def score_heads(heads, norm):
    """Eight parts, part l over i and over d = l, l + 8, ..., added in ascending order of l."""
    x = heads.astype(np.float64)
    size = x * x if norm == "l2" else abs(x)
    combine = np.maximum if norm == "max" else np.add
    total = np.zeros(size.shape[:2])
    for lane in range(8):
        part = np.zeros(size.shape[:2])
        for i in range(size.shape[2]):
            for d in range(lane, size.shape[3], 8):
                part = combine(part, size[:, :, i, d])
        total = combine(total, part)
    if norm == "l2":
        total = np.sqrt(total)
    if norm == "mean" and size.shape[2] * size.shape[3]:
        total = total / (size.shape[2] * size.shape[3])
    return total.astype(np.float64 if heads.dtype == np.float64 else np.float32)


def select_heads(scores, budget, threshold):
    heads = scores.shape[1]
    indices = np.full((scores.shape[0], min(max(budget, 0), heads)), -1, np.int32)
    for b, row in enumerate(scores.astype(np.float64)):
        passing = [h for h, x in enumerate(row) if threshold is None or not x <= threshold]
        best = sorted(passing, key=lambda h: (not np.isnan(row[h]), 0 if np.isnan(row[h]) else -row[h], h))
        chosen = sorted(best[: max(budget, 0)])
        indices[b, : len(chosen)] = chosen
    return indices


def pack_heads(heads, indices):
    packed = np.zeros((*indices.shape, *heads.shape[2:]), heads.dtype)
    for b, k in np.ndindex(*indices.shape):
        if 0 <= indices[b, k] < heads.shape[1]:
            packed[b, k] = heads[b, indices[b, k]]
    return packed


def unpack_heads(packed, indices, base):
    result = base.copy()
    for b, k in np.ndindex(*indices.shape):
        if 0 <= indices[b, k] < base.shape[1]:
            result[b, indices[b, k]] = packed[b, k]
    return result


def pattern_pack_heads(mask, indices):
    packed = np.zeros((*indices.shape, *mask.shape[2:]), bool)
    for b, k in np.ndindex(*indices.shape):
        h = indices[b, k]
        if h >= 0 and (h < mask.shape[1] or mask.shape[1] == 1):
            packed[b, k] = mask[b % mask.shape[0], h % mask.shape[1]]
    return packed


# ---------------------------------------------------------------- the cases


def score_cases(cases):
    def save(path, x):
        with np.errstate(invalid="ignore", over="ignore"):
            cases.save(path, x=x, **{norm: score_heads(x, norm) for norm in ("l1", "l2", "max", "mean")})

    sizes = {"one": (1, 1, 1, 1), "ragged": (2, 3, 7, 19), "whole": (1, 4, 5, 16)}
    sizes |= {"no_heads": (2, 0, 3, 8), "no_tokens": (1, 2, 0, 8), "no_numbers": (1, 2, 3, 0), "no_batch": (0, 2, 3, 4)}
    for element, shapes in (("f32", sizes), ("f64", {"ragged": (2, 3, 4, 11)}), ("bf16", {"ragged": (2, 3, 4, 11)})):
        for name, shape in shapes.items():
            save(f"heads/score/{element}/{name}", cases.random(f"heads/{element}/{name}", element, *shape))
    x = cases.random("heads/special", "f32", 1, 4, 3, 9)
    x[0, 0, 1, 8], x[0, 1, 2, 0], x[0, 2, 0, 3], x[0, 3] = NAN, INF, -INF, 3e38
    save("heads/score/f32/special", x)


def select_cases(cases):
    scores = np.array([[0.5, NAN, 0.25, 0.5, INF, -0.0, 0.0, -1.0], [0.5] * 8], np.float32)
    for budget, threshold in ((3, -INF), (5, 0.25), (0, 0.0), (-2, 0.0), (9, NAN), (8, INF)):
        cases.save(
            f"heads/select/{budget}_above_{threshold}",
            scores=scores,
            budget=budget,
            threshold=np.float32(threshold),
            some=select_heads(scores, budget, np.float32(threshold)),
            best=select_heads(scores, budget, None),
        )
    none = np.zeros((2, 0), np.float32)
    empty = select_heads(none, 3, None)
    cases.save("heads/select/no_heads", scores=none, budget=3, threshold=np.float32(0), some=empty, best=empty)


def pack_cases(cases):
    rng = np.random.default_rng(21)
    shapes = {"some": (2, 6, 7, 5, 3), "none_chosen": (2, 3, 4, 8, 0), "no_heads": (1, 0, 4, 8, 2)}
    shapes |= {"no_tokens": (1, 3, 0, 8, 2), "no_numbers": (1, 3, 4, 0, 2), "many_tokens": (1, 3, 300, 2, 2)}
    for element, named in (("f32", shapes), ("f64", {"some": shapes["some"]}), ("bf16", {"some": shapes["some"]})):
        for name, (batch, heads, n, d, kept) in named.items():
            path = f"heads/pack/{element}/{name}"
            x = cases.random(path, element, batch, heads, n, d)
            given = cases.random(path + " packed", element, batch, kept, n, d)
            indices = rng.integers(-1, heads + 1, (batch, kept)).astype(np.int32)
            if name == "some":
                # Twice the same head: the later one stays.
                indices[0] = [4, -1, 4]
            packed, unpacked = pack_heads(x, indices), unpack_heads(given, indices, x)
            cases.save(path, x=x, indices=indices, given=given, packed=packed, unpacked=unpacked)


def pattern_cases(cases):
    rng = np.random.default_rng(22)
    for holds, unit in (("blocks", (4, 2)), ("elements", (1, 1))):
        for name, (batch, heads, of_batch, kept) in {
            "each": (2, 5, 2, 7),
            "one_head": (2, 1, 2, 3),
            "one_batch": (3, 4, 1, 2),
            "none_chosen": (2, 3, 2, 0),
            "no_heads": (1, 0, 1, 2),
        }.items():
            rows, columns = -(-13 // unit[0]), -(-9 // unit[1])
            mask = rng.random((of_batch, heads, rows, columns)) < 0.4
            # All, nothing, and an empty row.
            if heads > 2:
                mask[:, 0], mask[:, 1], mask[:, 2, 1] = True, False, False
            indices = rng.integers(-1, heads + 1, (batch, kept)).astype(np.int32)
            cases.save(f"heads/pattern/{holds}/{name}", mask=mask, indices=indices, packed=pattern_pack_heads(mask, indices))


if __name__ == "__main__":
    cases = Cases(pathlib.Path(__file__).parent / "Inputs")
    for write in (score_cases, select_cases, pack_cases, pattern_cases):
        write(cases)
