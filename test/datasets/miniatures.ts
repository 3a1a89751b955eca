import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { clipDataset } from "../../src/datasets/clip/catalog";

/** Classes of a miniature; an odd number, so that base gets the larger half. */
export const MINIATURE_CLASSES = 5;
/** Images per class and part. */
const IMAGES = { train: 3, val: 2, test: 2 } as const;
type Part = keyof typeof IMAGES;
const PARTS = Object.keys(IMAGES) as Part[];

/** Synsets and names of `classnames.txt`, in an order that is not that of the synsets. */
const SYNSETS = [
  ["n00000003", "great white shark"],
  ["n00000001", "tench"],
  ["n00000002", "goldfish"],
  ["n00000005", "hen"],
  ["n00000004", "rooster"],
] as const;

/** A plain square, another colour for each number. */
export async function tinyImage(number: number): Promise<Buffer> {
  const background = { r: (number * 53) % 256, g: (number * 97) % 256, b: number % 256 };
  return sharp({ create: { width: 8, height: 8, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

let made = 0;

async function image(path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await tinyImage(made++));
}

/** Writes a text file, with its folders. */
export function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/**
 * Makes a data set of the catalog at toy size: its true layout, five classes, plain squares.
 * @returns the folder of the data set
 */
export async function makeMiniature(name: string, dataRoot: string): Promise<string> {
  const { folder, images, layout, split } = clipDataset(name);
  const place = join(dataRoot, folder);
  const root = join(place, images);
  if (layout === "split") await splitMiniature(root, join(place, split!));
  else if (layout === "aircraft") await aircraftMiniature(place, root);
  else {
    write(
      join(place, "classnames.txt"),
      SYNSETS.map((line) => `${line.join(" ")}\n`).join(""),
    );
    for (const [number, [synset]] of SYNSETS.entries()) {
      const files = {
        imagenet: ["train/SYNSET/a.JPEG", "train/SYNSET/b.JPEG", "val/SYNSET/c.JPEG"],
        synsets: ["SYNSET/a.jpg", "SYNSET/b.jpg"],
        numbers: ["NUMBER/a.jpeg", "NUMBER/b.jpeg"],
      }[layout];
      for (const file of files) {
        const path = file.replace("SYNSET", synset).replace("NUMBER", String(number));
        await image(join(root, path));
      }
    }
    write(join(root, "README.txt"), "not a class");
  }
  return place;
}

async function splitMiniature(root: string, split: string): Promise<void> {
  const lists: Record<string, [string, number, string][]> = {};
  for (const part of PARTS) {
    lists[part] = [];
    for (let label = 0; label < MINIATURE_CLASSES; label++) {
      for (let i = 0; i < IMAGES[part]; i++) {
        const path = `class_${label}/${part} ${i}.jpg`;
        await image(join(root, path));
        lists[part].push([path, label, `class_${label}`]);
      }
    }
  }
  write(split, JSON.stringify(lists));
}

async function aircraftMiniature(place: string, root: string): Promise<void> {
  const variants = ["707-320", "A330-200", "Cessna 172", "DC-10", "F-16A/B"];
  write(join(place, "variants.txt"), `${variants.join("\n")}\n`);
  let number = 34958;
  for (const part of PARTS) {
    const lines: string[] = [];
    for (const variant of variants) {
      for (let i = 0; i < IMAGES[part]; i++) {
        const name = String(number++).padStart(7, "0");
        await image(join(root, `${name}.jpg`));
        lines.push(`${name} ${variant}`);
      }
    }
    write(join(place, `images_variant_${part}.txt`), `${lines.join("\n")}\n`);
  }
}
