/** The one-machine Slurm of environment/slurm/, typed. */
interface Cluster {
  canStart(): { ok: boolean; detail: string };
  start(folder: string, options?: { maxArraySize?: number }): Promise<string>;
  stop(folder: string, signal?: NodeJS.Signals): void;
  stopDaemon(folder: string, daemon: Daemon, signal?: NodeJS.Signals): void;
  startDaemon(folder: string, daemon: Daemon): void;
  returnNode(folder: string): string | undefined;
}

export type Daemon = "slurmctld" | "slurmd";

export const cluster = require("../slurm/cluster.cjs") as Cluster;
