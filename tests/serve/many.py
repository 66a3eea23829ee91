"""Many sessions of all exercises at once, with rubbish in between, against one `tending serve`.

    python3 tests/serve/many.py PROGRAM [SESSIONS]

Every line that comes must be a message, every session's events must come in order without a gap,
and each session must say byte for byte what it says when it is played alone. Needs Python alone.
"""

import json
import queue
import random
import subprocess
import sys
import threading
import time

BEGIN = 1_767_632_400_000
WORDS = [
    "You never listen to me.",
    "I feel like you don't care",
    "Könnten wir heute Abend reden? 🌱",
    "zwei\nZeilen",
    "",
    "7",
]
RUBBISH = [
    b"{",
    b"[]",
    b"\xff\xfe\x00",
    b'{"jsonrpc":"2.0","id":{},"method":"session/input"}',
    b'{"jsonrpc":"2.0","id":"r","method":"session/input","params":{"session":7}}',
    b'[{"jsonrpc":"2.0","id":"r","method":"session/poll","params":{"session":"no"}},4]',
    b'{"jsonrpc":"2.0","id":"none","result":{"x":1}}',
    b'{"jsonrpc":"2.0","id":"r","method":"session/in',
    b"[" * 100_000,
    b'{"jsonrpc":"2.0","id":"r","method":"' + b"x" * 2_000_000 + b'"}',
]


def at(seconds):
    return {"unix_ms": BEGIN + seconds * 1000, "offset": 3600}


class Server:
    """A server; what is sent goes out on a thread of its own, so that reading never waits for it."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program, "serve", "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.queue = queue.SimpleQueue()
        self.last = 0
        threading.Thread(target=self.write, daemon=True).start()
        self.request("initialize", {"protocol": 1})
        self.read()

    def write(self):
        while (line := self.queue.get()) is not None:
            self.process.stdin.write(line)
            self.process.stdin.flush()
        self.process.stdin.close()

    def raw(self, line):
        self.queue.put(line + b"\n")

    def request(self, method, params):
        self.last += 1
        message = {"jsonrpc": "2.0", "id": self.last, "method": method, "params": params}
        self.raw(json.dumps(message).encode())
        return self.last

    def read(self):
        line = self.process.stdout.readline()
        assert line.endswith(b"\n"), "the server ended"
        return line, json.loads(line)

    def end(self):
        self.queue.put(None)
        assert self.process.stdout.read() == b""
        assert self.process.wait() == 0


class Player:
    """Someone who answers whatever is asked, the same way each time."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.now = 0
        self.left = 120

    def input(self, output):
        self.left -= 1
        self.now += 3
        if self.left <= 0:
            return {"act": "stop"}
        match self.chance.randrange(25):
            case 0:
                return {"act": "back"}
            case 1:
                return {"act": "recap"}
            case 2:
                return {"act": "help"}
            case 3 if self.left > 90:
                return {"act": "break"}
        if output["output"] == "pause":
            if self.chance.randrange(3) == 0:
                return {"act": "skip"}
            self.now = max(self.now, (output["ends"]["unix_ms"] - BEGIN) // 1000 + 1)
            return {"act": "time"}
        if output["output"] == "hand_over":
            return {"act": "ready"}
        if output["nudged"] and self.chance.randrange(2):
            return {"act": "keep"}
        return self.answer(output["kind"])

    def answer(self, kind):
        match kind["kind"]:
            case "continue":
                return {"act": "ready"}
            case "rate":
                return {"act": "rate", "with": self.chance.randint(kind["from"], kind["to"] + 1)}
            case "choose":
                least = (kind["pick"] or [1])[0] or 1
                ids = [choice["id"] for choice in kind["choices"]]
                return {"act": "choose", "with": {"ids": self.chance.sample(ids, least)}}
            case "confirm" | "share":
                return {"act": "consent", "with": self.chance.randrange(4) > 0}
            case "invite":
                words = "now"
            case "name":
                words = "Ben"
            case "date":
                words = "2026-02-01"
            case "time":
                words = "18:30"
            case "integer" | "number":
                words = "3"
            case _:
                words = self.chance.choice(WORDS)
        return {"act": "answer", "with": words}


def play(server, games, rubbish):
    """Plays all games turn by turn; what each session said, line by line."""
    players = {name: Player(seed) for seed, (name, _, _) in games.items()}
    said = {name: [] for name in players}
    rests, open_requests, refused = {}, set(), 0

    def listen():
        nonlocal refused
        while open_requests:
            line, message = server.read()
            if isinstance(message, list):
                refused += 1
                continue
            if message.get("method") == "session/event":
                params = message["params"]
                lines = said[params["session"]]
                lines.append(line)
                assert params["seq"] == len(lines), f"{params['session']}: a gap"
                if params["resting"]:
                    rests[params["session"]] = params
            elif message.get("id") in open_requests:
                assert "result" in message, message
                open_requests.remove(message["id"])
            else:
                assert "error" in message, message
                refused += 1

    for seed, (name, exercise, people) in games.items():
        params = {"session": name, "exercise": exercise, "people": people, "seed": seed}
        open_requests.add(server.request("session/start", params | {"clock": "client", "at": at(0)}))
    listen()
    turns = 0
    while rests:
        resting, playing = dict(rests), False
        rests.clear()
        for name, event in resting.items():
            if event["output"]["output"] == "end":
                continue
            playing, player = True, players[name]
            turns += 1
            if rubbish and turns % 7 == 0:
                # The large ones now and then.
                which = turns // 7 % (len(RUBBISH) if turns % 1001 == 0 else len(RUBBISH) - 2)
                server.raw(RUBBISH[which])
            given = player.input(event["output"])
            params = {"session": name, "seq": event["seq"], "at": at(player.now), "input": given}
            open_requests.add(server.request("session/input", params))
        listen()
        if not playing:
            break
    return said, turns, refused


def main(program, sessions):
    server = Server(program)
    server.request("exercise/list", {})
    _, listed = server.read()
    exercises = listed["result"]["exercises"]
    games = {}
    for seed in range(sessions):
        exercise = exercises[seed % len(exercises)]
        people = dict(zip(exercise["starting_roles"], ["Ana", "Bo"]))
        games[seed] = (f"{exercise['id']} {seed}", exercise["id"], people)
    begun = time.monotonic()
    together, turns, refused = play(server, games, True)
    took = time.monotonic() - begun
    server.end()
    server = Server(program)
    for seed, game in games.items():
        alone, _, _ = play(server, {seed: game}, False)
        assert alone[game[0]] == together[game[0]], f"{game[0]} says something else alone"
    server.end()
    lines = sum(len(lines) for lines in together.values())
    print(
        f"{sessions} sessions of {len(exercises)} exercises: {turns} inputs and {lines} events in "
        f"{took:.1f} s, {refused} messages refused in between, each as it is alone"
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 110)
