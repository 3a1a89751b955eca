import type { Raster } from "./raster";

/**
 * A decoded picture in the mode that Pillow gives its file: `binary` (1), `palette` (P, colours looked
 * up already), `opaque` (L or RGB, three channels), `alpha` (LA or RGBA, four channels), `ink` (CMYK,
 * 255 = full ink) and `integers` (I: 16-bit grey, one channel).
 */
export type Picture =
  | {
      readonly mode: "binary" | "palette" | "opaque" | "alpha" | "ink";
      readonly raster: Raster;
    }
  | { readonly mode: "integers"; readonly raster: Raster<Int32Array> };

/**
 * Pillow's `convert("RGB")`: alpha is dropped, not blended; 16-bit grey is clipped at 255, not
 * scaled; ink becomes (255 - K)(1 - C / 255).
 * @returns three channels
 */
export function toRgb({ mode, raster }: Picture): Raster {
  if (mode === "integers") return greyRgb(raster);
  if (mode === "ink") return inkRgb(raster);
  return raster.channels === 3 ? raster : withoutAlpha(raster);
}

/** Colours times alpha, as Pillow does before it resizes (RGBA to RGBa). */
export function premultiplied({ data, ...size }: Raster): Raster {
  const out = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3]!;
    for (let i = at; i < at + 3; i++) out[i] = productOver255(data[i]!, alpha);
    out[at + 3] = alpha;
  }
  return { data: out, ...size };
}

/** Undoes `premultiplied` (RGBa to RGBA): rounded down, clipped; no colour where alpha is 0. */
export function unpremultiplied({ data, ...size }: Raster): Raster {
  const out = data.slice();
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3]!;
    if (alpha === 0 || alpha === 255) continue;
    for (let i = at; i < at + 3; i++) {
      out[i] = Math.min(Math.trunc((255 * data[i]!) / alpha), 255);
    }
  }
  return { data: out, ...size };
}

function withoutAlpha({ data, width, height }: Raster): Raster {
  const out = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < out.length; from += 4, to += 3) {
    out[to] = data[from]!;
    out[to + 1] = data[from + 1]!;
    out[to + 2] = data[from + 2]!;
  }
  return { data: out, width, height, channels: 3 };
}

function greyRgb({ data, width, height }: Raster<Int32Array>): Raster {
  const out = new Uint8Array(data.length * 3);
  data.forEach((value, i) => {
    out.fill(Math.max(0, Math.min(value, 255)), i * 3, i * 3 + 3);
  });
  return { data: out, width, height, channels: 3 };
}

function inkRgb({ data, width, height }: Raster): Raster {
  const out = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < out.length; from += 4, to += 3) {
    const light = 255 - data[from + 3]!;
    for (let ink = 0; ink < 3; ink++) {
      out[to + ink] = light - productOver255(data[from + ink]!, light);
    }
  }
  return { data: out, width, height, channels: 3 };
}

/** a b / 255, rounded, by shifts as in Pillow (MULDIV255). */
function productOver255(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}
