import { parentPort } from "node:worker_threads";

import { shorten } from "../../../core/model/text/excerpt";
import { saidBy, ToolFailure } from "../../../core/model/failure";
import type { Problem } from "../../../core/model/manifest";
import type { ToolSource } from "../../tools/source";
import type { RunEnvironment } from "../environment/environment";
import { prepare } from "../prepare";
import { Redactor } from "../redaction/redactor";
import type { CheckAnswer, CheckRequest, ListedSource } from "./checkMessages";
import { ownMember } from "../../../core/model/data/ownMember";
import { verbatim, worded } from "../../../core/model/text/wording";

/** VS Code lists no more of a file. */
const mostProblems = 1_000;
/** In characters; a name in a text may be as long as the text. */
const longestMessage = 2_000;

parentPort?.on("message", (request: CheckRequest) => void answer(request));

async function answer(request: CheckRequest): Promise<void> {
  const say = (message: CheckAnswer): void => parentPort?.postMessage(message);
  say({ kind: "begun", id: request.id });
  say({ kind: "found", id: request.id, problems: await problemsOf(request) });
}

async function problemsOf(request: CheckRequest): Promise<readonly Problem[]> {
  const { text, within, origin } = request;
  try {
    const environment = environmentOf(request);
    const prepared = await prepare({ text, origin, environment, servers: "leave", ...(within && { within }) });
    return prepared.problems.slice(0, mostProblems).map(shortened);
  } catch (thrown) {
    const said = worded("It cannot be checked: {0}", saidBy(thrown));
    return [{ severity: "error", ...said, range: { offset: 0, length: 0 } }];
  }
}

function shortened(problem: Problem): Problem {
  const message = shorten(problem.message, longestMessage + 1);
  return message === problem.message ? problem : { ...problem, ...verbatim(message) };
}

function environmentOf({ places, defaults, lists, sources }: CheckRequest): RunEnvironment {
  return {
    places,
    defaults,
    redaction: new Redactor(),
    process: { env: (name) => ownMember(process.env, name) },
    tools: { lists, extraSources: sources.map(listedSource) },
    inputs: { ask: () => Promise.resolve(undefined) },
    // The window says it when it runs something.
    log: () => undefined,
  };
}

function listedSource({ name, nature, tools }: ListedSource): ToolSource {
  return {
    name,
    isPassive: true,
    ...(nature && { nature: () => nature }),
    list: () => Promise.resolve(tools),
    call: () => Promise.reject(new ToolFailure("unavailable", worded("Nothing is called while a text is checked."))),
    close: () => Promise.resolve(),
  };
}
