import type { Command } from "commander";
import { extname, join, resolve } from "node:path";
import { collectExplorerData } from "../analysis/explore/collect-explorer-data";
import { storedRuns, type StoredRunsRequest } from "../analysis/runs/stored-runs";
import { eventError, oneOf } from "../errors/promptcal-error";
import { DEFAULT_SUITE } from "../experiments/suites/default-suite";
import { writeFileAtomic } from "../files/atomic-file";
import { tunerNames } from "../methods/registry";
import { regulariserNames } from "../regularisers/registry";
import { explorerPage } from "../report/explore/explorer-page";
import { list, wholeNumbers } from "./arguments";
import { countedWork } from "./terminal/counted-work";
import { jsonOption, writeJson } from "./terminal/json-output";
import { storeOption } from "./sweep/sweep-options";

interface ExploreArguments extends Omit<StoredRunsRequest, "methods"> {
  readonly suite: string;
  readonly store: string;
  readonly out: string;
  readonly json: boolean;
}

/** `promptcal explore`: one page of finished runs, with controls for bins, weights, data sets and methods. */
export function addExplore(command: Command): void {
  jsonOption(storeOption(command))
    .option("--suite <name>", "suite", DEFAULT_SUITE)
    .option("--datasets <names>", "comma-separated data sets; all by default", list)
    .option("--tuners <names>", "comma-separated tuners; all by default", list)
    .option(
      "--regularisers <names>",
      "comma-separated, none among them; all by default",
      list,
    )
    .option(
      "--seeds <numbers>",
      "comma-separated random seeds; all by default",
      wholeNumbers,
    )
    .option("--out <file>", "the page, as .html", join("scratch", "explore.html"))
    .addHelpText(
      "after",
      `
The page is one file that needs no server and no network: open it in a browser, or send it to a colleague. It holds
the confidences and verdicts of all finished runs of the store, counted so that every binning of 5 to 50 bins is exact.`,
    )
    .action(explore);
}

function explore({ out, json, ...request }: ExploreArguments): void {
  oneOf(extname(out).toLowerCase(), [".html"], "page format");
  for (const name of request.tuners ?? []) oneOf(name, tunerNames(), "tuner");
  for (const name of request.regularisers ?? [])
    oneOf(name, ["none", ...regulariserNames()], "regulariser");
  const progress = countedWork("reading runs");
  const runs = storedRuns({ ...request, onRun: progress.update });
  progress.end();
  if (runs.length === 0) {
    throw eventError(
      `${resolve(request.store)} has no finished run of suite ${request.suite} that fits these options`,
      "compute runs with npx promptcal sweep, or name another folder with --store",
    );
  }
  const page = explorerPage(collectExplorerData(runs));
  writeFileAtomic(out, page);
  const bytes = Buffer.byteLength(page);
  const path = resolve(out);
  if (json) return writeJson({ page: path, runs: runs.length, bytes });
  const size = `${(bytes / 1e6).toFixed(1)} MB`;
  process.stdout.write(`${runs.length} runs, ${size}: open ${path} in a browser\n`);
}
