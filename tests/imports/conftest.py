"""What every import needs: a folder for its files, and a company it can go into."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.builders import (
    a_marketing_setup,
    a_number_series,
    a_sales_cycle,
    a_salesperson,
    a_stage,
)


@pytest.fixture
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def cronus_works(ann, data_folder):
    free = a_number_series("FREE", "X0001", manual_numbers=True)
    stages = (
        a_stage(name, chances_of_success=Decimal(50))
        for name in ("Qualify", "Present", "Sign")
    )
    cycle = a_sales_cycle(*stages, code="STANDARD")
    a_marketing_setup(
        contact_numbers=free, opportunity_numbers=free, default_sales_cycle=cycle
    )
    a_salesperson("JO", "Jo")
