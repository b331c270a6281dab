"""Clip all gradients by one norm when one head has moved to another unit."""

# --8<-- [start:clip]
import torch


def clip_together(parameters, head_parameters, norm, scale=1 / 2):
    """Clip gradients in place by their global norm, counting the head's at old size.

    Call it after `backward`. `parameters` are those of the rest of the network,
    `head_parameters` the head's, `norm` is the limit. The head's new output
    is `scale` times the old one: 1/2 from log σ² to log σ. Returns the norm before
    clipping. Raises ValueError naming a parameter without a gradient.

    >>> rest, head = torch.zeros(1), torch.zeros(1)
    >>> rest.grad, head.grad = torch.tensor([3.0]), torch.tensor([8.0])
    >>> clip_together([rest], [head], norm=1.0)  # 3 and 8/2 have the norm 5
    tensor(5.)
    >>> rest.grad, head.grad
    (tensor([0.6000]), tensor([1.6000]))
    """
    groups = {"parameters": [*parameters], "head_parameters": [*head_parameters]}
    for name, group in groups.items():
        for i, parameter in enumerate(group):
            if parameter.grad is None:
                raise ValueError(f"{name}[{i}] has no gradient: call backward() first")
    rest, head = ([each.grad for each in group] for group in groups.values())
    squares = [gradient.pow(2).sum() for gradient in rest]
    squares += [(scale * gradient).pow(2).sum() for gradient in head]
    total = torch.stack(squares).sum().sqrt()
    if total > norm:
        for gradient in (*rest, *head):
            gradient *= norm / total
    return total


# --8<-- [end:clip]
