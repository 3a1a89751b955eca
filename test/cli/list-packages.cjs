"use strict";
// Loaded before a command: writes the names of the packages that it had loaded when it ended.
const { writeFileSync } = require("node:fs");

process.on("exit", () => {
  const names = Object.keys(require.cache).flatMap(
    (file) => /.*node_modules[\\/]((@[^\\/]+)?[^\\/]*)/.exec(file)?.slice(1, 2) ?? [],
  );
  writeFileSync(process.env.LIST, JSON.stringify([...new Set(names)]));
});
