"""Other libraries' attention."""

import numpy as np

from libraries import OnnxRuntime, OpenVino, Torch, Unsupported


class Case:
    """The tensors (float32) and the mask of a case: None, or a boolean for each block, 1 x heads x rows x columns; or, where `elements`
    says so, one for each element."""

    def __init__(self, told):
        self.q, self.k, self.v = (np.load(told[name]) for name in ("queries", "keys", "values"))
        self.block = told["block"]
        self.dtype = told["dtype"]
        self.batch, self.heads, self.n, self.d = self.q.shape
        self.m, self.e = self.v.shape[2:]
        self.mask = np.load(told["mask"]) if told["mask"] else None
        self.elements = told["elements"]
        # Libraries that know causal attention by name skip half of the work; where there are as many keys as queries they mean the
        # same by it.
        self.causal = told["causal"] and self.n == self.m

    def element_mask(self):
        """1 x heads x queries x keys, with one head if it is the same for all."""
        if self.elements:
            return self.mask
        bq, bk = self.block
        return self.mask.repeat(bq, axis=2)[:, :, : self.n].repeat(bk, axis=3)[:, :, :, : self.m]

    def block_mask(self):
        """The blocks that hold anything: 1 x heads x rows x columns."""
        mask = self.mask
        if self.elements:
            (bq, bk), (heads, n, m) = self.block, mask.shape[1:]
            padded = np.pad(mask, ((0, 0), (0, 0), (0, -n % bq), (0, -m % bk)))
            mask = padded.reshape(1, heads, padded.shape[2] // bq, bq, padded.shape[3] // bk, bk).any((3, 5))
        return np.broadcast_to(mask, (1, self.heads, *mask.shape[2:]))

    def added_mask(self):
        """What is added to scores instead: 0 where the mask is true, else minus infinity. Libraries make it of a boolean mask anyway, in
        every call."""
        return np.where(self.element_mask(), np.float32(0), -np.float32(np.inf))

    def row_lists(self):
        """How many blocks each block row has, and which: 1 x heads x rows, 1 x heads x rows x columns."""
        mask = self.block_mask()
        count = mask.sum(-1).astype(np.int32)
        # The chosen ones first, in ascending order.
        columns = np.argsort(~mask, axis=-1, kind="stable").astype(np.int32)
        return count, columns


# ---------------------------------------------------------------- PyTorch


class TorchSdpa(Torch):
    """scaled_dot_product_attention, with a mask that is added if the case has one. Rows without keys are NaN by its definition, and
    are left out: it gets no case with such rows."""

    name = "torch-sdpa"
    ops = ("attention",)

    def load(self, case):
        self.q, self.k, self.v = (self.tensor(x, case.dtype) for x in (case.q, case.k, case.v))
        self.mask = None
        self.causal = case.causal
        if case.mask is not None and not case.causal:
            if not case.mask.any(-1).all():
                raise Unsupported("a row without keys is NaN in it")
            self.mask = self.torch.from_numpy(case.added_mask()).to(self.q.dtype)
        return "scaled_dot_product_attention; added mask where there is one, or is_causal"

    def run(self):
        attend = self.torch.nn.functional.scaled_dot_product_attention
        self.result = attend(self.q, self.k, self.v, attn_mask=self.mask, is_causal=self.causal)


class FlexAttention(Torch):
    name = "flex-attention"
    ops = ("attention",)

    def load(self, case):
        from torch.nn.attention.flex_attention import BlockMask, create_block_mask, flex_attention

        self.q, self.k, self.v = (self.tensor(x, case.dtype) for x in (case.q, case.k, case.v))
        self.block_mask = None
        options = None
        if case.mask is not None:
            shape = (case.n, case.m)
            if case.elements:
                table = self.torch.from_numpy(case.mask[0].copy())
                if len(table) == 1:
                    seen = lambda b, h, q, k: table[0, q, k]
                else:
                    seen = lambda b, h, q, k: table[h, q, k]
                # Tells full blocks from partial ones.
                self.block_mask = create_block_mask(
                    seen, 1, case.heads, *shape, device="cpu", BLOCK_SIZE=tuple(case.block)
                )
            else:
                count, columns = map(self.torch.from_numpy, case.row_lists())
                # The lists must be two tensors: of one that is given twice, torch 2.15 generates C++ that does not compile.
                self.block_mask = BlockMask.from_kv_blocks(
                    self.torch.zeros_like(count),
                    columns.clone(),
                    count,
                    columns,
                    BLOCK_SIZE=tuple(case.block),
                    seq_lengths=shape,
                )
                options = {"SKIP_MASK_SCORE": True}
        compiled = self.torch.compile(flex_attention, dynamic=False)
        self.attend = lambda: compiled(self.q, self.k, self.v, block_mask=self.block_mask, kernel_options=options)
        return "torch.compile; full blocks and SKIP_MASK_SCORE, or full and partial blocks and a table of elements"

    def run(self):
        self.result = self.attend()


# ---------------------------------------------------------------- OpenVINO


class OpenVinoAttention(OpenVino):
    def open(self, case):
        super().open(case)
        if case.mask is not None and not case.element_mask().any(-1).all():
            raise Unsupported("a row without keys is NaN in it")


class OpenVinoSdpa(OpenVinoAttention):
    """Its fused attention, with a mask that is added if the case has one."""

    name = "openvino"
    ops = ("attention",)

    def load(self, case):
        from openvino import opset13 as ops

        self.open(case)
        inputs = [self.parameter(array) for array in (case.q, case.k, case.v)]
        if case.mask is not None and not case.causal:
            inputs.append(self.parameter(case.added_mask()))
        self.compile([ops.scaled_dot_product_attention(*inputs, causal=case.causal)])
        return "ScaledDotProductAttention, LATENCY, one stream; added mask where there is one, or causal"

    def output(self):
        return self.result(0)


class OpenVinoGather(OpenVinoAttention):
    """Its fused attention on the keys and values of each block row's blocks, gathered inside the model. Rows are sorted by how many
    blocks they have and put into sixteen groups, each padded to its longest and masked; a group is a batch of its own. (With four it takes a
    quarter longer.) Blocks that end beyond the last query or key are padded with zeros, and those keys masked."""

    name = "openvino-gather"
    ops = ("attention",)
    GROUPS = 16

    def load(self, case):
        from openvino import opset13 as ops

        if case.mask is None:
            raise Unsupported("there is nothing to gather")
        if case.elements:
            raise Unsupported("it gathers whole blocks")
        if case.batch != 1:
            raise Unsupported("it gathers for a batch of one")
        self.open(case)
        bq, bk = case.block
        rows, blocks = -(-case.n // bq), -(-case.m // bk)
        count, columns = (x.reshape(-1, *x.shape[3:]) for x in case.row_lists())
        head = np.arange(count.size) // rows
        order = np.argsort(count, kind="stable")
        self.groups = [group for group in np.array_split(order, self.GROUPS) if group.size]

        def in_blocks(x, size, number):
            """Heads * blocks x tokens of a block x dimension."""
            padded = np.pad(x[0], ((0, 0), (0, number * size - x.shape[2]), (0, 0)))
            return padded.reshape(-1, size, x.shape[3])

        q = in_blocks(case.q, bq, rows)
        keys = self.parameter(in_blocks(case.k, bk, blocks))
        values = self.parameter(in_blocks(case.v, bk, blocks))
        zero = ops.constant(np.int32(0))
        results = []
        for group in self.groups:
            longest = count[group].max()
            chosen = columns[group, :longest]
            # Where each block is among those of all heads.
            index = ops.constant((head[group, None] * blocks + chosen).astype(np.int32))

            def gathered(source, size):
                picked = ops.gather(source, index, zero)
                return ops.reshape(picked, np.array([group.size, 1, longest * bk, size]), False)

            queries = self.parameter(q[group][:, None])
            inputs = [queries, gathered(keys, case.d), gathered(values, case.e)]
            seen = np.arange(longest) < count[group, None]
            seen = seen[:, :, None] & (chosen[:, :, None] * bk + np.arange(bk) < case.m)
            if not seen.all():
                added = np.where(seen.reshape(group.size, 1, 1, -1), np.float32(0), -np.float32(np.inf))
                inputs.append(self.parameter(added))
            results.append(ops.scaled_dot_product_attention(*inputs, causal=False))
        self.compile(results)
        self.shape = (case.heads, rows, bq, case.e)
        self.n = case.n
        return "ScaledDotProductAttention on gathered blocks, rows in sixteen groups by length, LATENCY, one stream"

    def output(self):
        heads, rows, bq, e = self.shape
        all_rows = np.zeros((heads * rows, bq, e), np.float32)
        for number, group in enumerate(self.groups):
            all_rows[group] = self.result(number).reshape(group.size, bq, e)
        return all_rows.reshape(1, heads, rows * bq, e)[:, :, : self.n]


# ---------------------------------------------------------------- ONNX Runtime


class OnnxRuntimeAttention(OnnxRuntime):
    """Its fused MultiHeadAttention; with a mask, as a bias of 0 and the lowest number."""

    name = "onnxruntime"
    ops = ("attention",)

    def load(self, case):
        from onnx import helper

        if case.dtype != "f32":
            raise Unsupported(f"its attention on CPUs has no {case.dtype}")

        # It takes tokens x (heads * dimension).
        def packed(x):
            batch, heads, n, d = x.shape
            return np.ascontiguousarray(x.transpose(0, 2, 1, 3).reshape(batch, n, heads * d))

        feeds = {"q": packed(case.q), "k": packed(case.k), "v": packed(case.v)}
        inputs = ["q", "k", "v"]
        if case.mask is not None and not case.causal:
            if not case.mask.any(-1).all():
                raise Unsupported("a row without keys has no defined result in it")
            lowest = np.float32(np.finfo(np.float32).min)
            feeds["bias"] = np.where(case.element_mask(), np.float32(0), lowest).astype(np.float32)
            inputs += ["", "", "bias"]
        node = helper.make_node(
            "MultiHeadAttention",
            inputs,
            ["o"],
            domain="com.microsoft",
            num_heads=case.heads,
            unidirectional=int(case.causal),
        )
        self.start([node], feeds, "o", [case.batch, case.n, case.heads * case.e])
        self.case = case
        return "MultiHeadAttention, all graph optimisations; bias where there is a mask, or unidirectional"

    def output(self):
        flat = super().output()
        case = self.case
        return flat.reshape(case.batch, case.n, case.heads, case.e).transpose(0, 2, 1, 3)
