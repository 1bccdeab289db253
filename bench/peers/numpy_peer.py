"""Contrastive divergence as one writes it in NumPy: float32 throughout, one random number a unit, BLAS for products."""

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

    np.ones((64, 64), np.float32) @ np.ones((64, 64), np.float32)  # loads BLAS
    return facts("numpy", np.__version__), {"rbm": rbm}


serve(start)
