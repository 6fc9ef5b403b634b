"""Addresses of views are built as ever, though rules learn how only when they are asked."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import Map, Rule


def test_every_address_is_built_as_an_eager_rule_builds_it(app: Flask) -> None:
    rules = list(app.url_map.iter_rules())
    eager = Map([Rule(rule.rule, endpoint=rule.endpoint, methods=rule.methods) for rule in rules],
                converters=app.url_map.converters)  # fmt: skip
    samples = {"IntegerConverter": 7, "UUIDConverter": "0196f0c4-0000-7000-8000-000000000001"}
    for rule in rules:
        values = {
            name: samples.get(type(converter).__name__, "a b/c")
            for name, converter in rule._converters.items()
        } | {"asked": "for"}  # fmt: skip
        build = (rule.endpoint, values, "GET" if "GET" in (rule.methods or ()) else None)
        sparing = app.url_map.bind("example.com").build(*build)
        assert sparing == eager.bind("example.com").build(*build)
        assert sparing == app.url_map.bind("example.com").build(*build), "and so a second time"
        assert sparing.endswith("?asked=for")
