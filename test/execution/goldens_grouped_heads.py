"""Attention whose heads of queries share keys and values, in NumPy and float64, straight from its specification; and the files that
grouped-heads.mlir reads. Like goldens.py, from which it takes what both need: independent of the compiler, run by hand.
"""

import pathlib

import numpy as np

from goldens import INF, NAN, Cases, attention, blocks, causal, with_density


def shared(keys, heads):
    """What each head of queries reads."""
    return np.repeat(keys, heads // max(keys.shape[1], 1), axis=1)


def biased(q, k, bias, scale):
    """Queries and keys with the bias as one more channel."""
    one = np.full((*q.shape[:3], 1), 1.0)
    of_keys = np.broadcast_to(bias / scale, k.shape[:3])[..., None]
    return np.concatenate([q, one], 3), np.concatenate([k, of_keys], 3)


def case(cases, path, mask, block, n, m, batch, heads, of_keys, element="f32", d=8, e=5, biases=1, change=None):
    """`scale` is 0.75, and a bias for each key is added, of one head for all or of as many as keys have."""
    q = cases.random(f"grouped q {path}", element, batch, heads, n, d)
    k, v = (cases.random(f"grouped {name} {path}", element, batch, of_keys, m, size) for name, size in (("k", d), ("v", e)))
    wide = np.float64 if element == "f64" else np.float32
    bias = cases.random(f"grouped bias {path}", "f64", 1, biases, m).astype(wide)
    if change:
        change(q, k, v)
    for name, more in (("plain", None), ("biased", bias)):
        of = [x.astype(np.float64) for x in (q, k, v)]
        if more is not None:
            of[:2] = biased(of[0], of[1], more.astype(np.float64), 0.75)
        with np.errstate(invalid="ignore"):
            made = attention(of[0], shared(of[1], heads), shared(of[2], heads), mask, block, 0.75)
        if name == "plain":
            output, lse = (x.astype(wide) for x in made)
        else:
            with_bias, _ = (x.astype(wide) for x in made)
    cases.save(f"grouped_heads/{path}", q=q, k=k, v=v, bias=bias, mask=mask, output=output, lse=lse, biased=with_bias)


def some(rng, batch, heads, n, m, block, share):
    grid = blocks(n, block[0]), blocks(m, block[1])
    return np.array([[with_density(rng, *grid, share) for _ in range(heads)] for _ in range(batch)]).reshape(batch, heads, *grid)


def write(cases):
    rng = np.random.default_rng(23)
    block = (16, 16)
    # Groups of one, two, three and all heads; a pattern of each head of queries, or of one for all.
    for of_keys in (6, 3, 2, 1):
        mask = some(rng, 2, 6, 37, 50, block, 0.4)
        case(cases, f"f32_16x16/{of_keys}_of_6", mask, block, 37, 50, 2, 6, of_keys, biases=of_keys)
        case(cases, f"f32_16x16/{of_keys}_of_6_one_pattern", mask[:1, :1], block, 37, 50, 2, 6, of_keys)
    for share in (0, 0.01, 0.25, 1):
        case(cases, f"f32_16x16/density_{share}", some(rng, 1, 4, 37, 50, block, share), block, 37, 50, 1, 4, 2)
    for element in ("f64", "bf16", "f16"):
        mask = some(rng, 1, 4, 37, 50, block, 0.5)
        case(cases, f"{element}_16x16/half", mask, block, 37, 50, 1, 4, 2, element, biases=2)
    # No tokens, one token, whole blocks, no heads.
    for n, m in ((0, 0), (0, 5), (5, 0), (1, 1), (32, 48)):
        mask = np.ones((1, 4, blocks(n, 16), blocks(m, 16)), bool)
        case(cases, f"f32_16x16/{n}_queries_{m}_keys", mask, block, n, m, 1, 4, 2)
    case(cases, "f32_16x16/no_heads", np.ones((1, 0, 1, 1), bool), block, 4, 4, 1, 0, 0)
    case(cases, "f32_16x16/no_batch", np.ones((0, 4, 1, 1), bool), block, 4, 4, 0, 4, 2)
    # Elements: causal, which leaves blocks in part, and others; lists of single keys.
    sets = np.stack([causal(37, 50), rng.random((37, 50)) < 0.1, causal(37, 50) & (rng.random((37, 50)) < 0.5), causal(37, 50) & False])
    case(cases, "f32_16x16_elements/kinds", sets[None], (1, 1), 37, 50, 1, 4, 2)
    case(cases, "bf16_16x16_elements/kinds", sets[None], (1, 1), 37, 50, 1, 4, 1, "bf16")
    case(cases, "f32_16x16_elements/causal", causal(37, 50)[None, None], (1, 1), 37, 50, 2, 4, 2)
    case(cases, "f32_1x1/tenth", rng.random((1, 4, 21, 19)) < 0.1, (1, 1), 21, 19, 1, 4, 2)
    for format in ("csr", "hybrid"):
        mask = rng.random((1, 4, 21, 35)) < 0.2
        mask[:, :, :16, :16] = True
        case(cases, f"f32_{format}/some", mask, (1, 1), 21, 35, 1, 4, 2)

    # What is not a number reaches the heads of queries that share it, and no other.
    def special(q, k, v):
        k[0, 0, 3, 1], v[0, 1, 7, 2], q[0, 1, 4, 0] = NAN, NAN, INF

    case(cases, "f32_16x16/special", some(rng, 1, 6, 37, 50, block, 0.5), block, 37, 50, 1, 6, 3, change=special)


if __name__ == "__main__":
    write(Cases(pathlib.Path(__file__).parent / "Inputs"))
