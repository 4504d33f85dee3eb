"""The rules of meraki/persona_shares.py."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from meraki.columns import Column
from meraki.persona_shares import ACTIONS, Share, telling_shares
from meraki.wording import thing_had


def test_every_share_has_a_name_and_an_action_on_both_sides() -> None:
    assert all(thing_had(column) and (column, not more) in ACTIONS for column, more in ACTIONS)


@pytest.mark.parametrize(
    ("own", "name"),
    [(1.0, "com propostas"), (0.9, "com propostas"), (0.89, ""), (0.11, ""), (0.09, "sem propostas")],
)
def test_only_what_nearly_all_or_none_have_is_a_name(own: float, name: str) -> None:
    assert Share(Column.PROPOSALS, own, 0.4).qualifier() == name


@pytest.mark.parametrize(
    ("own", "others", "found"),
    [(12, 14, []), (12, 12, [Column.OPEN_TICKETS]), (4, 50, []), (4, 52, [Column.OPEN_TICKETS])],
)
def test_a_share_is_told_from_35_points_above_or_below_that_of_the_whole(
    own: int, others: int, found: list[str]
) -> None:
    """Of the 20 customers of the cluster and the 80 others so many have open tickets: 60 % against 26 %, 24 %, ..."""
    inside = np.repeat([True, False], [20, 80])
    tickets = np.concatenate([np.arange(20) < own, np.arange(80) < others]).astype(float)
    shares = telling_shares(pd.DataFrame({Column.OPEN_TICKETS: tickets, Column.HIRES: 1.0}), inside)
    assert [share.column for share in shares] == found


def test_a_column_of_texts_counts_nothing() -> None:
    base = pd.DataFrame({Column.PROPOSALS: ["muitas", "poucas"]})
    assert telling_shares(base, np.array([True, False])) == []


def test_what_nobody_of_a_cluster_informs_is_no_share_of_it() -> None:
    base = pd.DataFrame({Column.PROPOSALS: [np.nan] * 5 + [1.0] * 5})
    assert telling_shares(base, np.repeat([True, False], 5)) == []


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (
            Share(Column.PROPOSALS, 0.45, 0.85),
            "45 % têm propostas (base: 85 %): aos demais, fazer a primeira proposta.",
        ),
        (Share(Column.PROPOSALS, 0.0, 0.38), "Nenhum cliente tem propostas (base: 38 %): fazer a primeira proposta."),
        (Share(Column.PROPOSALS, 0.01, 0.38), "1 % tem propostas (base: 38 %): fazer a primeira proposta."),
        (
            Share(Column.OPEN_TICKETS, 0.9, 0.4),
            "90 % têm chamados abertos (base: 40 %): resolver os chamados antes de oferecer.",
        ),
    ],
)
def test_what_to_do_is_said_of_whom_it_is_for(share: Share, told: str) -> None:
    assert share.advice() == told
