"""Matching, merging and unmerging tokens in NumPy and float64, straight from the specifications; and the files that their tests
read. Like goldens.py, from which it takes what both need: independent of the compiler, run by hand.
"""

import pathlib

import numpy as np

from goldens import DTYPES, INF, NAN, Cases

# ---------------------------------------------------------------- the ops


def ascending_sum(products):
    """Over the last axis, one after the other."""
    total = np.zeros(products.shape[:-1])
    for c in range(products.shape[-1]):
        total = total + products[..., c]
    return total


def match_tokens(keys, merge, protect):
    batch, n, _ = keys.shape
    k = keys.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        norms = np.sqrt(ascending_sum(k * k))[..., None]
        units = np.where(norms == 0, 0, k / norms)
    sources = [t for t in range(protect, n) if t % 2 == 0]
    destinations = [t for t in range(protect, n) if t % 2 == 1]
    number = min(max(merge, 0), len(sources)) if destinations else 0
    groups = np.zeros((batch, n), np.int32)
    for b in range(batch):
        best = []
        for a in sources if number else []:
            with np.errstate(invalid="ignore"):
                similarity = ascending_sum(units[b, a] * units[b, destinations])
            similarity = np.where(np.isnan(similarity), -INF, similarity)
            d = int(np.argmax(similarity))
            best.append((-similarity[d], a, destinations[d]))
        merged = {a: d for _, a, d in sorted(best)[:number]}
        left = [t for t in range(n) if t not in merged]
        for t in range(n):
            groups[b, t] = left.index(merged.get(t, t))
    return groups, n - number


def merge_tokens(tokens, groups, count, sizes):
    """In the type that the specification says, one token after the other."""
    wide = np.float64 if tokens.dtype == np.float64 else np.float32
    batch, n, channels = tokens.shape
    merged = np.zeros((batch, max(count, 0), channels), tokens.dtype)
    of_merged = np.zeros((batch, max(count, 0)), wide)
    for b, j in np.ndindex(*of_merged.shape):
        members = [t for t in range(n) if groups[b, t] == j]
        total, size = np.zeros(channels, wide), wide(0)
        for t in members:
            total = total + sizes[b, t] * tokens[b, t].astype(wide)
            size = size + sizes[b, t]
        of_merged[b, j] = size
        if len(members) == 1:
            merged[b, j] = tokens[b, members[0]]
        elif members:
            with np.errstate(invalid="ignore", divide="ignore"):
                merged[b, j] = (total / size).astype(tokens.dtype)
    return merged, of_merged


def unmerge_tokens(merged, groups):
    tokens = np.zeros((*groups.shape, merged.shape[2]), merged.dtype)
    for b, t in np.ndindex(*groups.shape):
        if 0 <= groups[b, t] < merged.shape[1]:
            tokens[b, t] = merged[b, groups[b, t]]
    return tokens


def attention(q, k, v, see, scale, bias):
    """Element masks; the bias of a key is added to its scores."""
    q, k, v, bias = (x.astype(np.float64) for x in (q, k, v, bias))
    with np.errstate(invalid="ignore", divide="ignore"):
        x = scale * np.einsum("bhid,bhjd->bhij", q, k) + bias[:, :, None]
        output, lse = np.zeros((*x.shape[:3], v.shape[3])), np.full(x.shape[:3], -INF)
        for b, h, i in np.ndindex(*lse.shape):
            row, values = x[b, h, i][see[b, h, i]], v[b, h][see[b, h, i]]
            if row.size and not (row == -INF).all():
                m = row.max()
                w = np.exp(row - m)
                output[b, h, i], lse[b, h, i] = (w / w.sum()) @ values, m + np.log(w.sum())
    return output, lse


# ---------------------------------------------------------------- the cases


def match_cases(cases):
    def save(path, keys, *merges):
        for merge in merges:
            made = {}
            for protect in (0, 1, 4):
                groups, count = match_tokens(keys, merge, protect)
                made |= {f"groups_{protect}": groups, f"count_{protect}": count}
            cases.save(f"{path}_{merge}", keys=keys, merge=merge, **made)

    random = lambda name, element, *shape: cases.random(f"match {name}", element, *shape)
    save("merging/match/f32/ragged", random("ragged", "f32", 2, 37, 19), 0, 5, 18, 100, -3)
    save("merging/match/f32/whole", random("whole", "f32", 1, 64, 8), 20)
    save("merging/match/f64/ragged", random("f64", "f64", 2, 23, 5), 7)
    save("merging/match/bf16/ragged", random("bf16", "bf16", 2, 23, 5), 7)
    for n in range(6):
        save(f"merging/match/f32/tokens{n}", random(f"tokens {n}", "f32", 2, n, 3), 1, 9)
    save("merging/match/f32/no_channels", np.zeros((1, 9, 0), np.float32), 2)
    save("merging/match/f32/no_batch", np.zeros((0, 9, 3), np.float32), 2)
    # Ties everywhere, zeros, and what is broken.
    ties = np.ones((1, 20, 3), np.float32)
    ties[0, ::3] = -1
    save("merging/match/f32/ties", ties, 3, 8)
    special = random("special", "f32", 2, 20, 3)
    special[0, 3], special[0, 6, 1], special[0, 8, 2], special[0, 11] = NAN, INF, NAN, 0
    special[0, 10], special[1, 1::2] = 0, NAN
    save("merging/match/f32/special", special, 4, 9, 10)


