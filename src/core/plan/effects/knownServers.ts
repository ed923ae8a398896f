import type { StateScope } from "../../model/manifest";

/** What is known of a tool of a well-known server, where its own list of tools says something else or nothing. */
export interface KnownTool {
  readonly effect?: "reads" | "writes";
  readonly state?: StateScope;
  /** These of its arguments name what it touches, all of it, and the others nothing, whatever they are called. */
  readonly names?: readonly string[];
  /** What these of its arguments name it only reads, though it writes something else. */
  readonly reads?: readonly string[];
  /** Relative paths start where an earlier call has said, be it one of an earlier run. */
  readonly startsAnywhere?: true;
  /** For people, after "since". */
  readonly reason: string;
}

interface KnownServer {
  /** As it says in `serverInfo.name`. */
  readonly names: readonly string[];
  /** Where the facts were read: the file of the server's own source that shows them. */
  readonly source: string;
  /** By name; `*` for all of its tools that have no entry of their own. */
  readonly tools: Readonly<Record<string, KnownTool>>;
}

const historyOfCalls = "it tells of all calls before it, also of those that read, though readOnlyHint is true";
const memoryBankFile = "each file of a project is a file of its own on the disk";
const slackChannel = "the Web API of Slack is told one channel, and a message is in one";
const slackUsers = "no tool of it changes users";
const localFile = "it works on the files that it is given, and on nothing else that another tool changes";
const otherRepository = "it reaches another repository, which may be one that other calls work in";
const redisKey = "Redis does what it is told of one key as a whole";

const servers: readonly KnownServer[] = [
  {
    names: ["sequential-thinking-server"],
    source: "modelcontextprotocol/servers, src/sequentialthinking/lib.ts",
    tools: {
      sequentialthinking: {
        effect: "writes",
        state: "shared",
        reason: "each thought is added to a history whose length the answer tells, though readOnlyHint is true",
      },
    },
  },
  {
    names: ["secure-filesystem-server"],
    source: "modelcontextprotocol/servers, src/filesystem/index.ts",
    tools: {
      list_allowed_directories: {
        effect: "reads",
        state: "none",
        reason: "the directories come from its command line and the roots, and no tool changes them",
      },
    },
  },
  {
    names: ["chrome_devtools"],
    source: "ChromeDevTools/chrome-devtools-mcp, docs/tool-reference.md",
    tools: {
      "*": {
        state: ["pageId"],
        reads: ["url"],
        reason: "a tool with a pageId acts on that page, whichever is selected, and gets what is at an address",
      },
    },
  },
  {
    names: ["memory-bank"],
    source: "alioshr/memory-bank-mcp, src/infra/filesystem/repositories/fs-file-repository.ts",
    tools: {
      memory_bank_read: { state: ["projectName", "fileName"], names: [], reason: memoryBankFile },
      memory_bank_write: { state: ["projectName", "fileName"], names: [], reason: memoryBankFile },
      memory_bank_update: { state: ["projectName", "fileName"], names: [], reason: memoryBankFile },
      list_project_files: { state: ["projectName"], reason: "it lists one project's folder" },
    },
  },
  {
    names: ["redis"],
    source: "modelcontextprotocol/servers-archived, src/redis/src/index.ts",
    tools: {
      get: { state: ["key"], reason: redisKey },
      set: { state: ["key"], reason: redisKey },
      delete: { state: ["key"], reason: redisKey },
    },
  },
  {
    names: ["Slack MCP Server"],
    source: "modelcontextprotocol/servers-archived, src/slack/index.ts",
    tools: {
      slack_post_message: { state: ["channel_id"], reason: slackChannel },
      slack_reply_to_thread: { state: ["channel_id"], reason: slackChannel },
      slack_add_reaction: { state: ["channel_id"], reason: slackChannel },
      slack_get_channel_history: { state: ["channel_id"], reason: slackChannel },
      slack_get_thread_replies: { state: ["channel_id"], reason: slackChannel },
      slack_get_users: { state: "none", reason: slackUsers },
      slack_get_user_profile: { state: "none", reason: slackUsers },
    },
  },
  {
    names: ["@cyanheads/git-mcp-server"],
    source: "cyanheads/git-mcp-server, src/mcp-server/tools/utils/git-helpers.ts",
    tools: {
      "*": {
        names: ["path"],
        startsAnywhere: true,
        reason:
          'each call works in the one repository that its path names, and in the session\'s where it is absent or "."',
      },
      git_clone: { reason: otherRepository },
      git_fetch: { reason: otherRepository },
      git_pull: { reason: otherRepository },
      git_push: { reason: otherRepository },
      git_worktree: { reason: "it adds and moves folders in which other calls work" },
    },
  },
  {
    names: ["desktop-commander"],
    source:
      "wonderwhy-er/DesktopCommanderMCP, src/handlers/filesystem-handlers.ts, src/terminal-manager.ts, src/search-manager.ts and src/utils/toolHistory.ts",
    tools: {
      read_file: { names: ["path"], reason: localFile },
      read_multiple_files: { names: ["paths"], reason: localFile },
      write_file: { names: ["path"], reason: localFile },
      write_pdf: { names: ["path", "outputPath"], reason: localFile },
      edit_block: { names: ["file_path"], reason: localFile },
      create_directory: { names: ["path"], reason: localFile },
      list_directory: { names: ["path"], reason: localFile },
      move_file: { names: ["source", "destination"], reason: localFile },
      get_file_info: { names: ["path"], reason: localFile },
      get_recent_tool_calls: { effect: "writes", reason: historyOfCalls },
      get_usage_stats: { effect: "writes", reason: historyOfCalls },
      start_search: {
        effect: "writes",
        reason: "it adds a search to those that list_searches tells, though readOnlyHint is true",
      },
      read_process_output: {
        effect: "writes",
        reason: "what was read is not given again, though readOnlyHint is true",
      },
    },
  },
  {
    names: ["Shrimp Task Manager"],
    source: "cjo4m06/mcp-shrimp-task-manager, src/tools/task/verifyTask.ts",
    tools: {
      verify_task: { effect: "writes", reason: "it completes a task whose score is 80 or more" },
    },
  },
];

const byName = new Map(servers.flatMap((server) => server.names.map((name) => [name, server] as const)));

/** The servers of which something is built in, as they call themselves. */
export const knownServerNames: readonly string[] = [...byName.keys()];

/** What is known of a server's tool beyond what it says itself; undefined for what nothing is known of. */
export function knownTool(serverName: string | undefined, toolName: string): KnownTool | undefined {
  const tools = serverName === undefined ? undefined : byName.get(serverName)?.tools;
  if (tools === undefined) return undefined;
  return Object.hasOwn(tools, toolName) ? tools[toolName] : tools["*"];
}
