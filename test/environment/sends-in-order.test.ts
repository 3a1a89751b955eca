import assert from "node:assert/strict";
import { join } from "node:path";
import { it } from "node:test";
import { projectRoot } from "../../src/files/project-root";

interface Socket {
  send(parts: readonly unknown[]): Promise<void>;
}

const { sendInOrder } = require(
  join(projectRoot, "environment", "kernel", "sends-in-order.cjs"),
) as { sendInOrder(socket: Socket, parts: readonly unknown[]): void };

/** A socket that refuses a message while the last one is under way, as zeromq's do. */
function busySocket(): Socket & { readonly sent: unknown[] } {
  const sent: unknown[] = [];
  let isBusy = false;
  return {
    sent,
    async send([part]) {
      if (isBusy) throw new Error("Socket is busy writing");
      if (part === "refused") throw new Error("Socket is closed");
      isBusy = true;
      await new Promise((done) => setTimeout(done, 5));
      isBusy = false;
      sent.push(part);
    },
  };
}

it("messages of a busy socket are sent one after the other, and a refused one stops no other", async () => {
  const socket = busySocket();
  for (const part of [1, 2, "refused", 3]) sendInOrder(socket, [part]);
  while (socket.sent.length < 3) await new Promise((done) => setTimeout(done, 5));
  assert.deepEqual(socket.sent, [1, 2, 3]);
});

it("a message is sent at once where none is under way, on each socket for itself", () => {
  const begun: unknown[] = [];
  const socket = (name: string): Socket => ({
    send: async ([part]) => void begun.push(`${name} ${String(part)}`),
  });
  const [first, second] = [socket("first"), socket("second")];
  sendInOrder(first, [1]);
  sendInOrder(second, [1]);
  assert.deepEqual(begun, ["first 1", "second 1"]);
});
