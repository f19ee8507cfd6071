"""Certificates of several scripts and sizes for the proofs."""

from kpcs.scheme.certificate import (
    Container,
    OriginMode,
    Origins,
    Parcel,
    Party,
    Signatory,
    combine_origins,
    heading_totals,
)
from kpcs.scheme.certificate.values import Certificate
from kpcs.scheme.commodities import SubHeading
from tests.samples import certificate, line

PLAIN = certificate()

CYRILLIC = certificate(
    authority="Пример управления по алмазам",
    exporter=Party("Алмазы Пример", ("улица Образцовая, 4", "Примерск"), "BW"),
    importer=Party("Образцовый импортёр", ("Пробная набережная, 12", "Образцово"), "BE"),
    signatory=Signatory("Ина Образцова", "Заместитель регистратора"),
)

CHINESE = certificate(
    authority="样本钻石管理局",
    exporter=Party("示例钻石出口公司", ("样本路四号", "示例市"), "BW"),
    importer=Party("样本进口商行", ("样本码头十二号", "样本港"), "BE"),
    signatory=Signatory("样本签字人", "副登记官"),
    sheet="",
)


def packed(containers: tuple[Container, ...], **changes: object) -> Certificate:
    """A certificate over these containers, its totals and origins made from them."""
    return certificate(
        containers=containers,
        container_count=len(containers),
        parcel_count=sum(len(container.parcels) for container in containers),
        lines=heading_totals(containers),
        origins=combine_origins(containers),
        **changes,
    )


MANY_PARCELS = packed(
    tuple(
        Container(
            (f"S{118300 + box}",),
            tuple(
                Parcel(
                    f"{box}-{place}",
                    (
                        line(
                            SubHeading.NON_INDUSTRIAL,
                            f"{17 * box + place}.{box}{place % 10}",
                            f"{9100 * place + box}.07",
                        ),
                    ),
                )
                for place in range(1, 25)
            ),
        )
        for box in range(1, 6)
    )
)
"""120 parcels: more than a code at 45 mm carries."""

UNDECLARED = packed(
    (
        Container(
            ("S118206",),
            (Parcel("P1", (line(SubHeading.UNSORTED, "12.345", "900.00", Origins(OriginMode.MIXED_UNDECLARED)),)),),
        ),
    )
)
