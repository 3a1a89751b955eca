"use strict";
const { prepare } = require("./setup/prepare.cjs");

void prepare().then((missing) => {
  process.exitCode = missing.size === 0 ? 0 : 1;
});
