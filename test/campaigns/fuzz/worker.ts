/** Reads inputs one after the other in a process of its own: `worker.ts ROOT POSITION`. */
import { mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import { seededRandom } from "../../../src/random/random";
import { MAX_MEMORY, positionBytes, START, type Job, type Report } from "./protocol";
import { makeSandbox, watchExecution } from "./sandbox";
import type { FuzzInput, FuzzTarget, MakeInput } from "./target";
import { TARGETS } from "./targets";
import { faultOfError, signature, type Finding } from "./verdict";

/** Inputs of readers that write nothing after which the folders are looked at. */
const LOOK = 2000;

const [root, positionFile] = process.argv.slice(2) as [string, string];
const end = process.exit.bind(process);
const sandbox = makeSandbox(root);
const executed = watchExecution();
const position = openSync(positionFile, "r+");
const prepared = new Map<string, MakeInput>();

async function prepare(name: string, target: FuzzTarget): Promise<MakeInput> {
  const known = prepared.get(name);
  if (known !== undefined) return known;
  const folder = join(sandbox.folder, name);
  mkdirSync(folder);
  process.chdir(folder);
  const make = await target.prepare(folder);
  prepared.set(name, make);
  return make;
}

async function faultOf({
  where,
  read,
}: FuzzInput): Promise<Pick<Finding, "fault" | "detail"> | "accepted" | undefined> {
  try {
    const reading = read();
    if (reading instanceof Promise) await reading;
    return "accepted";
  } catch (error) {
    return faultOfError(error, where);
  }
}

function sideEffect(looksAtFiles: boolean): Pick<Finding, "fault" | "detail"> | undefined {
  const call = executed();
  if (call !== undefined) return { fault: "executed code", detail: call };
  const stray = looksAtFiles ? sandbox.strayFile() : undefined;
  return stray === undefined ? undefined : { fault: "file outside", detail: stray };
}

async function work({ target: name, seed, from, to }: Job): Promise<void> {
  const target = (await TARGETS[name]!()).target;
  const make = await prepare(name, target);
  process.chdir(join(sandbox.folder, name));
  const causes: Record<string, number> = {};
  const files: Record<string, number> = {};
  let { accepted, rejected, slowest } = START;
  for (let index = from; index < to; index++) {
    const input = await make(seededRandom("fuzz", name, seed, index));
    writeSync(position, positionBytes({ index, accepted, rejected, slowest }), 0, 32, 0);
    const start = performance.now();
    const outcome = await faultOf(input);
    slowest = Math.max(slowest, performance.now() - start);
    files[input.where] ??= 0;
    if (outcome === "accepted") {
      accepted += 1;
      files[input.where]! += 1;
    } else rejected += 1;
    const last = index === to - 1;
    const fault =
      sideEffect(target.writes === true || last || index % LOOK === 0) ??
      (outcome === "accepted" ? undefined : outcome);
    if (fault !== undefined) note({ target: name, seed, index, ...fault }, causes);
    if (process.resourceUsage().maxRSS * 1024 > MAX_MEMORY) {
      writeSync(position, positionBytes({ index, accepted, rejected, slowest }), 0, 32, 0);
      process.stderr.write("heap out of memory: over the bound of the campaign\n", () =>
        end(1),
      );
      return;
    }
    if (index % LOOK === LOOK - 1) await breathe();
  }
  const done = { index: to, accepted, rejected, slowest };
  writeSync(position, positionBytes(done), 0, 32, 0);
  tell({ kind: "done", causes, files });
}

function note(finding: Finding, causes: Record<string, number>): void {
  const cause = signature(finding);
  if (causes[cause] === undefined) tell({ kind: "finding", finding });
  causes[cause] = (causes[cause] ?? 0) + 1;
}

function tell(report: Report): void {
  process.send!(report);
}

process.on("message", (job: Job) => void work(job));
// The parent is gone, and with it who would tidy up.
process.on("disconnect", () => {
  rmSync(dirname(root), { recursive: true, force: true });
  end(0);
});
