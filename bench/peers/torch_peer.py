"""What one writes in PyTorch on a CPU: contrastive divergence by fused additions and products, without gradients
recorded, and classifiers from torch.nn, with gradients by autograd and torch.optim's Adadelta.
"""

from protocol import digits, facts, labels, serve


def start():
    import torch
    from torch import nn

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

            return {"reconstruction": reconstruction}

        return epoch

    def layers(model):
        if model == "softmax":
            return [nn.Linear(784, 10)]
        if model == "mlp":
            hidden = [nn.Linear(784, 512), nn.ReLU(), nn.Dropout(0.2), nn.Linear(512, 512), nn.ReLU(), nn.Dropout(0.2)]
            return hidden + [nn.Linear(512, 10)]
        image = [nn.Unflatten(1, (1, 28, 28)), nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU()]
        pooled = [nn.MaxPool2d(2), nn.Dropout(0.25), nn.Flatten(), nn.Linear(64 * 12 * 12, 128), nn.ReLU()]
        return image + pooled + [nn.Dropout(0.5), nn.Linear(128, 10)]

    def network(request):
        data, classes = torch.from_numpy(digits(request, "grey")), torch.from_numpy(labels(request))
        batch = request["batch"]
        net = nn.Sequential(*layers(request["model"]))
        for layer in net:  # as ours starts; PyTorch's own start of a Linear is the same distribution
            if hasattr(layer, "weight"):
                bound = layer.weight[0].numel() ** -0.5
                nn.init.uniform_(layer.weight, -bound, bound)
                nn.init.uniform_(layer.bias, -bound, bound)
        rule = torch.optim.Adadelta(net.parameters(), lr=request["rate"], rho=request["rho"], eps=request["epsilon"])

        def epoch():
            nats = torch.zeros(())
            order = torch.randperm(len(data))
            with torch.enable_grad():
                for first in range(0, len(data), batch):
                    rows = order[first : first + batch]
                    rule.zero_grad(set_to_none=True)
                    loss = nn.functional.cross_entropy(net(data[rows]), classes[rows])
                    loss.backward()
                    rule.step()
                    nats += loss.detach() * len(rows)
            return {
                "cross_entropy": lambda: nats / len(data),
                "parameters": lambda: sum(p.numel() for p in net.parameters()),
            }

        return epoch

    torch.ones(64, 64) @ torch.ones(64, 64)  # loads BLAS
    return facts("torch", torch.__version__, threads=torch.get_num_threads()), {"rbm": rbm, "network": network}


serve(start)
