"""The dsa ops in NumPy and float64, straight from their specifications; and the files that the tests here read.

Independent of the compiler: nothing here comes from it. `python3 goldens.py` writes Inputs/ anew; it is run by hand
when a case is added, and needs NumPy alone. The cases are random, but the same each time.
"""

import pathlib

import numpy as np

INF, NAN = float("inf"), float("nan")


# ---------------------------------------------------------------- the ops


def blocks(size, block):
    """How many blocks cover `size` elements."""
    return -(-size // block)


def dense(batch, heads, n, m, bq, bk):
    n, m = max(n, 0), max(m, 0)
    return np.ones((max(batch, 0), max(heads, 0), blocks(n, bq), blocks(m, bk)), bool)


def window(grid, radius, number_global, bq, bk):
    """The block mask, R x S."""
    return covered(see_window(grid, radius, number_global), bq, bk)


def see_window(grid, radius, number_global):
    """The elements of a window, N x N."""
    cells = np.stack(np.meshgrid(*map(np.arange, grid), indexing="ij"), -1).reshape(-1, 3)
    n = number_global + len(cells)
    see = np.ones((n, n), bool)
    see[number_global:, number_global:] = (abs(cells[:, None] - cells[None]) <= np.array(radius)).all(-1)
    return see


def covered(see, bq, bk):
    """The blocks that hold an element, of element masks ... x N x M."""
    rows, columns = blocks(see.shape[-2], bq), blocks(see.shape[-1], bk)
    mask = np.zeros((*see.shape[:-2], rows, columns), bool)
    for r in range(rows):
        for s in range(columns):
            mask[..., r, s] = see[..., r * bq : (r + 1) * bq, s * bk : (s + 1) * bk].any((-2, -1))
    return mask


def causal(n, m):
    """Query i sees the keys up to i + (m - n): the last query sees all."""
    return np.arange(m)[None] <= np.arange(n)[:, None] + (m - n)


def stripe(n, m, offset, width, period=None):
    x = np.arange(m)[None] - np.arange(n)[:, None] - (m - n) - offset
    return (x % period < width) if period else (0 <= x) & (x < width)


def n_of_m(scores, n, m, budget=None):
    n = n if budget is None else min(max(budget, 0), n)
    mask = np.zeros(scores.shape, bool)
    for at in np.ndindex(*scores.shape[:3]):
        for first in range(0, scores.shape[3], m):
            chosen = best(scores[at][first : first + m], n)
            mask[at][[first + j for j in chosen]] = True
    return mask


def repeated(blocks_held, bq, bk, n, m):
    """The elements of blocks."""
    return np.repeat(np.repeat(blocks_held, bq, -2), bk, -1)[..., :n, :m]


def density(mask):
    return np.float32(mask.sum() / mask.size if mask.size else 0)


def block_means(x, block):
    """Sums in ascending order of token, as the specification says."""
    batch, heads, n, d = x.shape
    means = np.zeros((batch, heads, blocks(n, block), d))
    for r in range(means.shape[2]):
        tokens = x[:, :, r * block : (r + 1) * block].astype(np.float64)
        total = np.zeros((batch, heads, d))
        for i in range(tokens.shape[2]):
            total = total + tokens[:, :, i]
        means[:, :, r] = total / tokens.shape[2]
    return means


def score_blocks(q, k, block, scale=None):
    qm, km = block_means(q, block[0]), block_means(k, block[1])
    scale = 1 / np.sqrt(q.shape[3]) if scale is None else scale
    total = np.zeros((*qm.shape[:3], km.shape[2]))
    for d in range(q.shape[3]):
        total = total + qm[:, :, :, None, d] * km[:, :, None, :, d]
    return (scale * total).astype(np.float64 if q.dtype == np.float64 else np.float32)


def best(scores, count):
    """The indices of the `count` best: NaN first, then the greatest; of equal ones the first."""
    key = [(0 if np.isnan(x) else 1, 0 if np.isnan(x) else -x, i) for i, x in enumerate(scores.astype(np.float64))]
    return [i for _, _, i in sorted(key)[: max(count, 0)]]


def select_blocks(scores, top_k):
    mask = np.zeros(scores.shape, bool)
    for at in np.ndindex(*scores.shape[:3]):
        mask[at][best(scores[at], top_k)] = True
    return mask


def attention(q, k, v, mask, block, scale=None):
    """The output and lse, both in float64."""
    q, k, v = (x.astype(np.float64) for x in (q, k, v))
    batch, heads, n, d = q.shape
    m, e = v.shape[2:]
    scale = 1 / np.sqrt(d) if scale is None else scale
    output, lse = np.zeros((batch, heads, n, e)), np.full((batch, heads, n), -INF)
    for b, h, i in np.ndindex(batch, heads, n):
        row = mask[b if mask.shape[0] > 1 else 0, h if mask.shape[1] > 1 else 0, i // block[0]]
        keys = np.flatnonzero(np.repeat(row, block[1])[:m])
        x = scale * (k[b, h, keys] @ q[b, h, i])
        if np.isnan(x).any() or (x == INF).any():
            output[b, h, i], lse[b, h, i] = NAN, NAN
        elif (x > -INF).any():
            top = x.max()
            weights = np.exp(x - top)
            output[b, h, i] = weights @ v[b, h, keys] / weights.sum()
            lse[b, h, i] = top + np.log(weights.sum())
    return output, lse


def gate_tokens(saliency, budget, threshold=None):
    batch, n = saliency.shape
    indices = np.full((batch, min(max(budget, 0), n)), -1, np.int32)
    for b in range(batch):
        passing = [i for i in range(n) if threshold is None or not saliency[b, i] <= threshold]
        chosen = sorted(passing[i] for i in best(saliency[b, passing], budget))
        indices[b, : len(chosen)] = chosen
    return indices


def pack_tokens(tokens, indices):
    packed = np.zeros((*indices.shape, tokens.shape[2]), tokens.dtype)
    for b, i in np.ndindex(*indices.shape):
        if 0 <= indices[b, i] < tokens.shape[1]:
            packed[b, i] = tokens[b, indices[b, i]]
    return packed


def unpack_tokens(packed, indices, base):
    result = base.copy()
    for b, i in np.ndindex(*indices.shape):
        if 0 <= indices[b, i] < base.shape[1]:
            result[b, indices[b, i]] = packed[b, i]
    return result


# ---------------------------------------------------------------- the cases


# NumPy has no bf16: a float32 stands for it. Eighths of small numbers fit in both.
DTYPES = {"f64": np.float64, "f32": np.float32, "f16": np.float16, "bf16": np.float32}


class Cases:
    def __init__(self, folder):
        self.folder = folder

    def save(self, path, **arrays):
        """Writes <folder>/<path>.npz."""
        file = self.folder / f"{path}.npz"
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(file, **arrays)

    def random(self, path, element, *shape):
        """Normal numbers, the same for the same path."""
        rng = np.random.default_rng(list(path.encode()))
        # Eighths: the files stay small, and nothing is lost in 16 bits.
        x = np.round(rng.standard_normal(shape) * 8) / 8
        return x.astype(DTYPES[element])

    def attention(self, path, mask, block, q, k, v, scale=None, folder="attention", **more):
        with np.errstate(invalid="ignore"):
            output, lse = attention(q, k, v, mask, block, scale)
        wide = np.float64 if q.dtype == np.float64 else np.float32
        output, lse = output.astype(wide), lse.astype(wide)
        self.save(f"{folder}/{path}", q=q, k=k, v=v, mask=mask, output=output, lse=lse, **more)

    def qkv(self, path, element, batch, heads, n, m, d, e):
        shapes = {"q": (n, d), "k": (m, d), "v": (m, e)}
        return [self.random(f"{path} {name}", element, batch, heads, *shape) for name, shape in shapes.items()]


def with_density(rng, rows, columns, share):
    """A mask with that share of its blocks, rounded up, wherever they fall."""
    mask = np.zeros(rows * columns, bool)
    mask[rng.permutation(mask.size)[: int(np.ceil(share * mask.size))]] = True
    return mask.reshape(rows, columns)


def attention_cases(cases):
    rng = np.random.default_rng(2)

    def every_density(n, m, bq, bk):
        """A head for each density: none, one block, and 5 to 100 %."""
        shares = [0, 1e-9, 0.05, 0.1, 0.25, 0.5, 0.75, 1]
        return np.stack([with_density(rng, blocks(n, bq), blocks(m, bk), share) for share in shares])[None]

    def case(path, n, m, mask, block, element="f32", d=4, e=3, batch=1, heads=None, scale=None):
        qkv = cases.qkv(path, element, batch, mask.shape[1] if heads is None else heads, n, m, d, e)
        cases.attention(path, mask, block, *qkv, scale=scale)

    # Sizes that no block divides; rows without keys are among the sparse heads.
    for element in ("f32", "f64", "bf16", "f16"):
        case(f"{element}_16x16/densities", 57, 70, every_density(57, 70, 16, 16), (16, 16), element)
    case("f32_64x16/densities", 130, 33, every_density(130, 33, 64, 16), (64, 16), d=2, e=2)
    case("f32_1x1/densities", 7, 9, every_density(7, 9, 1, 1), (1, 1))

    # Heads as wide as real ones.
    mask = np.stack([with_density(rng, 3, 2, 0.7)])[None]
    case("f32_16x16_wide/most", 33, 30, mask, (16, 16), d=64, e=48)

    # No tokens, one token, whole blocks.
    for n, m in ((0, 0), (0, 5), (5, 0), (1, 1), (32, 16)):
        case(f"f32_16x16/{n}_queries_{m}_keys", n, m, np.ones((1, 2, blocks(n, 16), blocks(m, 16)), bool), (16, 16))
    case("f32_16x16/no_batch", 4, 4, np.ones((0, 2, 1, 1), bool), (16, 16), batch=0)
    case("f32_dynamic/no_values", 4, 4, np.ones((1, 1, 1, 1), bool), (16, 16), e=0, scale=0.5)
    case("f32_dynamic/half", 35, 20, with_density(rng, 3, 2, 0.5)[None, None], (16, 16), scale=0.5)

    # One pattern for all batch entries, or all heads, or both.
    for name, batch, heads in (("batch", 1, 3), ("heads", 2, 1), ("both", 1, 1)):
        mask = np.stack([with_density(rng, 3, 2, 0.5) for _ in range(batch * heads)]).reshape(batch, heads, 3, 2)
        case(f"f32_16x16_shared_by_{name}/half", 35, 20, mask, (16, 16), batch=2, heads=3, scale=-0.75)

    # NaN and infinities. Head 0: in the queries, 1: in the keys, 2: in the values, 3: scores that are all -inf.
    q, k, v = cases.qkv("special", "f32", 1, 4, 8, 10, 4, 3)
    mask = np.ones((1, 4, 2, 3), bool)
    mask[..., 1, 1] = False
    q, k = abs(q) + 0.125, abs(k) + 0.125
    q[0, 0, 1, 0], q[0, 0, 2, 1], q[0, 0, 3, 2], q[0, 0, 6, 0] = NAN, INF, -INF, -INF
    k[0, 1, 1, 0], k[0, 1, 4, 1], k[0, 1, 9, 2] = -INF, NAN, -INF
    v[0, 2, 1, 0], v[0, 2, 4, 1], v[0, 2, 9, 2] = INF, NAN, -INF
    k[0, 3] = -INF
    cases.attention("f32_4x4/special", mask, (4, 4), q, k, v)

    # Scores far from 0, where exp would overflow or vanish.
    q, k, v = cases.qkv("large", "f32", 1, 2, 6, 6, 4, 3)
    q[0, 0], q[0, 1] = q[0, 0] * 1000, -abs(q[0, 1]) * 1000 - 500
    k[0, 1] = abs(k[0, 1]) + 1
    cases.attention("f32_4x4/large", np.ones((1, 2, 2, 2), bool), (4, 4), q, k, v)


def element_cases(cases):
    """Attention over sets of elements: masks of B x H x N x M."""
    rng = np.random.default_rng(6)

    def elements(n, m, bq, bk):
        """A head for each kind of set: none, one element, random ones, full and partial blocks mixed, causal, all."""
        one = np.zeros((n, m), bool)
        one[n // 2, m // 2] = True
        some = np.repeat(np.repeat(with_density(rng, blocks(n, bq), blocks(m, bk), 0.6), bq, 0), bk, 1)[:n, :m]
        part = np.repeat(np.repeat(with_density(rng, blocks(n, bq), blocks(m, bk), 0.5), bq, 0), bk, 1)[:n, :m]
        mixed = some & (part | (rng.random((n, m)) < 0.7))
        sets = [one & False, one, rng.random((n, m)) < 0.05, rng.random((n, m)) < 0.5, mixed, causal(n, m), one | True]
        return np.stack(sets)[None]

    def case(path, mask, element="f32", d=4, e=3, batch=1, heads=None, scale=None):
        heads = mask.shape[1] if heads is None else heads
        qkv = cases.qkv(path, element, batch, heads, *mask.shape[2:], d, e)
        cases.attention(path, mask, (1, 1), *qkv, scale=scale, folder="elements", density=density(mask))

    for element in ("f32", "f64", "bf16", "f16"):
        case(f"{element}_16x16/kinds", elements(41, 54, 16, 16), element)
    case("f32_16x16/more_queries", elements(54, 33, 16, 16))
    case("f32_64x16/kinds", elements(130, 33, 64, 16), d=2, e=2)
    case("f32_20x12/kinds", elements(43, 30, 20, 12), d=9, e=17)
    case("f32_4x4/kinds", elements(9, 11, 4, 4))
    case("f32_dynamic/kinds", elements(20, 37, 16, 16), scale=0.5)
    for n, m in ((0, 0), (0, 5), (5, 0), (1, 1)):
        case(f"f32_16x16/{n}_queries_{m}_keys", np.ones((1, 2, n, m), bool))
    case("f32_shared/causal", causal(35, 20)[None, None], batch=2, heads=3)

    # What a query does not see has no influence on it. Head 0: NaN and infinities in keys, 1: in values, 2: in both, and
    # in queries. Half of the elements are seen, so that each of them is seen by some queries.
    for name, part in (("f32_4x4", 4), ("f32_dynamic", 16)):
        n, m = 2 * part + 2, 3 * part + 1
        q, k, v = cases.qkv(f"{name}/special", "f32", 1, 3, n, m, 4, 3)
        q, k = abs(q) + 0.125, abs(k) + 0.125
        mask = rng.random((1, 3, n, m)) < 0.5
        mask[..., : part // 2, :part] = True
        for h, x in ((0, k), (1, v), (2, k), (2, v)):
            for j, value in ((1, NAN), (part, INF), (part + 1, -INF), (2 * part, NAN), (m - 1, INF)):
                x[0, h, j, j % x.shape[3]] = value
        q[0, 2, 1, 0], q[0, 2, 5, 1], q[0, 2, n - 1, 2] = NAN, -INF, INF
        scale = {"scale": 0.5} if name == "f32_dynamic" else {}
        cases.attention(f"{name}/special", mask, (1, 1), q, k, v, folder="elements", density=density(mask), **scale)


def pattern_cases(cases):
    for n, m in ((0, 5), (-3, 5), (1, 1), (33, 64)):
        mask = dense(1, 2, n, m, 16, 8)
        cases.save(f"dense/dense_16x8/{n}_{m}", n=n, m=m, mask=mask, density=density(mask))
    for name, grid, radius, number_global, block in (
        ("window_1x1", (2, 3, 4), (1, 1, 2), 3, (1, 1)),
        ("window_4x4", (2, 3, 4), (0, 1, 1), 3, (4, 4)),
        ("window_3x5", (3, 2, 5), (1, 0, 9), 0, (3, 5)),
        ("window_16x16", (1, 1, 1), (0, 0, 0), 0, (16, 16)),
    ):
        mask = window(grid, radius, number_global, *block)
        cases.save(f"window/{name}/mask", mask=np.stack([mask, mask])[None], density=density(mask))
    for name, grid, radius, number_global in (
        ("elements_4x4", (2, 3, 4), (0, 1, 1), 3),
        ("window_elements_16x8", (3, 4, 5), (1, 1, 9), 2),
        ("elements_4x16", (1, 1, 1), (0, 0, 0), 0),
    ):
        mask = see_window(grid, radius, number_global)
        cases.save(f"window/{name}/mask", mask=np.stack([mask, mask])[None], density=density(mask))
    # Grids of any sizes: none, of one token, of lines and images, and of radii that reach beyond.
    grids = ((0, 0, 0), (0, 3, 4), (-1, 3, 4), (1, 1, 1), (1, 1, 9), (1, 5, 1), (7, 1, 1), (1, 5, 6), (2, 3, 4), (3, 4, 5), (4, 2, 3))
    for name, radius, number_global, block, holds_elements in (
        ("blocks", (1, 1, 2), 0, (4, 4), False),
        ("ragged", (0, 1, 1), 3, (3, 5), False),
        ("wide", (9, 2**62, 2**63 - 1), 1, (16, 8), False),
        ("elements", (1, 0, 1), 2, (16, 8), True),
        ("units", (0, 2, 0), 0, (1, 1), True),
    ):
        for grid in grids:
            see = see_window([max(size, 0) for size in grid], radius, number_global)
            mask = see if holds_elements else covered(see, *block)
            sizes = dict(zip("tyx", map(np.int64, grid)), n=np.int64(len(see)))
            path = f"open_window/{name}/{'_'.join(map(str, grid))}"
            cases.save(path, mask=np.stack([mask, mask])[None], density=density(mask), **sizes)
    for n, m in ((0, 5), (-3, 5), (1, 1), (33, 64)):
        mask = np.ones((1, 2, max(n, 0), m), bool)
        cases.save(f"dense/elements_16x8/{n}_{m}", n=n, m=m, mask=mask, density=density(mask))
    rng = np.random.default_rng(3)
    for name, shape, share in (
        ("none", (1, 2, 3, 5), 0),
        ("third", (2, 3, 4, 5), 1 / 3),
        ("no_blocks", (1, 2, 0, 5), 1),
    ):
        mask = rng.random(shape) < share
        cases.save(f"density/density_2x3/{name}", mask=mask, density=density(mask))


def algebra_cases(cases):
    """Two patterns as their masks, and what the algebra makes of them. One batch entry or head serves the other's."""
    rng = np.random.default_rng(7)

    def some(shape, share, bq, bk):
        """Elements that fill some blocks, touch some, and leave some out."""
        batch, heads, n, m = shape
        kind = rng.integers(0, 4, (batch, heads, blocks(n, bq), blocks(m, bk)))
        see = repeated(kind == 1, bq, bk, n, m) | (repeated(kind == 2, bq, bk, n, m) & (rng.random(shape) < share))
        return see

    def count(mask):
        return np.int64(mask.sum())

    def case(path, a, b, bq, bk, n, m, holds):
        """`holds`: what a and b hold, and which decides the result."""
        see_a = a if holds[0] == "e" else repeated(a, bq, bk, n, m)
        see_b = b if holds[1] == "e" else repeated(b, bq, bk, n, m)
        whole = (lambda see: see) if "e" in holds else (lambda see: covered(see, bq, bk))
        both, either = see_a & see_b, see_a | see_b
        cases.save(
            f"algebra/{path}",
            a=a,
            b=b,
            n=n,
            m=m,
            either=whole(either),
            both=whole(both),
            neither=whole(~either) if "e" in holds else ~covered(either, bq, bk),
            blocks=count(covered(either, bq, bk)),
            elements=count(either),
        )

    for n, m in ((37, 53), (16, 8), (1, 1), (0, 5), (5, 0)):
        name = f"{n}_{m}"
        for share in (0.0, 0.5, 1.0):
            of_blocks = lambda *heads: rng.random((*heads, blocks(n, 16), blocks(m, 8))) < share
            of_elements = lambda *heads: some((*heads, n, m), share, 16, 8)
            case(f"blocks/{name}_{share}", of_blocks(2, 1), of_blocks(1, 3), 16, 8, n, m, "bb")
            case(f"elements/{name}_{share}", of_elements(2, 1), of_elements(1, 3), 16, 8, n, m, "ee")
            case(f"mixed/{name}_{share}", of_blocks(1, 3), of_elements(2, 3), 16, 8, n, m, "be")
    case("elements/no_batch", np.ones((0, 1, 4, 5), bool), np.ones((0, 3, 4, 5), bool), 16, 8, 4, 5, "ee")
    wide = [rng.random((1, 1, 150, 40)) < 0.5 for _ in "ab"]
    case("elements_128x32/halves", *wide, 128, 32, 150, 40, "ee")
    # Blocks whose masks fill no vectors, whose keys are no eights, and whose queries fill more bytes than a vector has.
    other = np.random.default_rng(9)
    for bq, bk, n, m in ((7, 5, 30, 43), (1, 1, 9, 21), (1100, 3, 1200, 20), (40, 20, 90, 50)):
        halves = [repeated(other.random((1, 2, blocks(n, bq), blocks(m, bk))) < 0.5, bq, bk, n, m) for _ in "ab"]
        some_of = [half & ((other.random(half.shape) < 0.5) | (other.random((1, 2, 1, 1)) < 0.5)) for half in halves]
        case(f"elements_{bq}x{bk}/some", *some_of, bq, bk, n, m, "ee")
    # Columns around the ends of windows of 1024, which begin with the least column that is left.
    rows = [([0, 1023, 1024], [1]), ([5, 1028, 1029, 2599], [2599]), ([], [0, 1024, 2048]), ([700], [1723, 1724]), ([], [])]
    rows[4] = [np.sort(other.choice(2600, 10, replace=False)) for _ in "ab"]
    a, b = np.zeros((2, 1, 1, len(rows) + 1, 2600), bool)
    for row, columns in enumerate(rows):
        a[0, 0, row, columns[0]], b[0, 0, row, columns[1]] = True, True
    a[0, 0, -1], b[0, 0, -1] = other.random((2, 2600)) < [[0.01], [0.5]]
    twice = [np.concatenate([mask, mask[:, :, ::-1]]) for mask in (a, b)]
    case("blocks/windows", *twice, 16, 8, 93, 20797, "bb")
    bits, full = other.random((2, 1, 1, 93, 20797)) < 0.05, other.random((2, *a.shape)) < 0.3
    see = [repeated(c, 16, 8, 93, 20797) & (bit | repeated(f, 16, 8, 93, 20797)) for c, bit, f in zip((a, b), bits, full)]
    case("elements/windows", *see, 16, 8, 93, 20797, "ee")
    # More bytes of masks behind a block than 32 bits count.
    far = np.zeros((1, 1, 1, 600000), bool)
    far[..., :8] = True
    case("elements_32768x2/far", far, far & (np.arange(600000) % 2 == 0), 32768, 2, 1, 600000, "ee")


def structured_cases(cases):
    rng = np.random.default_rng(8)
    for block, holds in ((16, "elements"), (16, "blocks"), (3, "elements")):
        bq, bk = block, block // 2 + 2
        part = f"{holds}_{bq}x{bk}"
        whole = (lambda see: see) if holds == "elements" else (lambda see: covered(see, bq, bk))
        uq, uk = (1, 1) if holds == "elements" else (bq, bk)
        for n, m in ((45, 45), (30, 47), (47, 30), (1, 1), (0, 4), (4, 0)):
            ids_q = np.sort(rng.integers(0, 4, (2, n)), -1).astype(np.int32)
            ids_k = np.sort(rng.integers(0, 4, (2, m)), -1).astype(np.int32)
            if n == 47:  # not in order, and far apart
                ids_q, ids_k = [rng.choice([-(2**31), 2**31 - 1, 0], x.shape).astype(np.int32) for x in (ids_q, ids_k)]
            of_rows, of_columns, of_heads = (
                rng.random(shape) < 0.5 for shape in ((2, 3, blocks(n, uq)), (2, 3, blocks(m, uk)), (2, 3))
            )
            of_rows[..., : blocks(n // 2, uq)] = True
            of_columns[..., : blocks(m // 2, uk)] = False
            everywhere = np.ones((2, 3, blocks(n, uq), blocks(m, uk)), bool)
            few = np.array([0.0, -0.0, 1.0, -1.0, 2.0, NAN, INF, -INF])
            scores = rng.choice(few, everywhere.shape).astype(np.float32)
            cases.save(
                f"structured/{part}/{n}_{m}",
                n=n,
                m=m,
                ids_q=ids_q,
                ids_k=ids_k,
                of_rows=of_rows,
                of_columns=of_columns,
                of_heads=of_heads,
                scores=scores,
                causal=whole(causal(n, m)[None, None]),
                band=whole(stripe(n, m, -5, 9)[None, None]),
                dilated=whole(stripe(n, m, 2, 2, 7)[None, None]),
                every=whole(stripe(n, m, 1, 8, 8)[None, None]),
                nothing=whole(stripe(n, m, 1, 0)[None, None]),
                documents=whole((ids_q[:, :, None] == ids_k[:, None])[:, None]),
                rows=everywhere & of_rows[..., None],
                columns=everywhere & of_columns[..., None, :],
                heads=everywhere & of_heads[..., None, None],
                two_of_five=n_of_m(scores, 2, 5),
            )


def diagonals(mask, n, m):
    """Query i sees key j where diagonal j - i + n - 1 of the mask is true: ... x N x M."""
    return mask[..., np.arange(m)[None] - np.arange(n)[:, None] + n - 1]


def diagonal_cases(cases):
    rng = np.random.default_rng(81)
    sizes = ((45, 45), (30, 47), (47, 30), (1, 1), (1, 19), (19, 1), (16, 10), (17, 11), (0, 4), (4, 0), (0, 0))
    for bq, bk, holds in ((16, 10, "elements"), (16, 10, "blocks"), (3, 3, "elements")):
        whole = (lambda see: see) if holds == "elements" else (lambda see: covered(see, bq, bk))
        for n, m in sizes:
            number = max(n + m - 1, 0)
            shares = np.array([[0.0, 1.0, 0.5], [0.02, 0.1, 0.9]])[..., None]
            mask = rng.random((2, 3, number)) < shares
            mask[1, 2, number // 3 :] = True  # blocks that are full, and blocks that are not
            keys = rng.random((2, 3, m)) < 0.1
            see = diagonals(mask, n, m)
            lines = np.broadcast_to(keys[..., None, :], see.shape)
            cases.save(
                f"diagonals/{holds}_{bq}x{bk}/{n}_{m}",
                n=n,
                m=m,
                mask=mask,
                keys=keys if holds == "elements" else covered(keys[..., None, :], 1, bk)[..., 0, :],
                see=whole(see),
                vertical_slash=whole(see | lines) & whole(causal(n, m)),
            )


def vertical_slash_cases(cases):
    for n, m, keys, slashes in ((37, 37, 3, 4), (20, 41, 5, 1), (4, 4, 0, 2), (33, 48, 0, 0), (30, 30, 99, 99)):
        rng = np.random.default_rng(82)
        q, k = (rng.standard_normal((1, 2, size, 8)).astype(np.float32) for size in (n, m))
        scores = np.einsum("bhid,bhjd->bhij", q[:, :, -4:].astype(float), k.astype(float)) / np.sqrt(8)
        weights = np.where(causal(n, m)[-4:], np.exp(scores), 0)
        weights /= weights.sum(-1, keepdims=True)
        chosen, seen = np.zeros((1, 2, m), bool), np.zeros((1, 2, n + m - 1), bool)
        for h in range(2):
            by_diagonal = np.zeros(n + m - 1)
            for i, j in np.ndindex(4, m):
                by_diagonal[j - (n - 4 + i) + n - 1] += weights[0, h, i, j]
            chosen[0, h][best(weights[0, h].sum(0), keys)] = True
            seen[0, h][best(by_diagonal, slashes)] = True
        mask = (diagonals(seen, n, m) | chosen[..., None, :]) & causal(n, m)
        cases.save(f"vertical_slash/{n}_{m}", q=q, k=k, keys=keys, slashes=slashes, mask=mask)


def n_of_m_budget_cases(cases):
    few = np.array([0.0, -0.0, 1.0, -1.0, 2.0, NAN, INF, -INF])
    for part, element in (("blocks", "f32"), ("elements", "f64")):
        for rows, columns in ((3, 12), (1, 5), (0, 4), (4, 0)):
            rng = np.random.default_rng([rows, columns])
            scores = rng.choice(few, (2, 2, rows, columns)).astype(DTYPES[element])
            for budget in (-(2**63), -1, 0, 1, 2, 3, 4, 2**63 - 1):
                cases.save(
                    f"n_of_m_budget/{part}/{rows}_{columns}_{budget}",
                    scores=scores,
                    budget=np.int64(budget),
                    mask=n_of_m(scores, 3, 5, budget),
                    of_nine=n_of_m(scores, 9, 5, budget),
                )


def n_of_m_group_cases(cases):
    """Groups that share a vector, that fill one, and that no vector holds, in rows that end within one."""
    few = np.array([0.0, -0.0, 1.0, -1.0, 2.0, NAN, INF, -INF])
    for element in ("f32", "f64"):
        rng = np.random.default_rng(91)
        for columns in (1, 15, 16, 33, 64, 83):
            scores = rng.standard_normal((2, 2, 3, columns))
            scores[0] = rng.choice(few, scores[0].shape)
            scores = scores.astype(DTYPES[element])
            masks = {f"m{m}": n_of_m(scores, n, m) for n, m in ((1, 1), (2, 4), (1, 7), (5, 16), (3, 17), (20, 40))}
            cases.save(f"n_of_m_groups/{element}/{columns}", scores=scores, **masks)


def long_row_cases(cases):
    """Rows that are long enough for the search to look where to cut: numbers spread in many ways, one a row."""
    for element, columns in (("f32", 600), ("f64", 300)):
        rng = np.random.default_rng(columns)
        normal = rng.standard_normal(columns)
        few = np.array([0.0, -0.0, 1.0, -1.0, 2.0, NAN, INF, -INF])
        rows = [
            normal,
            np.exp(8 * normal),
            -np.exp(8 * normal),
            np.round(normal),
            np.full(columns, -3.0),
            np.where(rng.random(columns) < 0.7, -INF, normal),
            np.where(rng.random(columns) < 0.2, NAN, 1e30 * normal),
            rng.choice(few, columns),
            1e-42 * normal,
            np.where(rng.random(columns) < 0.5, 3e38, -3e38),
            np.sort(normal) + 5,
        ]
        scores = np.stack(rows).astype(DTYPES[element])[None, :, None]
        masks = {f"top{count}": select_blocks(scores, count) for count in (0, 1, 7, 150, 299, columns)}
        gated = {}
        for count in (7, 150, columns):
            indices = gate_tokens(scores[0, :, 0], count, 0.25)
            gated[f"gated{count}"] = (indices[..., None] == np.arange(columns)).any(1)[None, :, None]
        cases.save(f"long_rows/{element}", scores=scores, **masks, **gated)


def block_cases(cases):
    def score(path, q, k, block, scale=None):
        with np.errstate(invalid="ignore"):
            cases.save(f"score/{path}", q=q, k=k, scores=score_blocks(q, k, block, scale))

    for element in ("f32", "f64", "bf16", "f16"):
        path = f"{element}_16x8/ragged"
        score(path, *cases.qkv(path, element, 2, 2, 37, 19, 5, 0)[:2], (16, 8))
    q, k = cases.qkv("score special", "f32", 1, 1, 6, 6, 4, 0)[:2]
    q[0, 0, 1, 0], k[0, 0, 3, 1], q[0, 0, 5, 2] = NAN, INF, -INF
    score("f32_2x3_scaled/special", q, k, (2, 3), 0.3)
    for n, m in ((0, 4), (4, 0), (1, 1)):
        score(f"f32_2x3_scaled/{n}_queries_{m}_keys", *cases.qkv("few", "f32", 1, 2, n, m, 4, 0)[:2], (2, 3), 0.3)

    rng = np.random.default_rng(4)
    few = np.array([0.0, -0.0, 1.0, -1.0, 2.0, NAN, INF, -INF])
    for element, counts in (("f32", (-1, 0, 1, 3, 9, 2**40)), ("f64", (3,))):
        for k in counts:
            scores = rng.choice(few, (2, 2, 3, 9)).astype(DTYPES[element])
            cases.save(f"select/{element}/ties_{k}", scores=scores, k=k, mask=select_blocks(scores, k))
    scores = rng.standard_normal((1, 2, 4, 17)).astype(np.float32)
    cases.save("select/f32/distinct_5", scores=scores, k=5, mask=select_blocks(scores, 5))
    cases.save("select/f32/no_columns", scores=scores[..., :0], k=5, mask=select_blocks(scores[..., :0], 5))

    # All the way, in a batch of two with three heads.
    q, k, v = cases.qkv("all the way", "f32", 2, 3, 50, 50, 8, 4)
    mask = select_blocks(score_blocks(q, k, (8, 8)), 2)
    output, lse = attention(q, k, v, mask, (8, 8))
    output, lse = output.astype(np.float32), lse.astype(np.float32)
    cases.save("chosen/chosen_8x8/two", q=q, k=k, v=v, top_k=2, output=output, lse=lse)


def token_cases(cases):
    rng = np.random.default_rng(5)
    few = np.array([0.0, -0.0, 0.5, 1.0, -1.0, NAN, INF, -INF])
    limits = ((-1, 0), (4, 0.5), (4, -INF), (30, 0), (5, NAN))
    for element, limits in (("f32", limits), ("f64", limits[1:2]), ("bf16", limits[1:2])):
        for budget, threshold in limits:
            saliency = rng.choice(few, (2, 11)).astype(DTYPES[element])
            cases.save(
                f"gate/{element}/budget_{budget}_threshold_{threshold}",
                saliency=saliency,
                budget=budget,
                threshold=np.float32(threshold),
                indices=gate_tokens(saliency, budget, threshold),
                indices_of_all=gate_tokens(saliency, budget),
            )
    empty = np.zeros((2, 0), np.float32)
    none = gate_tokens(empty, 3)
    cases.save(
        "gate/f32/no_tokens", saliency=empty, budget=3, threshold=np.float32(0), indices=none, indices_of_all=none
    )

    sizes = (("twice", 3, 8, 2), ("some", 7, 5, 3), ("no_tokens", 0, 4, 2), ("none_chosen", 5, 0, 2))
    for element, sizes in (("f32", sizes), ("f64", sizes[:1]), ("bf16", sizes[:1])):
        for name, n, k, c in sizes:
            path = f"pack/{element}/{name}"
            tokens, packed = cases.random(path, element, 2, n, c), cases.random(path + "packed", element, 2, k, c)
            indices = rng.choice([-1, n, -(2**31), 2**31 - 1, *range(n), *range(n)], (2, k)).astype(np.int32)
            cases.save(
                path,
                tokens=tokens,
                indices=indices,
                from_packed=packed,
                packed=pack_tokens(tokens, indices),
                unpacked=unpack_tokens(packed, indices, tokens),
            )


if __name__ == "__main__":
    cases = Cases(pathlib.Path(__file__).parent / "Inputs")
    of_structure = (structured_cases, diagonal_cases, vertical_slash_cases, n_of_m_budget_cases, n_of_m_group_cases)
    of_patterns = (pattern_cases, algebra_cases, *of_structure, long_row_cases)
    for write in (attention_cases, element_cases, *of_patterns, block_cases, token_cases):
        write(cases)
