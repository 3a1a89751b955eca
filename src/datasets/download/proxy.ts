import { BlockList, isIP } from "node:net";
import { PromptcalError } from "../../errors/promptcal-error";

/** The proxy that a request goes through, and the environment variable that names it. */
export interface Proxy {
  /** `http://host:port`, possibly with a user's name and password. */
  readonly address: string;
  readonly variable: string;
}

/**
 * The proxy of a URL, by the environment variables that curl, pip and npm obey: `http_proxy` or `https_proxy` by the
 * URL's scheme, else `all_proxy`, unless `no_proxy` lists the host. Each is read in lower case first, then in upper case.
 * An address without a scheme is taken as `http://`.
 * @returns undefined where the request goes to its server directly
 * @throws PromptcalError naming the variable whose value is no address of an HTTP proxy
 */
export function proxyFor(url: string, env = process.env): Proxy | undefined {
  const { protocol, hostname, port } = new URL(url);
  const scheme = protocol.slice(0, -1);
  const variable = setVariable([`${scheme}_proxy`, "all_proxy"], env);
  if (variable === undefined) return undefined;
  const exceptions = env[setVariable(["no_proxy"], env) ?? ""] ?? "";
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const number = port || (protocol === "https:" ? "443" : "80");
  if (exceptions.split(/[,\s]+/).some((entry) => excludes(entry, host, number)))
    return undefined;
  return { address: checkedAddress(env[variable]!, variable), variable };
}

/** A proxy for a message: without a user's name and password. */
export function describeProxy({ address, variable }: Proxy): string {
  return `the proxy ${new URL(address).origin} of ${variable}`;
}

function setVariable(names: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  return names.flatMap((name) => [name, name.toUpperCase()]).find((name) => env[name]);
}

/**
 * Whether an entry of `no_proxy` takes in a host: `*`, `host`, `.domain`, `*.domain` (a domain takes in its
 * subdomains), an IP address or a block of them (`10.0.0.0/8`), each but the last possibly with `:port`.
 */
function excludes(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  if (inBlock(entry, host)) return true;
  const [, name = entry, only] = /^(.*?):(\d+)$/.exec(entry) ?? [];
  if (only !== undefined && isIP(entry) === 0 && only !== port) return false;
  const bare = (isIP(entry) === 6 ? entry : name)
    .toLowerCase()
    .replace(/^\*?\./, "")
    .replace(/^\[|\]$/g, "");
  return bare !== "" && (host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`)));
}

function inBlock(entry: string, host: string): boolean {
  const [, start, bits] = /^(.*)\/(\d{1,3})$/.exec(entry) ?? [];
  if (start === undefined || isIP(host) === 0 || isIP(start) !== isIP(host)) return false;
  const family = isIP(start) === 6 ? "ipv6" : "ipv4";
  if (Number(bits) > (family === "ipv6" ? 128 : 32)) return false;
  const block = new BlockList();
  block.addSubnet(start, Number(bits), family);
  return block.check(host, family);
}

/** As `URL.canParse`, which the notebook kernel's compiler does not know yet. */
function isUrl(address: string): boolean {
  try {
    new URL(address);
    return true;
  } catch {
    return false;
  }
}

function checkedAddress(value: string, variable: string): string {
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const isHttp = /^https?:\/\//i.test(address);
  if (isHttp && isUrl(address)) return address;
  // A value may hold a password: only its scheme is shown.
  const scheme = /^([a-z\d+.-]*):\/\//i.exec(value)?.[1];
  const got = isHttp ? "a text that is none" : `one of ${scheme}`;
  throw new PromptcalError(
    `environment variable ${variable}: expected the address of an HTTP proxy, http://HOST:PORT, got ${got}; ` +
      `correct it, unset it, or list the server in NO_PROXY`,
  );
}
