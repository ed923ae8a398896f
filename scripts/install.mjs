/** Installs the project's packages unless they are there already: what `npm run demo` and `npm test` begin with. */
import { ensureDependencies } from "./dependencies.mjs";
import { failPlainly } from "./ending.mjs";

await ensureDependencies().catch(failPlainly);
