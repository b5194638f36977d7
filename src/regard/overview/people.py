"""Whose an interaction is, by the lake: the customer of its profile."""

from typing import Any

import ibis

from regard.data_use.public import Reading


def customer_of(reading: Reading) -> ibis.Table:
    """The customer of each interaction that points at one: seq, customer. Numbers only."""
    profiles = reading.table("recognised").select("seq", "profile_id")
    merged = reading.table("customer_map").select(merged="profile_id", customer_id="customer_id")
    joined = profiles.left_join(merged, profiles.profile_id == merged.merged)
    customer: Any = ibis.ifelse(joined.merged.notnull(), joined.customer_id, joined.profile_id)
    found = joined.select("seq", customer=customer)
    return found.filter(found.customer.notnull())
