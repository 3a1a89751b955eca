"use strict";
const { npmPackages } = require("./npm-packages.cjs");

/**
 * One thing that the project needs on a machine.
 * @typedef {object} Step
 * @property {string} name
 * @property {string} cost what does not work without it
 * @property {string} fix how a person gets it
 * @property {readonly string[]} [after] names of earlier steps without which this one makes no sense
 * @property {() => {ok: boolean, detail: string}} check looks at the real thing; writes nothing
 * @property {() => void | Promise<void>} install throws an Error that says why it could not
 */

/** All set-up steps. @type {readonly Step[]} */
const steps = [
  require("./node-version.cjs"),
  npmPackages({ name: "npm packages", folder: ".", cost: "nothing runs" }),
  npmPackages({
    name: "icon packages",
    folder: "data/icons",
    cost: "the icons suite cannot be rendered",
  }),
  require("./python-packages.cjs"),
  require("./kernel-spec.cjs"),
  require("./chromium.cjs"),
  require("./native-tensorflow.cjs"),
];

module.exports = { steps };
