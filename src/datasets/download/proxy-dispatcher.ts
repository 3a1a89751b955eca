import { Agent, ProxyAgent, type Dispatcher } from "undici";
import { proxyFor } from "./proxy";

const agents = new Map<string, ProxyAgent>();

/**
 * Sends each request of undici's `fetch` through the proxy of its address (`proxyFor`); a redirect may lead to an
 * address with another proxy, or with none. HTTPS goes through a tunnel (CONNECT), HTTP is forwarded by the proxy.
 */
export const proxyDispatcher: Dispatcher = new Agent().compose(
  (direct) => (options, handler) => {
    const proxy = proxyFor(String(options.origin));
    return proxy === undefined
      ? direct(options, handler)
      : agentOf(proxy.address).dispatch(options, handler);
  },
);

function agentOf(address: string): ProxyAgent {
  let agent = agents.get(address);
  if (agent === undefined) {
    agent = new ProxyAgent({ uri: address, proxyTunnel: false });
    agents.set(address, agent);
  }
  return agent;
}
