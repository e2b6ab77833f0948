"""What the actions on items and the set-up of selling ask for."""

from kans.trade.forms.items import ItemForm, NewItemForm
from kans.trade.forms.setup import SalesSetupForm
from kans.trade.forms.tables import (
    CurrencyForm,
    ExchangeRateForm,
    NewCurrencyForm,
    NewExchangeRateForm,
    NewRowForm,
    NewTermsForm,
    NewVatRateForm,
    RowForm,
    TermsForm,
    VatRateForm,
)

__all__ = [
    "CurrencyForm",
    "ExchangeRateForm",
    "ItemForm",
    "NewCurrencyForm",
    "NewExchangeRateForm",
    "NewItemForm",
    "NewRowForm",
    "NewTermsForm",
    "NewVatRateForm",
    "RowForm",
    "SalesSetupForm",
    "TermsForm",
    "VatRateForm",
]
