"""The circle, told step by step: one certificate from an application in Botswana to a confirmation from the Union.

Two sub-headings, three parcels, two containers, one line of listed mixed origin; prices per carat inside the range of
published half-yearly figures (Botswana 77 to 179 US dollars).
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kpcs.cli.demo.theatre import Actor, Theatre, written

PATIENCE = 60.0
SEALS = ((("S118204",), ("S118205",)), (("S118211",), ("S118212",)), (("S118214",), ("S118215",)))


def draft(**changes: Any) -> dict[str, Any]:
    """The application of the story; ``changes`` replace fields."""
    today = datetime.now(UTC).date()
    whole = {
        "kind": "ordinary",
        "destination": "EU",
        "importer": {"name": "Scheldt Sample Traders", "address": "12 Specimen Quay\nSample Port", "country": "BE"},
        "carrier": "Sample Secure Air",
        "waybill": "000-44172096",
        "departs_on": (today + timedelta(days=1)).isoformat(),
        "expected_on": (today + timedelta(days=4)).isoformat(),
        "declaration": "yes",
        "warranty": "yes",
        "invoice": {"number": "INV-2026-0311", "date": today.isoformat()},
        "carats": "9074.71",
        "value": "1240534.89",
        "lines": [
            line("1", "P1", "7102.31", "4812.36", "632344.10", "BW"),
            line("1", "P2", "7102.31", "2046.18", "345292.88", "BW"),
            line("2", "P3", "7102.31", "905.42", "161708.01", "BW"),
            line("2", "P3", "7102.10", "1310.75", "101189.90", "BW 810.750 62589.90, NA 500.000 38600.00"),
        ],
    }
    return whole | changes


def line(container: str, parcel: str, hs: str, carats: str, value: str, origins: str) -> dict[str, str]:
    """One content line as it is typed."""
    return {"container": container, "parcel": parcel, "hs": hs, "carats": carats, "value": value, "origins": origins}


def weights_of(typed: dict[str, Any]) -> dict[str, str]:
    """Carats by parcel of a draft, added up exactly."""
    from kpcs.scheme.quantities import Carats

    parcels: dict[str, Carats] = {}
    for row in typed["lines"]:
        parcels[row["parcel"]] = parcels.get(row["parcel"], Carats(0)) + Carats.parse(row["carats"])
    return {parcel: str(carats) for parcel, carats in parcels.items()}


class Story:
    """Tells the steps and lets the players act. ``tell`` receives one sentence a step."""

    def __init__(self, theatre: Theatre, tell: Callable[[str], None]) -> None:
        self.theatre, self.tell = theatre, tell

    @property
    def bw(self) -> Actor:
        """Botswana's player."""
        return self.theatre.actors["bw"]

    @property
    def eu(self) -> Actor:
        """The Union's player."""
        return self.theatre.actors["eu"]

    def issue(
        self, typed: dict[str, Any], seals: tuple[tuple[str, ...], ...], trader: str = "Mopane Example Diamonds"
    ) -> dict[str, str]:
        """Botswana's office takes the application to a validated certificate that has left; what it holds then."""
        bw = self.bw
        reference = bw.play("apply", who="dan", trader=trader, draft=typed)
        self.tell(f"Dan Example applies for {trader}: {reference}")
        bw.play("examine", who="mpho", reference=reference)
        weights = weights_of(typed)
        bw.play("weigh", who="tom", reference=reference, round="intake", weights=weights, witnesses=["Dan Example"])
        self.tell("Mpho Sample examines; Tom Testa weighs every parcel before a witness")
        bw.play("approve", who="pula", reference=reference)
        self.tell("Pula Testa, another person, approves")
        number = bw.play("reserve", who="neo", reference=reference, seals=seals)
        self.tell(f"Number {number} is reserved, seals are allotted")
        bw.play("weigh", who="tom", reference=reference, round="packing", weights=weights, witnesses=["Dan Example"])
        bw.play("seal", who="neo", reference=reference, witnesses=["Dan Example", "Abel Placeholder"])
        self.tell("Reweighed, packed and sealed before two witnesses")
        held = bw.play("freeze", who="neo", reference=reference, signatory="kago")
        self.tell(f"The record is frozen and signed: check value {held['check_value']}")
        bw.play("print_sheet", who="neo", number=number)
        self.tell("Printed")
        bw.play("validate", who="kago", reference=reference)
        self.tell("Kago Example validates with signature and stamp; the Union is told")
        bw.play("hand_over", who="neo", number=number, receiver="Dan Example")
        bw.play("leave", who="abel", reference=reference)
        self.tell("Handed over; the goods leave Botswana")
        return {"reference": reference, **bw.play("certificate", number=number)}

    def receive(self, held: dict[str, str]) -> str:
        """The Union's office takes the sheet in, verifies it and opens a case; the case's reference."""
        number = held["number"]
        self.wait("the pre-advice", lambda: self.eu.play("expected", number=number))
        self.tell("The pre-advice has arrived: the certificate is on the expected list")
        brought = self.eu.play("bring", who="ina", code=held["code"], brought_by="Scheldt Sample Traders")
        self.tell(f"Ina Sample scans the code: {brought['verdict']}, {brought['standing']}")
        if (brought["verdict"], brought["standing"]) != ("authentic", "clear"):
            raise RuntimeError(f"the sheet should be authentic and clear: {brought}")
        self.eu.play("look", who="ina", document=brought["document"])
        case = str(self.eu.play("open_case", who="ina", document=brought["document"]))
        self.tell(f"Case {case} is opened and claims the number")
        return case

    def circle(self, seals: tuple[tuple[str, ...], ...] = SEALS[0]) -> dict[str, str]:
        """The whole circle with nothing wrong; what Botswana holds of its certificate."""
        held = self.issue(draft(), seals)
        case = self.receive(held)
        self.eu.play("inspect", who="tilde", case=case)
        self.tell("Tilde Specimen finds seals intact, three parcels, every weight as certified")
        self.eu.play("decide", who="ina", case=case, act="accept")
        self.eu.play("confirm", who="rik", case=case)
        self.tell("The goods are accepted; Rik Demo confirms to Botswana")
        self.wait("the confirmation", lambda: self.bw.play("movement", number=held["number"])["agreement"] == "same")
        self.tell("Botswana holds the confirmation, and both sides hold the same")
        if self.bw.play("movement", number=held["number"])["confirmation"] != "reconciled":
            self.bw.play("reconcile", who="neo", number=held["number"])
        return held | {"case": case}

    def prepare_work(self) -> None:
        """Leave something to do at every desk: an application to approve, a certificate on its way to the Union."""
        self.issue(draft(waybill="000-44172104"), SEALS[1], "Marula Example Stones")
        reference = self.bw.play("apply", who="dan", trader="Mopane Example Diamonds", draft=draft())
        self.bw.play("examine", who="mpho", reference=reference)
        self.tell(f"Application {reference} waits for Pula Testa")

    def wait(self, what: str, arrived: Callable[[], Any]) -> Any:
        """Look until ``arrived`` says yes; RuntimeError after a minute."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if found := arrived():
                return found
            time.sleep(0.2)
        raise RuntimeError(f"{what} did not arrive within {PATIENCE:.0f} seconds")

    def leave_evidence(self, folder: Path, held: dict[str, str]) -> None:
        """Write what a stranger can check by himself: the sheet, its code, the statement about it, the confirmation."""
        folder.mkdir(exist_ok=True)
        (folder / "certificate.pdf").write_bytes(bytes.fromhex(self.bw.play("paper", number=held["number"])))
        (folder / "certificate.txt").write_text(held["code"] + "\n", "ascii")
        trust = self.theatre.folder / "eu" / "trust"
        command = [
            sys.executable,
            "-m",
            "kpcs",
            "verify",
            str(folder / "certificate.pdf"),
            "--trust",
            str(trust),
            "--json",
        ]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        written(folder / "statement.json", json.loads(answer.stdout))
        written(folder / "confirmation.json", self.bw.play("confirmation", number=held["number"]))
