import * as vscode from "vscode";
import type { ApprovalServices } from "../runs/approval/approval";
import { systemClock } from "../../core/engine/time/clock";
import type { PlanMode } from "../../node/tasks/instructions";
import { askedWithoutSecrets, type ReachedModel } from "../../node/tasks/models/askedModel";
import { offerTools, type OfferedTools } from "../../node/tasks/offering/offeredTools";
import { SessionRun } from "../../node/tasks/sessionRun";
import { Task } from "../../node/tasks/task";
import type { TaskEnding, TaskEvent } from "../../node/tasks/taskEvents";
import type { Prepared } from "../../node/runs/prepare";
import { originOfDocument } from "../window/documentOrigin";
import type { Redaction } from "../../node/runs/redaction/redactor";
import type { Runs } from "../runs/runs";
import type { RunSession } from "../../node/runs/session";
import type { WindowLog } from "../window/windowLog";
import { readSetting } from "../window/settings";
import { withoutCalls } from "../../node/tasks/calls/manifestText";
import { titleOfPrompt } from "../../node/tasks/record/promptHistory";
import { Review } from "./review";
import { saveRun } from "./saveRun";
import { TaskRecord } from "../../node/tasks/record/taskRecord";
import { initialTaskState } from "../../node/tasks/record/taskState";
import { type ListedTools, type TaskTools } from "./taskTools";
import { firstFolder, isManifestFile } from "../window/workspace";

export interface TasksOptions {
  readonly runs: Runs;
  readonly tools: TaskTools;
  readonly approval: ApprovalServices;
  readonly redaction: Redaction;
  readonly log: WindowLog;
}

export interface TaskRequest {
  readonly prompt: string;
  readonly mode: PlanMode;
  readonly model: ReachedModel;
  /** Told of everything that happens beside the run. */
  readonly emit?: (event: TaskEvent) => void;
  /** Told when an answer is being asked for again, with when it is there. */
  readonly answeringAgain?: (session: RunSession, ended: Promise<unknown>) => void;
}

/** A task that goes on. */
export interface StartedTask {
  readonly session: RunSession;
  readonly leftOut: readonly string[];
  readonly missing: ListedTools["missing"];
  /** Never rejects. */
  readonly ended: Promise<TaskEnding>;
}

/** Carries out tasks: finds their tools, makes their runs, and has their calls approved. */
export class Tasks {
  constructor(private readonly options: TasksOptions) {}

  /** What a task can use: the built-in tools, the servers of the workspace and of the manifest in the active editor. */
  prepare(signal: AbortSignal): Promise<Prepared> {
    const document = vscode.window.activeTextEditor?.document;
    const isManifest = document !== undefined && isManifestFile(document.uri);
    const uri = isManifest ? document.uri : (firstFolder()?.uri ?? vscode.Uri.parse("untitled:task"));
    const base = isManifest ? withoutCalls(document.getText()) : {};
    const origin = isManifest ? originOfDocument(document) : "userFile";
    return this.options.runs.prepareText(uri, JSON.stringify({ version: 1, ...base, calls: [] }), origin, signal);
  }

  /** Looks up the tools and starts; rejects only when `signal` is aborted before that. */
  async start(request: TaskRequest, signal: AbortSignal): Promise<StartedTask> {
    const { tools, log } = this.options;
    const prepared = await this.prepare(signal);
    try {
      const listed = await tools.offered(prepared, signal);
      signal.throwIfAborted();
      for (const { source, reason } of listed.missing) log.warn(`[${source}] ${reason}`);
      const offered = offerTools(listed.tools, tools.patterns());
      return { ...this.begin(request, prepared, offered), leftOut: offered.leftOut, missing: listed.missing };
    } catch (thrown) {
      await prepared.close();
      throw thrown;
    }
  }

  private begin(request: TaskRequest, prepared: Prepared, offered: OfferedTools) {
    const { runs, approval, redaction } = this.options;
    const { prompt, mode, model } = request;
    const session = runs.begin(prepared, {
      title: titleOfPrompt(this.options.redaction.text(prompt)),
      growing: true,
    });
    let stop = new AbortController();
    const record = new TaskRecord({
      initial: initialTaskState({
        prompt,
        mode,
        model: redaction.text(model.name),
        offeredTools: offered.tools.length,
        leftOut: offered.leftOut,
      }),
      redaction,
      prices: readSetting("model.pricePerMillionTokens") ?? undefined,
      cancel: () => stop.abort(),
      answerAgain: async () => {
        stop = new AbortController();
        const ended = task.answerAgain();
        request.answeringAgain?.(session, ended);
        await ended;
        await runs.keepTask(session);
      },
    });
    session.task = record;
    const review = new Review({
      approval,
      prepared,
      session,
      tools: offered.tools.map(({ tool }) => tool),
      save: (edited) => saveRun(session, redaction.record({ edited }).edited),
      signal: () => stop.signal,
    });
    const round = session.start();
    const startedAt = systemClock.now();
    const task = new Task({
      prompt,
      mode,
      model: askedWithoutSecrets(model, redaction),
      offered,
      run: new SessionRun(prepared, session, (call) => review.needsApproval(call)),
      // A task that was cancelled can still be asked for its answer once its calls were run again.
      get signal() {
        return stop.signal;
      },
      emit: (event) => {
        record.apply(sinceStart(event, startedAt));
        if (event.type === "modelCallEnded") {
          review.ask();
          void runs.keepTask(session);
        }
        request.emit?.(event);
      },
    });
    return { session, ended: this.toEnd(task, session, round) };
  }

  private async toEnd(task: Task, session: RunSession, round: Promise<void>): Promise<TaskEnding> {
    const ending = await task.start();
    session.endGrowth();
    await round;
    await this.options.runs.keepTask(session);
    return ending;
  }
}

function sinceStart(event: TaskEvent, startedAt: number): TaskEvent {
  const atMs = event.atMs - startedAt;
  return event.type === "modelCallDelayed"
    ? { ...event, atMs, retryAtMs: event.retryAtMs - startedAt }
    : { ...event, atMs };
}
