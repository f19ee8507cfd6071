"""Model fields for the scheme's exact amounts: whole numbers of the smallest unit in the database."""

from typing import Any

from django.db import models

from kpcs.scheme.quantities import Carats, USDollars


class _AmountField(models.BigIntegerField):
    amount: type[Carats] | type[USDollars]

    def from_db_value(self, value: int | None, *_args: Any) -> Carats | USDollars | None:
        return None if value is None else self.amount(value)

    def to_python(self, value: Any) -> Carats | USDollars | None:
        if value is None or isinstance(value, self.amount):
            return value
        return self.amount.parse(str(value))

    def get_prep_value(self, value: Any) -> int | None:
        if value is None:
            return None
        if not isinstance(value, self.amount):
            raise TypeError(f"{self.name} takes {self.amount.__name__}, not {value!r}")
        return value.units


class CaratsField(_AmountField):
    """Carats as whole thousandths."""

    amount = Carats


class USDollarsField(_AmountField):
    """US dollars as whole cents."""

    amount = USDollars
