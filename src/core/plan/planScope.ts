import type { KnownVariables } from "./resources/knownText";
import type { PlanEnvironment } from "./planEnvironment";
import type { ResourceScope } from "./resources/resources";

/** What the environment answers is asked once: thousands of calls name the same few sources and files. */
export function resourceScope(environment: PlanEnvironment): ResourceScope {
  return {
    ...environment,
    baseDirectoryOf: once((source) => baseDirectory(environment, source)),
    ...(environment.realPath && { realPath: once((path) => environment.realPath?.(path) ?? path) }),
  };
}

function baseDirectory(environment: PlanEnvironment, source: string): string | undefined {
  try {
    return environment.baseDirectoryOf?.(source);
  } catch {
    return undefined;
  }
}

function once<T>(answer: (question: string) => T): (question: string) => T {
  const known = new Map<string, T>();
  return (question) => {
    const before = known.get(question);
    if (before !== undefined) return before;
    const now = answer(question);
    known.set(question, now);
    return now;
  };
}

/** What variables stand for before the run. */
export function knownVariables(environment: PlanEnvironment): KnownVariables {
  const { workspaceFolder, workspaceFolders, file, home, platform } = environment;
  return {
    ...(workspaceFolder !== undefined && { workspaceFolder }),
    ...(workspaceFolders !== undefined && { workspaceFolders }),
    ...(file !== undefined && { file }),
    ...(home !== undefined && { userHome: home }),
    pathSeparator: platform === "win32" ? "\\" : "/",
    ...(environment.environmentVariable && {
      environmentVariable: (name: string) => environment.environmentVariable?.(name),
    }),
  };
}
