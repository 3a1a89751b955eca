import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeProxy, proxyFor } from "../../../src/datasets/download/proxy";

const both = { HTTP_PROXY: "http://a:1", HTTPS_PROXY: "http://b:2" };

describe("the proxy of a URL", () => {
  const cases: readonly [string, string, Record<string, string>, string | undefined][] = [
    ["none is named", "http://x.org/f", {}, undefined],
    ["of http", "http://x.org/f", both, "http://a:1"],
    ["of https", "https://x.org/f", both, "http://b:2"],
    ["http's is not https's", "https://x.org/f", { HTTP_PROXY: "http://a:1" }, undefined],
    ["lower case goes first", "http://x.org", { ...both, http_proxy: "c:3" }, "http://c:3"],
    ["an empty variable is none", "http://x.org", { ...both, HTTP_PROXY: "" }, undefined],
    ["all_proxy", "https://x.org", { ALL_PROXY: "http://d:4" }, "http://d:4"],
    ["NO_PROXY: host", "http://x.org", { ...both, NO_PROXY: "y.org,x.org" }, undefined],
    ["no_proxy: spaces", "http://x.org", { ...both, no_proxy: "y.org x.org" }, undefined],
    ["a subdomain", "http://a.x.org", { ...both, NO_PROXY: "x.org" }, undefined],
    [".domain", "http://a.x.org", { ...both, NO_PROXY: ".x.org" }, undefined],
    ["*.domain", "http://a.x.org", { ...both, NO_PROXY: "*.x.org" }, undefined],
    ["not a mere ending", "http://ax.org", { ...both, NO_PROXY: "x.org" }, "http://a:1"],
    ["everything", "http://x.org", { ...both, NO_PROXY: "*" }, undefined],
    ["the port", "http://x.org:81", { ...both, NO_PROXY: "x.org:81" }, undefined],
    ["another port", "http://x.org", { ...both, NO_PROXY: "x.org:81" }, "http://a:1"],
    ["https' own port", "https://x.org", { ...both, NO_PROXY: "x.org:443" }, undefined],
    ["upper case", "http://X.org", { ...both, NO_PROXY: "x.ORG" }, undefined],
    ["an address", "http://127.0.0.1:8", { ...both, NO_PROXY: "127.0.0.1" }, undefined],
    ["in a block", "http://10.1.2.3", { ...both, NO_PROXY: "10.0.0.0/8" }, undefined],
    ["not in it", "http://11.1.2.3", { ...both, NO_PROXY: "10.0.0.0/8" }, "http://a:1"],
    ["IPv6", "http://[::1]:8/f", { ...both, NO_PROXY: "::1" }, undefined],
    ["IPv6 block", "http://[fd00::1]/f", { ...both, NO_PROXY: "fd00::/8" }, undefined],
  ];
  for (const [title, url, env, expected] of cases) {
    it(title, () => assert.equal(proxyFor(url, env)?.address, expected));
  }

  it("is described without its password", () => {
    const proxy = proxyFor("http://x.org", { http_proxy: "http://me:secret@a:1" })!;
    assert.equal(describeProxy(proxy), "the proxy http://a:1 of http_proxy");
  });

  it("that is none of HTTP is refused by its variable's name, its password untold", () => {
    const socks = { ALL_PROXY: "socks5://me:secret@a:1" };
    assert.throws(() => proxyFor("http://x.org", socks), {
      message:
        "environment variable ALL_PROXY: expected the address of an HTTP proxy, http://HOST:PORT, got one of socks5; " +
        "correct it, unset it, or list the server in NO_PROXY",
    });
    const senseless = { HTTPS_PROXY: "http://a:port" };
    assert.throws(
      () => proxyFor("https://x.org", senseless),
      /HTTPS_PROXY: .* that is none/,
    );
    assert.equal(proxyFor("http://x.org", senseless), undefined);
  });
});
