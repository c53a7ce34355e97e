"""Other libraries' layers: rows times weights, bias and activation; and experts.

Weights are constants of a model here, and packed when it is loaded, where the library packs them. Which rows go to which expert, and
by what weights, is made beforehand as well: no library has an op for it, and models for known numbers of rows are the fastest.
Ours finds it in each call.
"""

import numpy as np

from libraries import OnnxRuntime, OpenVino, Torch, Unsupported


class Expert:
    """The weights of an expert (or of the one layer), and the rows that it takes."""

    def __init__(self, rows, layers):
        self.rows, self.layers = rows, layers


class Case:
    """The tensors of a case (float32)."""

    def __init__(self, told):
        load = lambda name: np.load(told[name])
        self.op, self.activation, self.dtype = told["op"], told["activation"], told["dtype"]
        self.rounded = told["products"] == "int8"
        self.x, self.weights, self.bias = load("x"), load("weights"), load("bias")
        if self.op == "linear":
            return
        down, bias_down = load("weights_down"), load("bias_down")
        logits, k = load("logits"), told["top_k"]
        self.top_k = k
        chosen = np.argsort(-logits, axis=1, kind="stable")[:, :k]
        best = np.take_along_axis(logits, chosen, 1)
        power = np.exp(best - best[:, :1])
        self.shares = (power / power.sum(1, keepdims=True)).astype(np.float32)
        # The rows of each expert, those of all of them one after the other, and where each choice of a row is among them.
        self.experts = []
        self.slots = np.zeros_like(chosen)
        begin = 0
        for e in range(logits.shape[1]):
            rows, choices = np.nonzero(chosen == e)
            self.slots[rows, choices] = begin + np.arange(rows.size)
            begin += rows.size
            if rows.size:
                layers = [(self.weights[e], self.bias[e]), (down[e], bias_down[e])]
                self.experts.append(Expert(rows.astype(np.int64), layers))


def words(case, library):
    return library if case.op == "linear" else f"{library}; of experts the rows of each, which are known beforehand"


# ---------------------------------------------------------------- PyTorch


