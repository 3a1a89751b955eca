import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";

interface Ended {
  readonly code: number | null;
  readonly by: string | null;
  readonly said: string;
}

/** Sends a signal to a child that listens, and waits for its end. */
async function signalled(how: "deaf" | "hearing"): Promise<Ended> {
  const script = join(__dirname, "unheard-signal-child.ts");
  const child = spawn(process.execPath, ["--require", "tsx/cjs", script, how]);
  let said = "";
  child.stderr.on("data", (text: Buffer) => (said += String(text)));
  await once(child.stdout, "data");
  const ended = once(child, "close") as Promise<[number | null, string | null]>;
  child.kill("SIGTERM");
  const [code, by] = await ended;
  return { code, by, said };
}

const skip = process.platform === "win32" ? "signals end a process there" : false;

test("a signal ends a process whose JavaScript does not hear it", { skip }, async () => {
  const { by, said } = await signalled("deaf");
  assert.equal(by, "SIGKILL");
  assert.equal(
    said,
    "\ninterrupted within a long step; repeat the command to resume from the step that was saved last\n",
  );
});

test("a process that hears a signal ends in its own time", { skip }, async () => {
  assert.deepEqual(await signalled("hearing"), { code: 7, by: null, said: "" });
});
