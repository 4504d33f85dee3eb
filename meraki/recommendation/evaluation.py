"""How good the advice is against methods of reference, on pairs that nothing was fitted on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from meraki.recommendation.advice import RecommendationParameters
from meraki.recommendation.portfolio import Portfolio


def evaluate(
    portfolio: Portfolio,
    base: pd.DataFrame,
    features: np.ndarray,
    labels: np.ndarray,
    parameters: RecommendationParameters,
) -> dict[str, Any]:
    """avaliacao.json (schema in docs/arquitetura.md); arguments as for :func:`meraki.recommendation.advise`.

    The form is chosen again without the hidden pairs; nothing that was fitted with them is used.
    """
    raise NotImplementedError
