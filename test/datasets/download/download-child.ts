/** `download-child.ts PATH URL...`: downloads a file in a process whose environment a test has set. */
import { downloadFile } from "../../../src/datasets/download/download";

const [path, ...urls] = process.argv.slice(2);
downloadFile({ path: path!, urls, pause: 1 }).then(
  ({ sha256 }) => process.stdout.write(sha256),
  (error: Error) => {
    process.stderr.write(`${error.name}: ${error.message}`);
    process.exitCode = 1;
  },
);
