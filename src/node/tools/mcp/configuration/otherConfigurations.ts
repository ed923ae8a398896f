import { join } from "node:path";

/** A file in which another program keeps the servers that it knows. */
export interface OtherConfiguration {
  /** The program, for people. */
  readonly program: string;
  readonly path: string;
}

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where Claude Desktop and Cursor keep their servers on this machine and in this workspace; the files may not exist. */
export function otherConfigurations(
  { platform, home, env }: Machine,
  workspaceFolder: string | undefined,
): readonly OtherConfiguration[] {
  return [
    {
      program: "Claude Desktop",
      path: join(applicationData(platform, home, env), "Claude", "claude_desktop_config.json"),
    },
    { program: "Cursor", path: join(home, ".cursor", "mcp.json") },
    ...(workspaceFolder === undefined
      ? []
      : [{ program: "Cursor", path: join(workspaceFolder, ".cursor", "mcp.json") }]),
  ];
}

function applicationData(platform: NodeJS.Platform, home: string, env: Machine["env"]): string {
  switch (platform) {
    case "darwin":
      return join(home, "Library", "Application Support");
    case "win32":
      return env.APPDATA ?? join(home, "AppData", "Roaming");
    default:
      return env.XDG_CONFIG_HOME ?? join(home, ".config");
  }
}
