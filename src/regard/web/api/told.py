"""What the API says of customers: each row as an object of numbers, words and moments."""

from typing import Any

from regard.customers.public import Announced, Becoming, Doubt, Reason, Shown, Was


def shown(one: Shown) -> dict[str, Any]:
    """An identifier."""
    return {
        "kind": one.kind,
        "namespace": one.namespace,
        "value": one.value,
        "status": one.status,
        "profiles": sorted(one.profiles),
    }


def reason(one: Reason) -> dict[str, Any]:
    """What joins or parts, with its evidence."""
    return {
        "no": one.no,
        "rule": one.rule,
        "one": one.one,
        "other": one.other,
        "sides": one.sides,
        "identifier": {"kind": one.kind, "namespace": one.namespace, "value": one.value} if one.kind else None,
        "brought_by": one.brought_by,
        "by": one.by or None,
        "at": one.at,
        "undone_by": one.undone_by or None,
        "undone_at": one.undone_at,
    }


def doubt(one: Doubt) -> dict[str, Any]:
    """Whom a guard keeps apart, and what both carry."""
    return {
        "no": one.number,
        "profiles": [one.one, one.other],
        "customers": one.customers,
        "reason": one.reason,
        "identifier": {"kind": one.kind, "namespace": one.namespace, "value": one.value} if one.kind else None,
    }


def was(one: Was) -> dict[str, Any]:
    """Which customer a profile was."""
    return {"profile": one.profile, "customer": one.customer, "since": one.since, "until": one.until}


def becoming(one: Becoming) -> dict[str, Any]:
    """A customer as it would be."""
    return {"customer": one.number, "profiles": one.profiles, "interactions": one.interactions, "was": one.was}


def announced(one: Announced) -> dict[str, Any]:
    """That a number leads elsewhere: what feed and webhook say."""
    return {
        "no": one.no,
        "type": f"customer.{one.kind}",
        "timestamp": one.at,
        "data": {"id": one.number, "customer": one.customer, "was": one.was},
    }
