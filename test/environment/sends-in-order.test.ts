import assert from "node:assert/strict";
import { join } from "node:path";
import { it, type TestContext } from "node:test";
import { Pull, Push } from "zeromq";
import { projectRoot } from "../../src/files/project-root";

interface Socket {
  send(parts: readonly unknown[]): Promise<void>;
}

const { sendInOrder } = require(
  join(projectRoot, "environment", "kernel", "sends-in-order.cjs"),
) as { sendInOrder(socket: Socket, parts: readonly unknown[]): void };

/** A socket that nobody listens to yet: a message stays under way until someone does. */
async function busySocket(context: TestContext, address: string): Promise<Socket & Push> {
  const socket = new Push({ linger: 0 });
  context.after(() => socket.close());
  await socket.bind(address);
  return socket as Socket & Push;
}

/** The next messages from an address. */
async function received(address: string, count: number): Promise<readonly string[]> {
  const socket = new Pull();
  socket.connect(address);
  const messages: string[] = [];
  while (messages.length < count) messages.push(String((await socket.receive())[0]));
  socket.close();
  return messages;
}

it("a busy socket refuses a message, which would be lost", async (context) => {
  const socket = await busySocket(context, "inproc://refusing");
  const first = socket.send("first");
  await assert.rejects(async () => socket.send("second"), /busy/);
  assert.deepEqual(await received("inproc://refusing", 1), ["first"]);
  await first;
});

it("messages of a busy socket are sent one after the other, and a refused one stops no other", async (context) => {
  const socket = await busySocket(context, "inproc://ordered");
  // ZeroMQ cannot send it.
  const refused = Symbol("refused");
  await assert.rejects(async () => socket.send([refused] as never), /Symbol/);
  for (const part of ["1", "2", refused, "3"]) sendInOrder(socket, [part]);
  assert.deepEqual(await received("inproc://ordered", 3), ["1", "2", "3"]);
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
