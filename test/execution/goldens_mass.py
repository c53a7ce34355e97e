"""Choosing by mass, by key, by antidiagonal and by similarity in NumPy and float64, straight from the specifications; and the
files that their tests read. Like goldens.py, from which it takes what both need: independent of the compiler, run by hand.
"""

import math
import pathlib

import numpy as np

from goldens import INF, NAN, Cases, attention, best, blocks, score_blocks

# ---------------------------------------------------------------- the ops


def wide(element):
    return np.float64 if element == np.float64 else np.float32


def head(mask, b, h):
    """A batch entry or head that is alone serves all."""
    return mask[b if mask.shape[0] > 1 else 0, h if mask.shape[1] > 1 else 0]


def weights(row, apart):
    """Whole steps of 2^-40 of the greatest, as Python's own integers."""
    row = row.astype(np.float64)
    seen = [x for x, out in zip(row, apart) if not out and not np.isnan(x)]
    top = max(seen, default=-INF)
    result = []
    for x, out in zip(row, apart):
        if out or x == -INF:
            result.append(0)
        elif np.isnan(x) or x == top:
            result.append(2**40)
        else:
            result.append(math.floor(2**40 * math.exp(x - top) + 0.5))
    return result


def select_blocks_by_mass(scores, mass, at_most, always=None, apart=False):
    """The mask, and what each row retains."""
    mask = np.zeros(scores.shape, bool)
    retained = np.zeros(scores.shape[:3])
    share = float(np.float32(mass))
    for b, h, r in np.ndindex(*scores.shape[:3]):
        row = scores[b, h, r]
        first = np.zeros(len(row), bool) if always is None else head(always, b, h)[r]
        w = weights(row, first & apart)
        total = sum(w)
        need = None if not share < 1 else math.ceil(max(share, 0.0) * float(total))
        held = sum(x for x, always_taken in zip(w, first) if always_taken)
        count = int(first.sum())
        mask[b, h, r] = first
        for s in best(row, len(row)):
            if first[s]:
                continue
            if count >= at_most or (need is not None and held >= need):
                break
            mask[b, h, r, s] = True
            count, held = count + 1, held + w[s]
        retained[b, h, r] = held / total if total else 1
    return mask, retained.astype(scores.dtype)


def retained_mass(scores, mask):
    mass = np.zeros(scores.shape[:3])
    for b, h, r in np.ndindex(*scores.shape[:3]):
        w = np.array(weights(scores[b, h, r], np.zeros(scores.shape[3], bool)), dtype=object)
        total, held = sum(w), sum(w[head(mask, b, h)[r]])
        mass[b, h, r] = held / total if total else 1
    return mass.astype(scores.dtype)


def attention_mass(q, k, mask, block, scale=None):
    none = np.zeros((*k.shape[:3], 0))
    everything = np.ones((1, 1, blocks(q.shape[2], block[0]), blocks(k.shape[2], block[1])), bool)
    _, held = attention(q, k, none, mask, block, scale)
    _, total = attention(q, k, none, everything, block, scale)
    with np.errstate(invalid="ignore"):
        return np.where(total == -INF, 1, np.exp(held - total)).astype(wide(q.dtype))


