"""The lasso and the patches of bench/versus/lasso_works.cc, number by number, for peers that solve them."""

from protocol import digits

COEFFICIENTS, TRUE, CORRELATION, ATOMS = 1000, 50, 0.95, 256
_problems = {}


def _noise(places):
    import numpy as np

    total = np.zeros(places.shape)
    with np.errstate(over="ignore"):
        for k in range(4):
            z = (np.uint64(4) * places + np.uint64(k + 1)) * np.uint64(0x9E3779B97F4A7C15)
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            total += ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return (total - 2) * np.sqrt(3.0)


def regression(request):
    """X (column-major), y and the penalty of 1/2 |y - X b|^2 + penalty |b|_1, in float32."""
    import numpy as np

    rows = request["rows"]
    if rows not in _problems:
        place = np.arange((COEFFICIENTS + 1) * rows, dtype=np.uint64)
        x = _noise(place[: COEFFICIENTS * rows]).reshape(rows, COEFFICIENTS)
        for j in range(1, COEFFICIENTS):
            x[:, j] = CORRELATION * x[:, j - 1] + np.sqrt(1 - CORRELATION**2) * x[:, j]
        b = 3 * _noise(np.uint64(2**40) + np.arange(TRUE, dtype=np.uint64))
        y = x[:, :: COEFFICIENTS // TRUE] @ b + 0.5 * _noise(place[COEFFICIENTS * rows :])
        _problems[rows] = np.asfortranarray(x, dtype=np.float32), y.astype(np.float32)
    x, y = _problems[rows]
    return x, y, request["weight"] * float(np.abs(x.T.astype(np.float64) @ y).max())


def patches(request):
    """A dictionary of 256 patches, and the patches to code, in float32."""
    import numpy as np

    count = request["rows"] + ATOMS
    middle = digits({**request, "rows": 2 * count}).reshape(-1, 28, 28)[:, 8:20, 8:20].reshape(-1, 144)
    middle = middle - middle.mean(axis=1, keepdims=True)
    middle = middle[np.abs(middle).max(axis=1) > 1e-6][:count]
    middle = (middle / np.linalg.norm(middle, axis=1, keepdims=True)).astype(np.float32)
    return middle[:ATOMS], middle[ATOMS:]
