"""What first aid is given, in TensorFlow's tensors, and what it must answer in each framework."""

import math

import numpy as np
import tensorflow as tf

from snippets import nan_faults
from snippets.first_aid import TRAINED

NAN, INF = math.nan, math.inf
H = tf.constant([[0.4, -3.0], [1.2, -50.0]])  # log σ² and log σ may be so
LOGITS = tf.constant([[-30.0, 0.2, 11.0]])
SATURATED = {"decoded": tf.sigmoid(2 * LOGITS), "from_logits": False}
FALLING, EXPLODED = [543.0, 300.0, 210.0, 215.0], [540.0, 200.0, 1500.0, NAN]
LATE = [*np.linspace(540, 200, TRAINED)]
CASES = [  # what first aid is given, and what it must answer
    ({}, []),
    ({"losses": FALLING}, []),
    ({"decoded": tf.sigmoid(LOGITS / 4), "from_logits": False}, []),
    (SATURATED, ["log of zero"]),
    ({**SATURATED, "losses": [*FALLING, NAN]}, ["log of zero"]),
    ({**SATURATED, "losses": FALLING}, []),  # Keras and PyTorch clip
    ({**SATURATED, "kl": [INF], "raw": H + 90}, ["large h"]),
    ({"decoded": tf.cast(LOGITS > 0, tf.float32)}, []),  # logits may be 0 and 1
    ({"raw": H + 90}, ["large h"]),
    ({"raw": H + 90, "kl": [3.0], "losses": [*FALLING, NAN]}, ["large h"]),  # clipped
    ({"raw": H + 90, "kl": [3.0], "losses": FALLING}, []),  # clamped before
    ({"raw": H - 41}, ["small h"]),
    ({"raw": H - 41, "kl": [2.0, 45.0]}, []),  # the closed form
    ({"raw": H - 41, "kl": [2.0, 45.0], "losses": [*FALLING, NAN]}, []),  # not by h
    ({"raw": H - 41, "kl": [2.0, INF]}, ["small h"]),
    ({"raw": H, "read_as": "log_std"}, ["small h"]),
    ({"raw": H + 45, "read_as": "log_std"}, ["large h"]),
    ({"raw": tf.nn.relu(H)}, ["ReLU on the head"]),
    ({"raw": tf.zeros_like(H)}, []),  # a head that starts at 0
    ({"raw": tf.zeros_like(H), "losses": LATE}, ["ReLU on the head"]),
    ({"raw": tf.nn.softplus(H), "losses": LATE}, ["ReLU on the head"]),
    ({"raw": tf.nn.softplus(H), "losses": FALLING}, []),  # early, any head may be so
    ({"raw": H, "losses": LATE}, []),
    ({"raw": H, "read_as": "variance"}, ["raw variance"]),
    ({"raw": tf.exp(H), "read_as": "variance"}, []),
    ({"losses": EXPLODED}, ["learning rate"]),
    ({"losses": list(nan_faults.kl_in_training().numpy())}, ["learning rate"]),
    ({"losses": list(nan_faults.kl_in_training_cured().numpy())}, []),
    ({"raw": tf.cast(H, tf.float16)}, ["half precision"]),
    (
        {
            "raw": tf.zeros((2, 2), tf.float16) + 1,
            "decoded": tf.cast(LOGITS, tf.float16),
            "losses": [INF],
        },
        ["half precision"],
    ),
    (
        {
            "raw": tf.zeros((2, 2), tf.float16) + 1,
            "decoded": tf.cast(LOGITS, tf.float16),
            "losses": FALLING,
        },
        [],
    ),
    (
        {"raw": H, "read_as": "variance", "losses": EXPLODED},
        ["learning rate", "raw variance"],
    ),
    ({"raw": H * NAN}, ["broken weights"]),
    ({"decoded": LOGITS * INF}, ["broken weights"]),
]
HEALTHY = {"raw": H, "decoded": LOGITS, "from_logits": True}
