import { fork, type ChildProcess } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  LONGEST,
  MAX_MEMORY,
  parsePosition,
  positionBytes,
  START,
  type Job,
  type Position,
  type Report,
} from "./protocol";
import type { Fault, Finding } from "./verdict";

/** How a job ended: at its end, or with the worker's death at some input. */
export interface JobEnd {
  readonly position: Position;
  readonly findings: readonly Finding[];
  /** How often each cause came. */
  readonly causes: Readonly<Record<string, number>>;
  /** Accepted inputs by the file they are of. */
  readonly files: Readonly<Record<string, number>>;
  /** What the worker died of, at `position.index`. */
  readonly death?: Pick<Finding, "fault" | "detail">;
}

/** Milliseconds that loading a target may take. */
const LOADING = 120_000;
const FLAGS = [
  ...["--import", "tsx", "--max-old-space-size=640"],
  "--disallow-code-generation-from-strings",
];

/** A process that reads hostile inputs, watched from outside. */
export class WorkerProcess {
  private child: ChildProcess | undefined;
  private place = "";
  private errors = "";

  /** Runs a job; after a death the next one gets a new process. */
  async run(job: Job): Promise<JobEnd> {
    const child = (this.child ??= this.start());
    writeFileSync(this.positionFile, positionBytes(START));
    this.errors = "";
    const findings: Finding[] = [];
    let reported: Pick<JobEnd, "causes" | "files"> = { causes: {}, files: {} };
    child.send(job);
    const death = await new Promise<JobEnd["death"] | undefined>((settle) => {
      const watch = this.watch((fault, detail) => finish({ fault, detail }));
      const finish = (end?: JobEnd["death"]): void => {
        clearInterval(watch);
        child.removeAllListeners("message").removeAllListeners("close");
        settle(end);
      };
      child.on("message", (report: Report) => {
        if (report.kind === "finding") findings.push(report.finding);
        else {
          reported = { causes: report.causes, files: report.files };
          finish();
        }
      });
      child.on("close", (code, signal) => {
        const memory = this.errors.includes("heap out of memory");
        const detail = `exit ${signal ?? String(code)}: ${this.errors.slice(-1500)}`;
        finish({ fault: memory ? "memory" : "crash", detail });
      });
    });
    const position = this.position();
    if (death === undefined) return { position, findings, ...reported };
    await this.stop();
    return { position, findings, ...reported, death };
  }

  /** Ends the process and removes its folder. */
  async stop(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child === undefined) return;
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((settle) => child.once("exit", settle));
      child.kill("SIGKILL");
      await gone;
    }
    rmSync(this.place, { recursive: true, force: true });
  }

  private get positionFile(): string {
    return join(this.place, "position");
  }

  private start(): ChildProcess {
    this.place = mkdtempSync(join(scratch(), "promptcal-fuzz-"));
    const root = join(this.place, "worker");
    mkdirSync(root);
    writeFileSync(this.positionFile, positionBytes(START));
    const child = fork(join(__dirname, "worker.ts"), [root, this.positionFile], {
      cwd: join(__dirname, "..", "..", ".."),
      execArgv: FLAGS,
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.errors = (this.errors + text).slice(-4000);
    });
    return child;
  }

  private position(): Position {
    return parsePosition(readFileSync(this.positionFile));
  }

  /** Looks four times a second whether the worker moves on and how large it is. */
  private watch(die: (fault: Fault, detail: string) => void): NodeJS.Timeout {
    const clock = (): number => performance.now() - queuedTime(this.child?.pid);
    let [index, since] = [START.index, clock()];
    return setInterval(() => {
      const now = this.position().index;
      if (now !== index) [index, since] = [now, clock()];
      const waited = clock() - since;
      if (waited > (index < 0 ? LOADING : LONGEST))
        die("hang", `no end after ${(waited / 1000).toFixed(1)} s`);
      const bytes = residentBytes(this.child?.pid);
      if (bytes > 1.25 * MAX_MEMORY) die("memory", `${(bytes / 2 ** 20).toFixed(0)} MiB`);
    }, 250);
  }
}

/** A folder in memory, where there is one: a million small files wear a disk. */
function scratch(): string {
  return existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
}

/** Milliseconds that a process was ready and got no processor: a busy machine is no hang. */
function queuedTime(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** Memory of a process, bytes; 0 where the system has no /proc. */
function residentBytes(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096;
  } catch {
    return 0;
  }
}
