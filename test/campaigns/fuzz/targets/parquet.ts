import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { readParquetDataset } from "../../../../src/datasets/formats/parquet-dataset";
import { randomInteger } from "../../../../src/random/random";
import { chance, mutateBytes, pick } from "../bytes";
import { mutateJson } from "../json";
import type { FuzzTarget } from "../target";
import { checkDataset } from "./split";

const NAME = "train-0.parquet";
const FEATURES = {
  label: { names: ["cat", "dog"], _type: "ClassLabel" },
  image: { _type: "Image" },
};

/** A file as Hugging Face's library writes it: a struct of bytes and path, and a label. */
function parquet(features: string, named: boolean): Buffer {
  const optional = { repetition_type: "OPTIONAL" } as const;
  const text = { type: "BYTE_ARRAY", converted_type: "UTF8" } as const;
  const rows = Array.from({ length: 6 }, (_, i) => i);
  const bytes = parquetWriteBuffer({
    columnData: [
      {
        name: "image",
        data: rows.map((i) => ({ bytes: Uint8Array.of(1, 2, i), path: "../../../fuzz/x" })),
      },
      {
        name: "label",
        data: rows.map((i) => (named ? ["cat", "dog"][i % 2]! : BigInt(i % 2))),
      },
    ],
    schema: [
      { name: "schema", num_children: 2 },
      { name: "image", num_children: 2, ...optional },
      { name: "bytes", type: "BYTE_ARRAY", ...optional },
      { name: "path", ...text, ...optional },
      { name: "label", ...(named ? text : { type: "INT64" }), ...optional },
    ],
    rowGroupSize: 3,
    kvMetadata: [{ key: "huggingface", value: features }],
  });
  return Buffer.from(bytes);
}

export const target: FuzzTarget = {
  about: "parquet files of Hugging Face's layout: footer, pages, features",
  inputs: 8000,
  quick: 200,
  writes: true,
  prepare: (folder) => {
    const cache = join(folder, "cache");
    const root = join(folder, "set");
    mkdirSync(root);
    const info = { info: { features: FEATURES } };
    const packed = ["zstd", "lz4"].map((packing) =>
      readFileSync(resolve(__dirname, `../../../fixtures/parquet/${packing}.parquet`)),
    );
    const honest = [
      ...[true, false].map((named) => parquet(JSON.stringify(info), named)),
      ...packed,
    ];
    return (random) => {
      rmSync(cache, { recursive: true, force: true });
      let bytes = pick(honest, random);
      if (chance(0.3, random))
        bytes = parquet(mutateJson(info, random), chance(0.5, random));
      else if (chance(0.6, random)) {
        // In the footer, whose length stands before the closing mark, is what all sizes depend on.
        const start = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
        const footer = mutateBytes(bytes.subarray(start, -8), random);
        const length = Buffer.alloc(4);
        length.writeUInt32LE(
          chance(0.05, random) ? randomInteger(2 ** 32, random) : footer.length,
        );
        bytes = Buffer.concat([
          bytes.subarray(0, start),
          footer,
          length,
          Buffer.from("PAR1"),
        ]);
      } else bytes = mutateBytes(bytes, random);
      writeFileSync(join(root, NAME), bytes);
      const read = async (): Promise<void> =>
        checkDataset(await readParquetDataset(root, "own", cache));
      return { where: folder, read };
    };
  },
};
