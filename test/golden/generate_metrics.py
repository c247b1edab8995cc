"""Writes metrics_sklearn.json: figures of scikit-learn's definitions for fixed observations."""
import json, os, warnings
import numpy as np
from sklearn import metrics as m

warnings.filterwarnings("ignore")
rng = np.random.default_rng(11)
cases = []


def classification(name, labels, truth, probabilities):
    predicted = [labels[i] for i in np.argmax(probabilities, 1)]
    right = np.array(predicted) == np.array(truth)
    confidence = probabilities.max(1)
    bins = np.clip(np.ceil(confidence * 10) - 1, 0, 9)
    ece = sum(abs(right[bins == b].mean() - confidence[bins == b].mean()) * (bins == b).mean() for b in set(bins))
    onehot = np.array([[1.0 if t == l else 0.0 for l in labels] for t in truth])
    figures = {
        "accuracy": m.accuracy_score(truth, predicted),
        "balancedAccuracy": m.balanced_accuracy_score(truth, predicted),
        "kappa": m.cohen_kappa_score(truth, predicted),
        "logLoss": float(-np.log(np.maximum((probabilities * onehot).sum(1), 1e-15)).mean()),
        "brier": float(((probabilities - onehot) ** 2).sum(1).mean()),
        "calibrationError": float(ece),
    }
    for average in ("macro", "micro", "weighted"):
        p, r, f, _ = m.precision_recall_fscore_support(truth, predicted, average=average, zero_division=0)
        figures.update({f"precision.{average}": p, f"recall.{average}": r, f"f1.{average}": f})
    p, r, f, _ = m.precision_recall_fscore_support(truth, predicted, labels=[labels[1]], average=None, zero_division=0)
    figures.update({"precision.positive": p[0], "recall.positive": r[0], "f1.positive": f[0]})
    if len(set(truth)) > 1 and labels[1] in truth:
        figures["rocAuc"] = m.roc_auc_score([t == labels[1] for t in truth], probabilities[:, 1])
    cases.append({"name": name, "task": "classification", "labels": labels, "truth": truth,
                  "probabilities": probabilities.tolist(), "figures": {k: float(v) for k, v in figures.items()}})


def draw(n, k, skill):
    truth = rng.integers(0, k, n)
    logits = rng.normal(0, 1, (n, k)) + skill * np.eye(k)[truth]
    p = np.exp(logits)
    return truth, np.round(p / p.sum(1, keepdims=True), 2)  # rounded: ties


labels = ["a", "b", "c"]
truth, p = draw(300, 3, 1.5)
classification("three classes", labels, [labels[t] for t in truth], p)
truth, p = draw(200, 2, 1.0)
classification("two classes, ties", labels[:2], [labels[t] for t in truth], p)
p3 = np.zeros((200, 3)); p3[:, :2] = p
classification("a class never seen nor predicted", labels, [labels[t] for t in truth], p3)
classification("one class only", labels[:2], ["a"] * 50, p[:50])

y = rng.normal(5, 2, 200)
q = y + rng.normal(0, 1, 200)
q[3] = y[3] = 0
cases.append({"name": "numbers", "task": "regression", "truth": y.tolist(), "predicted": q.tolist(), "figures": {
    "mae": m.mean_absolute_error(y, q), "rmse": float(np.sqrt(m.mean_squared_error(y, q))), "r2": m.r2_score(y, q),
    "smape": float(np.mean([0 if a == b == 0 else 2 * abs(a - b) / (abs(a) + abs(b)) for a, b in zip(y, q)])),
    "intervalCoverage": float(np.mean(abs(y - q) <= 1)), "intervalWidth": 2.0}})
with open(os.path.join(os.path.dirname(__file__), "metrics_sklearn.json"), "w") as f:
    json.dump({"sklearn": __import__("sklearn").__version__, "cases": cases}, f)
