from __future__ import annotations

from django.apps import AppConfig


class NumberSeriesConfig(AppConfig):
    name = "kans.number_series"
    label = "number_series"
