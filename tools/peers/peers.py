"""Other attention libraries, for ds-bench to compare with: see tools/src/bench/peers.rs for the protocol.

A peer is a class with a name, the package whose version is told, and

- `load(case)`: prepares everything that does not change from call to call (layouts, masks, compilation, warm-up), and returns its
  settings in words; raises `Unsupported` for what the library cannot do.
- `run()`: one call. What it returns is kept, not converted.
- `output()`: the result of the last call as float32, batch x heads x queries x value dimension.

Each is set up as its own documentation advises for this use: threads as asked for, the type asked for, layouts it likes best.
"""

import importlib.metadata
import json
import sys
import time

import numpy as np


class Unsupported(Exception):
    pass


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


class Torch:
    package = "torch"

    def __init__(self, threads):
        import torch

        torch.set_num_threads(threads)
        torch.set_grad_enabled(False)
        self.torch = torch

    def tensors(self, case):
        dtypes = {"f32": self.torch.float32, "bf16": self.torch.bfloat16, "f16": self.torch.float16}
        return [self.torch.from_numpy(x).to(dtypes[case.dtype]).contiguous() for x in (case.q, case.k, case.v)]

    def output(self):
        return self.result.float().numpy()


class TorchSdpa(Torch):
    """scaled_dot_product_attention, with a mask that is added if the case has one. Rows without keys are NaN by its definition, and
    are left out: it gets no case with such rows."""

    name = "torch-sdpa"

    def load(self, case):
        self.q, self.k, self.v = self.tensors(case)
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

    def load(self, case):
        from torch.nn.attention.flex_attention import BlockMask, create_block_mask, flex_attention

        self.q, self.k, self.v = self.tensors(case)
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


class OpenVino:
    """What comes in and goes out is of the type asked for: no call converts."""

    package = "openvino"

    def __init__(self, threads):
        import openvino

        self.openvino = openvino
        self.threads = threads

    def open(self, case):
        """Begins a case: inputs are added by `parameter`."""
        self.core = self.openvino.Core()
        self.precision = case.dtype
        capabilities = self.core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        if case.dtype != "f32" and case.dtype.upper() not in capabilities:
            raise Unsupported(f"its CPU plugin has no {case.dtype} on this processor")
        if case.mask is not None and not case.element_mask().any(-1).all():
            raise Unsupported("a row without keys is NaN in it")
        self.type = getattr(self.openvino.Type, case.dtype)
        self.parameters, self.tensors = [], []

    def parameter(self, array):
        from openvino import opset13 as ops

        node = ops.parameter(array.shape, self.type)
        stored = np.ascontiguousarray(stored_as(array, self.precision))
        self.parameters.append(node)
        # Shares the memory of `stored`, which has to stay: nothing is copied in a call.
        self.tensors.append((self.openvino.Tensor(stored, list(stored.shape), self.type), stored))
        return node

    def compile(self, results):
        model = self.openvino.Model(results, self.parameters)
        compiled = self.core.compile_model(
            model,
            "CPU",
            {
                "INFERENCE_NUM_THREADS": self.threads,
                "NUM_STREAMS": 1,
                "PERFORMANCE_HINT": "LATENCY",
                "INFERENCE_PRECISION_HINT": self.precision,
            },
        )
        self.request = compiled.create_infer_request()
        for index, (tensor, _) in enumerate(self.tensors):
            self.request.set_input_tensor(index, tensor)

    def run(self):
        self.request.infer()

    def result(self, index):
        return read_as(self.request.get_output_tensor(index).data, self.precision)


def stored_as(array, dtype):
    """In numbers of that type: those of bf16 as their 16 bits, rounded to even."""
    if dtype == "bf16":
        bits = array.astype(np.float32).view(np.uint32)
        return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)
    return array.astype({"f32": np.float32, "f16": np.float16}[dtype])


def read_as(array, dtype):
    """Numbers of that type as float32; those of bf16 come as whatever has 16 bits."""
    if dtype == "bf16":
        return (array.view(np.uint16).astype(np.uint32) << 16).view(np.float32)
    return array.astype(np.float32)


class OpenVinoSdpa(OpenVino):
    """Its fused attention, with a mask that is added if the case has one."""

    name = "openvino"

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


