import { create } from "./dom";
import type { Measures } from "./measures";
import type { View } from "./view";

/** The bins of the compared methods as CSV, with the measures of each on its every line. */
export function csvOf(measures: readonly Measures[], { classSet, rule }: View): string {
  const head =
    "method,classes,edges,ece,ece_low,ece_high,ece_floor,gap,fd,low,high,n,accuracy,confidence";
  const lines = measures.flatMap((one) =>
    one.bins.map(({ low, high, n, accuracy, confidence }) =>
      [
        `"${one.method.replaceAll('"', '""')}"`,
        ...[classSet, rule, one.ece, one.interval.low, one.interval.high],
        ...[one.floor, one.gap, one.fd ?? ""],
        ...[low, high, n, accuracy, confidence],
      ].join(","),
    ),
  );
  return `${[head, ...lines].join("\n")}\n`;
}

/** An SVG as a picture with three pixels for each of its own. */
export async function pngOf(svg: string): Promise<Blob> {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  const canvas = create("canvas", { width: 3 * picture.width, height: 3 * picture.height });
  canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) =>
    canvas.toBlob((blob) =>
      blob === null ? failed(new Error("the picture is too large")) : done(blob),
    ),
  );
}

/** Hands a file to the browser's downloads. */
export function download(name: string, content: string | Blob, type: string): void {
  const blob = typeof content === "string" ? new Blob([content], { type }) : content;
  const href = URL.createObjectURL(blob);
  create("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
