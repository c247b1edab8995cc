"""Steps a second of PyTorch, one sample at a time, on one core: forward, cross-entropy, backward, SGD."""
import json
import sys
import time

import torch

torch.set_num_threads(1)
seconds = float(sys.argv[1])

for sizes in json.loads(sys.argv[2]):
    parts = []
    for at, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        parts.append(torch.nn.Linear(inputs, outputs))
        if at < len(sizes) - 2:
            parts.append(torch.nn.Tanh())
    model = torch.nn.Sequential(*parts)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    cost = torch.nn.CrossEntropyLoss()
    inputs = torch.rand(256, sizes[0]) * 2 - 1
    targets = ((inputs[:, 0] + 1) / 2 * sizes[-1]).long().clamp(max=sizes[-1] - 1)

    def run(limit):
        steps, total, begin = 0, 0.0, time.perf_counter()
        while time.perf_counter() - begin < limit:
            at = steps % 256
            optimizer.zero_grad()
            loss = cost(model(inputs[at : at + 1]), targets[at : at + 1])
            loss.backward()
            optimizer.step()
            total += loss.item()
            steps += 1
        return steps / (time.perf_counter() - begin), total

    run(min(seconds, 1))
    speed, total = run(seconds)
    row = {"rival": f"PyTorch {torch.__version__}", "network": "-".join(map(str, sizes)), "stepsPerSecond": speed, "sum": total}
    print(json.dumps(row), flush=True)
