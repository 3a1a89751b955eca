import type { Command } from "commander";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { CLIP_DATASETS, clipDataset } from "../../datasets/clip/catalog";
import { checkCounts } from "../../datasets/clip/check-counts";
import { lockFile, readLock } from "../../datasets/clip/lock-file";
import { readClipDataset } from "../../datasets/clip/read-clip";
import { PromptcalError } from "../../errors/promptcal-error";
import { rootOption } from "./data-root";
import { jsonOption, writeJson } from "../terminal/json-output";
import { textTable } from "../terminal/text-table";

interface StatusArguments {
  readonly root: string;
  readonly json: boolean;
}

/** `promptcal data status`: which of the published data sets are there; images are counted, not read. */
export function addDataStatus(command: Command): void {
  jsonOption(rootOption(command)).action(({ root, json }: StatusArguments) => {
    const dataRoot = resolve(root);
    const datasets = CLIP_DATASETS.map((name) => {
      const { title, folder, counts } = clipDataset(name);
      const there = existsSync(join(dataRoot, folder));
      const problem = there ? problemOf(name, dataRoot) : undefined;
      const state = !there ? "absent" : problem === undefined ? "whole" : "not whole";
      return { name, title, state, counts, folder, problem };
    });
    const head = ["name", "data set", "state", "classes", "train", "validation", "test"];
    const trusted = Object.keys(readLock(dataRoot)).length;
    if (json) return writeJson({ root: dataRoot, datasets, trustedFiles: trusted });
    const lines = [
      ...datasets.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
      ...(trusted > 0
        ? [`${trusted} files trusted on first use: ${lockFile(dataRoot)}`]
        : []),
      `data root: ${dataRoot}`,
    ];
    const rows = datasets.map(({ name, title, state, counts, folder }) =>
      [name, title, state, ...Object.values(counts), folder].map(String),
    );
    const table = textTable([[...head, "folder"], ...rows]);
    process.stdout.write(`${table}${lines.join("\n")}\n`);
  });
}

/** What is wrong with a data set, if anything. */
function problemOf(name: string, dataRoot: string): string | undefined {
  try {
    checkCounts(readClipDataset(name, dataRoot));
    return undefined;
  } catch (error) {
    if (error instanceof PromptcalError) return error.message;
    throw error;
  }
}
