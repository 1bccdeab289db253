"""Contrastive divergence as one writes it in PyTorch on a CPU: fused additions and products, no gradients recorded."""

from protocol import digits, facts, serve


def start():
    import torch

    torch.set_grad_enabled(False)
    torch.manual_seed(1)

    def rbm(request):
        data, batch, k = torch.from_numpy(digits(request)), request["batch"], request["k"]
        weights = request["sd"] * torch.randn(data.shape[1], request["hidden"])
        above = torch.zeros(request["hidden"])
        below = torch.zeros(data.shape[1])

        def epoch():
            order = torch.randperm(len(data))
            for first in range(0, len(data), batch):
                v0 = data[order[first : first + batch]]
                p0 = torch.sigmoid(torch.addmm(above, v0, weights))
                p = p0
                for _ in range(k):
                    v = torch.bernoulli(torch.sigmoid(torch.addmm(below, torch.bernoulli(p), weights.t())))
                    p = torch.sigmoid(torch.addmm(above, v, weights))
                rate = request["rate"] / len(v0)
                weights.addmm_(v0.t(), p0, alpha=rate)
                weights.addmm_(v.t(), p, alpha=-rate)
                below.add_((v0 - v).sum(dim=0), alpha=rate)
                above.add_((p0 - p).sum(dim=0), alpha=rate)

            def reconstruction():
                hidden = torch.sigmoid(torch.addmm(above, v0, weights))
                return ((v0 - torch.sigmoid(torch.addmm(below, hidden, weights.t()))) ** 2).mean()

            return reconstruction

        return epoch

    torch.ones(64, 64) @ torch.ones(64, 64)  # loads BLAS
    return facts("torch", torch.__version__, threads=torch.get_num_threads()), {"rbm": rbm}


serve(start)
