"""A client of the Debug Adapter Protocol, by which VS Code drives debugpy.

The protocol: https://microsoft.github.io/debug-adapter-protocol

It starts the adapter as VS Code does, and knows what the tests need: breakpoints, steps, variables, expressions.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

from tests import ROOT

PATIENCE = 60  # seconds that the adapter may take for one answer


class Debugger:
    """A debugger on one program, from its launch to its end."""

    def __init__(self, configuration: dict[str, Any], breakpoints: dict[Path, list[dict[str, Any]]]) -> None:
        """Launch by a configuration of launch.json, with breakpoints by file: each a line, and perhaps a condition."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "debugpy.adapter"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
        )
        self.messages: Queue[dict[str, Any]] = Queue()
        self.events: list[dict[str, Any]] = []
        self.sent = 0
        self.listener = Thread(target=self.listen, daemon=True)
        self.listener.start()
        self.request("initialize", adapterID="debugpy", pathFormat="path")
        launched = self.send("launch", **{**configuration, "console": "internalConsole", "redirectOutput": False})
        self.event("initialized")
        for path, places in breakpoints.items():
            self.request("setBreakpoints", source={"path": str(path)}, breakpoints=places)
        self.request("configurationDone")
        self.answer(launched)

    def listen(self) -> None:
        """Put the messages of the adapter into the queue."""
        stream = self.process.stdout
        assert stream is not None
        while header := stream.readline():
            length = int(header.split(b":")[1])
            stream.readline()
            self.messages.put(json.loads(stream.read(length)))
        self.messages.put({"type": "end"})

    def send(self, command: str, **arguments: Any) -> int:
        """Send a request, and return its number."""
        self.sent += 1
        message = {"seq": self.sent, "type": "request", "command": command, "arguments": arguments}
        body = json.dumps(message).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()
        return self.sent

    def answer(self, number: int) -> dict[str, Any]:
        """The body of the answer to a request."""
        while True:
            message = self.next_message()
            if message["type"] == "response" and message["request_seq"] == number:
                assert message["success"], message
                return message.get("body", {})

    def next_message(self) -> dict[str, Any]:
        try:
            message = self.messages.get(timeout=PATIENCE)
        except Empty:
            raise TimeoutError(f"the debugger has said nothing for {PATIENCE} seconds") from None
        if message["type"] == "end":
            raise RuntimeError("the adapter has ended; is debugpy installed, as the extra `dev` does?")
        if message["type"] == "event":
            self.events.append(message)
        return message

    def request(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The answer to a request."""
        return self.answer(self.send(command, **arguments))

    def event(self, *names: str) -> dict[str, Any]:
        """The next event of one of these names."""
        while True:
            for i, event in enumerate(self.events):
                if event["event"] in names:
                    return self.events.pop(i)
            self.next_message()

    # --- at a stop ---

    def stop(self) -> dict[str, Any] | None:
        """The innermost frame at the next stop; None if the program has ended."""
        event = self.event("stopped", "terminated")
        if event["event"] == "terminated":
            return None
        self.thread = event["body"]["threadId"]
        return self.request("stackTrace", threadId=self.thread)["stackFrames"][0]

    def go(self, how: str) -> dict[str, Any] | None:
        """The frame after `next`, `stepIn`, `stepOut` or `continue`."""
        self.request(how, threadId=self.thread)
        return self.stop()

    def variables(self, reference: int) -> dict[str, dict[str, Any]]:
        """What the variables pane shows below something, by name."""
        return {v["name"]: v for v in self.request("variables", variablesReference=reference)["variables"]}

    def local_variables(self, frame: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """The local variables of a frame."""
        scopes = self.request("scopes", frameId=frame["id"])["scopes"]
        return self.variables(scopes[0]["variablesReference"])

    def watch(self, expression: str, frame: dict[str, Any]) -> str:
        """What a watch expression shows."""
        return self.request("evaluate", expression=expression, frameId=frame["id"], context="watch")["result"]

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.listener.join()
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()


def configurations() -> Iterator[dict[str, Any]]:
    """Those of .vscode/launch.json, which has comments in it."""
    text = (ROOT / ".vscode" / "launch.json").read_text(encoding="utf-8")
    lines = [line.split(" // ")[0] for line in text.splitlines() if not line.strip().startswith("//")]
    for configuration in json.loads("\n".join(lines))["configurations"]:
        yield {
            k: v.replace("${workspaceFolder}", str(ROOT)) if isinstance(v, str) else v for k, v in configuration.items()
        }
