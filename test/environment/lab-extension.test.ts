import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { it } from "node:test";
import { runInNewContext } from "node:vm";

const folder = resolve(
  ...[__dirname, "..", "..", "environment", "jupyter", "labextensions", "promptcal"],
);

interface Plugin {
  readonly id: string;
  readonly requires?: readonly unknown[];
  readonly activate: (app: unknown, tracker?: unknown) => void;
}
interface Container {
  readonly init: (scope: unknown) => void;
  readonly get: (module: string) => Promise<() => { readonly default: readonly Plugin[] }>;
}
interface Output {
  readonly data: { readonly text: string };
}

/** The extension's plugins, loaded as JupyterLab loads them. */
async function plugins(page: object = {}): Promise<readonly Plugin[]> {
  const { jupyterlab } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    jupyterlab: { _build: { load: string; extension: string } };
  };
  const { load, extension } = jupyterlab._build;
  const window: { _JUPYTERLAB?: Record<string, Container> } = {};
  runInNewContext(readFileSync(join(folder, load), "utf8"), {
    window,
    document: { addEventListener: () => {}, getElementById: () => null },
    ResizeObserver: class {
      observe(): void {}
    },
    ...page,
  });
  const container = window._JUPYTERLAB!["promptcal"]!;
  const notebook = async () => () => ({ INotebookTracker: "tracker's token" });
  container.init({ "@jupyterlab/notebook": { "4.6.6": { get: notebook } } });
  return (await container.get(extension))().default;
}

it("is what JupyterLab loads: plugins that ask for its notebooks", async () => {
  const found = await plugins();
  assert.deepEqual(
    Array.from(found, ({ id, requires = [] }) => `${id} ${requires.join()}`.trim()),
    [
      "promptcal:figures-and-tables",
      "promptcal:reopened-notebooks tracker's token",
      "promptcal:saved-notebooks tracker's token",
    ],
  );
});

it("draws displays of a cell that another tab started, in place, and leaves its own to JupyterLab", async () => {
  const reopened = (await plugins()).find(({ id }) => id.endsWith("reopened-notebooks"))!;
  const earlier = { data: { text: "of an earlier run" } };
  const outputs: Output[] = [earlier];
  const model = {
    id: "cell-1",
    outputs: {
      get length() {
        return outputs.length;
      },
      clear: () => void (outputs.length = 0),
      add: (output: Output) => outputs.push(output),
      set: (index: number, output: Output) => (outputs[index] = output),
    },
  };
  let hear: (context: unknown, message: unknown) => void = () => {};
  const panel = {
    content: { widgets: [{ model: { id: "cell-0" } }, { model }] },
    sessionContext: { iopubMessage: { connect: (slot: typeof hear) => (hear = slot) } },
  };
  reopened.activate(
    {},
    {
      widgetAdded: { connect: () => {} },
      forEach: (draw: (one: typeof panel) => void) => draw(panel),
    },
  );
  const context = { session: { kernel: { clientId: "this tab" } } };
  const send = (type: string, text: string, display: string, session: string): void =>
    hear(context, {
      header: { msg_type: type },
      parent_header: { session, msg_id: "request" },
      content: {
        data: { text },
        metadata: {},
        transient: { cell: "cell-1", display_id: display },
      },
    });
  send("display_data", "mine", "a", "this tab");
  assert.deepEqual(outputs, [earlier]);
  // The first that arrives may be an update of what the other tab has seen.
  send("update_display_data", "1 of 9", "a", "other tab");
  send("update_display_data", "2 of 9", "a", "other tab");
  send("display_data", "a figure", "b", "other tab");
  send("update_display_data", "9 of 9", "a", "other tab");
  assert.deepEqual(
    outputs.map(({ data }) => data.text),
    ["9 of 9", "a figure"],
  );
});

it("saves by itself what has changed of a person's own notebooks, and nothing of the repository's", async () => {
  const committed = { committedNotebooks: ["notebooks/00-start-here.ipynb"] };
  let tick: () => void = () => assert.fail("no timer");
  const page = {
    setInterval: (act: () => void) => (tick = act),
    document: {
      addEventListener: () => {},
      getElementById: () => ({ textContent: JSON.stringify(committed) }),
    },
  };
  const plugin = (await plugins(page)).find(({ id }) => id.endsWith("saved-notebooks"))!;
  const saved: string[] = [];
  const panel = (path: string, dirty: boolean, writable = true) => ({
    context: {
      ...{ path, model: { dirty }, contentsModel: { writable } },
      save: () => saved.push(path),
    },
  });
  const panels = [
    panel("notebooks/00-start-here.ipynb", true),
    panel("notebooks/mine.ipynb", true),
    panel("short/00-start-here.ipynb", true),
    panel("scratch/unchanged.ipynb", false),
    panel("scratch/read-only.ipynb", true, false),
  ];
  plugin.activate({}, { forEach: (act: (one: object) => void) => panels.forEach(act) });
  assert.deepEqual(saved, []);
  tick();
  assert.deepEqual(saved, ["notebooks/mine.ipynb", "short/00-start-here.ipynb"]);
});
