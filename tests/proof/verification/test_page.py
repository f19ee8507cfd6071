from tools import verification_page


def test_the_page_is_what_the_code_says() -> None:
    assert verification_page.PAGE.read_text("utf-8") == verification_page.page()
