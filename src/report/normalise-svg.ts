/**
 * Gives the ids in a plotly SVG names by order of appearance. Plotly draws them at random, at every
 * rendering anew, so that equal figures would differ in every byte that names a clip path.
 */
export function normaliseSvg(svg: string): string {
  const names = new Map<string, string>();
  const declared = svg.matchAll(/\bid="([^"]*)"/g);
  for (const [, id] of declared) {
    const uid = /[0-9a-f]{6}/.exec(id!)?.[0];
    if (uid !== undefined && !names.has(uid)) {
      names.set(uid, String(names.size + 1).padStart(6, "0"));
    }
  }
  if (names.size === 0) return svg;
  return svg.replace(new RegExp([...names.keys()].join("|"), "g"), (uid) =>
    names.get(uid)!,
  );
}
