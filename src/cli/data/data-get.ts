import type { Command } from "commander";
import { resolve } from "node:path";
import { checkCounts } from "../../datasets/clip/check-counts";
import { getDataset } from "../../datasets/clip/get-dataset";
import { rootOption } from "./data-root";
import { writeDatasets } from "./datasets-table";
import { downloadText } from "../terminal/download-text";
import { interruptSignal } from "../terminal/interrupt";
import { jsonOption } from "../terminal/json-output";
import { ProgressLine } from "../terminal/progress-line";

/** `promptcal data get`: one of the published data sets. */
export function addDataGet(command: Command): void {
  jsonOption(rootOption(command))
    .argument("<name>", "data set, such as food101; see promptcal data status for the list")
    .action(async (name: string, { root, json }: { root: string; json: boolean }) => {
      const progress = new ProgressLine();
      const texts = new Map<string, ReturnType<typeof downloadText>>();
      const dataset = await getDataset(name, {
        dataRoot: resolve(root),
        signal: interruptSignal(),
        onDownload: (file, state) => {
          const text = texts.get(file) ?? downloadText();
          texts.set(file, text);
          progress.update(`${file}: ${text(state)}`);
        },
        onUnpack: (archive, files) =>
          progress.update(`${archive}: ${files.toLocaleString("en-US")} files unpacked`),
        onNote: (text) => progress.note(text),
      }).finally(() => progress.end());
      await writeDatasets([checkCounts(dataset)], json);
    });
}
