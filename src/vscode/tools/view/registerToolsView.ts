import * as vscode from "vscode";
import { commandIds } from "../../window/commandIds";
import { insertCall, insertToolCall } from "./insertToolCall";
import { requireTrust } from "../../window/trust";
import { isSourceNode, isToolNode, patternOfNode } from "./toolsTree";
import { ToolsView, type ToolsViewOptions } from "./toolsView";

export interface RegisteredToolsView {
  /** Resolves when the servers that were started in the view have ended. */
  close(): Promise<void>;
  dispose(): void;
}

/** Makes the *Tools* view and the commands of its menus. */
export function registerToolsView(options: ToolsViewOptions): RegisteredToolsView {
  const view = new ToolsView(options);
  const onSource = (action: (source: string) => Promise<void>) => async (node: unknown) => {
    if (isSourceNode(node)) await action(node.name);
  };
  const register = (id: string, action: (node: unknown) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(id, action);
  const registered = vscode.Disposable.from(
    view,
    register(
      commandIds.startSource,
      onSource(async (source) => {
        if (await requireTrust()) await view.sources.start(source);
      }),
    ),
    register(
      commandIds.stopSource,
      onSource((source) => view.sources.stop(source)),
    ),
    register(
      commandIds.restartSource,
      onSource(async (source) => {
        if (await requireTrust()) await view.sources.restart(source);
      }),
    ),
    register(commandIds.refreshTools, () => view.refresh()),
    register(commandIds.insertCall, async (node) => {
      if (isToolNode(node)) await insertCall(node.tool);
    }),
    register(commandIds.insertToolCall, () => insertToolCall(view)),
    register(commandIds.keepInOrder, async (node) => {
      const pattern = patternOfNode(node);
      if (pattern !== undefined) await options.keptState.takeBack(pattern);
    }),
    register(commandIds.askAgain, async (node) => {
      if (isToolNode(node)) await options.allowedTools.revoke([`${node.tool.source}/${node.tool.name}`]);
      view.redraw();
    }),
  );
  return { close: () => view.close(), dispose: () => void registered.dispose() };
}
