"use strict";
// Pictures of figures become live ones when they come into view. The page works without this: it
// shows the pictures. Everything is loaded by script tags, because a page opened from a folder may
// not fetch.
(() => {
  const home = new URL(".", document.currentScript.src).href;
  const waiting = new Map();
  let plotly;

  /** Called by `live/NAME.js` with the figure it holds. */
  window.promptcalFigure = (name, figure) => waiting.get(name)(figure);

  function load(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = home + address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }

  function figureOf(name) {
    return new Promise((resolve, reject) => {
      waiting.set(name, resolve);
      load(`live/${name}.js`).catch(reject);
    });
  }

  async function enliven(element) {
    const name = element.dataset.figure;
    plotly ??= load("plotly-cartesian.min.js");
    await plotly;
    const { data, layout } = await figureOf(name);
    const drawn = document.createElement("div");
    await window.Plotly.newPlot(drawn, data, layout, {
      displaylogo: false,
      toImageButtonOptions: { format: "svg", filename: name },
    });
    element.replaceChildren(drawn);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (!isIntersecting) continue;
          observer.unobserve(target);
          // On a narrow screen the picture is easier to read: it fits.
          const width = Number(target.querySelector("img").getAttribute("width"));
          if (target.clientWidth < width) continue;
          enliven(target).catch((error) =>
            console.warn(`${target.dataset.figure} stays a picture`, error),
          );
        }
      },
      { rootMargin: "400px" },
    );
    for (const element of document.querySelectorAll(".live-figure"))
      observer.observe(element);
  });
})();
