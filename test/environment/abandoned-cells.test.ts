import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { it } from "node:test";

const root = resolve(__dirname, "..", "..");

interface Abandoned {
  readonly runCell: (
    output: { writeStream: (name: string, text: string) => void; kernel: object },
    execute: () => Promise<boolean>,
  ) => Promise<boolean>;
  readonly abandonCell: () => void;
  readonly abandonedCell: () =>
    { writeStream: (name: string, text: string) => void } | undefined;
}

it("what goes on of an abandoned cell prints and displays as that cell's, not as a later one's", async () => {
  const { runCell, abandonCell, abandonedCell } = require(
    join(root, "environment", "kernel", "abandoned-cells.cjs"),
  ) as Abandoned;
  const printed: Record<string, string[]> = { first: [], second: [] };
  /** Prints below the latest cell, as the kernel does. */
  let latest = (_name: string, _text: string): void => assert.fail("no cell");
  const print = (text: string): void =>
    (abandonedCell()?.writeStream ?? latest)("stdout", text);
  const kernel = (): unknown =>
    (globalThis as Record<symbol, unknown>)[Symbol.for("promptcal.kernel")];
  const cell = (name: string, execute: () => Promise<boolean>): Promise<boolean> => {
    latest = (_stream, text) => printed[name]!.push(text);
    return runCell({ writeStream: latest, kernel: { name } }, execute);
  };
  const displays: unknown[] = [];
  let goOn = true;
  let isFree = (): void => undefined;
  const loop = cell("first", async () => {
    while (goOn) {
      print("ghost");
      displays.push(kernel());
      isFree();
      await setTimeout(5);
    }
    return true;
  });
  abandonCell();
  await cell("second", async () => {
    const before = printed["first"]!.length;
    while (printed["first"]!.length < before + 2)
      await new Promise<void>((free) => (isFree = free));
    print("mine");
    assert.deepEqual(kernel(), { name: "second" });
    return true;
  });
  goOn = false;
  await loop;
  assert.deepEqual(printed["second"], ["mine"]);
  assert.ok(displays.every((one) => (one as { name: string }).name === "first"));
});

it("a loop that was stopped says so and goes on unseen while the next cell prints", () => {
  const loop = [
    'const kernel = () => (globalThis as any)[Symbol.for("promptcal.kernel")];',
    "for (;;) {",
    '  console.log("ghost");',
    '  kernel().display({ data: { "text/plain": "ghost" } });',
    "  await new Promise((done) => setTimeout(done, 20));",
    "}",
  ].join("\n");
  // Long enough for many turns of the loop.
  const other =
    'await new Promise((done) => setTimeout(done, 500)); console.log("mine");\n' +
    'kernel().display({ data: { "text/plain": "mine" } });';
  const answer = execFileSync(
    process.execPath,
    [
      ...["-r", join(root, "environment", "kernel", "preload.cjs")],
      join(__dirname, "stop-a-loop.cjs"),
      ...[loop, other],
    ],
    { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
  );
  const [first, second] = JSON.parse(answer) as readonly (readonly string[])[];
  assert.deepEqual(second, ["mine\n", "shown: mine"]);
  // What the loop prints on the way goes to its own cell, where nobody looks any more.
  const sentences = first!.filter((text) => text.startsWith("Stopped."));
  assert.equal(sentences.length, 1);
  assert.ok(first!.filter((text) => text === "ghost\n").length > 2);
});
