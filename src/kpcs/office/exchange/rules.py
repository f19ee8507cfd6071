"""Who may deal with peers, letters and messages that went wrong."""

from kpcs.office.accounts.rules import holds, is_node
from kpcs.office.accounts.terms import Role

may_change_peers = holds(Role.SUPERVISOR) | is_node
"""A peer's keys decide what is believed: a supervisor confirms them. The node itself does so while it is set up."""

may_pass_gap = holds(Role.SUPERVISOR)

may_handle_messages = holds(Role.FOCAL_POINT, Role.SUPERVISOR)
"""The focal point speaks to other authorities: retries, takes up what was set aside."""

may_send_letters = holds(Role.FOCAL_POINT, Role.SUPERVISOR, Role.ISSUER, Role.APPROVER, Role.INSPECTOR)
"""Whoever did the act that the letter tells of may also print and send it."""
