"""Model fields for the scheme's exact amounts: whole numbers of the smallest unit in the database."""

from typing import Any

from django.db import models
from django.db.models.expressions import Combinable

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

    # what the type checker takes and gives for it
    _pyi_private_set_type: Carats | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: Carats  # type: ignore[assignment]
    _pyi_lookup_exact_type: Carats  # type: ignore[assignment]
    amount = Carats


class USDollarsField(_AmountField):
    """US dollars as whole cents."""

    _pyi_private_set_type: USDollars | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: USDollars  # type: ignore[assignment]
    _pyi_lookup_exact_type: USDollars  # type: ignore[assignment]
    amount = USDollars
