import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { LoopbackServers } from "../node/tools/loopbackServer";
import { leaks, secrets } from "./leaks";

const program = resolve("test/fixtures/servers/leaking.mjs");

/** A workspace whose tools say back all secrets in every form, and a folder for what a run leaves behind. */
export class LeakingWorld {
  private readonly servers = new LoopbackServers();
  /** What tools of HTTP were sent. */
  readonly received: string[] = [];
  readonly manifest: string;
  readonly state: string;
  readonly results: string;

  private constructor(
    private readonly folder: string,
    readonly workspace: string,
  ) {
    this.manifest = join(workspace, "leaking.toolcalls.json");
    this.state = join(folder, "state");
    this.results = join(this.state, "results");
  }

  static async make(): Promise<LeakingWorld> {
    const folder = await mkdtemp(join(tmpdir(), "leaking-"));
    const workspace = join(folder, "workspace");
    const world = new LeakingWorld(folder, workspace);
    await mkdir(workspace);
    await mkdir(world.state);
    await world.write();
    return world;
  }

  /** What a process that runs here has beside its own variables. */
  get variables(): Readonly<Record<string, string>> {
    const proxy = `http://someone:${encodeURIComponent(secrets.proxy).replaceAll("'", "%27")}@${this.proxyHost}`;
    return {
      CI: "",
      XDG_STATE_HOME: this.state,
      TMPDIR: this.state,
      OPENAI_API_KEY: secrets.modelKey,
      HTTP_PROXY: proxy,
      http_proxy: proxy,
      NO_PROXY: "127.0.0.1",
      no_proxy: "127.0.0.1",
    };
  }

  private proxyHost = "";

  private async write(): Promise<void> {
    const { workspace } = this;
    const told = join(workspace, "leaks.json");
    await writeFile(told, JSON.stringify({ leaks, plain: Object.values(secrets) }));
    await writeFile(join(workspace, ".env"), `STORE='${secrets.envFile}'\n`);
    await writeFile(
      join(workspace, "leaking.mjs"),
      `import { readFileSync } from "node:fs";
      const { leaks } = JSON.parse(readFileSync(${JSON.stringify(told)}, "utf8"));
      export default (_args, { progress }) => {
        for (const message of leaks) { progress({ message }); console.log(message); console.error(message); }
        return { leaks };
      };
      export const fail = () => { throw new Error(leaks.join("\\n")); };`,
    );
    const address = await this.servers.serve((request, response) => {
      let body = "";
      request.on("data", (piece: Buffer) => (body += piece.toString()));
      request.on("end", () => {
        this.received.push(`${request.url ?? ""} ${JSON.stringify(request.headers)} ${body}`);
        const path = (request.url ?? "").split("?", 1)[0] ?? "";
        response.statusCode = path.endsWith("/bad") ? 422 : path.endsWith("/proxied") ? 407 : 200;
        response.setHeader("x-said", encodeURIComponent(leaks[0] ?? ""));
        response.end(`${JSON.stringify(leaks)}\n${leaks.join("\n")}\n${JSON.stringify(request.headers)} ${body}`);
      });
    });
    this.proxyHost = address.replace("http://", "");
    await writeFile(this.manifest, JSON.stringify(this.document(address, told), null, 2));
  }

  private document(address: string, told: string) {
    const command = process.execPath;
    const readOnly = { annotations: { readOnlyHint: true } };
    const print = (...words: string[]) => ({
      process: { command, args: [program, "print", ...words], env: { LEAKS: told } },
      description: "Prints.",
      ...readOnly,
    });
    const headers = { "X-Pass": "${env:OPENAI_API_KEY}" };
    return {
      version: 1,
      inputs: [{ id: "pass", type: "promptString", description: "A password" }],
      servers: {
        leaky: { command, args: [program, "mcp"], env: { LEAKS: told, STORE_AT: secrets.serverEnv }, envFile: ".env" },
        lost: { command, args: [program, "print", "fail"], env: { LEAKS: told }, envFile: ".env" },
      },
      tools: {
        print: print(),
        fail: print("fail"),
        fetched: { http: { url: `${address}/good`, headers }, ...readOnly },
        refused: { http: { url: `${address}/bad`, query: { q: "{q}" }, headers }, ...readOnly },
        proxied: { http: { url: "http://far.example/proxied" }, ...readOnly },
        module: { module: "./leaking.mjs", ...readOnly },
        thrown: { module: "./leaking.mjs", export: "fail", ...readOnly },
      },
      calls: [
        { id: "say", tool: "leaky/say", arguments: { password: "${input:pass}", note: "with ${input:pass}" } },
        { id: "refuse", tool: "leaky/refuse" },
        { id: "break", tool: "leaky/break" },
        { id: "write", tool: "leaky/write", arguments: { all: "${say.all}" } },
        { id: "lost", tool: "lost/any" },
        { id: "print", tool: "print" },
        { id: "fail", tool: "fail" },
        { id: "fetched", tool: "fetched" },
        { id: "refused", tool: "refused", arguments: { q: "${input:pass}" } },
        { id: "proxied", tool: "proxied" },
        { id: "module", tool: "module" },
        { id: "thrown", tool: "thrown" },
        { id: "sent", tool: "http_request", arguments: { method: "POST", url: `${address}/bad`, body: "${say.all}" } },
        { id: "read", tool: "read_file", arguments: { path: "leaks.json" } },
        { id: "searched", tool: "search_text", arguments: { pattern: "m", path: "." } },
        { id: "ran", tool: "run_process", arguments: { command, args: ["-e", "console.log(process.env)"] } },
        { id: "missing", tool: "read_file", arguments: { path: "no ${input:pass}" } },
      ],
    };
  }

  async close(): Promise<void> {
    this.servers.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
