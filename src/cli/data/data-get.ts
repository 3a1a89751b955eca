import type { Command } from "commander";
import { resolve } from "node:path";
import { checkCounts } from "../../datasets/clip/check-counts";
import { getDataset } from "../../datasets/clip/get-dataset";
import { rootOption } from "./data-root";
import { writeDatasets } from "./datasets-table";
import { interruptSignal } from "../interrupt";
import { jsonOption } from "../json-output";
import { ProgressLine } from "../progress-line";

/** `promptcal data get`: one of the published data sets. */
export function addDataGet(command: Command): void {
  jsonOption(rootOption(command))
    .argument("<name>", "data set, such as food101; see promptcal data status for the list")
    .action(async (name: string, { root, json }: { root: string; json: boolean }) => {
      const progress = new ProgressLine();
      const dataset = await getDataset(name, {
        dataRoot: resolve(root),
        signal: interruptSignal(),
        onProgress: (text) => progress.update(text),
        onNote: (text) => progress.note(text),
      }).finally(() => progress.end());
      await writeDatasets([checkCounts(dataset)], json);
    });
}
