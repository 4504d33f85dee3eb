"""The palette: one colour per cluster, told apart by every kind of sight."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from meraki.reports import style

# Machado, Oliveira & Fernandes (2009), severity 1.0, on linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
D65 = np.array([0.9505, 1.0, 1.089])


def lab(colour: str, vision: np.ndarray) -> np.ndarray:
    channels = np.array([int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    ratios = XYZ @ np.clip(np.asarray(vision) @ linear, 0, 1) / D65
    f = np.where(ratios > 0.008856, np.cbrt(ratios), 7.787 * ratios + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("vision", VISIONS)
def test_twelve_clusters_are_told_apart(vision: str) -> None:
    seen = [lab(style.cluster_colour(cluster), VISIONS[vision]) for cluster in range(1, 13)]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) > 15


def test_a_cluster_keeps_its_colour_and_the_whole_is_none_of_them() -> None:
    assert style.cluster_colour(1) == style.cluster_colour(13) == style.CLUSTER_COLOURS[0]
    assert style.cluster_colour(0) not in style.CLUSTER_COLOURS


@pytest.mark.parametrize("colour", [*style.CLUSTER_COLOURS, style.ACCENT, style.PANEL, style.BAD])
def test_text_on_a_colour_reads(colour: str) -> None:
    low, high = sorted([style.luminance(colour), style.luminance(style.ink_on(colour))])
    assert (high + 0.05) / (low + 0.05) >= 4.5
