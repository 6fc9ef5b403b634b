"""Text that a spreadsheet shows and does not obey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pyarrow as pa

BEGINS_A_FORMULA: Final = r"^[=+\-@\t\r\n＝＋－＠]"
"""What a spreadsheet takes for the beginning of a formula; the wide forms are the same to an Asian one."""

SAYS_IT_IS_TEXT: Final = "'"


def harmless(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The rows with an apostrophe before each text that a spreadsheet would work out.

    Every text is looked at, a phone number with its + too: nobody can tell beforehand what somebody typed
    into a note. Numbers stay numbers. Parquet needs none of it, and keeps texts as they are.
    """
    import pyarrow as pa
    from pyarrow import compute

    columns = []
    for column in batch.columns:
        if pa.types.is_string(column.type):
            marked = compute.binary_join_element_wise(pa.scalar(SAYS_IT_IS_TEXT), column, pa.scalar(""))
            begins = compute.match_substring_regex(column, BEGINS_A_FORMULA)
            columns.append(compute.if_else(begins, marked, column))
        else:
            columns.append(column)
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)
