"""A record of three households in the shape of Complete Journey's files, small enough to read."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

Rows = list[dict[str, Any]]


def line(household: int, store: int, basket: int, product: int, at: str, **more: Any) -> dict[str, Any]:
    """One purchase line; a piece for 2.00 without discount unless said otherwise."""
    return {
        "household_id": household,
        "store_id": store,
        "basket_id": basket,
        "product_id": product,
        "quantity": 1,
        "sales_value": 2.0,
        "retail_disc": 0.0,
        "coupon_disc": 0.0,
        "coupon_match_disc": 0.0,
        "transaction_timestamp": datetime.fromisoformat(at),
        **more,
    }


TRANSACTIONS: Rows = [
    line(1, 367, 9001, 100, "2017-03-01 22:00:00", quantity=2, sales_value=5.0, retail_disc=0.5),
    line(1, 367, 9001, 101, "2017-03-01 22:00:00", coupon_disc=0.25, coupon_match_disc=0.1),
    line(2, 406, 9002, 100, "2017-06-05 18:30:00", sales_value=3.0),
    line(1, 406, 9003, 100, "2017-07-10 20:00:00", quantity=0, sales_value=0.0),
    *(line(1, 367, 9010 + n, 100, f"2017-08-{n + 1:02d} 21:15:00") for n in range(5)),
    line(3, 367, 9020, 999, "2017-12-31 23:05:00", sales_value=20.0),
]
PRODUCTS: Rows = [
    {"product_id": 100, "department": "GROCERY", "brand": "National", "product_category": "FRZN ICE",
     "product_type": "ICE - CRUSHED/CUBED", "package_size": "22 LB"},
    {"product_id": 101, "department": "MEAT-PCKGD", "brand": "Private", "product_category": "BACON",
     "product_type": "ECONOMY", "package_size": None},
    {"product_id": 102, "department": "FUEL", "brand": "Private", "product_category": "FUEL",
     "product_type": "GASOLINE-REG UNLEADED", "package_size": None},
]  # fmt: skip
DEMOGRAPHICS: Rows = [
    {"household_id": 1, "age": "65+", "income": "35-49K", "home_ownership": "Homeowner",
     "marital_status": "Married", "household_size": "2", "household_comp": "2 Adults No Kids",
     "kids_count": "0"},
]  # fmt: skip
CAMPAIGN_DESCRIPTIONS: Rows = [
    {"campaign_id": 7, "campaign_type": "Type A", "start_date": datetime.fromisoformat("2017-05-01"),
     "end_date": datetime.fromisoformat("2017-06-01")},
]  # fmt: skip
CAMPAIGNS: Rows = [{"campaign_id": 7, "household_id": 1}, {"campaign_id": 7, "household_id": 2}]
COUPONS: Rows = [
    {"coupon_upc": 51380041013, "product_id": 100, "campaign_id": 7},
    {"coupon_upc": 51380041013, "product_id": 100, "campaign_id": 7},
    {"coupon_upc": 51380041013, "product_id": 555, "campaign_id": 7},
]
COUPON_REDEMPTIONS: Rows = [
    {
        "household_id": 1,
        "coupon_upc": 51380041013,
        "campaign_id": 7,
        "redemption_date": datetime.fromisoformat("2017-05-09"),
    },
]


def small_record() -> dict[str, Rows]:
    """The rows by file, free to be spoilt."""
    return deepcopy(
        {
            "transactions": TRANSACTIONS,
            "products": PRODUCTS,
            "demographics": DEMOGRAPHICS,
            "campaign_descriptions": CAMPAIGN_DESCRIPTIONS,
            "campaigns": CAMPAIGNS,
            "coupons": COUPONS,
            "coupon_redemptions": COUPON_REDEMPTIONS,
        }
    )


def write_parquet(folder: Path, record: dict[str, Rows]) -> Path:
    """The record as Parquet files, types as pyarrow sees them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in record.items():
        pq.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")
    return folder


def write_csv(folder: Path, record: dict[str, Rows]) -> Path:
    """The record as CSV files; the first row of each says which columns there are."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in record.items():
        columns = list(rows[0])
        table = pa.table(
            {c: pa.array([None if r[c] is None else str(r[c]) for r in rows], pa.string()) for c in columns}
        )
        csv.write_csv(table, folder / f"{name}.csv", csv.WriteOptions(quoting_style="needed"))
    return folder