class TorchCompile(Torch):
    name = "torch-compile"
    ops = ("linear", "grouped")

    def load(self, case):
        torch = self.torch
        if case.rounded:
            raise Unsupported("onednn is what its products of 8 bits come to")
        import torch._inductor.config as config

        config.freezing = True
        functional = torch.nn.functional
        activation = {
            "none": lambda z: z,
            "relu": functional.relu,
            "gelu": functional.gelu,
            "gelu_tanh": lambda z: functional.gelu(z, approximate="tanh"),
            "silu": functional.silu,
        }[case.activation]

        def linear(weights, bias):
            layer = torch.nn.Linear(*weights.shape)
            layer.weight.data = self.tensor(np.ascontiguousarray(weights.T), case.dtype)
            layer.bias.data = self.tensor(bias, case.dtype)
            return layer

        class One(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.layer = linear(case.weights, case.bias)

            def forward(self, x):
                return activation(self.layer(x))

        to_tensor = self.tensor

        class All(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.up = torch.nn.ModuleList(linear(*expert.layers[0]) for expert in case.experts)
                self.down = torch.nn.ModuleList(linear(*expert.layers[1]) for expert in case.experts)
                self.rows = [torch.from_numpy(expert.rows) for expert in case.experts]
                self.slots = torch.from_numpy(case.slots)
                self.shares = to_tensor(case.shares, case.dtype)

            def forward(self, x):
                each = [
                    down(activation(up(x.index_select(0, rows))))
                    for up, down, rows in zip(self.up, self.down, self.rows)
                ]
                each = torch.cat(each)
                parts = [each.index_select(0, self.slots[:, j]) * self.shares[:, j, None] for j in range(case.top_k)]
                return sum(parts)

        self.x = self.tensor(case.x, case.dtype)
        model = (One() if case.op == "linear" else All()).eval()
        self.model = torch.compile(model, dynamic=False)
        return words(case, "torch.compile, frozen")

    def run(self):
        self.result = self.model(self.x)


class OneDnn(Torch):
    """oneDNN by the ops that torch.compile makes of layers where it takes oneDNN: weights packed for the number of rows, bias and
    activation within the product. (For f32 it takes MKL instead, which is slower on processors that are not Intel's.)"""

    name = "onednn"
    ops = ("linear", "grouped")

    def load(self, case):
        torch = self.torch
        # Name and kind of what follows the sums.
        after = {
            "none": ("none", ""),
            "relu": ("relu", ""),
            "gelu": ("gelu", "none"),
            "gelu_tanh": ("gelu", "tanh"),
            "silu": ("swish", ""),
        }[case.activation]
        if case.op == "grouped" and case.rounded:
            raise Unsupported("products of 8 bits are compared for one layer")
        self.x = self.tensor(case.x, case.dtype)
        if case.rounded:
            self.call = self.rounded(case, after)
            return "qlinear_pointwise of oneDNN: bytes by one scale for all rows, known beforehand, and one for each column"

        def packed(weights, bias, rows):
            turned = self.tensor(np.ascontiguousarray(weights.T), case.dtype)
            return torch.ops.mkldnn._reorder_linear_weight(turned, rows), self.tensor(bias, case.dtype)

        linear = torch.ops.mkldnn._linear_pointwise
        if case.op == "linear":
            weights, bias = packed(case.weights, case.bias, len(case.x))
            self.call = lambda: linear(self.x, weights, bias, after[0], [], after[1])
            return "prepacked linear of oneDNN, activation within"

        experts = [
            (torch.from_numpy(expert.rows), *(packed(*layer, expert.rows.size) for layer in expert.layers))
            for expert in case.experts
        ]
        slots = [torch.from_numpy(np.ascontiguousarray(slots)) for slots in case.slots.T]
        shares = [self.tensor(share.reshape(-1, 1), case.dtype) for share in case.shares.T]

        def call():
            each = []
            for rows, up, down in experts:
                hidden = linear(self.x.index_select(0, rows), *up, after[0], [], after[1])
                each.append(linear(hidden, *down, "none", [], ""))
            each = torch.cat(each)
            result = each.index_select(0, slots[0]).mul_(shares[0])
            for slot, share in zip(slots[1:], shares[1:]):
                result.addcmul_(each.index_select(0, slot), share)
            return result

        self.call = call
        return words(case, "prepacked linear of oneDNN, activation within")

    def rounded(self, case, after):
        torch = self.torch
        of_columns = np.abs(case.weights).max(0) / 127
        bytes_of_weights = np.rint(case.weights / of_columns).astype(np.int8)
        weights = torch.ops.onednn.qlinear_prepack(torch.from_numpy(np.ascontiguousarray(bytes_of_weights.T)), list(case.x.shape))
        scales = torch.from_numpy(of_columns.astype(np.float32))
        zeros = torch.zeros(scales.shape, dtype=torch.int32)
        bias = self.tensor(case.bias, "f32")
        scale = float(np.abs(case.x).max() / 127)
        output = torch.bfloat16 if case.dtype == "bf16" else torch.float32
        in_bytes = torch.compile(
            lambda x: torch.clamp(torch.round(x * (1 / scale)) + 128, 0, 255).to(torch.uint8), dynamic=False
        )
        linear = torch.ops.onednn.qlinear_pointwise

        def call():
            x = in_bytes(self.x)
            return linear(x, scale, 128, weights, scales, zeros, bias, 1.0, 0, output, after[0], [], after[1])

        return call

    def run(self):
        self.result = self.call()


# ---------------------------------------------------------------- OpenVINO


class OpenVinoLayers(OpenVino):
    name = "openvino"
    ops = ("linear", "grouped")

    def load(self, case):
        from openvino import opset13 as ops

        if case.op == "grouped" and case.rounded:
            raise Unsupported("products of 8 bits are compared for one layer")
        self.open(case)
        activation = {
            "none": lambda z: z,
            "relu": ops.relu,
            "gelu": lambda z: ops.gelu(z, "erf"),
            "gelu_tanh": lambda z: ops.gelu(z, "tanh"),
            "silu": ops.swish,
        }[case.activation]
        # A constant shares the memory of its tensor, which has to stay.
        self.kept = []

        def constant(array):
            self.kept.append(self.stored(array))
            return ops.constant(self.openvino.Tensor(*self.kept[-1]))

        def layer(rows, weights, bias):
            turned = np.ascontiguousarray(weights.T)
            return ops.add(ops.matmul(rows, constant(turned), False, True), constant(bias[None]))

        x = self.parameter(case.x)
        if case.rounded:
            most = np.abs(case.x).max()
            of_columns = (np.abs(case.weights).max(0) / 127).astype(np.float32)
            bytes_of_weights = np.ascontiguousarray(np.rint(case.weights / of_columns).astype(np.int8).T)
            # The range is symmetric, so that bytes are signed, as with it its products are the fastest.
            low, high = np.float32(-most * 128 / 127), np.float32(most)
            rows = ops.fake_quantize(x, low, high, low, high, 256)
            weights = ops.convert(ops.constant(bytes_of_weights), np.float32)
            weights = ops.multiply(weights, ops.constant(of_columns[:, None]))
            sums = ops.matmul(rows, weights, False, True)
            self.compile([activation(ops.add(sums, ops.constant(case.bias[None])))])
            return "MatMul of bytes by one scale for all rows, known beforehand, and one for each column, LATENCY, one stream"
        if case.op == "linear":
            self.compile([activation(layer(x, case.weights, case.bias))])
            return "MatMul with constant weights, bias, activation, LATENCY, one stream"
        zero = ops.constant(np.int32(0))
        gather = lambda source, index: ops.gather(source, ops.constant(index.astype(np.int32)), zero)
        each = []
        for expert in case.experts:
            up, down = expert.layers
            each.append(layer(activation(layer(gather(x, expert.rows), *up)), *down))
        each = ops.concat(each, 0)
        parts = [
            ops.multiply(gather(each, slots), constant(np.ascontiguousarray(shares[:, None])))
            for slots, shares in zip(case.slots.T, case.shares.T)
        ]
        result = parts[0]
        for part in parts[1:]:
            result = ops.add(result, part)
        self.compile([result])
        return words(case, "MatMul with constant weights, bias, activation, LATENCY, one stream")

    def output(self):
        return self.result(0)


# ---------------------------------------------------------------- ONNX Runtime


class OnnxRuntimeLayers(OnnxRuntime):
    name = "onnxruntime"
    ops = ("linear", "grouped")

    def load(self, case):
        from onnx import helper

        if case.dtype != "f32":
            raise Unsupported(f"its products on CPUs have no {case.dtype}")
        if case.op == "grouped" and case.rounded:
            raise Unsupported("products of 8 bits are compared for one layer")
        nodes, constants = [], {}

        def node(kind, inputs, domain="", **attributes):
            name = f"v{len(nodes)}"
            nodes.append(helper.make_node(kind, inputs, [name], domain=domain, **attributes))
            return name

        def constant(array):
            name = f"c{len(constants)}"
            constants[name] = np.ascontiguousarray(array)
            return name

        activation = {
            "none": lambda z: z,
            "relu": lambda z: node("Relu", [z]),
            "gelu": lambda z: node("Gelu", [z]),
            "gelu_tanh": lambda z: node("Gelu", [z], approximate="tanh"),
            "silu": lambda z: node("Mul", [z, node("Sigmoid", [z])]),
        }[case.activation]
        layer = lambda rows, weights, bias: node("Gemm", [rows, constant(weights), constant(bias)])
        if case.rounded:
            of_columns = (np.abs(case.weights).max(0) / 127).astype(np.float32)
            bytes_of_weights = np.rint(case.weights / of_columns).astype(np.int8)
            zeros = np.zeros(of_columns.shape, np.int8)
            inputs = ["x", *map(constant, (bytes_of_weights, of_columns, zeros, case.bias))]
            result = activation(node("DynamicQuantizeMatMul", inputs, "com.microsoft"))
            said = "DynamicQuantizeMatMul with bias, activation, all graph optimisations"
        elif case.op == "linear":
            result = activation(layer("x", case.weights, case.bias))
            said = "Gemm with constant weights, activation, all graph optimisations"
        else:
            each = []
            for expert in case.experts:
                up, down = expert.layers
                rows = node("Gather", ["x", constant(expert.rows)], axis=0)
                each.append(layer(activation(layer(rows, *up)), *down))
            each = node("Concat", each, axis=0)
            result = None
            for slots, shares in zip(case.slots.T, case.shares.T):
                part = node("Mul", [node("Gather", [each, constant(slots)], axis=0), constant(shares[:, None])])
                result = part if result is None else node("Add", [result, part])
            said = words(case, "Gemm with constant weights, activation, all graph optimisations")
        columns = case.weights.shape[-1] if case.op == "linear" else case.x.shape[1]
        self.start(nodes, {"x": case.x}, result, [len(case.x), columns], constants)
        return said
