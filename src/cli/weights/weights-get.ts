import type { Command } from "commander";
import { getWeights } from "../../experiments/weights/get-weights";
import type { Activation } from "../../engine/layers/activation";
import { downloadText } from "../terminal/download-text";
import { interruptSignal } from "../terminal/interrupt";
import { jsonOption, writeJson } from "../terminal/json-output";
import { ProgressLine } from "../terminal/progress-line";
import { activationOption, reportImport } from "./weights-import";

interface GetArguments {
  readonly mirror?: readonly string[];
  readonly sources?: string;
  readonly activation?: Activation;
  readonly json: boolean;
}

/** `promptcal weights get NAME`: OpenAI's own checkpoints. */
export function addWeightsGet(command: Command): void {
  jsonOption(command)
    .argument("<name>", "ViT-B-32, ViT-B-16, ViT-L-14, ViT-L-14-336 or RN50")
    .option(
      "--mirror <urls...>",
      "addresses to try first; the file must still have the listed hash",
    )
    .option(
      "--sources <file>",
      "JSON list of checkpoints: {name: {file, urls, sha256?, architecture?, activation?}}",
    )
    .addOption(activationOption())
    .action(async (name: string, { mirror, sources, activation, json }: GetArguments) => {
      const line = new ProgressLine();
      const text = downloadText();
      const { path, sourceSha256, imported, trusted } = await getWeights(name, {
        ...(mirror === undefined ? {} : { mirrors: mirror }),
        ...(sources === undefined ? {} : { sources }),
        ...(activation === undefined ? {} : { activation }),
        onProgress: (progress) => line.update(`${name}: ${text(progress)}`),
        signal: interruptSignal(),
      }).finally(() => line.end());
      if (imported === undefined) {
        if (json) writeJson({ path, source: sourceSha256 });
        else process.stdout.write(`${path} is there already, from the same file\n`);
        return;
      }
      if (trusted) {
        process.stderr.write(
          `the SHA-256 of this file was not known: ${sourceSha256} is recorded and required from now on\n`,
        );
      }
      reportImport(imported, json);
    });
}