def score_antidiagonals(q, k, block, stride, scale=None, causal=False):
    batch, heads, n, d = q.shape
    m = k.shape[2]
    scale = 1 / np.sqrt(d) if scale is None else scale
    u, v = blocks(n, stride), blocks(m, stride)

    def groups(x, count):
        padded = np.zeros((batch, heads, count * stride, d))
        padded[:, :, : x.shape[2]] = x
        return padded.reshape(batch, heads, count, stride, d)

    # A product of two f32 is exact in f64; the sum is rounded to the type of the result behind each.
    result = wide(q.dtype)
    a = np.zeros((batch, heads, u, v), result)
    of_queries, of_keys = groups(q, u)[:, :, :, ::-1], groups(k, v)
    for t, x in np.ndindex(stride, d):
        a = (a + of_queries[:, :, :, None, t, x] * of_keys[:, :, None, :, t, x]).astype(result)
    a = (a * result(scale / stride)).astype(np.float64)
    if causal:
        last_queries = np.minimum(np.arange(u) * stride + stride - 1, n - 1)
        sees = np.arange(v) * stride <= last_queries[:, None] + m - n
        a = np.where(sees, a, -INF)
    p = np.exp(a - a.max(-1, keepdims=True)) if v else a
    p = p / p.sum(-1, keepdims=True)
    if causal and v:
        p = np.where(sees.any(-1)[:, None], p, 0)
    rows, columns = (size // stride for size in block)
    mass = np.zeros((batch, heads, blocks(n, block[0]), blocks(m, block[1])))
    for r, s in np.ndindex(*mass.shape[2:]):
        mass[:, :, r, s] = p[:, :, r * rows : (r + 1) * rows, s * columns : (s + 1) * columns].sum((-2, -1))
    with np.errstate(divide="ignore"):
        return np.log(mass).astype(wide(q.dtype))


def block_similarity(x, block):
    batch, heads, n, _ = x.shape
    x64 = x.astype(np.float64)
    lengths = np.sqrt((x64**2).sum(-1, keepdims=True))
    unit = np.where(lengths == 0, 0, x64 / np.where(lengths == 0, 1, lengths))
    similarity = np.zeros((batch, heads, blocks(n, block)))
    for r in range(similarity.shape[2]):
        rows = unit[:, :, r * block : (r + 1) * block]
        similarity[:, :, r] = np.einsum("bhid,bhjd->bhij", rows, rows).mean((-2, -1))
    return similarity.astype(wide(x.dtype))


# ---------------------------------------------------------------- the cases


def mass_cases(cases):
    rng = np.random.default_rng(11)
    few = np.array([0.0, -0.0, 1.0, -1.0, 2.0, NAN, INF, -INF])

    def case(path, scores, always, mass, at_most):
        plain, kept = select_blocks_by_mass(scores, mass, at_most)
        counted, kept_counted = select_blocks_by_mass(scores, mass, at_most, always)
        apart, kept_apart = select_blocks_by_mass(scores, mass, at_most, always, True)
        cases.save(
            f"mass/{path}",
            scores=scores,
            mass=np.float32(mass),
            at_most=at_most,
            always=always,
            plain=plain,
            kept=kept,
            counted=counted,
            kept_counted=kept_counted,
            apart=apart,
            kept_apart=kept_apart,
            retained=retained_mass(scores, always),
        )

    for element, dtype in (("f32", np.float32), ("f64", np.float64)):
        scores = (rng.standard_normal((2, 3, 5, 37)) * 3).astype(dtype)
        always = rng.random((1, 3, 5, 37)) < 0.1
        for mass, at_most in ((0.9, 37), (0.5, 37), (0.99, 5), (0.999999, 100), (1.0, 12), (NAN, 40), (0.0, 9), (-1.0, 9), (0.7, 0), (0.7, -3)):
            case(f"{element}/normal_{mass}_{at_most}", scores, always, mass, at_most)
        # Ties, NaN and infinities; rows of nothing but one of them.
        scores = rng.choice(few, (1, 2, 20, 19)).astype(dtype)
        scores[0, 0, :8] = few[:, None]
        scores[0, 0, 8:11] = np.where(np.isfinite(scores[0, 0, 8:11]), scores[0, 0, 8:11], 0.5)
        always = rng.random((1, 1, 20, 19)) < 0.2
        for mass, at_most in ((0.5, 19), (0.9, 19), (0.9, 3), (1.5, 7), (0.25, 19)):
            case(f"{element}/special_{mass}_{at_most}", scores, always, mass, at_most)
        # One score stands out, or all are far apart.
        scores = np.zeros((1, 1, 3, 40), dtype)
        scores[0, 0, 0, 7], scores[0, 0, 1] = 50, -np.arange(40) * 2
        scores[0, 0, 2] = np.linspace(-1e-3, 1e-3, 40)
        always = np.zeros((1, 1, 3, 40), bool)
        always[..., 39] = True
        for mass in (0.1, 0.5, 0.86, 0.87, 0.99999):
            case(f"{element}/shapes_{mass}", scores, always, mass, 40)
        for shape in ((0, 1, 2, 3), (1, 1, 0, 3), (1, 2, 3, 0), (1, 1, 1, 1), (1, 1, 2, 8)):
            name = "x".join(map(str, shape))
            case(f"{element}/{name}", rng.standard_normal(shape).astype(dtype), rng.random(shape) < 0.5, 0.6, 2)


def attention_mass_cases(cases):
    rng = np.random.default_rng(12)

    def case(path, element, n, m, mask, block, batch=2, heads=2, d=5, change=None):
        q, k, _ = cases.qkv(f"attention_mass {path}", element, batch, heads, n, m, d, 0)
        if change:
            change(q, k)
        with np.errstate(invalid="ignore"):
            mass = attention_mass(q, k, mask, block, 0.75)
        cases.save(f"attention_mass/{path}", q=q, k=k, mask=mask, mass=mass)

    for element in ("f32", "f64", "bf16", "f16"):
        case(f"{element}_16x8/half", element, 37, 29, rng.random((1, 2, 3, 4)) < 0.5, (16, 8))
    mask = rng.random((2, 1, 21, 19)) < 0.4
    mask[:, :, 3] = False
    mask[:, :, 5] = True
    case("f32_elements/some", "f32", 21, 19, mask, (1, 1))
    for n, m in ((0, 4), (4, 0), (1, 1)):
        case(f"f32_16x8/{n}_{m}", "f32", n, m, np.ones((1, 1, blocks(n, 16), blocks(m, 8)), bool), (16, 8))

    def special(q, k):
        q[...], k[...] = abs(q) + 0.125, abs(k) + 0.125
        q[0, 0, 1, 0], q[0, 0, 2, 1], q[0, 0, 3, 2] = NAN, INF, -INF
        k[0, 1, 5, 0], k[1, 0, 9, 1], k[1, 1] = NAN, -INF, -INF

    case("f32_16x8/special", "f32", 20, 20, rng.random((2, 2, 2, 3)) < 0.5, (16, 8), change=special)


def keys_cases(cases):
    rng = np.random.default_rng(13)
    few = np.array([0.0, -0.0, 1.0, -1.0, 2.0, NAN, INF, -INF])

    def case(path, scores, top_k):
        mask = np.zeros(scores.shape, bool)
        for at in np.ndindex(*scores.shape[:3]):
            mask[at][best(scores[at], top_k)] = True
        cases.save(f"keys/{path}", scores=scores, top_k=top_k, mask=mask)

    for element, dtype in (("f32", np.float32), ("f64", np.float64)):
        for top_k in (-1, 0, 1, 7, 29, 50):
            case(f"{element}/normal_{top_k}", rng.standard_normal((2, 2, 21, 29)).astype(dtype), top_k)
        case(f"{element}/ties", rng.choice(few, (1, 2, 19, 23)).astype(dtype), 6)
        for shape in ((0, 1, 2, 3), (1, 1, 0, 3), (1, 2, 3, 0), (1, 1, 1, 1), (1, 1, 16, 24)):
            case(f"{element}/{'x'.join(map(str, shape))}", rng.standard_normal(shape).astype(dtype), 3)
    # As many in a block as it has: full blocks.
    scores = np.tile(-np.arange(40.0), (1, 1, 20, 1)).astype(np.float32)
    case("f32/full", scores, 20)


def antidiagonal_cases(cases):
    def case(path, element, n, m, block, stride, batch=1, heads=2, d=6, change=None, causal=False):
        q, k, _ = cases.qkv(f"antidiagonal {path}", element, batch, heads, n, m, d, 0)
        if change:
            change(q, k)
        with np.errstate(invalid="ignore", divide="ignore"):
            scores = score_antidiagonals(q, k, block, stride, causal=causal)
        cases.save(f"antidiagonal/{path}", q=q, k=k, scores=scores)

    for element in ("f32", "f64", "bf16", "f16"):
        case(f"{element}_16x8_4/ragged", element, 45, 39, (16, 8), 4)
    case("f32_16x8_4/whole", "f32", 64, 64, (16, 8), 4, batch=2)
    for n, m in ((0, 9), (9, 0), (1, 1), (3, 2), (16, 8)):
        case(f"f32_16x8_4/{n}_{m}", "f32", n, m, (16, 8), 4)
    case("f32_6x3_1/each", "f32", 20, 20, (6, 3), 1)

    def special(q, k):
        q[0, 0, 20, 1] = NAN
        q[0, 1, 3] *= 400

    case("f32_16x8_4/special", "f32", 45, 39, (16, 8), 4, change=special)

    def nan_of_last_key(q, k):
        k[0, 0, -1, 1] = NAN

    # More queries than keys, so that the first see none, and more keys than queries.
    for n, m in ((45, 39), (39, 45), (64, 64), (1, 1), (1, 9), (30, 3), (0, 9), (9, 0)):
        case(f"causal_f32_16x8_4/{n}_{m}", "f32", n, m, (16, 8), 4, causal=True)
    case("causal_f32_16x8_4/special", "f32", 45, 45, (16, 8), 4, change=nan_of_last_key, causal=True)
    for n, m in ((20, 20), (20, 9)):
        case(f"causal_f64_6x3_1/{n}_{m}", "f64", n, m, (6, 3), 1, causal=True)


def similarity_cases(cases):
    def case(path, x, block):
        with np.errstate(invalid="ignore"):
            cases.save(f"similarity/{path}", x=x, similarity=block_similarity(x, block))

    for element in ("f32", "f64", "bf16", "f16"):
        case(f"{element}_12/ragged", cases.random(f"similarity {element}", element, 2, 2, 41, 19), 12)
    x = cases.random("similarity special", "f32", 1, 4, 30, 9)
    x[0, 0, :24] = x[0, 0, :1]
    x[0, 0, 12:] *= np.arange(1, 19)[:, None].astype(np.float32) / 8
    x[0, 1, 3], x[0, 1, 12:24] = 0, 0
    x[0, 2, 1, 2], x[0, 2, 13, 4] = NAN, INF
    x[0, 3, :6], x[0, 3, 6:12] = x[0, 3, :1], -x[0, 3, :1]
    case("f32_12/special", x, 12)
    for shape in ((0, 1, 5, 3), (1, 1, 0, 3), (1, 1, 5, 0), (1, 1, 1, 1), (1, 2, 24, 8)):
        case(f"f32_12/{'x'.join(map(str, shape))}", cases.random(f"similarity {shape}", "f32", *shape), 12)


def guarded_cases(cases):
    """SpargeAttn: rows and columns of blocks whose tokens differ are kept, and the others chosen by mass without them."""
    q, k, v = cases.qkv("guarded", "f32", 1, 2, 60, 75, 8, 4)
    for x in (q, k):
        # The tokens of all but a few blocks point nearly the same way.
        for h, i in np.ndindex(2, x.shape[2]):
            if (i // 12 + h) % 3:
                x[0, h, i] = x[0, h, i - i % 12] + x[0, h, i] / 16
    guards = [block_similarity(x, 12) < np.float32(0.6) for x in (q, k)]
    always = guards[0][..., None] | guards[1][..., None, :]
    scores = score_blocks(q, k, (12, 12))
    mask, retained = select_blocks_by_mass(scores, 0.8, 7, always, True)
    output, _ = attention(q, k, v, mask, (12, 12))
    cases.save("guarded/case", q=q, k=k, v=v, always=always, retained=retained, mask=mask, output=output.astype(np.float32))
    print(f"guarded: {always.mean():.2f} always, {mask.mean():.2f} in all, {retained.mean():.2f} of the mass")


def long_row_cases(cases):
    """Rows that are long enough for the search to look where to cut: numbers spread in many ways, one a row."""
    rng = np.random.default_rng(300)
    columns = 300
    normal = rng.standard_normal(columns)
    rows = [
        normal,
        40 * normal,
        np.round(normal),
        np.full(columns, -3.0),
        np.where(rng.random(columns) < 0.7, -INF, normal),
        np.where(rng.random(columns) < 0.1, NAN, normal),
        np.exp(normal),
        np.sort(rng.exponential(size=columns)),
        rng.choice([0.0, -0.0, 1.0, NAN, INF, -INF], columns),
        np.full(columns, -INF),
    ]
    for element in (np.float32, np.float64):
        scores = np.stack(rows).astype(element)[None, :, None]
        for mass, at_most in ((0.3, columns), (0.9, columns), (0.999, 75), (1.0, columns), (0.5, 7)):
            always = rng.random(scores.shape) < 0.02
            mask, retained = select_blocks_by_mass(scores, mass, at_most)
            guarded, _ = select_blocks_by_mass(scores, mass, at_most, always)
            cases.save(
                f"long_rows_by_mass/{np.dtype(element).name}/{mass}_{at_most}",
                scores=scores,
                mass=np.float32(mass),
                at_most=np.int64(at_most),
                always=always,
                mask=mask,
                retained=retained,
                guarded=guarded,
            )


if __name__ == "__main__":
    cases = Cases(pathlib.Path(__file__).parent / "Inputs")
    for write in (mass_cases, attention_mass_cases, keys_cases, antidiagonal_cases, similarity_cases, guarded_cases, long_row_cases):
        write(cases)
