"""Attention in three steps in NumPy and float64, straight from the specifications, and the files that its test reads. Like
goldens.py, from which it takes what both need: independent of the compiler, run by hand.
"""

import pathlib

import numpy as np

from goldens import INF, NAN, Cases, blocks, with_density

# ---------------------------------------------------------------- the ops


def own(mask, b, h):
    """The entry of a pattern that is of this batch entry and head."""
    return (b if mask.shape[0] > 1 else 0, h if mask.shape[1] > 1 else 0)


def elements(mask, unit, n, m):
    """What is seen, by queries and keys."""
    return np.repeat(np.repeat(mask, unit[0], 2), unit[1], 3)[:, :, :n, :m]


def tiles(see, block):
    """The number of each tile that holds something; -1 for the others."""
    batch, heads, n, m = see.shape
    numbers = np.full((batch, heads, blocks(n, block[0]), blocks(m, block[1])), -1)
    count = 0
    for b, h, r, s in np.ndindex(*numbers.shape):
        if see[b, h, r * block[0] : (r + 1) * block[0], s * block[1] : (s + 1) * block[1]].any():
            numbers[b, h, r, s] = count
            count += 1
    return numbers, count


def places(see, block, batch, heads):
    """For each batch entry and head of the operands: query, key, and where its score is stored."""
    numbers, _ = tiles(see, block)
    for b, h in np.ndindex(batch, heads):
        pb, ph = own(see, b, h)
        tb, th = (b if see.shape[0] == 1 else 0), (h if see.shape[1] == 1 else 0)
        for i, j in zip(*np.nonzero(see[pb, ph])):
            tile = numbers[pb, ph, i // block[0], j // block[1]]
            yield b, h, i, j, (tb, th, tile, i % block[0], j % block[1])


def room(see, block, batch, heads):
    served = (batch if see.shape[0] == 1 else 1, heads if see.shape[1] == 1 else 1)
    return np.zeros((*served, tiles(see, block)[1], *block))


def sddmm(q, k, bias, see, block, scale):
    batch, heads = q.shape[:2]
    scores = room(see, block, batch, heads)
    for b, h, i, j, at in places(see, block, batch, heads):
        scores[at] = scale * (q[b, h, i] @ k[b, h, j]) + bias[own(bias, b, h)][j]
    return scores


def sparse_softmax(scores, see, block, batch, heads):
    weights, lse = np.zeros_like(scores), np.full((batch, heads, see.shape[2]), -INF)
    rows = {}
    for b, h, i, _, at in places(see, block, batch, heads):
        rows.setdefault((b, h, i), []).append(at)
    for row, stored in rows.items():
        x = np.array([scores[at] for at in stored])
        if np.isnan(x).any() or (x == INF).any():
            lse[row], shares = NAN, np.full(len(x), NAN)
        elif (x > -INF).any():
            shares = np.exp(x - x.max())
            lse[row] = x.max() + np.log(shares.sum())
            shares /= shares.sum()
        else:
            shares = np.zeros(len(x))
        for at, share in zip(stored, shares):
            weights[at] = share
    return weights, lse


def spmm(weights, v, see, block):
    batch, heads, _, e = v.shape
    output = np.zeros((batch, heads, see.shape[2], e))
    weighs = np.zeros(output.shape[:3], bool)
    for b, h, i, j, at in places(see, block, batch, heads):
        output[b, h, i] += weights[at] * v[b, h, j]
        weighs[b, h, i] |= weights[at] != 0
    return np.where(weighs[..., None], output, 0)


# ---------------------------------------------------------------- the cases


def case(cases, path, mask, block, n, m, unit=None, element="f32", d=5, e=7, batch=None, heads=None, change=None):
    unit = block if unit is None else unit
    batch, heads = (mask.shape[axis] if size is None else size for axis, size in enumerate((batch, heads)))
    q, k, v = cases.qkv(f"stored {path}", element, batch, heads, n, m, d, e)
    wide = np.float64 if element == "f64" else np.float32
    bias = cases.random(f"stored bias {path}", "f64", 1, heads, m).astype(wide)
    if change:
        change(q, k, v, bias)
    see = elements(mask, unit, n, m)
    with np.errstate(invalid="ignore"):
        of = [x.astype(np.float64) for x in (q, k, v, bias)]
        scores = sddmm(of[0], of[1], of[3], see, block, 0.75).astype(wide)
        weights, lse = sparse_softmax(scores.astype(np.float64), see, block, batch, heads)
        weights = weights.astype(wide)
        output = spmm(weights.astype(np.float64), of[2], see, block)
    # What is not in the set is not read, whatever it is.
    seen = np.zeros(scores.shape, bool)
    for *_, at in places(see, block, batch, heads):
        seen[at] = True
    noisy, noisy_weights = np.where(seen, scores, NAN), np.where(seen, weights, INF)
    cases.save(
        f"stored_scores/{path}",
        q=q,
        k=k,
        v=v,
        bias=bias,
        mask=mask,
        given_scores=noisy.astype(wide),
        given_weights=noisy_weights.astype(wide),
        scores=scores,
        weights=weights,
        lse=lse.astype(wide),
        output=output.astype(wide),
    )


def some(rng, batch, heads, rows, columns, share=0.5):
    return np.array([[with_density(rng, rows, columns, share) for _ in range(heads)] for _ in range(batch)])


def write(cases):
    rng = np.random.default_rng(16)
    for element in ("f32", "f64", "bf16", "f16"):
        case(cases, f"{element}_16x8/half", some(rng, 2, 2, 3, 4), (16, 8), 37, 29, element=element)
        mask = rng.random((1, 2, 37, 29)) < 0.3
        mask[:, :, 3], mask[:, 0, 17:23, 8:16] = False, True
        case(cases, f"{element}_16x8_elements/third", mask, (16, 8), 37, 29, unit=(1, 1), element=element, batch=2)
        case(cases, f"{element}_1x1/third", rng.random((1, 2, 11, 13)) < 0.3, (1, 1), 11, 13, element=element, d=19, e=18)
    # Blocks and tiles that nothing divides.
    for bq, bk in ((6, 20), (4, 1), (1, 24), (3, 2), (64, 32), (2, 150)):
        n, m = bq * 3 - bq // 2, bk * 3 - bk // 2
        case(cases, f"f32_{bq}x{bk}/half", some(rng, 1, 2, 3, 3), (bq, bk), n, m)
        mask = rng.random((1, 1, n, m)) < 0.2
        case(cases, f"f32_{bq}x{bk}_elements/fifth", mask, (bq, bk), n, m, unit=(1, 1), heads=2)
    for format in ("csr", "hybrid", "bitmap"):
        mask = rng.random((1, 2, 21, 19)) < 0.2
        mask[:, :, 8:16, :8] = True
        case(cases, f"f32_{format}/some", mask, (8, 8), 21, 19, unit=(1, 1))
    # Densities, a pattern for all, and a whole one.
    for share in (0, 0.01, 0.25, 1):
        case(cases, f"f32_16x8/density_{share}", some(rng, 1, 3, 3, 4, share), (16, 8), 37, 29)
    case(cases, "f32_16x8/shared", some(rng, 1, 1, 3, 4), (16, 8), 37, 29, batch=2, heads=3)
    case(cases, "f32_16x8/shared_batch", some(rng, 1, 3, 3, 4), (16, 8), 37, 29, batch=2)
    case(cases, "f32_16x8/wide", some(rng, 1, 1, 3, 4), (16, 8), 33, 32, d=64, e=48)
    case(cases, "f32_16x8_static/half", some(rng, 1, 3, 3, 4), (16, 8), 37, 29, batch=2, d=16, e=16)
    for n, m in ((0, 0), (0, 9), (9, 0), (1, 1), (32, 16)):
        case(cases, f"f32_16x8/{n}_queries_{m}_keys", np.ones((1, 2, blocks(n, 16), blocks(m, 8)), bool), (16, 8), n, m)
    case(cases, "f32_16x8/no_batch", np.ones((0, 2, 1, 1), bool), (16, 8), 4, 4)
    case(cases, "f32_16x8/no_width", np.ones((1, 2, 1, 1), bool), (16, 8), 4, 4, d=0, e=0)

    def special(q, k, v, bias):
        q[0, 0, 1, 0], q[0, 0, 2, 1], q[0, 0, 3, 2] = NAN, INF, -INF
        bias[0, 0, 4], bias[0, 1] = -INF, -INF
        v[0, 0, 5], v[0, 1, 6] = NAN, INF

    case(cases, "f32_16x8/special", some(rng, 1, 2, 3, 4, 0.7), (16, 8), 37, 29, change=special)
    mask = rng.random((1, 2, 37, 29)) < 0.3
    case(cases, "f32_16x8_elements/special", mask, (16, 8), 37, 29, unit=(1, 1), change=special)
    case(cases, "f32_1x1/special", mask[:, :, :13, :11], (1, 1), 13, 11, change=special)


if __name__ == "__main__":
    write(Cases(pathlib.Path(__file__).parent / "Inputs"))
