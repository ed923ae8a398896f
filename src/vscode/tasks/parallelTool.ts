import * as vscode from "vscode";
import { askApproval, isAllowedIn } from "../runs/approval/approval";
import { callsToApprove } from "../runs/approval/approvalRules";
import type { Services } from "../runs/commands/services";
import { concernWords, effectWords } from "../words/concernWords";
import { waitWords } from "../words/waitWords";
import { formatResults } from "../../core/manifest/formatResults";
import type { Plan, PlannedCall } from "../../core/model/plan";
import { visible, visibleName } from "../../core/model/text/visible";
import type { Prepared } from "../../node/runs/prepare";
import { readSetting } from "../window/settings";
import { manifestOfInput } from "../../node/tasks/calls/handedCalls";
import { firstFolder } from "../window/workspace";
import { cancellable, withSignal } from "../window/cancellation";

/** The language-model tool with which a chat hands over a batch of calls and gets their results in order. */
export class ParallelTool implements vscode.LanguageModelTool<unknown> {
  /** What was shown when the user was asked, by the text of the calls: what was not is asked for when it runs. */
  private readonly confirmed = new Map<string, ReadonlySet<number>>();

  constructor(private readonly services: Services) {}

  async prepareInvocation(
    { input }: vscode.LanguageModelToolInvocationPrepareOptions<unknown>,
    token: vscode.CancellationToken,
  ): Promise<vscode.PreparedToolInvocation> {
    const text = manifestOfInput(input);
    if (text === undefined || !vscode.workspace.isTrusted) return {};
    const prepared = await this.prepare(text, token);
    try {
      const { calls } = prepared.plan;
      const asked = this.toApprove(prepared);
      this.confirmed.set(text, new Set(asked.map(({ index }) => index)));
      const invocationMessage = vscode.l10n.t("Running {0} calls in parallel", calls.length);
      if (asked.length === 0) return { invocationMessage };
      return {
        invocationMessage,
        confirmationMessages: {
          title: vscode.l10n.t("Run {0} calls? {1} to approve.", calls.length, asked.length),
          message: new vscode.MarkdownString(asked.map((call) => this.lineOf(call, prepared.plan)).join("\n")),
        },
      };
    } finally {
      await prepared.close();
    }
  }

  async invoke(
    { input }: vscode.LanguageModelToolInvocationOptions<unknown>,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    const text = manifestOfInput(input);
    if (text === undefined) {
      throw new Error(vscode.l10n.t('The input needs "calls": objects with "tool", "arguments" and, if wanted, "id".'));
    }
    if (!vscode.workspace.isTrusted) {
      throw new Error(vscode.l10n.t("Nothing was run: this workspace is not trusted."));
    }
    const prepared = await this.prepare(text, token);
    const errors = prepared.problems.filter(({ severity }) => severity === "error");
    if (errors.length > 0) {
      await prepared.close();
      return textResult(`Nothing was run.\n${errors.map(({ message }) => `- ${message}`).join("\n")}`);
    }
    return textResult(await this.run(text, prepared, token));
  }

  private async run(text: string, prepared: Prepared, token: vscode.CancellationToken): Promise<string> {
    const { runs, timeline } = this.services;
    const allowed = await this.approve(text, prepared);
    const denied = allowed.prepared.plan.calls.map(({ index }) => index).filter((call) => !allowed.calls.has(call));
    const title = vscode.l10n.t("Calls of a chat");
    const session = runs.begin(allowed.prepared, { title, awaitingApproval: new Set(denied) });
    if (readSetting("showTimeline") === "onRun") timeline.show(session, { preserveFocus: true });
    const round = session.start();
    session.approve(denied, "deny");
    await cancellable(
      token,
      () => session.cancel(),
      () => round,
    );
    const endings = session.state.calls.map(({ ending }) => ending);
    return formatResults(session.plan.calls, endings, "native");
  }

  private async approve(text: string, prepared: Prepared) {
    const shown = this.confirmed.get(text);
    this.confirmed.delete(text);
    const all = { prepared, calls: new Set(prepared.plan.calls.map(({ index }) => index)) };
    if (this.toApprove(prepared).every(({ index }) => shown?.has(index))) return all;
    const approval = await askApproval(this.services.approval, prepared);
    return approval === undefined
      ? { prepared, calls: new Set<number>() }
      : { prepared: approval.prepared, calls: approval.allowed };
  }

  private toApprove(prepared: Prepared): readonly PlannedCall[] {
    return callsToApprove(prepared.plan, readSetting("planReview"), (call) =>
      isAllowedIn(this.services.approval.allowedTools, prepared, call),
    );
  }

  private prepare(text: string, token: vscode.CancellationToken): Promise<Prepared> {
    const uri = firstFolder()?.uri ?? vscode.Uri.parse("untitled:calls");
    return withSignal(token, (signal) => this.services.runs.prepareText(uri, text, "model", signal));
  }

  private lineOf(call: PlannedCall, plan: Plan): string {
    const { redaction } = this.services.approval;
    const words = [effectWords(call), ...concernWords(call.concerns), ...waitWords(call, plan)];
    const shown = words.map((each) => escaped(visible(redaction.text(each))));
    const args = code(visible(JSON.stringify(redaction.value(call.arguments))));
    return `- **${escaped(visibleName(`${call.source}/${call.toolName}`))}** (${shown.join("; ")}): ${args}`;
  }
}

function textResult(text: string): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+.!<>|-]/g, String.raw`\$&`);
}

/** Between more backticks than the text has in a row, so that nothing in it can end the code. */
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return `${fence} ${text} ${fence}`;
}
