"""A log σ head that repeats what a log σ² head does, and a last layer split in two."""

# --8<-- [start:recipe]
import torch


def same_as_log_variance(head, optimizer, lr, eps=1e-8):
    """The parameter group of a log σ head that repeats a log σ² head's training.

    Halves the initial weights of `head`, a linear layer, in place. `optimizer` is
    "adam" or "sgd"; `lr` and `eps`, of Adam, are the log σ² head's. Raises ValueError
    for another optimizer: each has its own rule.

    >>> body, head = torch.nn.Linear(8, 8), torch.nn.Linear(8, 2)
    >>> group = same_as_log_variance(head, "adam", lr=1e-4)
    >>> adam = torch.optim.Adam([{"params": body.parameters()}, group], lr=1e-4)
    >>> [(group["lr"], group["eps"]) for group in adam.param_groups]
    [(0.0001, 1e-08), (5e-05, 2e-08)]
    """
    if optimizer == "adam":
        settings = {"lr": lr / 2, "eps": eps * 2}
    elif optimizer == "sgd":
        settings = {"lr": lr / 4}
    else:
        raise ValueError(f"optimizer is {optimizer!r}; expected 'adam' or 'sgd'")
    with torch.no_grad():
        for weight in head.parameters():
            weight *= 0.5
    return {"params": [*head.parameters()], **settings}


# --8<-- [end:recipe]


# --8<-- [start:split]
def split_last_layer(encoder):
    """Split the last layer: the layers below it, a layer for μ, and a head for h.

    `encoder` is a `Sequential` whose last module is `Linear`, and outputs all means,
    then as many raw outputs h. The halves keep its dtype, device, bias or none, and
    are frozen if it is. Raises TypeError for another last module, and
    ValueError for an odd number of outputs.

    >>> layers = torch.nn.Linear(3, 8), torch.nn.ReLU(), torch.nn.Linear(8, 4)
    >>> encoder = torch.nn.Sequential(*layers)
    >>> below, mean_layer, head = split_last_layer(encoder)
    >>> features = below(x := torch.tensor([[1.0, -2.0, 0.5]]))
    >>> split = torch.cat([mean_layer(features), head(features)], dim=-1)
    >>> torch.allclose(split, encoder(x))
    True
    """
    *below, last = encoder
    if type(last) is not torch.nn.Linear:
        raise TypeError(f"the last module is {type(last).__name__}; expected Linear")
    if last.out_features % 2:
        raise ValueError(f"the last layer gives {last.out_features}; half are for μ")
    like = {"bias": last.bias is not None, "dtype": last.weight.dtype}
    like["device"] = last.weight.device
    size = last.in_features, last.out_features // 2
    halves = [torch.nn.Linear(*size, **like) for _ in ("μ", "h")]
    with torch.no_grad():
        for name, both in last.named_parameters():  # weight (2 d, features) and bias
            for half, values in zip(halves, both.chunk(2), strict=True):
                half.get_parameter(name).copy_(values)
                half.get_parameter(name).requires_grad_(both.requires_grad)
    return torch.nn.Sequential(*below), *halves


# --8<-- [end:split]
