// The page at /api/: Swagger UI as it is published, and the recorded descriptions of docs/api.
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const library = join(here, "../node_modules/swagger-ui-dist");
const recorded = join(here, "../../docs/api");
const target = join(here, "../dist/api");

mkdirSync(target, { recursive: true });
for (const file of ["swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js"]) {
  copyFileSync(join(library, file), join(target, file));
}
for (const file of ["index.html", "try.css", "try.js"]) {
  copyFileSync(join(here, file), join(target, file));
}
for (const file of readdirSync(recorded)) {
  copyFileSync(join(recorded, file), join(target, file));
}
