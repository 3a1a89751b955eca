import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, request as forward, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { sha256 } from "../../../src/files/hash";

const content = Buffer.from("the file".repeat(1000));
const folder = mkdtempSync(join(tmpdir(), "promptcal-proxy-"));
const certificate = join(folder, "certificate.pem");
const key = join(folder, "key.pem");
const canMakeCertificate = madeCertificate();

/** `localhost` is told to no proxy by a test's own NO_PROXY alone. */
let plain: string;
let secure: string;
let proxy: string;
/** What the proxy was asked for. */
let requested: string[];
const servers: Server[] = [];

before(async () => {
  const serve = createServer((request, response) => {
    if (request.url === "/moved") {
      response.writeHead(302, { location: `${secure}/file` }).end();
    } else response.end(content);
  });
  plain = `http://localhost:${await portOf(serve)}`;
  if (canMakeCertificate) {
    const tls = { key: readFileSync(key), cert: readFileSync(certificate) };
    const server = createTlsServer(tls, (_, response) => response.end(content));
    secure = `https://localhost:${await portOf(server)}`;
  }
  proxy = `http://127.0.0.1:${await portOf(proxyServer())}`;
});
beforeEach(() => (requested = []));
after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true });
});

/** A proxy as sites have them: it forwards `GET http://...` and tunnels `CONNECT host:port`. */
function proxyServer(): Server {
  const server = createServer((request, response) => {
    requested.push(`${request.method} ${request.url}`);
    const { method, headers } = request;
    forward(request.url!, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    }).end();
  });
  server.on("connect", (request, client) => {
    requested.push(`CONNECT ${request.url}`);
    const [host, port] = request.url!.split(":");
    const target = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      target.pipe(client).pipe(target);
    });
    target.on("error", () => client.destroy());
    client.on("error", () => target.destroy());
  });
  return server;
}

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, () => ready()));
  return (server.address() as AddressInfo).port;
}

function madeCertificate(): boolean {
  const words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"];
  const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  try {
    const files = ["-keyout", key, "-out", certificate];
    execFileSync("openssl", [...words, ...name, ...files], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Downloads in a process with these variables and none of the caller's own for proxies. */
async function download(
  url: string,
  variables: Readonly<Record<string, string>>,
): Promise<{ out: string; err: string }> {
  const inherited = Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name));
  const env = {
    ...Object.fromEntries(inherited),
    NODE_EXTRA_CA_CERTS: certificate,
    ...variables,
  };
  const path = join(folder, "file");
  rmSync(path, { force: true });
  const script = join(__dirname, "download-child.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, path, url], { env });
  let [out, err] = ["", ""];
  child.stdout.on("data", (text) => (out += text));
  child.stderr.on("data", (text) => (err += text));
  await new Promise((ended) => child.on("close", ended));
  return { out, err };
}

describe("a download behind a proxy (case net-proxy-ignored)", () => {
  for (const variable of ["http_proxy", "HTTP_PROXY", "ALL_PROXY"]) {
    it(`goes through that of ${variable}`, async () => {
      const { out, err } = await download(`${plain}/file`, { [variable]: proxy });
      assert.equal(out, sha256(content), err);
      assert.deepEqual(requested, [`GET ${plain}/file`]);
    });
  }

  const skip = canMakeCertificate ? false : "no openssl to make a certificate with";
  for (const variable of ["https_proxy", "HTTPS_PROXY"]) {
    it(`goes through a tunnel of that of ${variable}`, { skip }, async () => {
      const { out, err } = await download(`${secure}/file`, { [variable]: proxy });
      assert.equal(out, sha256(content), err);
      assert.deepEqual(requested, [`CONNECT ${new URL(secure).host}`]);
    });
  }

  it("follows a redirect by the new address's own proxy", { skip }, async () => {
    const { out, err } = await download(`${plain}/moved`, { HTTPS_PROXY: proxy });
    assert.equal(out, sha256(content), err);
    assert.deepEqual(requested, [`CONNECT ${new URL(secure).host}`]);
  });

  it("goes to the server itself where NO_PROXY lists it", async () => {
    const variables = { HTTP_PROXY: proxy, NO_PROXY: "example.org,localhost" };
    const { out, err } = await download(`${plain}/file`, variables);
    assert.equal(out, sha256(content), err);
    assert.deepEqual(requested, []);
  });

  for (const [status, reason] of [
    [403, "HTTP status 403 of the proxy"],
    [
      407,
      "HTTP status 407 of the proxy: it wants a name and password, http://USER:PASSWORD@HOST:PORT",
    ],
  ] as const) {
    it(`says that a proxy refuses a tunnel with status ${status}, in one line`, async () => {
      const server = createServer();
      server.on("connect", (_, client) => client.end(`HTTP/1.1 ${status} No\r\n\r\n`));
      const address = `http://127.0.0.1:${await portOf(server)}`;
      const { err } = await download("https://localhost:444/file", {
        HTTPS_PROXY: address,
      });
      assert.ok(
        err.startsWith(
          `PromptcalError: could not download ${join(folder, "file")}: ${reason} (https://localhost:444/file, ` +
            `through the proxy ${address} of HTTPS_PROXY); check`,
        ),
        err,
      );
      assert.equal(err.trim().split("\n").length, 1);
    });
  }

  it("names the variable of a proxy that does not answer, in one line", async () => {
    const { err } = await download(`${plain}/file`, { HTTP_PROXY: "me:pw@127.0.0.1:1" });
    assert.equal(
      err,
      `PromptcalError: could not download ${join(folder, "file")}: ECONNREFUSED (${plain}/file, through the proxy ` +
        "http://127.0.0.1:1 of HTTP_PROXY); check the network and the variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY, " +
        `or put the file there as ${join(folder, "file")}`,
    );
  });
});
