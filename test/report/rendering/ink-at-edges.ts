import sharp from "sharp";

/** Edges of a picture that something dark touches. */
export async function inkAtEdges(png: Buffer): Promise<readonly string[]> {
  const { data, info } = await sharp(png)
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const dark = (x: number, y: number): boolean =>
    data[(y * info.width + x) * info.channels]! < 200;
  const across = Array.from({ length: info.width }, (_, x) => x);
  const down = Array.from({ length: info.height }, (_, y) => y);
  const edges = {
    top: across.some((x) => dark(x, 0)),
    bottom: across.some((x) => dark(x, info.height - 1)),
    left: down.some((y) => dark(0, y)),
    right: down.some((y) => dark(info.width - 1, y)),
  };
  return Object.entries(edges).flatMap(([edge, touched]) => (touched ? [edge] : []));
}
