"""Columns of a file turned into numpy arrays, each with a mask of the values that could not be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]

WHOLE_NUMBER: Final = r"^[+-]?[0-9]{1,18}(\.0+)?$"
AMOUNT: Final = r"^[+-]?[0-9]{1,12}(\.[0-9]+)?$"
MOMENT_FORMS: Final = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d")
MAX_EXACT: Final = float(2**53)


def read_numbers(column: Any) -> tuple[Array, Mask]:
    """Whole numbers as int64."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_integer(column.type):
        bad = _bools(pc.is_null(column))
        return _numpy(pc.fill_null(pc.cast(column, pa.int64()), 0)), bad
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        text, good = _matching(column, WHOLE_NUMBER)
        return _numpy(pc.cast(pc.replace_substring_regex(text, r"(^\+)|(\.0+$)", ""), pa.int64())), ~good
    if not pa.types.is_floating(column.type):
        return _nothing(column, np.int64)
    values = _numpy(pc.fill_null(pc.cast(column, pa.float64()), np.nan))
    bad = ~np.isfinite(values) | (np.abs(values) > MAX_EXACT)
    values = np.where(bad, 0.0, values)
    return values.astype(np.int64), bad | (values != np.floor(values))


def read_money(column: Any) -> tuple[Array, Mask]:
    """Amounts as int64 minor units, rounded to the nearest."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        text, good = _matching(column, AMOUNT)
        values = _numpy(pc.cast(pc.replace_substring_regex(text, r"^\+", ""), pa.float64()))
        return np.rint(values * 100).astype(np.int64), ~good
    if not (pa.types.is_floating(column.type) or pa.types.is_integer(column.type)):
        return _nothing(column, np.int64)
    values = _numpy(pc.fill_null(pc.cast(column, pa.float64()), np.nan))
    bad = ~np.isfinite(values) | (np.abs(values) > MAX_EXACT / 100)
    return np.rint(np.where(bad, 0.0, values) * 100).astype(np.int64), bad


def read_moments(column: Any) -> tuple[Array, Mask]:
    """Dates and times as int64 milliseconds since 1970, as the clock showed them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        at = pc.cast(column, pa.timestamp("ms"), safe=False)
    elif pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        trimmed = pc.utf8_trim_whitespace(column)
        forms = [pc.strptime(trimmed, format=form, unit="ms", error_is_null=True) for form in MOMENT_FORMS]
        at = pc.coalesce(*forms)
    else:
        return _nothing(column, np.int64)
    bad = _bools(pc.is_null(at))
    return _numpy(pc.fill_null(pc.cast(at, pa.int64()), 0)), bad


def read_texts(column: Any) -> tuple[Array, Mask]:
    """Texts without surrounding blanks as objects; None where there is nothing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_null(column.type):
        return np.full(len(column), None, dtype=object), np.zeros(len(column), dtype=bool)
    text = pc.utf8_trim_whitespace(pc.cast(column, pa.string()))
    values = np.array(pc.if_else(pc.equal(text, ""), None, text).to_pylist(), dtype=object)
    return values, np.zeros(len(column), dtype=bool)


READERS: Mapping[str, Callable[[Any], tuple[Array, Mask]]] = {
    "number": read_numbers,
    "money": read_money,
    "moment": read_moments,
    "text": read_texts,
}


def _matching(column: Any, pattern: str) -> tuple[Any, Mask]:
    """The texts that match, "0" in place of the others, and which ones match."""
    import pyarrow.compute as pc

    trimmed = pc.utf8_trim_whitespace(column)
    good = pc.fill_null(pc.match_substring_regex(trimmed, pattern), False)
    return pc.if_else(good, trimmed, "0"), _bools(good)


def _nothing(column: Any, kind: type) -> tuple[Array, Mask]:
    return np.zeros(len(column), dtype=kind), np.ones(len(column), dtype=bool)


def _numpy(column: Any) -> Array:
    return np.array(column.to_numpy(zero_copy_only=False))


def _bools(column: Any) -> Mask:
    return np.array(column.to_numpy(zero_copy_only=False), dtype=bool)
