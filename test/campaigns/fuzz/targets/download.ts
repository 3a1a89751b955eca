import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { downloadFile } from "../../../../src/datasets/download/download";
import { sha256 } from "../../../../src/files/hash";
import { randomInteger, type Random } from "../../../../src/random/random";
import { chance, mutateBytes, pick } from "../bytes";
import { promised, type FuzzTarget } from "../target";

const NAME = "hostile.bin";
const CONTENT = Buffer.from(Uint8Array.from({ length: 3000 }, (_, i) => (i * i) % 251));
const HEADERS = [
  ...["Content-Length: 0", "Content-Length: -1", "Content-Length: 99999999999999999999"],
  ...["Content-Length: 3000\r\nContent-Length: 5", "Transfer-Encoding: chunked"],
  ...["Content-Encoding: gzip", "Content-Encoding: br, gzip, nonsense", 'ETag: "a\0b"'],
  ...['ETag: "x"', 'ETag: W/"x"', `ETag: "${"e".repeat(9000)}"`, "Last-Modified: never"],
  ...[
    "Content-Range: bytes 0-9/10",
    "Content-Range: bytes 5-2999/3000",
    "Content-Range: x",
  ],
  ...["Content-Range: bytes */3000", "Content-Range: bytes 0-2999/*", "Set-Cookie: a=b"],
  ...["Location: /again", "Location: file:///etc/passwd", "Location: http://127.0.0.1:1/"],
  ...["Location: ../../x", "X: \u001b[2J", "Connection: close", "Trailer: x"],
];
const STATUSES = [
  ...["200 OK", "200 OK", "200 OK", "206 Partial Content", "204 No Content", "301 Moved"],
  ...[
    "302 Found",
    "307 Again",
    "304 Not Modified",
    "404 Not Found",
    "416 Range",
    "429 Busy",
  ],
  ...["500 Error", "503 Later", "100 Continue", "999 \u001b[2J", "200"],
];

/** What the server says to one connection. */
interface Answer {
  readonly bytes: Buffer;
  /** Whether it leaves the connection open without a word more. */
  readonly stalls: boolean;
  /** Whether it is cut short of the length that it gave. */
  readonly cut: boolean;
}

function answer(random: Random): Answer {
  const status = chance(0.6, random) ? "200 OK" : pick(STATUSES, random);
  const headers: string[] = [];
  const cut = chance(0.25, random);
  if (chance(0.7, random)) headers.push(`Content-Length: ${CONTENT.length}`);
  else if (chance(0.5, random)) headers.push(pick(HEADERS, random));
  if (chance(0.3, random)) headers.push(pick(HEADERS, random));
  const body = cut ? CONTENT.subarray(0, randomInteger(CONTENT.length, random)) : CONTENT;
  const head = Buffer.from(
    `HTTP/1.1 ${status}\r\n${headers.map((h) => `${h}\r\n`).join("")}\r\n`,
  );
  const whole = Buffer.concat([head, body]);
  const bytes = chance(0.15, random) ? mutateBytes(whole, random) : whole;
  return { bytes, stalls: chance(0.02, random), cut: cut && headers.length === 1 };
}

export const target: FuzzTarget = {
  about: "answers of a server to downloads: cut, wrong length or range, redirects, headers",
  inputs: 3000,
  quick: 100,
  writes: true,
  prepare: async (folder) => {
    let answers: Answer[] = [];
    let connections = 0;
    const server = createServer((socket: Socket) => {
      socket.on("error", () => socket.destroy());
      // The last answer is given for ever.
      const said = answers[Math.min(connections++, answers.length - 1)]!;
      socket.once("data", () => {
        if (said.stalls) socket.write(said.bytes);
        else socket.end(said.bytes);
      });
    }).unref();
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const { port } = server.address() as AddressInfo;
    const place = join(folder, "place");
    return (random) => {
      rmSync(place, { recursive: true, force: true });
      mkdirSync(place);
      answers = Array.from({ length: 1 + randomInteger(3, random) }, () => answer(random));
      connections = 0;
      const own = answers;
      const known = chance(0.5, random);
      const path = join(place, NAME);
      const read = async (): Promise<void> => {
        try {
          await downloadFile({
            ...{ urls: [`http://127.0.0.1:${port}/file`], path, stall: 150, pause: 1 },
            ...(known ? { sha256: sha256(CONTENT) } : {}),
          });
        } finally {
          const allowed = new Set([NAME, `${NAME}.part`, `${NAME}.part.json`]);
          promised(
            readdirSync(place).every((name) => allowed.has(name)),
            "no other file",
          );
        }
        promised(existsSync(path), "the file that was asked for");
        if (known) promised(readFileSync(path).equals(CONTENT), "the content of the hash");
        const onlyCut = own.every(
          ({ cut, bytes }) => cut && bytes.includes("Content-Length: 3000"),
        );
        promised(known || !onlyCut || readFileSync(path).length === 3000, "no cut file");
      };
      return { where: NAME, read };
    };
  },
};
