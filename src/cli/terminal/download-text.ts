import type { DownloadProgress } from "../../datasets/download/fetch-into";
import { timeLeft } from "./time-left";

/**
 * How far a download is: `120 of 351 MB (34 %), about 40 s left`; megabytes are 10^6 bytes.
 * @param now seconds of any clock
 */
export function downloadText(
  now?: () => number,
): (progress: Pick<DownloadProgress, "received" | "total">) => string {
  const left = timeLeft(now);
  return ({ received, total }) => {
    if (total === undefined) return `${megabytes(received)} MB`;
    const percent = Math.floor((100 * received) / total);
    const share = `${megabytes(received)} of ${megabytes(total)} MB (${percent} %)`;
    return share + left(received, total);
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}
