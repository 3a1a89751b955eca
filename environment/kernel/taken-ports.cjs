"use strict";

/**
 * Ends a kernel that could not listen at its ports. Jupyter looks for free ports before it starts a kernel, and by then
 * another process may have taken one. A kernel that has ended gets other ports from Jupyter (and from
 * environment/execute_notebooks.py); one that lives on without a port is waited for in vain.
 * @param {Error & { address?: string }} error of binding a socket
 */
function endUnreachable(error) {
  const { address = "a port of the kernel", message } = error;
  console.error(`The kernel cannot listen at ${address}: ${message}. It ends.`);
  process.exit(1);
}

module.exports = { endUnreachable };
