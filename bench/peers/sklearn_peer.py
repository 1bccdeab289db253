"""scikit-learn's BernoulliRBM, t-SNE, lasso and sparse codes.

The first knows persistent CD-1 only: one Gibbs step an update, whatever k is asked for. t-SNE leaves the repulsion of
distant points to a tree.
"""

from lasso import patches, regression
from protocol import digits, facts, serve


def start():
    import sklearn
    from sklearn.decomposition import PCA, sparse_encode
    from sklearn.linear_model import Lasso
    from sklearn.manifold import TSNE
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

    def tsne(request):
        points = PCA(request["components"], svd_solver="full").fit_transform(digits(request))
        machine = TSNE(
            perplexity=request["perplexity"], init="pca", learning_rate="auto", random_state=1, method="barnes_hut"
        )
        # The name of the number of steps has changed with version 1.5.
        machine.set_params(**{"max_iter" if "max_iter" in machine.get_params() else "n_iter": request["iterations"]})

        def descent():
            machine.fit_transform(points)
            return {"divergence": lambda: machine.kl_divergence_}

        return descent

    return facts("scikit-learn", sklearn.__version__), {"rbm": rbm, "tsne": tsne, "lasso": lasso, "codes": codes}

serve(start)
