"use strict";

/**
 * What waits to be sent on a socket. Mostly nothing: a message is sent at once.
 * @type {WeakMap<object, Promise<void>>}
 */
const waiting = new WeakMap();

/**
 * Sends a message after all that were sent on the same socket. A socket refuses a message while the last one is under
 * way, which can take a moment on a busy machine: the message would be lost, and the cell fail without an error.
 * @param {{ send: (parts: readonly unknown[]) => Promise<void> }} socket of zeromq
 * @param {readonly unknown[]} parts
 */
function sendInOrder(socket, parts) {
  const send = async () => socket.send(parts);
  const before = waiting.get(socket);
  const sent = before === undefined ? send() : before.then(send);
  // A socket that is closed has nobody who listens.
  const settled = sent
    .catch(() => undefined)
    .then(() => {
      if (waiting.get(socket) === settled) waiting.delete(socket);
    });
  waiting.set(socket, settled);
}

module.exports = { sendInOrder };
