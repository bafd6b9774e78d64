"""The same answers over HTTP, for programs: chat completions in OpenAI's form, and more.

    guard → server → requests → service (in work's threads) → Assistant
                │      └ problems   └ completions → JSON, or one claim after the other
                └ mount → tools → service

`service` knows no HTTP, `server` no models.
"""
