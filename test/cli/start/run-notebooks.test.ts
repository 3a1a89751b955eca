import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import {
  notebookNames,
  notebooksFolder,
  runNotebooks,
} from "../../../src/cli/start/run-notebooks";
import { FOLDERS } from "../../../src/files/folders";
import {
  notebookFingerprint,
  recordExecuted,
} from "../../../src/notebook/files/fingerprint";
import { temporaryFolder } from "../../experiments/helpers";

test("notebooks whose cells a user has changed are kept, templates are copied once, all others are up to date", async (context) => {
  const folder = temporaryFolder(context);
  const { variable } = FOLDERS.cache;
  const earlier = process.env[variable];
  process.env[variable] = join(folder, "cache");
  context.after(() => {
    if (earlier === undefined) delete process.env[variable];
    else process.env[variable] = earlier;
  });
  const into = join(folder, "short");
  const names = notebookNames();
  const templates = names.filter((name) => dirname(name) === "templates");
  const others = names.filter((name) => !templates.includes(name));
  assert.ok(templates.length > 0 && others.length > 0);
  mkdirSync(into);
  for (const name of others) {
    const source = join(notebooksFolder, name);
    copyFileSync(source, join(into, name));
    recordExecuted(join(into, name), notebookFingerprint(source, []));
  }
  const runOnce = async (): Promise<readonly string[]> => {
    const said: string[] = [];
    await runNotebooks(
      {
        ...{ into, figures: join(folder, "figures"), results: [], copiesTemplates: true },
        say: (line) => said.push(line),
      },
      new AbortController().signal,
    );
    return said;
  };
  const change = (name: string): string => {
    const path = join(into, name);
    const notebook = JSON.parse(readFileSync(path, "utf8")) as { cells: object[] };
    const own = { cell_type: "code", metadata: {}, source: "1 + 1", outputs: [] };
    const text = JSON.stringify({ ...notebook, cells: [...notebook.cells, own] });
    writeFileSync(path, text);
    return text;
  };

  const [first] = others as [string];
  const mine = change(first);
  const said = await runOnce();
  assert.match(
    said[0]!,
    new RegExp(`${first}: kept, since its cells were changed; rename`),
  );
  assert.match(said[1]!, new RegExp(`0 executed, ${others.length - 1} up to date`));
  assert.equal(readFileSync(join(into, first), "utf8"), mine);
  for (const name of templates) {
    const [copy, source] = [into, notebooksFolder].map((place) => join(place, name));
    assert.deepEqual(readFileSync(copy!), readFileSync(source!), name);
  }
  const [template, untouched] = templates as [string, string];
  const tried = change(template);
  const { ino } = statSync(join(into, untouched));
  assert.equal((await runOnce()).length, 3);
  assert.equal(readFileSync(join(into, template), "utf8"), tried);
  assert.equal(statSync(join(into, untouched)).ino, ino, "not copied again");
});
