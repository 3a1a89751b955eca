import type { Job } from "./protocol";
import { TARGETS } from "./targets";
import { signature, type Finding } from "./verdict";
import { WorkerProcess } from "./worker-process";

/** What became of a target's inputs. */
export interface TargetCount {
  readonly target: string;
  readonly about: string;
  readonly inputs: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Accepted inputs by the file they are of. */
  readonly files: Readonly<Record<string, number>>;
  /** One per cause, with how often it came. */
  readonly findings: readonly (Finding & { readonly times: number })[];
  /** Deaths of the worker that the same input alone does not bring about, such as garbage that piled up. */
  readonly restarts: number;
  /** Milliseconds of the slowest input. */
  readonly slowest: number;
  readonly seconds: number;
}

export interface CampaignRequest {
  readonly targets: readonly string[];
  readonly seed: number;
  /** Inputs of a target. */
  readonly inputs: (target: { readonly inputs: number; readonly quick: number }) => number;
  /** First input; 0 by default. */
  readonly from?: number;
  /** Called after each target. */
  readonly onTarget?: (count: TargetCount) => void;
}

/** Reads the hostile inputs of the targets, one target after the other, in a watched process. */
export async function runCampaign(
  request: CampaignRequest,
): Promise<readonly TargetCount[]> {
  const worker = new WorkerProcess();
  const counts: TargetCount[] = [];
  try {
    for (const name of request.targets) {
      const count = await runTarget(name, worker, request);
      counts.push(count);
      request.onTarget?.(count);
    }
  } finally {
    await worker.stop();
  }
  return counts;
}

async function runTarget(
  name: string,
  worker: WorkerProcess,
  { seed, inputs, from = 0 }: CampaignRequest,
): Promise<TargetCount> {
  const { target } = await TARGETS[name]!();
  const to = from + inputs(target);
  const start = performance.now();
  const times: Record<string, number> = {};
  const accepts: Record<string, number> = {};
  const found = new Map<string, Finding>();
  let [accepted, rejected, restarts, slowest] = [0, 0, 0, 0];
  const add = (finding: Finding): void => {
    const cause = signature(finding);
    if (!found.has(cause)) found.set(cause, finding);
  };
  for (let next = from; next < to;) {
    const job: Job = { target: name, seed, from: next, to };
    const { position, findings, causes, files, death } = await worker.run(job);
    accepted += position.accepted;
    rejected += position.rejected;
    slowest = Math.max(slowest, position.slowest);
    findings.forEach(add);
    addCounts(times, causes);
    addCounts(accepts, files);
    next = death === undefined ? to : position.index + 1;
    if (death === undefined) continue;
    // Dead before its first input: no use to go on.
    if (position.index < 0) throw new Error(`fuzz target ${name}: ${death.detail}`);
    const alone = await confirmed({ ...job, from: position.index, to: next });
    if (alone === undefined) restarts += 1;
    else add({ target: name, seed, index: position.index, ...alone });
  }
  return {
    target: name,
    about: target.about,
    inputs: to - from,
    accepted,
    rejected,
    files: accepts,
    findings: [...found].map(([cause, finding]) => ({
      ...finding,
      times: times[cause] ?? 1,
    })),
    restarts,
    slowest,
    seconds: (performance.now() - start) / 1000,
  };
}

function addCounts(
  to: Record<string, number>,
  counts: Readonly<Record<string, number>>,
): void {
  for (const [name, n] of Object.entries(counts)) to[name] = (to[name] ?? 0) + n;
}

/** Reads one input in a process of its own: whether it is this input that kills. */
async function confirmed(job: Job): Promise<Pick<Finding, "fault" | "detail"> | undefined> {
  const worker = new WorkerProcess();
  try {
    const { death, findings } = await worker.run(job);
    return death ?? findings[0];
  } finally {
    await worker.stop();
  }
}