class OpenVinoGather(OpenVino):
    """Its fused attention on the keys and values of each block row's blocks, gathered inside the model. Rows are sorted by how many
    blocks they have and put into sixteen groups, each padded to its longest and masked; a group is a batch of its own. (With four it takes a
    quarter longer.) Blocks that end beyond the last query or key are padded with zeros, and those keys masked."""

    name = "openvino-gather"
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


class OnnxRuntime:
    """Its fused MultiHeadAttention; with a mask, as a bias of 0 and the lowest number."""

    name = "onnxruntime"
    package = "onnxruntime"

    def __init__(self, threads):
        import onnxruntime

        self.runtime = onnxruntime
        self.threads = threads

    def load(self, case):
        import onnx
        from onnx import TensorProto, helper

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
        value = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        graph = helper.make_graph(
            [node],
            "attention",
            [value(name, array.shape) for name, array in feeds.items()],
            [value("o", [case.batch, case.n, case.heads * case.e])],
        )
        opsets = [helper.make_opsetid("", 21), helper.make_opsetid("com.microsoft", 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=10)
        onnx.checker.check_model(model)
        options = self.runtime.SessionOptions()
        options.intra_op_num_threads = self.threads
        # Its threads spin while it runs, as they do by default, but not on into the turns of others.
        options.add_session_config_entry("session.force_spinning_stop", "1")
        options.graph_optimization_level = self.runtime.GraphOptimizationLevel.ORT_ENABLE_ALL
        session = self.runtime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        self.binding = session.io_binding()
        for name, array in feeds.items():
            self.binding.bind_cpu_input(name, array)
        self.binding.bind_output("o")
        self.session, self.feeds, self.case = session, feeds, case
        return "MultiHeadAttention, all graph optimisations; bias where there is a mask, or unidirectional"

    def run(self):
        self.session.run_with_iobinding(self.binding)

    def output(self):
        flat = self.binding.copy_outputs_to_cpu()[0]
        case = self.case
        return flat.reshape(case.batch, case.n, case.heads, case.e).transpose(0, 2, 1, 3)


PEERS = {peer.name: peer for peer in (TorchSdpa, FlexAttention, OpenVinoSdpa, OpenVinoGather, OnnxRuntime)}


# ---------------------------------------------------------------- the protocol


def listed(peer):
    try:
        version = f"{peer.package} {importlib.metadata.version(peer.package)}"
        return {"name": peer.name, "version": version, "missing": None}
    except importlib.metadata.PackageNotFoundError:
        return {"name": peer.name, "version": None, "missing": f"{peer.package} is not installed: run cargo xtask peers"}


def status(name):
    """A line of /proc/self/status in bytes."""
    with open("/proc/self/status") as lines:
        for line in lines:
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024
    raise KeyError(name)


def grown(peer):
    """By how much this process grows at most while it runs once."""
    before = status("VmRSS")
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")  # Forgets the peak so far.
    peer.run()
    return max(status("VmHWM") - before, 0)


WARM_UPS = 3


def answer(peer, told):
    if told["do"] == "load":
        try:
            settings = peer.load(Case(told))
        except Unsupported as reason:
            return {"unsupported": str(reason)}
        for _ in range(WARM_UPS):
            peer.run()
        return {"ready": settings}
    if told["do"] == "run":
        start = time.perf_counter()
        for _ in range(told["calls"]):
            peer.run()
        return {"seconds": time.perf_counter() - start}
    if told["do"] == "memory":
        return {"bytes": grown(peer)}
    if told["do"] == "save":
        np.save(told["file"], np.ascontiguousarray(peer.output(), np.float32))
        return {"saved": True}
    return {"error": f"expected load, run, memory or save, found {told['do']}"}


def main(arguments):
    if arguments == ["list"]:
        for peer in PEERS.values():
            print(json.dumps(listed(peer)))
        return
    name, threads = arguments
    # Libraries print to standard output too: that goes where errors go.
    import os

    said = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    peer = PEERS[name](int(threads))
    for line in sys.stdin:
        try:
            result = answer(peer, json.loads(line))
        except Exception as error:  # Told to ds-bench, which goes on without this peer.
            result = {"error": f"{type(error).__name__}: {error}"[:500].replace("\n", " ")}
        print(json.dumps(result), file=said, flush=True)


main(sys.argv[1:])
