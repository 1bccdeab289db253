"""scikit-learn's BernoulliRBM. It knows persistent CD-1 only: one Gibbs step an update, whatever k is asked for."""

from protocol import digits, facts, serve


def start():
    import sklearn
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

    return facts("scikit-learn", sklearn.__version__), {"rbm": rbm}

serve(start)
