"""A last layer for μ and h, split in two."""

# --8<-- [start:split]
import torch


def split_last_layer(encoder):
    """Split the last layer: the layers below it, a layer for μ, and a head for h.

    `encoder` is a `Sequential` whose last module is `Linear`, and outputs all means,
    then as many raw outputs h. The halves keep its dtype, its device, its bias if it
    has one, and whether it is frozen. Raises TypeError for another last module, and
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
        raise ValueError(f"the last layer has {last.out_features} outputs; expected 2n")
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
