"use strict";
// Every table with a head is sorted by a click on it. A sign, a unit or an interval may follow the number.
document.addEventListener("DOMContentLoaded", () => {
  for (const table of document.querySelectorAll("table")) {
    if (table.tHead === null) continue;
    for (const cell of table.querySelectorAll("tbody td")) {
      const number = /^\s*[*†]*([+\-−]?\d+(?:\.\d+)?)/.exec(cell.textContent ?? "");
      if (number !== null) cell.dataset.sort = number[1].replace("−", "-").replace("+", "");
    }
    window.Tablesort(table);
  }
});
