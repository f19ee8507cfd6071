"""What the exchange context refuses, and why."""

from kpcs.scheme.problems import Refusal, refuse
from kpcs.scheme.problems import gettext_noop as _


def recipient_unknown(recipient: str) -> Refusal:
    return refuse(
        "exchange.recipient_unknown",
        _("“%(recipient)s” is neither a peer nor in the register of Participants."),
        "recipient",
        recipient=recipient[:40],
    )


def own_identity() -> Refusal:
    return refuse("exchange.own_identity", _("That is this node itself."), "identity")


def sender_unknown(sender: str) -> Refusal:
    return refuse(
        "exchange.sender_unknown", _("“%(sender)s” is not among the peers of this authority."), sender=sender[:40]
    )


def peer_suspended(peer: str) -> Refusal:
    return refuse(
        "exchange.peer_suspended", _("This authority has suspended its dealings with %(peer)s by messages."), peer=peer
    )


def too_many_unreadable(peer: str) -> Refusal:
    return refuse(
        "exchange.too_many_unreadable",
        _("Too many unreadable messages in the name of %(peer)s are waiting for an officer."),
        peer=peer,
    )


def no_sealing_key(peer: str) -> Refusal:
    return refuse("exchange.no_sealing_key", _("No valid sealing key of %(peer)s is known."), peer=peer)


def not_waiting(state: str) -> Refusal:
    return refuse(
        "exchange.not_waiting", _("This message does not wait to be applied: it is “%(state)s”."), state=state
    )


def not_a_letter() -> Refusal:
    return refuse("exchange.not_a_letter", _("This message travels to a node; it is not sent on paper."))


def a_letter() -> Refusal:
    return refuse("exchange.a_letter", _("This message is sent on paper."))


def receipt_other_message() -> Refusal:
    return refuse("exchange.receipt_other_message", _("The receipt is for another message."))


def receipt_other_party() -> Refusal:
    return refuse("exchange.receipt_other_party", _("The receipt was not made out by the recipient of the message."))


def request_stale() -> Refusal:
    return refuse(
        "exchange.request_stale", _("The request’s time is too far from the clock of this node. Set the clocks.")
    )


def request_other_party() -> Refusal:
    return refuse("exchange.request_other_party", _("Only the recipient may fetch messages, from the one asked."))


def no_gap(peer: str) -> Refusal:
    return refuse("exchange.no_gap", _("No message of %(peer)s is missing."), peer=peer)


def fingerprint_differs() -> Refusal:
    return refuse(
        "exchange.fingerprint_differs",
        _("The fingerprint is not the one that was confirmed. Ask the peer for it again, by another way."),
        "fingerprint",
    )


def kind_differs(kind: str, body: str) -> Refusal:
    return refuse("exchange.kind_differs", _("A message of kind %(kind)s has another body."), kind=kind, body=body)
