/**
 * Processor time of this process, seconds. With one thread it is what a free machine needs, also where others compute
 * on it at the same time.
 */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
