// Many sessions of all exercises at once, with rubbish in between, against one `tending serve`.
//
//     node tests/serve/many.mjs PROGRAM [SESSIONS]
//
// Every line that comes must be a message, every session's events must come in order without a gap,
// and each session must say byte for byte what it says when it is played alone. Unlike many.py, each
// session goes on as soon as it can, whatever the others do. Needs Node alone.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";

const BEGIN = 1_767_632_400_000;
const WORDS = ["You never listen to me.", "I feel ignored", "Könnten wir reden? 🌱", "a\nb", "", "7"];
const RUBBISH = [
  "{",
  "[]",
  "\u0000",
  '{"jsonrpc":"2.0","id":{},"method":"session/input"}',
  '{"jsonrpc":"2.0","id":"r","method":"session/input","params":{"session":7}}',
  '[{"jsonrpc":"2.0","id":"r","method":"session/poll","params":{"session":"no"}},4]',
  '{"jsonrpc":"2.0","id":"none","result":{"x":1}}',
  '{"jsonrpc":"2.0","id":"r","method":"session/in',
];
const LARGE = "x".repeat(2_000_000);

const at = (seconds) => ({ unix_ms: BEGIN + seconds * 1000, offset: 3600 });

/** A server: whole lines come to `heard`. */
function serve(program, heard) {
  const child = spawn(program, ["serve", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  let begun = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text) => {
    const lines = (begun + text).split("\n");
    begun = lines.pop();
    for (const line of lines) heard(line, JSON.parse(line));
  });
  let last = 0;
  const raw = (line) => child.stdin.write(`${line}\n`);
  const request = (method, params) => {
    raw(JSON.stringify({ jsonrpc: "2.0", id: ++last, method, params }));
    return last;
  };
  request("initialize", { protocol: 1 });
  const end = async () => {
    child.stdin.end();
    const [code] = await once(child, "close");
    assert.equal(code, 0);
    assert.equal(begun, "", "a line without its end");
  };
  return { raw, request, end };
}

/** Someone who answers whatever is asked, the same way each time. */
function player(seed) {
  let state = BigInt(seed) + 1n;
  let now = 0;
  let left = 120;
  const chance = (below) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number(state >> 33n) % below;
  };
  const answer = ({ kind, ...more }) => {
    switch (kind) {
      case "continue":
        return { act: "ready" };
      case "rate":
        return { act: "rate", with: more.from + chance(more.to - more.from + 2) };
      case "choose": {
        const from = chance(more.choices.length);
        const least = Math.max(more.pick?.[0] ?? 1, 1);
        const choice = (_, index) => more.choices[(from + index) % more.choices.length].id;
        return { act: "choose", with: { ids: Array.from({ length: least }, choice) } };
      }
      case "confirm":
      case "share":
        return { act: "consent", with: chance(4) > 0 };
      default: {
        const words = { invite: "now", name: "Ben", date: "2026-02-01", time: "18:30", integer: "3" };
        return { act: "answer", with: words[kind] ?? WORDS[chance(WORDS.length)] };
      }
    }
  };
  return (output) => {
    now += 3;
    if (--left <= 0) return [now, { act: "stop" }];
    const other = ["back", "recap", "help", left > 90 ? "break" : "help"][chance(25)];
    if (other) return [now, { act: other }];
    if (output.output === "pause") {
      if (chance(3) === 0) return [now, { act: "skip" }];
      now = Math.max(now, Math.floor((output.ends.unix_ms - BEGIN) / 1000) + 1);
      return [now, { act: "time" }];
    }
    if (output.output === "hand_over") return [now, { act: "ready" }];
    if (output.nudged && chance(2)) return [now, { act: "keep" }];
    return [now, answer(output.kind)];
  };
}

/** Plays games to their ends, all at once; what each session said. */
async function play(program, games, rubbish) {
  const said = new Map();
  const players = new Map();
  const asked = new Set();
  let [open, inputs, refused] = [games.length, 0, 0];
  let all;
  const ended = new Promise((resolve) => (all = resolve));
  const server = serve(program, (line, message) => {
    if (message.method !== "session/event") {
      if (asked.delete(message.id)) assert.ok("result" in message, line);
      else if (message.id !== 1) refused += 1;
      return;
    }
    const { session, seq, resting, output } = message.params;
    const lines = said.get(session);
    lines.push(line);
    assert.equal(seq, lines.length, `${session}: a gap`);
    if (!resting) return;
    if (output.output === "end") {
      if (--open === 0) all();
      return;
    }
    inputs += 1;
    if (rubbish && inputs % 5 === 0) server.raw(RUBBISH[(inputs / 5) % RUBBISH.length]);
    if (rubbish && inputs % 2000 === 0) server.raw(LARGE);
    const [now, input] = players.get(session)(output);
    asked.add(server.request("session/input", { session, seq, at: at(now), input }));
  });
  for (const { session, exercise, people, seed } of games) {
    said.set(session, []);
    players.set(session, player(seed));
    const params = { session, exercise, people, seed, clock: "client", at: at(0) };
    asked.add(server.request("session/start", params));
  }
  await ended;
  await server.end();
  return { said, inputs, refused };
}

async function exercises(program) {
  let list;
  const server = serve(program, (_, message) => (list = message.result?.exercises ?? list));
  server.request("exercise/list", {});
  await server.end();
  return list;
}

const [program, count = "110"] = process.argv.slice(2);
const all = await exercises(program);
const games = Array.from({ length: Number(count) }, (_, seed) => {
  const { id: exercise, starting_roles: roles } = all[seed % all.length];
  const people = Object.fromEntries(roles.map((role, index) => [role, ["Ana", "Bo"][index]]));
  return { session: `${exercise} ${seed}`, exercise, people, seed };
});
const begun = performance.now();
const { said: together, inputs, refused } = await play(program, games, true);
const took = ((performance.now() - begun) / 1000).toFixed(1);
let events = 0;
for (const game of games) {
  const { said: alone } = await play(program, [game], false);
  assert.deepEqual(alone.get(game.session), together.get(game.session), game.session);
  events += together.get(game.session).length;
}
console.log(
  `${games.length} sessions of ${all.length} exercises: ${inputs} inputs and ${events} events in ` +
    `${took} s, ${refused} messages refused in between, each as it is alone`,
);
