import assert from "node:assert/strict";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { downloadFile } from "../../../src/datasets/download/download";
import { sha256 } from "../../../src/files/hash";

const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) % 251));
const hash = sha256(content);
const half = 150_000;

let folder: string;
let server: Server;
let base: string;
/** `path range` of each request, in order. */
let requests: string[];
type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let answers: Record<string, Answer>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "promptcal-download-"));
  requests = [];
  answers = {};
  server = createServer((request, response) => {
    requests.push(`${request.url} ${request.headers.range ?? "all"}`);
    const answer = answers[request.url!];
    if (answer !== undefined) answer(request, response);
    else response.writeHead(404).end("nothing here");
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

/** Serves a file with ranges; the first `cuts` connections break after half of the file. */
function ranged(body: Buffer, { cuts = 0, etag = '"1"' } = {}): Answer {
  let served = 0;
  return (request, response) => {
    const requested = /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
    const condition = request.headers["if-range"];
    const start =
      condition === undefined || condition === etag ? Number(requested ?? 0) : 0;
    const whole = body.length;
    if (start >= whole) {
      response.writeHead(416, { "content-range": `bytes */${whole}` }).end();
      return;
    }
    response.writeHead(start > 0 ? 206 : 200, {
      etag,
      "content-length": whole - start,
      ...(start > 0 ? { "content-range": `bytes ${start}-${whole - 1}/${whole}` } : {}),
    });
    served += 1;
    if (served > cuts) response.end(body.subarray(start));
    else response.write(body.subarray(start, half), () => response.socket!.destroySoon());
  };
}

const quick = { pause: 1 };
const target = (): string => join(folder, "made", "file.bin");

function assertWhole(): void {
  assert.deepEqual(readFileSync(target()), content);
  assert.deepEqual(readdirSync(join(folder, "made")), ["file.bin"]);
}

/** The second request, the last one, asked for the rest of what the first one brought. */
function assertResumed(path: string): void {
  assert.equal(requests.length, 2);
  const [, requested, start] = /^(.*) bytes=(\d+)-$/.exec(requests[1]!)!;
  assert.equal(requested, path);
  assert.ok(Number(start) > 0 && Number(start) <= half, requests[1]);
}

describe("a download", () => {
  it("arrives whole, with its hash and its progress, and leaves nothing else", async () => {
    answers["/a"] = ranged(content);
    const seen: number[] = [];
    const result = await downloadFile({
      urls: [`${base}/a`],
      path: target(),
      sha256: hash,
      onProgress: ({ received, total }) => {
        assert.equal(total, content.length);
        seen.push(received);
      },
    });
    assert.deepEqual(result, { sha256: hash, bytes: content.length });
    assertWhole();
    assert.equal(seen.at(-1), content.length);
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
    );
  });

  it("that stands already is not asked for again, unless its hash is another", async () => {
    answers["/a"] = ranged(content);
    const request = { urls: [`${base}/a`], path: target(), sha256: hash };
    await downloadFile(request);
    await downloadFile(request);
    assert.equal(requests.length, 1);
    writeFileSync(target(), "damaged");
    await downloadFile({ ...request, sha256: undefined });
    assert.equal(requests.length, 1);
    await downloadFile(request);
    assertWhole();
  });

  for (const known of [true, false]) {
    it(`that is cut goes on where it broke, the hash ${known ? "known" : "unknown"}`, async () => {
      answers["/a"] = ranged(content, { cuts: 1 });
      const sha = known ? { sha256: hash } : {};
      await downloadFile({ urls: [`${base}/a`], path: target(), ...sha, ...quick });
      assertWhole();
      assertResumed("/a");
    });
  }

  it("that was given up goes on in the next call", async () => {
    answers["/a"] = ranged(content, { cuts: 1 });
    const controller = new AbortController();
    const request = { urls: [`${base}/a`], path: target(), ...quick };
    const first = downloadFile({
      ...request,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await assert.rejects(first, { name: "AbortError" });
    assert.equal(existsSync(target()), false);
    await downloadFile(request);
    assertWhole();
    assertResumed("/a");
  });

  it("that is cut again and again where it cannot be resumed ends in an error", async () => {
    // No version and no hash: each attempt starts over and brings the same bytes, which is no progress.
    answers["/a"] = (_, response) => {
      response.writeHead(200, { "content-length": content.length });
      response.write(content.subarray(0, 1000), () => response.destroy());
    };
    const request = { urls: [`${base}/a`], path: target(), ...quick };
    await assert.rejects(
      downloadFile(request),
      /could not download .*file\.bin: (terminated|other side closed|\d+ of 300000 bytes) /,
    );
    assert.ok(!existsSync(target()));
  });

  it("answered with a smaller range than asked for is not whole yet", async () => {
    answers["/a"] = (request, response) => {
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
      const end = Math.min(from + 100_000, content.length);
      const range = `bytes ${from}-${end - 1}/${content.length}`;
      response.writeHead(206, { "content-range": range, etag: '"1"' });
      response.end(content.subarray(from, end));
    };
    await downloadFile({ urls: [`${base}/a`], path: target(), ...quick });
    assertWhole();
    assert.equal(requests.length, 3);
  });

  it("is read from its start where the server knows no ranges", async () => {
    let cuts = 1;
    answers["/a"] = (_, response) => {
      response.writeHead(200, { "content-length": content.length });
      if (cuts-- > 0) {
        response.write(content.subarray(0, half), () => response.socket!.destroySoon());
      } else response.end(content);
    };
    await downloadFile({ urls: [`${base}/a`], path: target(), sha256: hash, ...quick });
    assertWhole();
    assertResumed("/a");
  });

  it("is read from its start where the file has changed meanwhile", async () => {
    const old = Buffer.alloc(content.length, 7);
    const first = ranged(old, { cuts: 1, etag: '"old"' });
    const later = ranged(content, { etag: '"new"' });
    answers["/a"] = (request, response) =>
      (requests.length === 1 ? first : later)(request, response);
    await downloadFile({ urls: [`${base}/a`], path: target(), ...quick });
    assertWhole();
  });

  it("glued from two files is noticed by its hash and fetched once more", async () => {
    const first = ranged(Buffer.alloc(content.length, 7), { cuts: 1 });
    const later = ranged(content);
    answers["/a"] = (request, response) =>
      (requests.length === 1 ? first : later)(request, response);
    await downloadFile({ urls: [`${base}/a`], path: target(), sha256: hash, ...quick });
    assertWhole();
    assert.match(requests.join(", "), /^\/a all, \/a bytes=\d+-, \/a all$/);
  });

  it("whose partial file is whole already, or too long, is settled", async () => {
    answers["/a"] = ranged(content);
    const request = { urls: [`${base}/a`], path: join(folder, "file.bin"), sha256: hash };
    writeFileSync(`${request.path}.part`, content);
    await downloadFile({ ...request, ...quick });
    assert.equal(requests.length, 1);
    rmSync(request.path);
    writeFileSync(`${request.path}.part`, Buffer.concat([content, content]));
    await downloadFile({ ...request, ...quick });
    assert.deepEqual(readFileSync(request.path), content);
  });

  it("that fails where another file stands names both hashes, and leaves that file", async () => {
    const path = join(folder, "file.bin");
    writeFileSync(path, "from a mirror");
    const request = { urls: [`${base}/none`], path, sha256: hash };
    await assert.rejects(downloadFile({ ...request, ...quick }), {
      message:
        `${path} is another file: expected SHA-256 ${hash}, got ${sha256("from a mirror")}; and the right one could ` +
        `not be downloaded: HTTP status 404 Not Found (${base}/none); put the right file in its place, or remove it ` +
        "and try again where the network can be reached",
    });
    assert.equal(readFileSync(path, "utf8"), "from a mirror");
  });

  it("follows a redirect", async () => {
    answers["/a"] = (_, response) => response.writeHead(302, { location: "/b" }).end();
    answers["/b"] = ranged(content, { cuts: 1 });
    await downloadFile({ urls: [`${base}/a`], path: target(), sha256: hash, ...quick });
    assertWhole();
    assert.match(requests.at(-1)!, /^\/b bytes=\d+-$/);
  });

  it("falls back on a mirror: past a 404, past a wrong file, past a dead server", async () => {
    answers["/wrong"] = ranged(Buffer.from("another file"));
    answers["/right"] = ranged(content);
    const urls = [`${base}/none`, `${base}/wrong`, "http://127.0.0.1:1/", `${base}/right`];
    await downloadFile({ urls, path: target(), sha256: hash, ...quick });
    assertWhole();
  });

  it("asks a busy server again", async () => {
    let busy = 2;
    const serve = ranged(content);
    answers["/a"] = (request, response) => {
      if (busy-- > 0) response.writeHead(503).end();
      else serve(request, response);
    };
    await downloadFile({ urls: [`${base}/a`], path: target(), sha256: hash, ...quick });
    assertWhole();
  });

  it("does not wait for ever on a silent server", async () => {
    answers["/a"] = (_, response) =>
      response.writeHead(200, { "content-length": 9 }).flushHeaders();
    const request = { urls: [`${base}/a`], path: target(), ...quick };
    await assert.rejects(downloadFile({ ...request, stall: 20 }), /no byte for too long/);
  });

  it("does not wait for ever on an answer that says it is packed and is not", async () => {
    answers["/a"] = (_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(content);
    };
    const request = { urls: [`${base}/a`], path: target(), ...quick };
    await assert.rejects(
      downloadFile({ ...request, stall: 100 }),
      /could not download .*: (no byte for too long|Z_DATA_ERROR) /,
    );
  });

  it("that cannot be had says what each address answered, and leaves no file", async () => {
    answers["/wrong"] = ranged(Buffer.from("another file"));
    const urls = [`${base}/none`, `${base}/wrong`];
    await assert.rejects(
      downloadFile({ urls, path: target(), sha256: hash, ...quick }),
      (error: Error) =>
        error.name === "PromptcalError" &&
        error.message.includes(`HTTP status 404 Not Found (${base}/none)`) &&
        error.message.includes(`SHA-256 ${sha256("another file")} instead of ${hash}`),
    );
    assert.deepEqual(readdirSync(join(folder, "made")), []);
    await assert.rejects(
      downloadFile({ urls: [], path: target() }),
      /: no address is known;/,
    );
  });
});
