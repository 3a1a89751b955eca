"use strict";
// State of everything that set-up is responsible for, as JSON on standard output. Looks only, installs nothing.
const { steps } = require("./setup/steps.cjs");

const rows = steps.map(({ name, cost, fix, check }) => {
  const { ok, detail } = check();
  return ok
    ? { name, state: "ok", detail, cost: "", fix: "" }
    : { name, state: "missing", detail, cost, fix };
});
process.stdout.write(`${JSON.stringify(rows)}\n`);
