import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { installPackages, whyNoPackages } from "../../../environment/setup/debian.cjs";

/** Name of the other host. */
export const OTHER_HOST = `${hostname()}-b`;

/** What the other host is like. */
export interface OtherHost {
  /** Whether its clock is days off. */
  readonly clockIsOff: boolean;
  /** Why its clock is right. */
  readonly why?: string;
}

/** Why nothing can run under another host name here; undefined where it can. */
export function whyNoOtherHost(): string | undefined {
  const { status } = spawnSync("unshare", ["--uts", "hostname", OTHER_HOST]);
  return status === 0
    ? undefined
    : "needs the right to change the host name (unshare --uts)";
}

/** Why no process can be given a wrong clock; undefined where it can. Installs faketime where it is missing. */
export function whyRightClocks(): string | undefined {
  if (hasFaketime()) return undefined;
  const why = whyNoPackages();
  if (why !== null) return `no faketime, and none can be installed: ${why}`;
  try {
    installPackages(["faketime"]);
    return undefined;
  } catch (error) {
    return `no faketime: ${(error as Error).message}`;
  }
}

function hasFaketime(): boolean {
  return spawnSync("faketime", ["-v"]).status === 0;
}

/**
 * Words before a command that run it under another host name and, where clocks can be set, with one that is days off.
 * The steady clock stays: machines do not differ in that.
 */
export function onOtherHost(days: number, { clockIsOff }: OtherHost): readonly string[] {
  const words = [
    "unshare",
    "--uts",
    "sh",
    "-c",
    `hostname ${OTHER_HOST} && exec "$@"`,
    "sh",
  ];
  if (!clockIsOff) return words;
  const offset = `${days < 0 ? "" : "+"}${days}d`;
  return [...words, "env", "FAKETIME_DONT_FAKE_MONOTONIC=1", "faketime", "-f", offset];
}
