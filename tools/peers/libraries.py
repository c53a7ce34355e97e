"""What peers of a library have in common."""

import numpy as np


class Unsupported(Exception):
    pass


class Torch:
    package = "torch"

    def __init__(self, threads):
        import torch

        torch.set_num_threads(threads)
        torch.set_grad_enabled(False)
        self.torch = torch

    def tensor(self, array, dtype):
        dtypes = {"f32": self.torch.float32, "bf16": self.torch.bfloat16, "f16": self.torch.float16}
        return self.torch.from_numpy(array).to(dtypes[dtype]).contiguous()

    def output(self):
        return self.result.float().numpy()


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
        self.type = getattr(self.openvino.Type, case.dtype)
        self.parameters, self.tensors = [], []

    def parameter(self, array):
        from openvino import opset13 as ops

        node = ops.parameter(array.shape, self.type)
        stored, shape, type = self.stored(array)
        self.parameters.append(node)
        # Shares the memory of `stored`, which has to stay: nothing is copied in a call.
        self.tensors.append((self.openvino.Tensor(stored, shape, type), stored))
        return node

    def stored(self, array):
        """What a tensor of it is made of."""
        stored = np.ascontiguousarray(stored_as(array, self.precision))
        return stored, list(stored.shape), self.type

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




class OnnxRuntime:
    package = "onnxruntime"

    def __init__(self, threads):
        import onnxruntime

        self.runtime = onnxruntime
        self.threads = threads

    def start(self, nodes, feeds, output, shape, constants=()):
        """A session on these nodes; `feeds` and `constants` are arrays by name."""
        import onnx
        from onnx import TensorProto, helper, numpy_helper

        value = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        graph = helper.make_graph(
            nodes,
            "case",
            [value(name, array.shape) for name, array in feeds.items()],
            [value(output, shape)],
            [numpy_helper.from_array(array, name) for name, array in dict(constants).items()],
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
        self.binding.bind_output(output)
        self.session, self.feeds = session, feeds

    def run(self):
        self.session.run_with_iobinding(self.binding)

    def output(self):
        return self.binding.copy_outputs_to_cpu()[0]
