"""Figures in the text format that Prometheus reads."""

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from models.figures import Figures

MEDIA_TYPE = CONTENT_TYPE_LATEST
NEVER = float("nan")
"""The age of what has never run."""


def exposition(figures: Figures) -> bytes:
    """One scrape, from a registry of its own: nothing of one installation stays in the process."""
    registry = CollectorRegistry()

    def gauge(name: str, value: float | None, meaning: str) -> None:
        Gauge(f"duban_{name}", meaning, registry=registry).set(NEVER if value is None else value)

    gauge("clock_age_seconds", figures.clock_age, "Since the last sign of life of any clock")
    gauge("legs_age_seconds", figures.legs_age, "Since the last sign of life of any leg runner")
    gauge("obligations_due", figures.due, "Obligations whose next look has come")
    gauge("obligations_due_lag_seconds", figures.due_lag, "How long the oldest of them has been due")
    gauge("obligations_in_trouble", figures.troubled, "Obligations the clock could not decide")
    gauge("obligations_overdue", figures.overdue, "Obligations past the date that counts now")
    gauge("notifications_refused", figures.refused, "Notifications that could not be delivered")
    gauge("notifications_held", figures.held, "Notifications that wait for a person's release")
    gauge("legs_waiting", figures.legs_waiting, "Events that Prefect does not show yet")
    gauge("legs_failing", figures.legs_failing, "Those of them whose last attempt failed")
    gauge("legs_lag_seconds", figures.legs_lag, "How long ago the oldest of them happened")
    mails = Gauge("duban_mails", "Mails by state", ["state"], registry=registry)
    for state, count in figures.mails.items():
        mails.labels(state).set(count)
    return generate_latest(registry)
