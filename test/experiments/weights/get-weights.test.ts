import assert from "node:assert/strict";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { publishedCheckpoint } from "../../../src/encoders/checkpoints/published-checkpoints";
import { ARCHITECTURES } from "../../../src/encoders/towers/clip-model";
import { getWeights, type GetOptions } from "../../../src/experiments/weights/get-weights";
import { sha256 } from "../../../src/files/hash";
import { torchFixture } from "../../encoders/checkpoints/torch-fixtures";

const checkpoint = readFileSync(torchFixture("torchscript.pt"));
const hash = sha256(checkpoint);

let folder: string;
let server: Server;
let base: string;
let requested = 0;
before(async () => {
  server = createServer((request, response) => {
    requested += 1;
    if (request.url === "/tiny.pt") response.end(checkpoint);
    else response.writeHead(404).end();
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "promptcal-get-"));
  requested = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Options with a list of one checkpoint, `tiny`. */
function options(entry: object): GetOptions {
  const sources = join(folder, "sources.json");
  const architecture = torchFixture("architecture.json");
  const whole = { file: "tiny.pt", urls: [`${base}/tiny.pt`], architecture, ...entry };
  writeFileSync(sources, JSON.stringify({ tiny: whole }));
  return { sources, folder: join(folder, "weights"), downloads: join(folder, "downloads") };
}

describe("getting weights", () => {
  it("downloads, checks, imports, cleans up, and does nothing the second time", async () => {
    const given = options({ sha256: hash });
    const { path, sourceSha256, imported, trusted } = await getWeights("tiny", given);
    assert.equal(sourceSha256, hash);
    assert.equal(imported!.path, path);
    assert.equal(trusted, false);
    assert.deepEqual(readdirSync(join(folder, "downloads")), []);
    const names = ["tiny.safetensors", "tiny.safetensors.sha256"];
    assert.deepEqual(readdirSync(join(folder, "weights")).sort(), names);
    assert.equal((await getWeights("tiny", given)).imported, undefined);
    assert.equal(requested, 1);
  });

  it("takes the activation from the list, or from the one who asks", async () => {
    const listed = options({ sha256: hash, activation: "gelu" });
    await assert.rejects(getWeights("tiny", listed), /activation: expected quick_gelu/);
    const requested = await getWeights("tiny", { ...listed, activation: "quick_gelu" });
    assert.equal(requested.imported!.sizes.activation, "quick_gelu");
    await assert.rejects(
      getWeights("tiny", options({ activation: "relu" })),
      /unknown activation "relu"/,
    );
  });

  it("falls back from a mirror that does not have the file", async () => {
    const given = { ...options({ sha256: hash }), mirrors: [`${base}/elsewhere`] };
    await getWeights("tiny", given);
    assert.equal(requested, 2);
  });

  it("refuses another file than the known one, and leaves none", async () => {
    const given = options({ sha256: "0".repeat(64) });
    await assert.rejects(
      getWeights("tiny", given),
      new RegExp(`SHA-256 ${hash} instead of 0+`),
    );
    assert.deepEqual(readdirSync(join(folder, "downloads")), []);
    assert.equal(existsSync(join(folder, "weights")), false);
  });

  it("trusts an unknown hash once, and demands it from then on", async () => {
    const given = options({});
    assert.equal((await getWeights("tiny", given)).trusted, true);
    const lock = join(folder, "weights", "checkpoints.lock.json");
    assert.deepEqual(JSON.parse(readFileSync(lock, "utf8")), { tiny: hash });
    assert.equal((await getWeights("tiny", given)).imported, undefined);
    writeFileSync(lock, JSON.stringify({ tiny: "1".repeat(64) }));
    await assert.rejects(getWeights("tiny", given), /SHA-256 .* instead of 1+/);
  });

  it("names what is wrong in a list of sources", () => {
    const wrong = (entry: object) => () => {
      const { sources } = options(entry);
      publishedCheckpoint("tiny", sources);
    };
    assert.throws(wrong({ urls: [] }), /urls: expected http or https addresses, got \[\]/);
    assert.throws(wrong({ urls: ["file:///etc/x"] }), /urls\[0\]: expected http/);
    assert.throws(wrong({ file: "../x" }), /file: expected a file's name, got "\.\.\/x"/);
    assert.throws(wrong({ sha256: "abc" }), /sha256: expected 64 hex digits, got "abc"/);
    assert.throws(
      () => publishedCheckpoint("tiny", join(folder, "none")),
      /none does not exist; expected a text file \(sources\)/,
    );
  });

  it("knows OpenAI's files by the hash in their address", () => {
    for (const name of ARCHITECTURES.filter((each) => each !== "icons-mini")) {
      const { urls, sha256: known, file } = publishedCheckpoint(name);
      assert.ok(urls.every((url) => url.endsWith(`/${known}/${file}`)));
    }
  });
});
