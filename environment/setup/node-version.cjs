"use strict";

const [major, minor] = process.versions.node.split(".").map(Number);
const enough = major > 20 || (major === 20 && minor >= 19);

/** Node itself: ES modules reachable by `require` need 20.19. */
module.exports = {
  name: "Node >= 20.19",
  cost: "nothing runs",
  fix: "install Node 20.19 or newer and start again",
  check: () => ({ ok: enough, detail: process.version }),
  install() {
    throw new Error(`this is Node ${process.version}`);
  },
};
