"""What one writes in NumPy, float32 throughout, BLAS for products: contrastive divergence with one random number a unit,
perceptrons with their gradients by hand, and FISTA for the lasso and for sparse codes.
"""

from lasso import patches, regression
from protocol import digits, facts, labels, serve


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
            return {
                "reconstruction": lambda: ((v0 - sigmoid(sigmoid(v0 @ weights + above) @ weights.T + below)) ** 2).mean()
            }

        return epoch

    def network(request):
        data, classes, batch = digits(request, "grey"), labels(request), request["batch"]
        sizes, rate = {"softmax": ([784, 10], 0), "mlp": ([784, 512, 512, 10], np.float32(0.2))}[request["model"]]
        rho, eps, step = np.float32(request["rho"]), np.float32(request["epsilon"]), np.float32(request["rate"])
        parameters = []
        for fan_in, fan_out in zip(sizes, sizes[1:]):
            for shape in ((fan_in, fan_out), (fan_out,)):
                parameters.append(random.uniform(-(fan_in**-0.5), fan_in**-0.5, shape).astype(np.float32))
        squares, steps, spare, changes = ([np.zeros_like(p) for p in parameters] for _ in range(4))

        def update(gradients):  # in memory that is kept: fresh arrays cost as much as the sums
            for p, a, s, d, t, g in zip(parameters, squares, steps, spare, changes, gradients):
                np.multiply(g, g, out=t)
                t *= 1 - rho
                a *= rho
                a += t
                np.add(s, eps, out=d)
                np.add(a, eps, out=t)
                d /= t
                np.sqrt(d, out=d)
                d *= g
                np.multiply(d, d, out=t)
                t *= 1 - rho
                s *= rho
                s += t
                d *= step
                p -= d

        def epoch():
            nats = 0.0
            order = random.permutation(len(data))
            for first in range(0, len(data), batch):
                rows = order[first : first + batch]
                inputs, masks = [data[rows]], []
                for w, b in zip(parameters[:-2:2], parameters[1:-2:2]):
                    z = inputs[-1] @ w + b
                    mask = ((z > 0) & (random.random(z.shape, dtype=np.float32) >= rate)) / (1 - rate)
                    masks.append(mask)
                    inputs.append(z * mask)
                z = inputs[-1] @ parameters[-2] + parameters[-1]
                z -= z.max(axis=1, keepdims=True)
                p = np.exp(z)
                p /= p.sum(axis=1, keepdims=True)
                truth = (np.arange(len(rows)), classes[rows])
                nats -= np.log(p[truth]).sum()
                p[truth] -= 1
                g = p / np.float32(len(rows))
                gradients = []
                for layer in reversed(range(len(inputs))):
                    gradients[:0] = [inputs[layer].T @ g, g.sum(axis=0)]
                    if layer > 0:
                        g = (g @ parameters[2 * layer].T) * masks[layer - 1]
                update(gradients)
            return {"cross_entropy": lambda: nats / len(data), "parameters": lambda: sum(p.size for p in parameters)}

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
    return facts("numpy", np.__version__), {"rbm": rbm, "network": network, "lasso": lasso, "codes": codes}


serve(start)
