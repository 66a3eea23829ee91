"""Plays an exercise at the terminal, from Python.

    pip install -r requirements.txt
    python play.py [EXERCISE]

The messages go through pygls, which speaks JSON-RPC with headers over a program's standard input
and output. TENDING names the program (otherwise `tending` is looked for), TENDING_PATH a folder
with exercises (otherwise the one beside this page).
"""

import asyncio
import logging
import os
import sys
from pathlib import Path

from pygls.client import JsonRPCClient
from pygls.protocol import (
    JsonRPCNotification,
    JsonRPCRequestMessage,
    JsonRPCResponseMessage,
    default_converter,
)

HERE = Path(__file__).parent
COMMANDS = {"back", "break", "stop", "skip", "hold", "help", "recap", "repeat"}

# What people say goes into no log.
logging.disable()


def plain_data():
    """Messages as dicts and lists, not as objects."""
    converter = default_converter()
    for kind in (JsonRPCNotification, JsonRPCRequestMessage, JsonRPCResponseMessage):
        converter.register_structure_hook(kind, lambda message, cls: cls(**message))
    return converter


def show(output):
    """The words of an output, for a terminal that only appends."""
    kind = output["output"]
    if kind == "say":
        return output["text"]["plain"]
    if kind == "quote":
        by = f"{output['by']}: " if output["by"] else ""
        return f"{by}“{output['text']['plain']}”"
    if kind == "nudge":
        return f"{output['nudge']['why']} {output['nudge']['suggestion']}".strip()
    if kind == "reject":
        return f"That does not fit here ({output['rejection']['reason'].replace('_', ' ')})."
    if kind == "notice":
        return notice(output["notice"])
    if kind == "ask":
        return question(output)
    if kind == "pause":
        return "(A pause. Enter goes on before it is over.)"
    if kind == "hand_over":
        return f"Over to {' and '.join(output['next'])}. Enter when you are here."
    if kind == "end":
        return output["aftercare"]["plain"] if output["aftercare"] else "(The end.)"
    return ""


def notice(notice):
    kind = notice["notice"]
    if kind in ("not_for", "help"):
        return notice["text"]["plain"]
    if kind == "pause_over":
        return notice["cue"]["plain"] if notice["cue"] else ""
    if kind == "recap":
        pairs = [f"{asked['plain']} {said['plain']}" for asked, said in notice["said"]]
        return "\n".join(pairs)
    if kind == "follow_up":
        return f"On {notice['reminder']['date']}: {notice['reminder']['exercise']}"
    if kind == "trouble":
        return notice["message"]
    return f"({kind.replace('_', ' ')})"


def question(prompt):
    kind = prompt["kind"]
    lines = [prompt["question"]["plain"]]
    if kind["kind"] == "choose":
        choices = enumerate(kind["choices"], 1)
        lines += [f"  {number}. {choice['text']['plain']}" for number, choice in choices]
    if kind["kind"] == "rate":
        lines.append(f"  {kind['from']} to {kind['to']}")
    if kind["kind"] == "share":
        lines += [f"  “{preview['text']['plain']}”" for preview in kind["previews"]]
        lines.append(f"Show this to {' and '.join(kind['with'])}? (yes/no)")
    if kind["kind"] == "confirm":
        lines.append("(yes/no)")
    if kind["kind"] == "invite":
        lines.append("(now/later/no)")
    if prompt["nudged"]:
        lines.append("(Enter keeps your words.)")
    return "\n".join(line for line in lines if line)


def act(output, line):
    """What a typed line says to what the session rests on."""
    line = line.rstrip("\n")
    if line.startswith("/") and line[1:] in COMMANDS:
        return {"act": line[1:]}
    if output["output"] == "pause":
        return {"act": "skip"}
    if output["output"] == "hand_over" or output["kind"]["kind"] == "continue":
        return {"act": "ready"}
    if not line.strip():
        if output["nudged"]:
            return {"act": "keep"}
        if output["required"] is None and output["kind"]["kind"] != "list":
            return {"act": "skip"}
    return {"act": "answer", "with": line}


class Play:
    """One session at this terminal."""

    def __init__(self):
        self.client = JsonRPCClient(converter_factory=plain_data)
        self.events = asyncio.Queue()

        @self.client.feature("session/event")
        def event(params):
            self.events.put_nowait(params)

        @self.client.feature("session/trouble")
        def trouble(params):
            print(params["message"])

        @self.client.feature("host/call")
        def host(call):
            """What exercises ask of us: the weather, which a real host would look up."""
            return "cold and clear" if call["function"] == "weather" else None

    async def ask(self, method, **params):
        return await self.client.protocol.send_request_async(method, params)

    async def play(self, exercise):
        program = os.environ.get("TENDING", "tending")
        path = os.environ.get("TENDING_PATH", str(HERE.parent / "serve" / "exercises"))
        words = ["serve", "--stdio", "--framing", "headers", "--path", path]
        await self.client.start_io(program, *words)
        await self.ask("initialize", protocol=1)
        known = (await self.ask("exercise/list"))["exercises"]
        found = next((one for one in known if one["id"] == exercise), None)
        if found is None:
            print(f"There are: {', '.join(one['id'] for one in known)}")
        else:
            await self.session(found)
        await self.leave()

    async def session(self, exercise):
        print(exercise["title"], end="\n\n")
        people = {}
        for role in exercise["starting_roles"]:
            people[role] = (await read(f"Who is the {role}? ")).strip()
        host = {"functions": ["weather"]}
        await self.ask(
            "session/start", session="here", exercise=exercise["id"], people=people, host=host
        )
        # What the session rests on, where typing began, the line that is typed, the next event.
        rest, begun, typed = None, None, None
        more = asyncio.ensure_future(self.events.get())
        while True:
            await asyncio.wait({more, typed} - {None}, return_when=asyncio.FIRST_COMPLETED)
            if more.done():
                event, more = more.result(), asyncio.ensure_future(self.events.get())
                words = show(event["output"])
                if words:
                    print(words, end="\n\n")
                if event["output"]["output"] == "end":
                    more.cancel()
                    return
                if event["resting"]:
                    rest = event
                    begun = begun or rest
                    typed = typed or asyncio.ensure_future(read("> "))
                continue
            line, late = typed.result(), begun is not rest
            begun, typed = rest, None
            # Enter was for the pause that was over a moment before.
            if not (late and line == "\n"):
                await self.input(rest, line)
                begun = None
            else:
                typed = asyncio.ensure_future(read("> "))

    async def input(self, event, line):
        if line == "":  # the end of the input
            await self.ask("session/stop", session="here")
            await self.leave()
            sys.exit("The input ended; nothing was kept.")
        input = act(event["output"], line)
        try:
            await self.ask("session/input", session="here", seq=event["seq"], input=input)
        except Exception as error:
            print(error)
            # What is asked is said again.
            await self.ask("session/poll", session="here")

    async def leave(self):
        await self.ask("shutdown")
        self.client.protocol.notify("exit", {})
        await self.client.stop()


async def read(prompt):
    """A line with its end; nothing where there is none any more."""
    print(prompt, end="", flush=True)
    return await asyncio.to_thread(sys.stdin.readline)


if __name__ == "__main__":
    try:
        asyncio.run(Play().play(sys.argv[1] if len(sys.argv) > 1 else "a-walk"))
    except KeyboardInterrupt:
        sys.exit(130)
