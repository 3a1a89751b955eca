import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { extractArchive } from "../../../../src/datasets/archives/extract-archive";
import { randomInteger, type Random } from "../../../../src/random/random";
import { zipOf } from "../../../datasets/archives";
import { chance, mutateBytes, pick } from "../bytes";
import { tarOf, type TarPart } from "../tar";
import { promised, type FuzzTarget } from "../target";

const LIMITS = { entries: 100, bytes: 2 ** 20, fileBytes: 2 ** 19 };

/** Names that an extractor might follow out of its folder. */
export function hostileNames(folder: string): readonly string[] {
  return [
    ...[
      "../../../fuzz/escaped",
      "a/../../escaped",
      "/escaped",
      `${folder}/../escaped`,
      "..",
      ".",
    ],
    ...[
      "a\\..\\..\\escaped",
      "C:\\escaped",
      "a\0b",
      "",
      "/",
      "//",
      "a/",
      "a",
      "a/b",
      "a/b/c",
    ],
    ...[
      "x".repeat(99),
      "\u001b[2J",
      "__proto__",
      ".DS_Store",
      "link/escaped",
      "../../../fuzz/targets/a",
      "é",
    ],
  ];
}

function parts(names: readonly string[], random: Random): TarPart[] {
  return Array.from({ length: 1 + randomInteger(6, random) }, (): TarPart => {
    const honest = {
      name: `set/${randomInteger(9, random)}.jpg`,
      data: Buffer.from("content"),
    };
    if (chance(0.4, random)) return honest;
    return pick<TarPart>(
      [
        { ...honest, name: pick(names, random) },
        { ...honest, name: pick(names, random) },
        {
          ...honest,
          name: "link",
          type: pick(["1", "2"], random),
          link: pick(names, random),
        },
        { ...honest, type: pick(["3", "4", "5", "6", "7", "D", "S", "V", "\0"], random) },
        {
          ...honest,
          type: pick(["x", "g", "L", "K"], random),
          data: extended(names, random),
        },
        { ...honest, size: pick([0, 1, 2 ** 20, 2 ** 32, 2 ** 33 - 1], random) },
        { ...honest, data: Buffer.alloc(pick([2 ** 19 + 1, 2 ** 20], random)) },
        { ...honest, checksum: randomInteger(2 ** 16, random) },
      ],
      random,
    );
  });
}

/** An extended header, or the long name of an old one. */
function extended(names: readonly string[], random: Random): Buffer {
  const field = pick(["path", "linkpath", "size", "GNU.sparse.name"], random);
  const text = ` ${field}=${pick([...names, "99999999999"], random)}\n`;
  return Buffer.from(`${text.length + 2}${text}`);
}

function bytesOf(folder: string, kind: "tar" | "zip", random: Random): Buffer {
  const list = parts(hostileNames(folder), random);
  const archive =
    kind === "tar"
      ? tarOf(list)
      : zipOf(
          list.map(({ name, data, type }) => ({
            name,
            content: type === "2" ? "/etc/passwd" : Buffer.from(data),
            kind: type === "2" ? "link" : type === "5" ? "folder" : "file",
          })),
        );
  const changed = chance(0.3, random) ? mutateBytes(archive, random) : archive;
  if (kind === "zip" || chance(0.5, random)) return changed;
  const packed = gzipSync(changed, { level: 1 });
  return chance(0.2, random) ? mutateBytes(packed, random) : packed;
}

export const target: FuzzTarget = {
  about: "archives on extraction: tar, tar.gz, zip; escapes, links, devices, bombs",
  inputs: 6000,
  quick: 250,
  writes: true,
  prepare: (folder) => {
    const place = join(folder, "place");
    return (random) => {
      rmSync(place, { recursive: true, force: true });
      mkdirSync(place);
      const kind = pick(["tar", "zip"] as const, random);
      const archive = join(place, `hostile.${kind}`);
      writeFileSync(archive, bytesOf(place, kind, random));
      const to = join(place, "out");
      const request = { archive, kind, from: pick(["", "", "set/"], random), to };
      const read = async (): Promise<void> => {
        try {
          await extractArchive({ ...request, limits: LIMITS });
        } finally {
          const expected = new Set([`hostile.${kind}`, "out"]);
          const stray = readdirSync(place).find((name) => !expected.has(name));
          promised(stray === undefined, `nothing beside the target, not ${stray}`);
          promised(readdirSync(folder).length === 1, "nothing above the target");
        }
        for (const entry of readdirSync(to, { recursive: true, withFileTypes: true }))
          promised(entry.isFile() || entry.isDirectory(), "plain files and folders");
        promised(existsSync(to), "the folder that was asked for");
      };
      return { where: "hostile.", read };
    };
  },
};
