"""Campaigns of the past with their members, coupons and redemptions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from server.campaigns.models import Campaign, CampaignMember, CouponProduct, CouponRedemption
from server.integrations.catalogue import OFFSET
from server.integrations.dates import Shift
from server.integrations.reader import Array, Batch, FileShape, Mask, none_of, read, seen_before
from server.integrations.report import BadRowReport
from server.integrations.writer import Target
from shared.ids import SOURCE_SHIFT

NAMES: Final = {"campaign_id": "campaign", "household_id": "household", "coupon_upc": "coupon"}
CAMPAIGN_FILE: Final = FileShape(
    "campaign_descriptions",
    {"campaign_id": "number", "campaign_type": "text", "start_date": "moment", "end_date": "moment"},
    NAMES,
)
MEMBER_FILE: Final = FileShape("campaigns", {"campaign_id": "number", "household_id": "number"}, NAMES)
COUPON_FILE: Final = FileShape(
    "coupons", {"campaign_id": "number", "coupon_upc": "number", "product_id": "number"}, NAMES
)
REDEMPTION_FILE: Final = FileShape(
    "coupon_redemptions",
    {"campaign_id": "number", "coupon_upc": "number", "household_id": "number", "redemption_date": "moment"},
    NAMES,
)
CAMPAIGNS: Final = Target(Campaign, ("id", "name", "kind", "starts_on", "ends_on"))
MEMBERS: Final = Target(CampaignMember, ("campaign_id", "customer_id"))
COUPONS: Final = Target(CouponProduct, ("campaign_id", "coupon_upc", "product_id"))
REDEMPTIONS: Final = Target(CouponRedemption, ("id", "campaign_id", "coupon_upc", "customer_id", "on_day"))


class Campaigns:
    """The rows of four tables, each file checked against the campaigns and households known by then."""

    def __init__(self, folder: Path, households: set[int], shift: Shift, report: BadRowReport) -> None:
        self._folder = folder
        self._households = households
        self._shift = shift
        self._report = report
        self._known: set[int] = set()

    def campaign_rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows of `CAMPAIGNS`."""
        seen: set[int] = set()
        for batch in read(self._folder, CAMPAIGN_FILE, self._report):
            numbers = batch.columns["campaign_id"]
            backwards = batch.columns["end_date"] < batch.columns["start_date"]
            bad: list[tuple[Mask, str]] = [
                (_outside(numbers), "campaign is not a number from 1 up"),
                (seen_before(numbers.tolist(), seen), "the campaign is listed already"),
                (backwards, "the campaign ends before it starts"),
            ]
            for number, kind, start, end in self._good(batch, bad, CAMPAIGN_FILE):
                self._known.add(number)
                days = self._shift.day(start), self._shift.day(end)
                yield OFFSET + number, f"Campaign {number}", kind or "Unknown type", *days

    def member_rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows of `MEMBERS`."""
        seen: set[tuple[int, int]] = set()
        for batch in read(self._folder, MEMBER_FILE, self._report):
            pairs = list(zip(*(batch.columns[c].tolist() for c in MEMBER_FILE.columns), strict=True))
            again = seen_before(pairs, seen)
            bad = [*self._unknown(batch), (again, "the household is a member of the campaign already")]
            for campaign, household in self._good(batch, bad, MEMBER_FILE):
                yield OFFSET + campaign, OFFSET + household

    def coupon_rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows of `COUPONS`; the record repeats some, which says nothing new."""
        seen: set[tuple[int, ...]] = set()
        for batch in read(self._folder, COUPON_FILE, self._report):
            bad = [
                *self._unknown(batch),
                (_outside(batch.columns["coupon_upc"]), "coupon is not a number from 1 up"),
                (_outside(batch.columns["product_id"]), "product is not a number from 1 up"),
            ]
            for row in self._good(batch, bad, COUPON_FILE):
                if row not in seen:
                    seen.add(row)
                    campaign, coupon, product = row
                    yield OFFSET + campaign, coupon, OFFSET + product

    def redemption_rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows of `REDEMPTIONS`, numbered by their place in the record."""
        for batch in read(self._folder, REDEMPTION_FILE, self._report):
            bad = [
                *self._unknown(batch),
                (_outside(batch.columns["coupon_upc"]), "coupon is not a number from 1 up"),
            ]
            good = batch.rejecting(bad, self._report)
            columns = (good.columns[c].tolist() for c in REDEMPTION_FILE.columns)
            for number, campaign, coupon, household, at in zip(good.numbers.tolist(), *columns, strict=True):
                yield OFFSET + number, OFFSET + campaign, coupon, OFFSET + household, self._shift.day(at)

    def _good(self, batch: Batch, bad: list[tuple[Mask, str]], shape: FileShape) -> Iterator[tuple[Any, ...]]:
        good = batch.rejecting(bad, self._report)
        return zip(*(good.columns[name].tolist() for name in shape.columns), strict=True)

    def _unknown(self, batch: Batch) -> list[tuple[Mask, str]]:
        campaigns = none_of(batch.columns["campaign_id"].tolist(), self._known)
        bad = [(campaigns, "the campaign is unknown")]
        if "household_id" in batch.columns:
            households = none_of(batch.columns["household_id"].tolist(), self._households)
            bad.append((households, "the household has no purchases"))
        return bad


def _outside(numbers: Array) -> Mask:
    return (numbers < 1) | (numbers >= 1 << SOURCE_SHIFT)
