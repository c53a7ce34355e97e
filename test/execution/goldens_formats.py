"""Sets of elements in every format, in NumPy and float64: what attention over them gives, and what they hold. Like goldens.py,
from which it takes what both need: independent of the compiler, run by hand.
"""

import pathlib

import numpy as np

from goldens import INF, NAN, Cases, attention, blocks, covered, density, repeated


def cases_of_elements(cases):
    rng = np.random.default_rng(21)

    def case(element, name, heads, see, d=4, e=3, spoil=None):
        """`heads` of the operands; `see` has them, or one that serves all."""
        n, m = see.shape[2:]
        path = f"formats/{element}/{name}"
        q, k, v = cases.qkv(path, element, max(see.shape[0], 1), heads, n, m, d, e)
        if spoil:
            spoil(q, k, v, see)
        output, lse = attention(q, k, v, see, (1, 1))
        cases.save(
            path,
            q=q,
            k=k,
            v=v,
            mask=see,
            output=output.astype(q.dtype),
            lse=lse.astype(np.float64 if element == "f64" else np.float32),
            density=density(see),
            blocks=np.int64(covered(see, 16, 8).sum()),
            elements=np.int64(see.sum()),
        )

    def mixed(heads, n, m):
        """Blocks that are full, half full, of one element, and empty; and rows that see nothing."""
        batch, heads = heads
        kind = rng.integers(0, 4, (batch, heads, blocks(n, 16), blocks(m, 8)))
        kind = repeated(kind, 16, 8, n, m)
        see = (kind == 1) | ((kind == 2) & (rng.random(kind.shape) < 0.5)) | ((kind == 3) & (rng.random(kind.shape) < 0.01))
        see[:, :, n // 3 : n // 3 + 5] = False
        return see

    some = lambda shape, share: rng.random(shape) < share
    case("f32", "mixed", 3, mixed((2, 3), 53, 75))
    case("f32", "one_pattern_for_all", 3, mixed((1, 1), 40, 40))
    case("f32", "long_gaps", 1, some((1, 1, 3, 1500), 0.002))
    case("f32", "density_0", 2, some((1, 2, 37, 19), 0.0))
    case("f32", "density_1", 2, some((1, 2, 37, 19), 1.1))
    case("f32", "one_token", 1, some((1, 1, 1, 1), 1.1))
    case("f32", "no_queries", 2, some((1, 2, 0, 9), 1.1))
    case("f32", "no_keys", 2, some((1, 2, 9, 0), 1.1))
    case("f64", "mixed", 2, mixed((1, 2), 33, 29))
    case("bf16", "mixed", 2, mixed((1, 2), 33, 29))
    case("f16", "mixed", 2, mixed((1, 2), 33, 29))

    def spoil(q, k, v, see):
        """NaN and infinities where only some queries see them; a key that nobody sees is NaN altogether."""
        k[0, 0, 3, 1], v[0, 0, 5, 0], v[0, 0, 7, 1], k[0, 0, 9] = NAN, INF, NAN, NAN
        see[:, :, :, 9] = False
        see[:, :, 20:, :8] = False

    case("f32", "special", 1, mixed((1, 1), 33, 29), spoil=spoil)

    def lines(heads, n, m):
        """Whole rows, columns and diagonals, of each head others, and single elements."""
        see = rng.random((*heads, n, m)) < 0.05
        distance = np.arange(m)[None, :] - np.arange(n)[:, None]
        for head in np.ndindex(heads):
            see[head][rng.integers(0, n, 3)] = True
            see[head][:, rng.integers(0, m, 4)] = True
            for whole in (0, *rng.integers(1 - n, m, 4), 1 - n, m - 1):
                see[head][distance == whole] = True
        see[0, 0, n // 2] = False
        return see

    case("f32", "lines", 3, lines((2, 3), 37, 53))
    case("f32", "tall_lines", 1, lines((1, 1), 70, 9))


def cases_of_sparse_tensors(cases):
    """Elements or blocks as a sparse matrix, of ones and of values in the order of storage, times a vector."""
    rng = np.random.default_rng(72)
    for name, n, m, bq, bk, density in [
        ("mixed", 37, 53, 1, 1, 0.3),
        ("nothing", 9, 17, 1, 1, 0.0),
        ("everything", 17, 9, 1, 1, 1.1),
        ("one", 1, 1, 1, 1, 1.1),
        ("long_row", 1, 100, 1, 1, 0.1),
        ("blocks", 32, 24, 4, 3, 0.4),
        ("all_blocks", 6, 16, 3, 8, 1.1),
        ("no_blocks", 6, 16, 3, 8, 0.0),
    ]:
        mask = rng.random((n // bq, m // bk)) < density
        mask[len(mask) // 2] &= density > 1
        values = rng.standard_normal((mask.sum(), bq, bk)).astype(np.float32)
        matrix = np.zeros((n, m))
        for (r, s), block in zip(np.argwhere(mask), values):
            matrix[r * bq : (r + 1) * bq, s * bk : (s + 1) * bk] = block
        x = rng.standard_normal(m).astype(np.float32)
        cases.save(
            f"sparse_tensors/{name}_{n}_{m}_{bq}_{bk}",
            mask=mask[None, None],
            values=values.reshape(-1),
            x=x,
            sums=(np.kron(mask, np.ones((bq, bk))) @ x.astype(np.float64)).astype(np.float32),
            products=(matrix @ x.astype(np.float64)).astype(np.float32),
        )


def cases_of_heads(cases):
    """The same of several batch entries and heads: a sparse tensor of four dimensions, times a vector for each head."""
    rng = np.random.default_rng(74)
    for name, batch, heads, n, m, bq, bk, density in [
        ("mixed", 2, 3, 7, 9, 1, 1, 0.3),
        ("nothing", 2, 2, 3, 5, 1, 1, 0.0),
        ("everything", 3, 1, 5, 4, 1, 1, 1.1),
        ("one", 1, 1, 1, 1, 1, 1, 1.1),
        ("blocks", 2, 3, 8, 9, 4, 3, 0.4),
        ("no_blocks", 1, 2, 6, 16, 3, 8, 0.0),
    ]:
        mask = rng.random((batch, heads, n // bq, m // bk)) < density
        # Heads of which nothing is stored: the first, one between, and the last.
        if density < 1:
            for empty in (0, heads, -1):
                mask.reshape(-1, *mask.shape[2:])[empty % (batch * heads)] = False
        values = rng.standard_normal((mask.sum(), bq, bk)).astype(np.float32)
        matrix = np.zeros((batch, heads, n, m))
        for (b, h, r, s), block in zip(np.argwhere(mask), values):
            matrix[b, h, r * bq : (r + 1) * bq, s * bk : (s + 1) * bk] = block
        x = rng.standard_normal((batch, heads, m)).astype(np.float32)
        times = lambda a: (a @ x.astype(np.float64)[..., None])[..., 0].astype(np.float32)
        cases.save(
            f"sparse_tensors_of_heads/{name}_{batch}_{heads}_{n}_{m}_{bq}_{bk}",
            mask=mask,
            values=values.reshape(-1),
            x=x,
            sums=times(repeated(mask, bq, bk, n, m)),
            products=times(matrix),
            count=np.int64(values.size),
        )


if __name__ == "__main__":
    cases_of_elements(Cases(pathlib.Path(__file__).parent / "Inputs"))
    cases_of_sparse_tensors(Cases(pathlib.Path(__file__).parent / "Inputs"))
    cases_of_heads(Cases(pathlib.Path(__file__).parent / "Inputs"))
