import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { it } from "node:test";

const root = resolve(__dirname, "..");

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(root, folder, name));
}

/** Files of ours that `file` imports, for values or for types. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const paths = [...text.matchAll(/(?:from |require\(|import\()"(\.{1,2}(?:\/[^"]*)?)"/g)];
  return paths.flatMap(([, path]) => {
    const target = resolve(dirname(file), path!);
    return [`${target}.ts`, join(target, "index.ts"), target].filter(
      (candidate) => candidate.endsWith(".ts") && existsSync(candidate),
    );
  });
}

/** Every circle of imports that a depth-first walk closes, as a list of files. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const finished = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push([...path.slice(start), file]);
    if (start >= 0 || finished.has(file)) return;
    path.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    path.pop();
    finished.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return found;
}

it("finds a circle", () => {
  const graph = new Map([
    ["a", ["b"]],
    ["b", ["c"]],
    ["c", ["b"]],
  ]);
  assert.deepEqual(circles(graph), [["b", "c", "b"]]);
});

it("no files import each other in a circle", () => {
  const files = ["src", "environment", "test", "benchmarks"].flatMap(sources);
  const graph = new Map(files.map((file) => [file, importsOf(file)]));
  const edges = [...graph.values()].reduce((sum, { length }) => sum + length, 0);
  assert.ok(edges > files.length);
  assert.deepEqual(
    circles(graph).map((circle) => circle.map((file) => relative(root, file)).join(" -> ")),
    [],
  );
});

it("nothing in src imports environment", () => {
  const outside = sources("src").filter((file) =>
    /(?:from |require\(|import\()"(?:\.\.\/)+environment\//.test(
      readFileSync(file, "utf8"),
    ),
  );
  assert.deepEqual(
    outside.map((file) => relative(root, file)),
    [],
  );
});
