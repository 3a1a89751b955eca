/**
 * What the lab adds to JupyterLab, as JupyterLab loads built extensions: a container with `init` and `get`. Plain
 * JavaScript, so that nothing has to be built.
 */
(() => {
  /** Pixels of a picture for each CSS pixel. */
  const PNG_SCALE = 3;
  const PNG_TITLE = "Download plot as a PNG of three times its size";

  /** On a window of this width figures of a page's width use the room beside them, up to a factor. */
  const WIDE_WINDOW = 1600;
  const PAGE_WIDTH = 600;
  const MAX_FACTOR = 1.8;

  /** JupyterLab's own interval. Its saving by itself is off (settings/overrides.json). */
  const SAVE_EVERY_MS = 120_000;

  /** Address of this file, beside which others lie. */
  const home = document.currentScript?.src;

  /** Packages that JupyterLab shares with extensions. */
  let shared = {};

  /** A package as JupyterLab itself uses it. */
  async function sharedPackage(name) {
    const [version] = Object.values(shared[name] ?? {});
    if (version === undefined) throw new Error(`JupyterLab shares no ${name}`);
    return (await version.get())();
  }

  /** Adds a button for a large PNG beside the camera, which saves SVG (src/report/rendering/figure-config.ts). */
  function addPngButton(plot) {
    const camera = plot.querySelector('.modebar-btn[data-title^="Download"]');
    if (camera === null || plot.querySelector(".promptcal-png") !== null) return;
    const button = camera.cloneNode(true);
    button.classList.add("promptcal-png");
    button.setAttribute("data-title", PNG_TITLE);
    button.addEventListener("click", () => {
      const context = plot._context;
      const svg = context.toImageButtonOptions;
      context.toImageButtonOptions = { ...svg, format: "png", scale: PNG_SCALE };
      camera.click();
      context.toImageButtonOptions = svg;
    });
    camera.after(button);
  }

  /** Scales a figure to the room that it has; picture and plot alike, whose mouse plotly follows through a transform. */
  function fitFigure(figure) {
    const width = figure._fullLayout?.width ?? figure.querySelector("img").naturalWidth / 2;
    if (!(width >= PAGE_WIDTH)) return;
    const { style } = figure;
    const room = figure.parentElement.clientWidth - 20;
    const factor =
      window.innerWidth < WIDE_WINDOW ? 1 : Math.min(MAX_FACTOR, Math.max(1, room / width));
    style.transformOrigin = "0 0";
    style.transform = factor === 1 ? "" : `scale(${factor})`;
    style.width = factor === 1 ? "" : `${width}px`;
    style.marginBottom = factor === 1 ? "" : `${(factor - 1) * figure.offsetHeight}px`;
  }

  /** Fits figures again when their room changes: with the window, or with a panel beside the notebook. */
  const rooms = new ResizeObserver((entries) => {
    for (const { target } of entries)
      target.querySelectorAll(":scope > .jp-RenderedPlotly").forEach(fitFigure);
  });
  const fitLater = (figure) => rooms.observe(figure.parentElement);

  /** Figures and tables, wherever they are shown. */
  const figuresAndTables = {
    id: "promptcal:figures-and-tables",
    autoStart: true,
    activate: () => {
      document.addEventListener("pointerover", ({ target }) => {
        const plot = target.closest?.(".jp-RenderedPlotly.js-plotly-plot");
        if (!plot) return;
        addPngButton(plot);
        fitFigure(plot);
        fitLater(plot);
      });
      // A picture's loading does not bubble.
      document.addEventListener(
        "load",
        ({ target }) => {
          if (!target.matches?.(".jp-RenderedPlotly > .plot-img")) return;
          fitFigure(target.parentElement);
          fitLater(target.parentElement);
        },
        true,
      );
      const script = document.createElement("script");
      script.src = new URL("sort-tables.js", home).href;
      document.head.append(script);
    },
  };

  /**
   * Draws what a running cell displays into a notebook whose tab was closed and opened again. JupyterLab drops it, since
   * another tab started the cell. The kernel says in `transient` which cell a display belongs to.
   */
  function drawForeignDisplays(panel) {
    /** Cell by the request that runs it. */
    const cells = new Map();
    /** Positions of displays in the outputs of their cell. */
    const places = new Map();
    panel.sessionContext.iopubMessage.connect((context, message) => {
      const { header, parent_header: parent, content } = message;
      const kernel = context.session?.kernel;
      if (!kernel || parent.session === undefined || parent.session === kernel.clientId)
        return;
      const isUpdate = header.msg_type === "update_display_data";
      if (!isUpdate && header.msg_type !== "display_data") return;
      const { cell: id, display_id: display } = content.transient ?? {};
      const model = panel.content.widgets.find(({ model }) => model.id === id)?.model;
      if (id === undefined || model?.outputs === undefined) return;
      if (!cells.has(parent.msg_id)) {
        cells.set(parent.msg_id, id);
        model.outputs.clear();
      }
      const { data, metadata } = content;
      const output = { output_type: "display_data", data, metadata };
      const place = places.get(display);
      if (isUpdate && place !== undefined) model.outputs.set(place, output);
      else {
        if (display !== undefined) places.set(display, model.outputs.length);
        model.outputs.add(output);
      }
    });
  }

  /** Notebooks of the repository, as the server names them (server_config.py). */
  function committedNotebooks() {
    const page = document.getElementById("jupyter-config-data")?.textContent;
    return new Set(JSON.parse(page ?? "{}").committedNotebooks ?? []);
  }

  /** Saves notebooks that have changed, but those of the repository, which only a person saves. */
  function saveOwn(tracker, committed) {
    tracker.forEach(({ context }) => {
      const { path, model, contentsModel } = context;
      if (model.dirty && contentsModel?.writable && !committed.has(path)) context.save();
    });
  }

  async function notebooks() {
    const { INotebookTracker } = await sharedPackage("@jupyterlab/notebook");
    const plugin = (id, activate) => ({
      ...{ id, autoStart: true, requires: [INotebookTracker] },
      activate: (_, tracker) => activate(tracker),
    });
    return [
      plugin("promptcal:reopened-notebooks", (tracker) => {
        tracker.widgetAdded.connect((_, panel) => drawForeignDisplays(panel));
        tracker.forEach(drawForeignDisplays);
      }),
      plugin("promptcal:saved-notebooks", (tracker) => {
        const committed = committedNotebooks();
        setInterval(() => saveOwn(tracker, committed), SAVE_EVERY_MS);
      }),
    ];
  }

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB.promptcal = {
    init: (scope) => void (shared = scope),
    get: async () => {
      const plugins = [figuresAndTables, ...(await notebooks())];
      return () => ({ __esModule: true, default: plugins });
    },
  };
})();
