// Renders the formulas of a JSON list from standard input; tells which cannot be rendered.
import { readFileSync } from "node:fs";
import katex from "katex";

const formulas = JSON.parse(readFileSync(0, "utf8"));
let failures = 0;
for (const [display, formula] of formulas) {
  try {
    katex.renderToString(formula, { displayMode: display, throwOnError: true, strict: "ignore" });
  } catch (error) {
    failures += 1;
    console.log(`${error.message}\n${formula}\n`);
  }
}
console.log(`${formulas.length} formulas, ${failures} failures`);
process.exit(failures > 0 ? 1 : 0);
