import sharp, { type Metadata, type Sharp, type SharpOptions } from "sharp";
import { mismatch, PromptcalError } from "../errors/promptcal-error";
import { kindOfBytes, otherKind, type FileKind } from "../files/file-kind";
import { isDib } from "./bmp-header";
import { decodeBmp, decodeDib, isBmp } from "./decode-bmp";
import { decodePnm, isPnm } from "./decode-pnm";
import type { Picture } from "./picture-modes";
import type { Raster } from "./raster";

export interface DecodeOptions {
  /** Turn the picture as its EXIF orientation says; Pillow, and so the field, leaves it as stored (default). */
  readonly orient?: boolean;
  /** Largest picture decoded, in pixels: a small file may claim to hold a huge one. 100 million by default. */
  readonly maxPixels?: number;
}

const MAX_PIXELS = 100_000_000;

/** Formats that hold pixels; drawings and documents, which sharp would render, are not among them. */
const FORMATS = ["jpeg", "png", "webp", "gif", "tiff", "heif"];
const READ = "JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP, PPM, PGM or PBM";

/** Kinds of files that come in place of a picture and have words of their own. */
const NO_PICTURES: readonly FileKind[] = [
  ...(["empty", "git-lfs-pointer", "web-page", "xml", "gzip", "zip", "tar"] as const),
  "apple-double",
];

/**
 * Decodes a picture to the pixels that Pillow sees: full size (no shrinking while decoding), colour
 * profiles not applied, 16-bit colours cut to their high byte, first frame or page only. BMP and the formats of Netpbm
 * are decoded here, the rest by sharp. Three things
 * differ from Pillow: the transparent colour of a GIF is black, a TIFF with a palette has mode RGB, and
 * a CMYK JPEG without Adobe's marker is not inverted.
 * @param where file name for errors
 * @throws PromptcalError for bytes that are no picture, a truncated or too large one, or channels of more than 16 bits
 */
export async function decodePicture(
  bytes: Uint8Array,
  where: string,
  { orient = false, maxPixels = MAX_PIXELS }: DecodeOptions = {},
): Promise<Picture> {
  try {
    if (isBmp(bytes)) return decodeBmp(bytes, maxPixels);
    if (isDib(bytes)) return decodeDib(bytes, maxPixels);
    if (isPnm(bytes)) return decodePnm(bytes, maxPixels);
    const options: SharpOptions = {
      limitInputPixels: maxPixels,
      failOn: "error",
      ignoreIcc: true,
    };
    const source = sharp(bytes, options);
    const metadata = await source.metadata();
    const mode = modeOf(bytes, metadata);
    return await decode(orient ? source.autoOrient() : source, mode);
  } catch (error) {
    const kind = kindOfBytes(bytes);
    if (NO_PICTURES.includes(kind)) throw otherKind(where, kind, `a picture (${READ})`);
    throw mismatch({
      what: "image",
      expected: `a whole picture (${READ})`,
      got: error instanceof PromptcalError ? error.message : firstLine(error as Error),
      where,
    });
  }
}

async function decode(source: Sharp, mode: Picture["mode"]): Promise<Picture> {
  if (mode === "integers") {
    const raster = await rasterOf(
      source.toColourspace("grey16").extractChannel(0).raw({ depth: "ushort" }),
    );
    const words = new Uint16Array(Uint8Array.from(raster.data).buffer);
    const data = Int32Array.from(words);
    return { mode, raster: { ...raster, data } };
  }
  if (mode === "ink") {
    const inks = source.pipelineColourspace("cmyk").toColourspace("cmyk");
    return { mode, raster: await rasterOf(inks.raw()) };
  }
  const colours = source.toColourspace("srgb");
  return {
    mode,
    raster: await rasterOf((mode === "alpha" ? colours : colours.removeAlpha()).raw()),
  };
}

async function rasterOf(source: Sharp): Promise<Raster> {
  const { data, info } = await source.toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  // Plain arrays: loops that see Buffers as well as arrays are compiled to much slower code.
  const plain = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { data: plain, width, height, channels };
}

/** PNG colour types, as the header's 26th byte gives them. */
const PNG_GREY = 0;
const PNG_PALETTE = 3;

function modeOf(bytes: Uint8Array, metadata: Metadata): Picture["mode"] {
  const { format, space, depth, hasAlpha, bitsPerSample } = metadata;
  if (!FORMATS.includes(format)) {
    throw new PromptcalError(`${format}; formats: ${FORMATS.join(", ")}`);
  }
  if (depth !== "uchar" && depth !== "ushort") {
    throw new PromptcalError(`channels of type ${depth}; types: uchar, ushort`);
  }
  if (space === "cmyk") return "ink";
  if (format === "gif") return "palette";
  const colourType = format === "png" ? bytes[25] : undefined;
  if (colourType === PNG_PALETTE) return "palette";
  // A transparent grey or colour (tRNS) leaves a PNG's mode what it is; sharp makes alpha of it.
  const alpha = format === "png" ? colourType! >= 4 : hasAlpha;
  if (alpha) return "alpha";
  if (space === "grey16" && (colourType ?? PNG_GREY) === PNG_GREY) return "integers";
  return bitsPerSample === 1 ? "binary" : "opaque";
}

/** libvips adds a line per layer that failed; the first says what is wrong. */
function firstLine({ message }: Error): string {
  return message.split("\n").find((line) => line.trim() !== "") ?? "no reason given";
}
