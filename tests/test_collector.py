"""The cycle collector rests where it has nothing to find, and works again afterwards."""

from __future__ import annotations

import gc

import pytest

from meraki.collector import at_rest, importing


def test_it_works_again_even_after_an_error() -> None:
    with pytest.raises(ValueError, match="inside"), at_rest():
        assert not gc.isenabled()
        raise ValueError("inside")
    assert gc.isenabled()


def test_who_turned_it_off_finds_it_off() -> None:
    gc.disable()
    try:
        with at_rest():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_was_imported_is_never_walked_again() -> None:
    before = gc.get_freeze_count()
    try:
        with importing():
            assert not gc.isenabled()
        assert gc.isenabled()
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()
