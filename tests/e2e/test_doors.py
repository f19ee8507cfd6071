"""Who may come in, and what those are told who may not."""

import pytest
from playwright.sync_api import expect

from tests.e2e.visits import Visits, sign_in
from tests.e2e.walking import says

pytestmark = pytest.mark.xdist_group("pages")


def test_a_wrong_password_is_refused_and_the_name_stays(visits: Visits) -> None:
    page = visits.open("eu")
    page.goto("/account/sign-in/")
    sign_in(page, "ina", "not this one")
    says(page, "This name and this password do not belong together.")
    expect(page.get_by_label("Sign-in name")).to_have_value("ina")


def test_a_desk_asks_a_stranger_to_sign_in_and_goes_on_to_it(visits: Visits) -> None:
    page = visits.open("eu", scripts=False)
    page.goto("/imports/upload/")
    sign_in(page, "ina", "only-for-the-demonstration")
    page.wait_for_url("**/imports/upload/")


def test_a_desk_that_is_not_ones_own_says_so(visits: Visits) -> None:
    page = visits.open("bw", "dan", expected=(403,))
    answer = page.goto("/imports/")
    assert answer is not None and answer.status == 403
    says(page, "not")
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()


def test_an_address_that_leads_nowhere_says_so(visits: Visits) -> None:
    page = visits.open("bw", "neo", expected=(404,))
    answer = page.goto("/certificates/BW99999999/")
    assert answer is not None and answer.status == 404
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
