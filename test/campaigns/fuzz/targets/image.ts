import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import sharp from "sharp";
import { crc32 } from "node:zlib";
import { decodePicture } from "../../../../src/images/decode-picture";
import { toRgb } from "../../../../src/images/picture-modes";
import { randomInteger, type Random } from "../../../../src/random/random";
import { chance, mutateBytes, pick } from "../bytes";
import { promised, type FuzzTarget } from "../target";

const NAME = "hostile.png";
/** Drawings and programs that some decoder of libvips might take for a picture. */
const OTHERS = [
  '<svg xmlns="http://www.w3.org/2000/svg" width="99999" height="99999"><rect width="9" height="9"/></svg>',
  '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>',
  '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd" width="9" height="9"/></svg>',
  "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj",
  "P6 9 9 255\n",
  "#?RADIANCE\n\n-Y 9 +X 9\n",
  "BM",
].map((text) => Buffer.from(text));

const BITMAPS = resolve(__dirname, "../../../fixtures/bitmaps/bitmaps.json");

/** Every kind of BMP and Netpbm, which our own code decodes. */
function bitmaps(): readonly Buffer[] {
  const { pictures } = JSON.parse(readFileSync(BITMAPS, "utf8")) as {
    pictures: Readonly<Record<string, { readonly bytes: string }>>;
  };
  return Object.values(pictures).map(({ bytes }) => Buffer.from(bytes, "base64"));
}

async function seeds(): Promise<Buffer[]> {
  const picture = (channels: 3 | 4) =>
    sharp(
      Uint8Array.from({ length: 12 * 10 * channels }, (_, i) => (i * 37) % 256),
      { raw: { width: 12, height: 10, channels } },
    );
  const grey = sharp(
    Uint16Array.from({ length: 120 }, (_, i) => i * 500),
    {
      raw: { width: 12, height: 10, channels: 1 },
    },
  );
  return Promise.all([
    picture(3).png().toBuffer(),
    picture(4).png().toBuffer(),
    picture(3).png({ palette: true, colours: 8 }).toBuffer(),
    grey.toColourspace("grey16").png().toBuffer(),
    picture(3).jpeg().toBuffer(),
    picture(3).jpeg({ progressive: true }).toBuffer(),
    picture(3).toColourspace("cmyk").jpeg().toBuffer(),
    picture(4).webp({ lossless: true }).toBuffer(),
    picture(4).gif().toBuffer(),
    picture(3).tiff({ compression: "lzw" }).toBuffer(),
    picture(3).avif({ effort: 0 }).toBuffer(),
  ]);
}

/** A PNG that claims another size, with a right checksum. */
function resized(png: Buffer, random: Random): Buffer {
  const out = Buffer.from(png);
  const sizes = [0, 1, 13, 20_000, 0x7fffffff, 0xffffffff];
  out.writeUInt32BE(pick(sizes, random), 16);
  out.writeUInt32BE(pick(sizes, random), 20);
  if (chance(0.3, random)) out[24] = pick([1, 2, 4, 8, 16, 32], random);
  if (chance(0.3, random)) out[25] = randomInteger(8, random);
  out.writeUInt32BE(crc32(out.subarray(12, 29)), 29);
  return out;
}

function anyOf(
  pictures: readonly Buffer[],
  plain: readonly Buffer[],
  random: Random,
): readonly Buffer[] {
  if (chance(0.1, random)) return OTHERS;
  return chance(0.4, random) ? plain : pictures;
}

export const target: FuzzTarget = {
  about:
    "pictures (PNG, JPEG, WebP, GIF, TIFF, AVIF by sharp; BMP and Netpbm; and what is none)",
  inputs: 6000,
  quick: 150,
  prepare: async () => {
    sharp.cache(false);
    sharp.concurrency(1);
    const pictures = await seeds();
    const plain = bitmaps();
    // A small file whose picture is large: 100 million pixels are allowed, not more.
    const create = { width: 9000, height: 9000, channels: 3, background: "red" } as const;
    const large = await sharp({ create }).png({ compressionLevel: 9 }).toBuffer();
    return (random) => {
      const bytes = chance(0.001, random)
        ? large
        : chance(0.1, random)
          ? resized(pictures[0]!, random)
          : mutateBytes(pick(anyOf(pictures, plain, random), random), random);
      const read = async (): Promise<void> => {
        const { data, width, height } = toRgb(await decodePicture(bytes, NAME));
        promised(data.length === 3 * width * height, "three channels");
      };
      return { where: NAME, read };
    };
  },
};
