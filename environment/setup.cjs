"use strict";
const { prepare } = require("./setup/prepare.cjs");

process.exitCode = prepare().size === 0 ? 0 : 1;
