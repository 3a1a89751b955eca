"use strict";
// A click on a head of a table sorts it by that column: upwards, then downwards. Cells that begin with a number are
// numbers, whatever follows it: a unit, an interval. In JupyterLab (extension.js) and on the site (environment/site).
(() => {
  const HEAD = ".jp-RenderedHTMLCommon thead th, article thead th";

  /** The number that a cell begins with, behind marks such as `**` and `†`; NaN for other text. */
  function numberOf(text) {
    return parseFloat(
      text
        .replace(/^[\s*†]+/, "")
        .replace(/[−–]/, "-")
        .replaceAll(",", ""),
    );
  }

  function sortTable(head) {
    const body = head.closest("table").querySelector("tbody");
    if (body === null) return;
    const column = [...head.parentElement.children].indexOf(head);
    const isUpwards = head.getAttribute("aria-sort") !== "ascending";
    for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", isUpwards ? "ascending" : "descending");
    const rows = [...body.rows].map((row) => {
      const text = row.cells[column]?.textContent.trim() ?? "";
      return { row, text, number: numberOf(text) };
    });
    const numbers = rows.filter(({ number }) => !Number.isNaN(number));
    const isNumeric = numbers.length > rows.length / 2;
    const compare = (a, b) =>
      isNumeric ? a.number - b.number : a.text.localeCompare(b.text);
    // What is no number among numbers stays at the end.
    const known = isNumeric ? numbers : rows;
    const rest = rows.filter((row) => !known.includes(row));
    known.sort((a, b) => (isUpwards ? compare(a, b) : compare(b, a)));
    body.append(...[...known, ...rest].map(({ row }) => row));
  }

  document.addEventListener("click", ({ target }) => {
    const head = target.closest?.(HEAD);
    if (head) sortTable(head);
  });
})();
