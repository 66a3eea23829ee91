// Plays an exercise at the terminal, from Node.
//
//     npm install
//     node play.mjs [EXERCISE]
//
// The messages go through vscode-jsonrpc, which speaks JSON-RPC with headers over streams. TENDING
// names the program (otherwise `tending` is looked for), TENDING_PATH a folder with exercises
// (otherwise the one beside this page).

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import * as jsonrpc from "vscode-jsonrpc/node";

const COMMANDS = new Set(["back", "break", "stop", "skip", "hold", "help", "recap", "repeat"]);

/** The words of an output, for a terminal that only appends. */
function show(output) {
  switch (output.output) {
    case "say":
      return output.text.plain;
    case "quote":
      return `${output.by ? `${output.by}: ` : ""}“${output.text.plain}”`;
    case "nudge":
      return `${output.nudge.why} ${output.nudge.suggestion}`.trim();
    case "reject":
      return `That does not fit here (${output.rejection.reason.replaceAll("_", " ")}).`;
    case "notice":
      return notice(output.notice);
    case "ask":
      return question(output);
    case "pause":
      return "(A pause. Enter goes on before it is over.)";
    case "hand_over":
      return `Over to ${output.next.join(" and ")}. Enter when you are here.`;
    case "end":
      return output.aftercare?.plain ?? "(The end.)";
    default:
      return "";
  }
}

function notice(notice) {
  switch (notice.notice) {
    case "not_for":
    case "help":
      return notice.text.plain;
    case "pause_over":
      return notice.cue?.plain ?? "";
    case "recap":
      return notice.said.map(([asked, said]) => `${asked.plain} ${said.plain}`).join("\n");
    case "follow_up":
      return `On ${notice.reminder.date}: ${notice.reminder.exercise}`;
    case "trouble":
      return notice.message;
    default:
      return `(${notice.notice.replaceAll("_", " ")})`;
  }
}

function question({ question, kind, nudged }) {
  const lines = [question.plain];
  if (kind.kind === "choose") {
    kind.choices.forEach((choice, at) => lines.push(`  ${at + 1}. ${choice.text.plain}`));
  }
  if (kind.kind === "rate") lines.push(`  ${kind.from} to ${kind.to}`);
  if (kind.kind === "share") {
    kind.previews.forEach((preview) => lines.push(`  “${preview.text.plain}”`));
    lines.push(`Show this to ${kind.with.join(" and ")}? (yes/no)`);
  }
  if (kind.kind === "confirm") lines.push("(yes/no)");
  if (kind.kind === "invite") lines.push("(now/later/no)");
  if (nudged) lines.push("(Enter keeps your words.)");
  return lines.filter(Boolean).join("\n");
}

/** What a typed line says to what the session rests on. */
function act(output, line) {
  if (line.startsWith("/") && COMMANDS.has(line.slice(1))) return { act: line.slice(1) };
  if (output.output === "pause") return { act: "skip" };
  if (output.output === "hand_over" || output.kind.kind === "continue") return { act: "ready" };
  if (!line.trim()) {
    if (output.nudged) return { act: "keep" };
    if (output.required === null && output.kind.kind !== "list") return { act: "skip" };
  }
  return { act: "answer", with: line };
}

/** The lines that are typed, each with the prompt shown when it is waited for. */
function typist() {
  const lines = createInterface({ input: process.stdin });
  const typed = [];
  let waiting = null;
  let over = false;
  lines.on("line", (line) => (waiting ? waiting(line) : typed.push(line)));
  lines.on("close", () => {
    over = true;
    waiting?.(null);
  });
  const read = (prompt) => {
    process.stdout.write(prompt);
    if (typed.length > 0) return Promise.resolve(typed.shift());
    if (over) return Promise.resolve(null);
    return new Promise((resolve) => {
      waiting = (line) => {
        waiting = null;
        resolve(line);
      };
    });
  };
  return { read, close: () => lines.close() };
}

async function main(exercise) {
  const here = fileURLToPath(new URL("../serve/exercises", import.meta.url));
  const path = process.env.TENDING_PATH ?? here;
  const words = ["serve", "--stdio", "--framing", "headers", "--path", path];
  const server = spawn(process.env.TENDING ?? "tending", words, {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const connection = jsonrpc.createMessageConnection(
    new jsonrpc.StreamMessageReader(server.stdout),
    new jsonrpc.StreamMessageWriter(server.stdin),
  );
  const keyboard = typist();
  // The last event it waits at, and where typing began.
  let rest = null;
  let begun = null;
  let code = 0;
  let end;
  const ended = new Promise((resolve) => (end = resolve));

  async function type() {
    begun = rest;
    const line = await keyboard.read("> ");
    const late = begun !== rest;
    begun = null;
    if (line === null) {
      await connection.sendRequest("session/stop", { session: "here" });
      console.error("The input ended; nothing was kept.");
      code = 1;
      return end();
    }
    // Enter was for the pause that was over a moment before.
    if (late && line === "") return type();
    const { seq, output } = rest;
    const params = { session: "here", seq, input: act(output, line) };
    try {
      await connection.sendRequest("session/input", params);
    } catch (error) {
      console.log(error.message);
      // What is asked is said again.
      await connection.sendRequest("session/poll", { session: "here" });
    }
  }

  connection.onNotification("session/event", (event) => {
    const words = show(event.output);
    if (words) console.log(`${words}\n`);
    if (event.output.output === "end") return end();
    if (!event.resting) return;
    rest = event;
    if (begun === null) type();
  });
  connection.onNotification("session/trouble", (trouble) => console.log(trouble.message));
  // What exercises ask of us: the weather, which a real host would look up.
  connection.onRequest("host/call", ({ function: name }) =>
    name === "weather" ? "cold and clear" : null,
  );
  connection.listen();

  await connection.sendRequest("initialize", { protocol: 1 });
  const { exercises } = await connection.sendRequest("exercise/list", {});
  const found = exercises.find(({ id }) => id === exercise);
  if (found) {
    console.log(`${found.title}\n`);
    const people = {};
    for (const role of found.starting_roles) {
      people[role] = ((await keyboard.read(`Who is the ${role}? `)) ?? "").trim();
    }
    const host = { functions: ["weather"] };
    await connection.sendRequest("session/start", { session: "here", exercise, people, host });
    await ended;
  } else {
    console.log(`There are: ${exercises.map(({ id }) => id).join(", ")}`);
  }
  keyboard.close();
  await connection.sendRequest("shutdown", {});
  await connection.sendNotification("exit", {});
  connection.dispose();
  process.exitCode = code;
}

await main(process.argv[2] ?? "a-walk");
