/**
 * Encoding of images by transformers.js, in a process of its own:
 * `node --import tsx benchmarks/vit-b16/transformers-js.ts WORLD ANSWER`.
 */
import { join, resolve } from "node:path";
import { writeJsonAtomic } from "../../src/files/atomic-file";
import { readSafetensors, tensorOf } from "../../src/files/tensors/safetensors";
import type { Answer } from "./answer";
import { ENCODED } from "./setting";
import { takeTurns } from "./turns";

/** What is used of the library, which lies in a folder of its own. */
interface TransformersJs {
  readonly env: { allowRemoteModels: boolean; localModelPath: string; version: string };
  readonly Tensor: new (type: "float32", data: Float32Array, shape: number[]) => object;
  readonly CLIPVisionModelWithProjection: {
    from_pretrained(name: string, options: { dtype: "fp32" }): Promise<Model>;
  };
}
type Model = (inputs: {
  pixel_values: object;
}) => Promise<{ image_embeds: { data: Float32Array } }>;

async function main([world, answer]: readonly string[]): Promise<void> {
  const folder = resolve(__dirname, "../transformers-js/node_modules/@huggingface");
  const library = require(join(folder, "transformers")) as TransformersJs;
  library.env.allowRemoteModels = false;
  library.env.localModelPath = `${world!}/`;
  const options = { dtype: "fp32" } as const;
  const model = await library.CLIPVisionModelWithProjection.from_pretrained(
    "clip",
    options,
  );
  const inputs = join(world!, "inputs.safetensors");
  const { shape, data } = tensorOf(readSafetensors(inputs), "pixels");
  const own = [ENCODED, ...shape.slice(1)];
  const some = data.slice(
    0,
    own.reduce((a, b) => a * b, 1),
  ) as Float32Array;
  const pixels = new library.Tensor("float32", some, own);
  let norm = 0;
  const samples = await takeTurns(async () => {
    const { image_embeds } = await model({ pixel_values: pixels });
    norm = Math.sqrt(image_embeds.data.reduce((sum, value) => sum + value * value, 0));
  });
  writeJsonAtomic(answer!, {
    samples,
    // Kilobytes on Linux.
    peakBytes: process.resourceUsage().maxRSS * 1024,
    detail: `transformers.js ${library.env.version} on onnxruntime`,
    results: { norm },
  } satisfies Answer);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // The last line of standard error is what the benchmark reports.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
