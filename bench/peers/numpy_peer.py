"""Contrastive divergence as one writes it in NumPy: float32 throughout, one random number a unit, BLAS for products."""

from lasso import patches, regression
from protocol import digits, facts, serve


def start():
    import numpy as np

    random = np.random.default_rng(1)

    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    def sample(p):
        return (random.random(p.shape, dtype=np.float32) < p).astype(np.float32)

    def rbm(request):
        data, batch, k = digits(request), request["batch"], request["k"]
        weights = (request["sd"] * random.standard_normal((data.shape[1], request["hidden"]))).astype(np.float32)
        above = np.zeros(request["hidden"], np.float32)
        below = np.zeros(data.shape[1], np.float32)

        def epoch():
            order = random.permutation(len(data))
            for first in range(0, len(data), batch):
                v0 = data[order[first : first + batch]]
                p0 = sigmoid(v0 @ weights + above)
                p = p0
                for _ in range(k):
                    v = sample(sigmoid(sample(p) @ weights.T + below))
                    p = sigmoid(v @ weights + above)
                rate = np.float32(request["rate"] / len(v0))
                weights[...] += rate * (v0.T @ p0 - v.T @ p)
                below[...] += rate * (v0 - v).sum(axis=0)
                above[...] += rate * (p0 - p).sum(axis=0)
            return lambda: ((v0 - sigmoid(sigmoid(v0 @ weights + above) @ weights.T + below)) ** 2).mean()

        return epoch

    def fista(gram, inputs, penalty, steps, enough=lambda b: False):
        """Rows of codes; with `enough`, which is asked every hundred steps, momentum starts anew where it is uphill."""
        step = np.float32(1 / (1.02 * np.linalg.eigvalsh(gram)[-1] if len(gram) < 500 else 1.02 * power(gram)))
        b = np.zeros_like(inputs)
        z, t = b, 1.0
        for k in range(1, steps + 1):
            v = z - step * (z @ gram - inputs)
            after = np.sign(v) * np.maximum(np.abs(v) - np.float32(step * penalty), 0)
            if len(b) == 1 and np.vdot(z - after, after - b) > 0:
                t = 1.0
            later = (1 + (1 + 4 * t * t) ** 0.5) / 2
            z, b, t = after + np.float32((t - 1) / later) * (after - b), after, later
            if k % 100 == 0 and enough(b):
                break
        return b

    def power(gram):
        v, value = np.ones(len(gram), np.float32), 0.0
        for _ in range(1000):
            v = gram @ (v / np.linalg.norm(v))
            if abs(np.linalg.norm(v) - value) <= 1e-4 * value:
                break
            value = np.linalg.norm(v)
        return value

    def lasso(request):
        x, y, penalty = regression(request)

        def enough(b):
            residual = y - x @ b[0]
            theta = min(1, penalty / np.abs(x.T @ residual).max()) * residual
            gap = 0.5 * residual @ residual + penalty * np.abs(b).sum() - theta @ y + 0.5 * theta @ theta
            return gap <= request["tolerance"] * (y @ y)

        return lambda: fista(x.T @ x, (y @ x)[None], penalty, 2000, enough)

    def codes(request):
        dictionary, y = patches(request)
        return lambda: fista(dictionary @ dictionary.T, y @ dictionary.T, request["lambda"], request["steps"])

    np.ones((64, 64), np.float32) @ np.ones((64, 64), np.float32)  # loads BLAS
    return facts("numpy", np.__version__), {"lasso": lasso, "codes": codes, "rbm": rbm}


serve(start)
