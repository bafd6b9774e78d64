from __future__ import annotations

from assistant.models.streaming import Channel


def test_a_channel_knows_how_sure_the_writer_was() -> None:
    channel = Channel(lambda: False)
    channel.put([1, 2], [-0.5, -0.25])
    channel.put([3], [0.0])
    assert channel.sureness() == -0.25


def test_an_engine_that_says_nothing_of_it_is_not_taken_for_sure() -> None:
    channel = Channel(lambda: False)
    channel.put([1, 2])
    assert channel.sureness() is None
