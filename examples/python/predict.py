"""Predicts with the columns of an Eddy state, without any of Eddy's code. Written from src/broadcast/PROTOCOL.md alone.

Understands the layers that a learner has by default, tanh and relu; and of a learner, inputs that are all numbers, taken as
they come or standardised. Whatever else there is ends it: a wrong number would be worse than none.
"""

import json

import numpy as np


def refuse(what):
    raise SystemExit(f"this example has no {what}")


def predict(arrays, x):
    """`arrays` maps a column's name to its numbers. A model's outputs; of a learner its values, or its label."""
    spec = json.loads(arrays["spec"].tobytes())
    inputs, layers = spec["model"]["input"], spec["model"]["layers"]
    if not isinstance(inputs, int):
        refuse(f"input of the form {json.dumps(inputs)}")
    parameters = Parameters(arrays["parameters"])
    if spec["kind"] == "model":
        return run(layers, parameters, np.array(x, np.float32)).tolist()
    if spec["kind"] != "learner":
        refuse(f"state of the kind {spec['kind']}")
    learner = spec["learner"]
    vector = np.zeros(inputs, np.float32)
    encoded = encode(learner["features"], arrays, x)
    vector[: len(encoded)] = encoded
    outputs = run(layers, parameters, vector).astype(np.float64)
    read = probabilities if learner["task"] == "classification" else values
    return read(learner, arrays["readout"], outputs)


class Parameters:
    def __init__(self, numbers):
        self.numbers, self.at = numbers, 0

    def rows(self, count, length):
        stride = (length + 3) // 4 * 4
        first, self.at = self.at, self.at + count * stride
        return self.numbers[first : self.at].reshape(count, stride)[:, :length]


OPTIONS = {"dense": {"units", "start", "biasStart", "trainable"}, "layerNorm": {"affine", "epsilon"}, "gelu": {"approximate"}, "parallel": {"branches"}}


def run(layers, parameters, value):
    for layer in layers:
        kind = layer["type"]
        unknown = layer.keys() - OPTIONS.get(kind, set()) - {"type"}
        if unknown:
            refuse(f"{kind} layer with {', '.join(sorted(unknown))}")
        if kind == "dense":
            weight = parameters.rows(layer["units"], len(value))
            value = weight @ value + parameters.rows(1, layer["units"])[0]
        elif kind == "layerNorm" and layer.get("affine") is False:
            centred = value - value.mean()
            value = centred / np.sqrt((centred**2).mean() + layer.get("epsilon", 1e-5))
        elif kind == "gelu" and layer.get("approximate") == "sigmoid":
            value = value / (1 + np.exp(-1.702 * value))
        elif kind == "tanh":
            value = np.tanh(value)
        elif kind == "relu":
            value = np.maximum(value, 0)
        elif kind == "parallel":
            value = [run(branch, parameters, value) for branch in layer["branches"]]
        elif kind == "concatenate":
            value = np.concatenate(value)
        else:
            refuse(f"{kind} layer of this form")
    return value


def encode(features, arrays, x):
    """What the network sees of a sample: its numbers in the order in which the learner met them."""
    known, at = json.loads(arrays["features"].tobytes()), 0
    names, kinds = known["input"]["names"], known["input"]["kinds"]
    if "text" in kinds:
        refuse(f"way to read texts, and {names[kinds.index('text')]} is one")
    if len(x) != len(names):
        raise SystemExit(f"expected a number for each of {', '.join(names)}; got {len(x)}")
    value = np.array(x, np.float64)
    for feature, stage in zip(features, known["stages"]):
        numbers = arrays["statistics"][at : at + stage["numbers"]]
        at += stage["numbers"]
        if feature["name"] == "standardScaler":
            _, mean, variance, _ = numbers[1:].reshape(-1, 4).T
            varies = variance > 1e-20
            value = np.where(varies, np.clip((value - mean) / np.sqrt(np.where(varies, variance, 1)), -3, 3), 0)
        elif feature["name"] not in ("dates", "words", "oneHot"):
            refuse(f"feature {feature['name']}")
    return value


def values(learner, readout, outputs):
    """A regression's prediction for each number of its target, in its units; with a variance where its loss predicts one."""
    link = learner["loss"].get("link", "identity")
    # Beyond 88 the exponential is no number in float32.
    exponential = lambda output: np.exp(np.clip(output, -88, 88))
    if link == "exponential":
        return exponential(outputs).tolist()
    if link == "logistic":
        return (1 / (1 + exponential(-outputs))).tolist()
    if link not in ("identity", "sign", "meanAndVariance"):
        refuse(f"link {link}")
    means, logs = np.split(outputs, 2) if link == "meanAndVariance" else (outputs, None)
    deviation = np.ones(len(means))
    if learner["scaleTarget"]:
        count, mean, squares, _, least, largest = readout.reshape(-1, 6).T
        means = means[: len(count)]
        deviation = np.where(squares > 0, np.sqrt(squares / np.maximum(count, 1)), 1)
        margin = 0.1 * (largest - least)
        placed = np.where(squares > 0, mean + deviation * means, mean)
        means = np.where(count > 0, np.clip(placed, least - margin, largest + margin), 0)
    if logs is None:
        return means.tolist()
    variances = exponential(logs[: len(means)]) * deviation**2
    return [{"value": value, "variance": variance} for value, variance in zip(means.tolist(), variances.tolist())]


def probabilities(learner, readout, outputs):
    """The classes known so far; outputs beyond them count for nothing."""
    classes = learner["classes"]
    if not classes:
        return {"label": None, "probabilities": []}
    logits = readout[0] * outputs[: len(classes)]
    shares = np.exp(logits - logits.max())
    shares = (shares / shares.sum()).tolist()
    return {"label": classes[int(np.argmax(shares))], "probabilities": shares}
