"""Addresses, options and tokens: what is taken, what is refused, and that nothing secret is shown."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sparrow_connect import ClientError, Token
from sparrow_connect.address import parse_address
from sparrow_connect.options import resolve
from sparrow_connect.tokens import FileProvider, Tokens


def test_an_address_is_taken_apart() -> None:
    found = parse_address("sc://[::1]:99/;user_id=a%20b;x-cluster=7")
    assert (found.host, found.port, found.target) == ("::1", 99, "[::1]:99")
    assert (found.values, found.headers) == ({"user_id": "a b"}, {"x-cluster": "7"})
    assert parse_address("sc://host").port == 15002


def test_the_variable_is_read_where_no_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_REMOTE", "sc://there:1")
    assert parse_address(None).target == "there:1"
    monkeypatch.delenv("SPARK_REMOTE")
    assert parse_address(None).target == "127.0.0.1:15002"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://h", "sc://"),
        ("sc://h/path", "path"),
        ("sc://u@h", "user"),
        ("sc://h/#f", "fragment"),
        ("sc://h/;token", "no value"),
        ("sc://h/;token=", "no value"),
        ("sc://h/;token=s1;token=s1", "twice"),
        ("sc://h:0", "ports"),
        ("sc://h:x", "host and port"),
        ("sc://h;token=s1", "slash"),
        ("sc://h/;x=%zz", "percent"),
        ("sc://h/;authorization=s1", "token"),
        ("sc://h/;token=s1;session_id=1", "UUID"),
        ("sc://h/;use_ssl=maybe;token=s1", "true or false"),
        ("sc://h/;use_ssl=false;token=s1", "encryption"),
    ],
)
def test_what_cannot_be_is_refused_without_its_secrets(url: str, why: str) -> None:
    with pytest.raises(ClientError, match=why) as caught:
        resolve(url)
    assert "s1" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "options", "tls"),
    [
        ("sc://h", {}, False),
        ("sc://h", {"token": "t"}, True),
        ("sc://localhost", {"token": "t"}, False),
        ("sc://127.9.9.9", {"token": "t"}, False),
        ("sc://[::1]", {"token_provider": lambda: "t"}, False),
        ("sc://localhost", {"tls_ca_file": "ca.pem"}, True),
        ("sc://h/;use_ssl=true", {}, True),
        ("sc://h/;use_ssl=true", {"use_ssl": False}, False),
    ],
)
def test_when_tls_is_on(url: str, options: dict[str, Any], tls: bool) -> None:
    assert resolve(url, **options).tls is tls


def test_options_win_and_secrets_are_not_shown() -> None:
    found = resolve("sc://h/;token=alpha1;user_id=a;user_agent=mine;x=secret", token="beta22", user_id="b")
    assert (found.user_id, found.tokens.current()) == ("b", "beta22")
    assert found.client_type.startswith("mine sparrow-python/0.1.0 (")
    assert not any(secret in repr(found) for secret in ("alpha1", "beta22", "secret"))


def test_a_provider_is_asked_when_its_token_ends_soon_or_was_refused() -> None:
    given: Iterator[Token | str] = iter([Token("one", time.time() + 10), Token("two", time.time() + 100), "three"])
    tokens = Tokens(lambda: next(given))
    assert tokens.renew() == "one"
    assert tokens.current() is None
    assert tokens.renew() == "two"
    assert tokens.current() == "two"
    assert tokens.current("two") is None
    assert tokens.renew("two") == "three"
    assert "three" not in repr(tokens) + repr(Token("three"))


def test_a_token_file_is_read_each_time(tmp_path: Path) -> None:
    file = tmp_path / "token"
    provider = FileProvider(str(file))
    with pytest.raises(ClientError, match="cannot be read"):
        provider()
    file.write_text("a\n")
    assert provider().value == "a"
    file.write_text("b")
    assert provider().value == "b"


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "ümlaut"])
def test_tokens_that_no_header_takes_are_refused_unseen(token: str) -> None:
    with pytest.raises(ClientError) as caught:
        resolve("sc://localhost", token=token)
    assert not token or token not in str(caught.value)
