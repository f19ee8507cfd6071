"""The camera page: a code before the camera is read in the browser and sent as text."""

import os
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs

import segno
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.csp import build_policy
from playwright.sync_api import Browser, Route

from kpcs.proof import code as codes
from kpcs.proof.keys import Role
from tests.browser import FLAGS, found
from tests.office.exchange.foreign import Foreign
from tests.samples import certificate

HOST = "http://localhost"  # a secure context, as cameras ask for
WIDTH, HEIGHT = 1280, 960


def film(text: str, file: Path) -> None:
    """A film of a still code as a camera sees it: YUV4MPEG2, grey, ten pictures."""
    code = segno.make(text, error="m", boost_error=False)
    rows = [list(row) for row in code.matrix_iter(scale=6, border=4)]
    top, left = (HEIGHT - len(rows)) // 2, (WIDTH - len(rows[0])) // 2
    picture = bytearray(b"\xe0" * (WIDTH * HEIGHT))
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            picture[(top + y) * WIDTH + left + x] = 0x20 if dark else 0xE0
    frame = b"FRAME\n" + bytes(picture) + b"\x80" * (WIDTH * HEIGHT // 2)
    file.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 10)


def camera_page() -> str:
    """The page as the desk sends it; it asks nothing of the database."""
    request = RequestFactory().get("/imports/camera/")
    request.user = AnonymousUser()
    return render_to_string("portal/imports/camera.html", {"check": "/imports/check/"}, request)


def test_a_code_before_the_camera_is_sent_as_text(browser: Browser, tmp_path: Path) -> None:
    text = codes.sign(codes.freeze(certificate(), bytes(16)).data, Foreign("BW").signer(Role.ISSUING))
    film(text, tmp_path / "code.y4m")
    html, policy = camera_page(), build_policy(settings.SECURE_CSP)
    sent: list[str] = []

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path.startswith("/static/"):
            place = finders.find(path.removeprefix("/static/"))
            assert isinstance(place, str), path
            route.fulfill(path=place)
        elif path == "/imports/check/":
            sent.append(parse_qs(route.request.post_data or "")["text"][0])
            route.fulfill(body="taken", content_type="text/plain")
        else:
            route.fulfill(
                body=html,
                content_type="text/html; charset=utf-8",
                headers={"Content-Security-Policy": policy},
            )

    seeing = browser.browser_type.launch(
        executable_path=found(SimpleNamespace(chromium=browser.browser_type)),
        args=[
            *FLAGS,
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={tmp_path / 'code.y4m'}",
        ],
        chromium_sandbox=os.geteuid() != 0,
    )
    try:
        context = seeing.new_context(permissions=["camera"])
        page = context.new_page()
        page.route(f"{HOST}/**", answer)
        page.goto(f"{HOST}/imports/camera/")
        page.wait_for_url(f"{HOST}/imports/check/", timeout=60_000)
    finally:
        seeing.close()
    assert sent == [text]
