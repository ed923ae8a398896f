import fc from "fast-check";
import type { Json, JsonObject } from "../../../../src/core/model/data/json";
import type { MatrixCall } from "../../../matrix/subject";

/** Calls as somebody would make who knows what each touches, by what servers call themselves. */
export const knownCalls: Readonly<Record<string, fc.Arbitrary<MatrixCall>>> = {
  "memory-bank": fc.oneof(
    calling("memory_bank_read", "reads", note),
    calling("memory_bank_write", "writes", note, { content: "x" }),
    calling("memory_bank_update", "writes", note, { content: "x" }),
    calling("list_project_files", "reads", project),
  ),
  chrome_devtools: fc.oneof(
    calling("navigate_page", "writes", page, { url: "https://example.org" }),
    calling("evaluate_script", "writes", page, { function: "() => 1" }),
    calling("take_snapshot", "reads", page),
  ),
  redis: fc.oneof(
    calling("set", "writes", key, { value: "v" }),
    calling("get", "reads", key),
    calling("delete", "writes", key),
  ),
  "Slack MCP Server": fc.oneof(
    calling("slack_post_message", "writes", channel, { text: "x" }),
    calling("slack_reply_to_thread", "writes", channel, { thread_ts: "1", text: "x" }),
    calling("slack_add_reaction", "writes", channel, { timestamp: "1", reaction: "eyes" }),
    calling("slack_get_channel_history", "reads", channel),
    calling("slack_get_thread_replies", "reads", channel, { thread_ts: "1" }),
    calling("slack_get_users", "reads", named("users")),
    calling("slack_get_user_profile", "reads", named("users"), { user_id: "U1" }),
  ),
  "secure-filesystem-server": fc.oneof(
    calling("read_text_file", "reads", file("path")),
    calling("write_file", "writes", file("path"), { content: "x" }),
    calling("edit_file", "writes", file("path"), { edits: [{ oldText: "a", newText: "b" }] }),
    calling("list_directory", "reads", folder("path")),
    calling("list_allowed_directories", "reads", named("directories")),
  ),
  "@cyanheads/git-mcp-server": often(
    fc.oneof(
      calling("git_commit", "writes", folder("path"), { message: "m", filesToStage: ["a.ts"] }),
      calling("git_add", "writes", folder("path"), { paths: ["a.ts"] }),
      calling("git_tag", "writes", folder("path"), { mode: "create", tagName: "t" }),
      calling("git_checkout", "writes", folder("path"), { target: "main" }),
      calling("git_log", "reads", folder("path"), { filePath: "a.ts" }),
      calling("git_status", "reads", folder("path")),
      calling("git_branch", "reads", folder("path"), { mode: "list" }),
    ),
    fc.oneof(
      calling("git_push", "writes", everything, { path: "/work/0" }),
      calling("git_commit", "writes", everything, { message: "in the session's repository" }),
      calling("git_status", "reads", everything, { path: "." }),
    ),
  ),
  "desktop-commander": often(
    fc.oneof(
      calling("read_file", "reads", file("path")),
      calling("read_multiple_files", "reads", files),
      calling("write_file", "writes", file("path"), { content: "x" }),
      calling("edit_block", "writes", file("file_path"), { old_string: "a", new_string: "b" }),
      calling("create_directory", "writes", file("path")),
      calling("list_directory", "reads", folder("path")),
      calling("get_file_info", "reads", file("path")),
    ),
    fc.oneof(
      calling("start_process", "writes", everything, { command: "make", timeout_ms: 100 }),
      calling("set_config_value", "writes", everything, { key: "defaultShell", value: "sh" }),
      calling("list_sessions", "reads", everything),
    ),
  ),
  "sequential-thinking-server": calling("sequentialthinking", "writes", named("history"), {
    thought: "t",
    nextThoughtNeeded: true,
    thoughtNumber: 1,
    totalThoughts: 9,
  }),
  "Shrimp Task Manager": fc.oneof(
    calling("verify_task", "writes", named("tasks"), { taskId: uuid(), summary: "x".repeat(40), score: 90 }),
    calling("delete_task", "writes", named("tasks"), { taskId: uuid() }),
    calling("list_tasks", "reads", named("tasks"), { status: "all" }),
    calling("query_task", "reads", named("tasks"), { query: "x" }),
    calling("get_task_detail", "reads", named("tasks"), { taskId: uuid() }),
  ),
};

/** The arguments that name what a call touches, and what that is, by two numbers. */
type Naming = (one: number, other: number) => { readonly arguments: JsonObject; readonly things: readonly string[] };

function calling(
  tool: string,
  touch: "reads" | "writes",
  naming: Naming,
  more: JsonObject = {},
): fc.Arbitrary<MatrixCall> {
  return fc.tuple(fc.nat(7), fc.nat(7)).map(([one, other]) => {
    const { arguments: args, things } = naming(one, other);
    return { tool, arguments: { ...args, ...more }, [touch]: things };
  });
}

/** One call in forty is of the second kind. */
function often(usual: fc.Arbitrary<MatrixCall>, rare: fc.Arbitrary<MatrixCall>): fc.Arbitrary<MatrixCall> {
  return fc.oneof({ weight: 39, arbitrary: usual }, { weight: 1, arbitrary: rare });
}

function note(one: number, other: number): ReturnType<Naming> {
  return { arguments: { projectName: `p${one}`, fileName: `n${other}.md` }, things: [`p${one}/n${other}`] };
}

function project(one: number): ReturnType<Naming> {
  return { arguments: { projectName: `p${one}` }, things: [`p${one}`] };
}

function page(one: number): ReturnType<Naming> {
  return { arguments: { pageId: one }, things: [`page${one}`] };
}

function key(one: number, other: number): ReturnType<Naming> {
  return { arguments: { key: `k${one}${other}` }, things: [`k${one}${other}`] };
}

function channel(one: number): ReturnType<Naming> {
  return { arguments: { channel_id: `C${one}` }, things: [`C${one}`] };
}

function file(name: string): Naming {
  return (one, other) => ({ arguments: { [name]: `/work/${one}/${other}.md` }, things: [`all/${one}/${other}`] });
}

function files(one: number, other: number): ReturnType<Naming> {
  const paths: readonly Json[] = [`/work/${one}/${other}.md`, `/work/${other}/${one}.md`];
  return { arguments: { paths }, things: [`all/${one}/${other}`, `all/${other}/${one}`] };
}

function folder(name: string): Naming {
  return (one) => ({ arguments: { [name]: `/work/${one}` }, things: [`all/${one}`] });
}

function everything(): ReturnType<Naming> {
  return { arguments: {}, things: ["all"] };
}

function named(thing: string): Naming {
  return () => ({ arguments: {}, things: [thing] });
}

function uuid(): string {
  return "7f0f6f9a-2a55-4b8e-9d0f-0d5b5d0c7a11";
}
