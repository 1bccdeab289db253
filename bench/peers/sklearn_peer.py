"""scikit-learn's BernoulliRBM. It knows persistent CD-1 only: one Gibbs step an update, whatever k is asked for."""

from lasso import patches, regression
from protocol import digits, facts, serve


def start():
    import sklearn
    from sklearn.decomposition import sparse_encode
    from sklearn.linear_model import Lasso
    from sklearn.neural_network import BernoulliRBM

    def rbm(request):
        if request["k"] != 1:
            raise ValueError("persistent CD-1 is all there is")
        data = digits(request)
        machine = BernoulliRBM(
            n_components=request["hidden"],
            batch_size=request["batch"],
            learning_rate=request["rate"],
            n_iter=1,
            random_state=1,
        )
        return lambda: machine.fit(data)

    def lasso(request):
        x, y, penalty = regression(request)
        machine = Lasso(alpha=penalty / len(y), tol=request["tolerance"], max_iter=100000, fit_intercept=False)
        return lambda: machine.fit(x, y)

    def codes(request):
        dictionary, y = patches(request)
        return lambda: sparse_encode(
            y, dictionary, algorithm="lasso_cd", alpha=request["lambda"], max_iter=1000, check_input=False
        )

    return facts("scikit-learn", sklearn.__version__), {"lasso": lasso, "codes": codes, "rbm": rbm}

serve(start)
