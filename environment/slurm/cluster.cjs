"use strict";
/**
 * A Slurm of one machine for tests, without munge and systemd:
 *   node environment/slurm/cluster.cjs start FOLDER    prints the SLURM_CONF to use
 *   node environment/slurm/cluster.cjs stop FOLDER
 * Needs root, since slurmd starts jobs as their users. Installs Debian's packages where they are missing.
 */
const { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { createServer } = require("node:net");
const { cpus, hostname } = require("node:os");
const { join, resolve } = require("node:path");
const { onPath, run } = require("../setup/command.cjs");
const { installPackages, whyNoPackages } = require("../setup/debian.cjs");

const PACKAGES = ["slurmctld", "slurmd", "slurm-client"];
/** @typedef {"slurmctld" | "slurmd"} Daemon */
/** @type {readonly Daemon[]} */
const DAEMONS = ["slurmctld", "slurmd"];

/** Whether a cluster can be started here, or why not. */
function canStart() {
  if (process.getuid?.() !== 0) return { ok: false, detail: "needs root" };
  if (installed()) return { ok: true, detail: "Slurm is installed" };
  const why = whyNoPackages();
  return why === null
    ? { ok: true, detail: "Slurm can be installed by apt-get" }
    : { ok: false, detail: `no Slurm, and none can be installed: ${why}` };
}

function installed() {
  return ["slurmctld", "slurmd", "sbatch"].every((program) => onPath(program) !== null);
}

/**
 * Starts controller and node daemon.
 * @param {string} folder
 * @param {{maxArraySize?: number, more?: readonly string[]}} [options] `more`: lines of a site's own configuration
 * @returns {Promise<string>} path of the configuration
 */
async function start(folder, { maxArraySize = 1001, more = [] } = {}) {
  if (!installed()) installPackages(PACKAGES);
  const place = resolve(folder);
  for (const name of ["state", "spool", "log"]) {
    mkdirSync(join(place, name), { recursive: true });
  }
  const conf = join(place, "slurm.conf");
  const [controller, node] = [await freePort(), await freePort()];
  writeFileSync(
    conf,
    [configuration(place, controller, node, maxArraySize), ...more, ""].join("\n"),
  );
  for (const daemon of DAEMONS) startDaemon(place, daemon);
  await untilIdle(conf);
  return conf;
}

/**
 * Starts one daemon of a cluster that was started before.
 * @param {string} folder
 * @param {Daemon} daemon
 */
function startDaemon(folder, daemon) {
  const conf = join(resolve(folder), "slurm.conf");
  run(daemon, [], { env: { ...process.env, SLURM_CONF: conf }, stdio: "ignore" });
}

/**
 * Ends the daemons of a cluster by the numbers that they wrote down.
 * @param {string} folder
 * @param {NodeJS.Signals} [signal]
 */
function stop(folder, signal = "SIGTERM") {
  for (const daemon of [...DAEMONS].reverse()) stopDaemon(folder, daemon, signal);
}

/**
 * Ends one daemon and waits until it is gone.
 * @param {string} folder
 * @param {Daemon} daemon
 * @param {NodeJS.Signals} [signal]
 */
function stopDaemon(folder, daemon, signal = "SIGTERM") {
  const file = join(resolve(folder), `${daemon}.pid`);
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8"));
  if (Number.isInteger(pid) && pid > 1 && isDaemon(pid, daemon)) {
    process.kill(pid, signal);
    const patience = Date.now() + 10_000;
    while (isDaemon(pid, daemon) && Date.now() < patience) pause(50);
  }
  rmSync(file, { force: true });
}

/**
 * A number may have gone to another process since it was written down.
 * @param {number} pid
 * @param {Daemon} daemon
 */
function isDaemon(pid, daemon) {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim() === daemon;
  } catch {
    return false;
  }
}

/**
 * Returns the node to service where Slurm has drained it, as an administrator does: a controller that died and came
 * back drains a node on which it finds a task that it has forgotten, or started twice.
 * @param {string} folder
 * @returns {string | undefined} Slurm's reason; undefined where the node was not drained, or the controller does not
 *   answer
 */
function returnNode(folder) {
  const env = { ...process.env, SLURM_CONF: join(resolve(folder), "slurm.conf") };
  try {
    const [state, reason] = run("sinfo", ["--noheader", "--format=%T|%E"], { env })
      .trim()
      .split("|");
    if (!/drain/.test(state)) return undefined;
    run("scontrol", ["update", `nodename=${hostname()}`, "state=resume"], { env });
    return reason;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} place
 * @param {number} controllerPort
 * @param {number} nodePort
 * @param {number} maxArraySize
 */
function configuration(place, controllerPort, nodePort, maxArraySize) {
  const host = hostname();
  return `ClusterName=promptcal
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=root
AuthType=auth/none
CredType=cred/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmctldPort=${controllerPort}
SlurmdPort=${nodePort}
StateSaveLocation=${join(place, "state")}
SlurmdSpoolDir=${join(place, "spool")}
SlurmctldPidFile=${join(place, "slurmctld.pid")}
SlurmdPidFile=${join(place, "slurmd.pid")}
SlurmctldLogFile=${join(place, "log", "slurmctld.log")}
SlurmdLogFile=${join(place, "log", "slurmd.log")}
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SchedulerParameters=batch_sched_delay=0,sched_min_interval=100000
JobRequeue=1
ReturnToService=2
KillWait=5
SlurmdTimeout=30
MaxArraySize=${maxArraySize}
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${cpus().length} State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((found, failed) => {
    const server = createServer();
    server.on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => found(port));
    });
  });
}

/** @param {string} conf */
async function untilIdle(conf) {
  const env = { ...process.env, SLURM_CONF: conf };
  let last = "no answer";
  for (let tries = 0; tries < 120; tries++) {
    try {
      last = run("sinfo", ["--noheader", "--format=%T"], { env }).trim();
      if (/idle|mixed|allocated/.test(last)) return;
    } catch (error) {
      last = /** @type {Error} */ (error).message;
    }
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new Error(`Slurm had no idle node within 30 s; the last answer was: ${last}`);
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

module.exports = { canStart, start, stop, startDaemon, stopDaemon, returnNode };

if (require.main === module) {
  const [action, folder] = process.argv.slice(2);
  if (!["start", "stop"].includes(action) || folder === undefined) {
    process.stderr.write("usage: cluster.cjs start|stop FOLDER\n");
    process.exit(2);
  }
  if (action === "stop") stop(folder);
  else start(folder).then((conf) => process.stdout.write(`SLURM_CONF=${conf}\n`));
}