def merge_cases(cases):
    rng = np.random.default_rng(31)

    def save(path, tokens, groups, count, sizes):
        merged, of_merged = merge_tokens(tokens, groups, count, sizes)
        plain, of_plain = merge_tokens(tokens, groups, count, np.ones_like(sizes))
        cases.save(
            path,
            x=tokens,
            groups=groups.astype(np.int32),
            count=count,
            sizes=sizes,
            merged=merged,
            merged_sizes=of_merged,
            plain=plain,
            plain_sizes=of_plain,
            unmerged=unmerge_tokens(merged, groups),
        )

    for element, shape in (("f32", (2, 21, 19)), ("f64", (2, 9, 5)), ("bf16", (2, 9, 11)), ("f32", (1, 9, 32))):
        path = f"merging/merge/{element}/{shape[2]}"
        x = cases.random(path, element, *shape)
        wide = np.float64 if element == "f64" else np.float32
        sizes = rng.integers(1, 5, shape[:2]).astype(wide)
        # Groups outside, empty ones, and of one.
        save(f"{path}_any", x, rng.integers(-2, 10, shape[:2]), 8, sizes)
        save(f"{path}_one", x, np.zeros(shape[:2], int), 1, sizes)
        save(f"{path}_each", x, np.tile(rng.permutation(shape[1]), (shape[0], 1)), shape[1], sizes)
        save(f"{path}_none", x, np.zeros(shape[:2], int), -1, sizes)
    special = cases.random("merge special", "f32", 1, 8, 5)
    special[0, 0, 0], special[0, 1, 1], special[0, 2, 2] = NAN, INF, -0.0
    sizes = np.array([[1, 2, 3, 0, 0, 1, NAN, INF]], np.float32)
    save("merging/merge/f32/special", special, np.array([[0, 0, 1, 2, 2, 3, 4, 4]]), 5, sizes)
    for name, shape in (("no_tokens", (2, 0, 3)), ("no_channels", (1, 4, 0)), ("no_batch", (0, 4, 3))):
        save(f"merging/merge/f32/{name}", np.zeros(shape, np.float32), np.zeros(shape[:2], int), 2, np.ones(shape[:2], np.float32))


def bias_cases(cases):
    rng = np.random.default_rng(32)

    def save(path, element, sizes, of_bias, scale=0.4, special=False):
        batch, heads, n, m, d, e = sizes
        q, k, v = (
            cases.random(f"{path} {name}", element, batch, heads, *shape)
            for name, shape in (("q", (n, d)), ("k", (m, d)), ("v", (m, e)))
        )
        wide = np.float64 if element == "f64" else np.float32
        bias = np.log(rng.integers(1, 9, (*of_bias, m))).astype(wide)
        if special:
            bias[0, 0, :4] = -INF, -1e9, 30, -40
            bias[0, 1, 5] = NAN
            bias[0, 2] = -INF
        rows, columns = -(-n // 4), -(-m // 4)
        mask = rng.random((batch, heads, rows, columns)) < 0.6
        see = np.repeat(np.repeat(mask, 4, 2), 4, 3)[:, :, :n, :m]
        output, lse = attention(q, k, v, see, scale, bias)
        cases.save(path, q=q, k=k, v=v, bias=bias, mask=mask, output=output.astype(wide), lse=lse.astype(wide))

    for element in ("f32", "f64", "bf16", "f16"):
        save(f"merging/bias/{element}/each", element, (2, 3, 21, 18, 5, 7), (2, 3))
    save("merging/bias/f32/heads_alike", "f32", (2, 3, 9, 11, 8, 4), (2, 1))
    save("merging/bias/f32/one_for_all", "f32", (2, 3, 9, 11, 8, 4), (1, 1))
    save("merging/bias/f32/special", "f32", (1, 3, 9, 11, 8, 4), (1, 3), special=True)
    save("merging/bias/bf16/special", "bf16", (1, 3, 9, 11, 8, 4), (1, 3), special=True)
    save("merging/bias/f32/no_keys", "f32", (1, 2, 5, 0, 4, 3), (1, 2))
    save("merging/bias/f32/no_queries", "f32", (1, 2, 0, 5, 4, 3), (1, 2))
    save("merging/bias/f32/no_channels", "f32", (1, 2, 5, 6, 0, 3), (1, 2))
    save("merging/bias/f32/no_batch", "f32", (0, 2, 5, 6, 4, 3), (1, 1))
    save("merging/bias/zero_scale/each", "f32", (1, 2, 9, 11, 8, 4), (1, 2), scale=0)
    save("merging/bias/negative_scale/each", "f32", (1, 2, 9, 11, 8, 4), (1, 2), scale=-0.3)


if __name__ == "__main__":
    cases = Cases(pathlib.Path(__file__).parent / "Inputs")
    for write in (match_cases, merge_cases, bias_cases):
        write(cases)
