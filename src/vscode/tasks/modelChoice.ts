import * as vscode from "vscode";
import { visibleName } from "../../core/model/text/visible";
import { languageModel } from "./languageModel";
import type { ReachedModel } from "../../node/tasks/models/askedModel";
import { openAiModel } from "../../node/tasks/models/openaiModel";
import { readSetting } from "../window/settings";
import { authorizedBy, originOf } from "../../node/tasks/models/endpoint";
import type { ModelKeys } from "./modelKeys";
import { showError } from "../window/messages";
import { chooseOne, enterText } from "../window/questions";

/** The model that tasks of this workspace use: the server of the settings, or one that VS Code has. */
type ChosenModel = { readonly kind: "server" } | { readonly kind: "vscode"; readonly id: string };

const chosenKey = "parallelTools.task.model";

interface ModelItem extends vscode.QuickPickItem {
  readonly choose: () => Promise<boolean>;
}

/** Which model tasks are planned with, remembered for the workspace. */
export class ModelChoice {
  constructor(
    private readonly workspaceState: vscode.Memento,
    private readonly keys: ModelKeys,
  ) {}

  /** What is chosen, for people; `undefined` while nothing is. */
  async label(): Promise<string | undefined> {
    const chosen = this.chosen();
    if (chosen.kind === "server") return readSetting("model.name") || undefined;
    return (await this.chat(chosen.id))?.name;
  }

  /** The model to use, chosen and given its key first where that is still to be done; `undefined` when dismissed. */
  async model(): Promise<ReachedModel | undefined> {
    const chosen = this.chosen();
    if (chosen.kind === "vscode") {
      const chat = await this.chat(chosen.id);
      if (chat !== undefined) return languageModel(chat);
    } else if (readSetting("model.name") !== "") return this.serverModel();
    return (await this.choose()) ? this.model() : undefined;
  }

  /** Lets one be chosen; false when that was dismissed. */
  async choose(): Promise<boolean> {
    const chats = await vscode.lm.selectChatModels();
    const chosen = this.chosen();
    const name = readSetting("model.name");
    const server = { kind: "server" } as const;
    const items: (ModelItem | vscode.QuickPickItem)[] = [
      separator(vscode.l10n.t("OpenAI-compatible server")),
      ...(name === ""
        ? []
        : [
            {
              label: name,
              description: originOf(readSetting("model.baseUrl")) ?? readSetting("model.baseUrl"),
              iconPath: new vscode.ThemeIcon(chosen.kind === "server" ? "check" : "server"),
              choose: () => this.remember(server),
            },
          ]),
      {
        label: name === "" ? vscode.l10n.t("Set Up a Server…") : vscode.l10n.t("Set Up Another Server…"),
        description: vscode.l10n.t("OpenAI, Azure, Ollama, vLLM, LM Studio, llama.cpp and others"),
        iconPath: new vscode.ThemeIcon("add"),
        choose: async () => (await this.setUpServer()) && this.remember(server),
      },
      ...(chats.length === 0 ? [] : [separator(vscode.l10n.t("Models that VS Code has"))]),
      ...chats.map((chat) => ({
        label: visibleName(chat.name),
        description: visibleName(`${chat.vendor} · ${chat.family}`),
        iconPath: new vscode.ThemeIcon(chosen.kind === "vscode" && chosen.id === chat.id ? "check" : "hubot"),
        choose: () => this.remember({ kind: "vscode", id: chat.id }),
      })),
    ];
    const picked = await chooseOne(items, {
      title: vscode.l10n.t("Choose Model"),
      placeHolder: vscode.l10n.t("The model that plans tasks in this workspace"),
      ignoreFocusOut: true,
    });
    return picked !== undefined && "choose" in picked ? picked.choose() : false;
  }

  /** Asks for the key of the server in the settings anew; false when dismissed. */
  async changeKey(): Promise<boolean> {
    return (await this.keys.ask(readSetting("model.baseUrl"))) !== undefined;
  }

  /** Deletes the key of the server in the settings; false when there was none. */
  forgetKey(): Promise<boolean> {
    return this.keys.forget(readSetting("model.baseUrl"));
  }

  private async serverModel(): Promise<ReachedModel | undefined> {
    const baseUrl = readSetting("model.baseUrl");
    if (originOf(baseUrl) === undefined) {
      void showError(
        vscode.l10n.t(
          '"{0}" is not an address. Write parallelTools.model.baseUrl in full, such as http://127.0.0.1:11434/v1.',
          baseUrl,
        ),
      );
      return undefined;
    }
    const key = await this.keys.provide(baseUrl);
    if (key === undefined) return undefined;
    const azureApiVersion = readSetting("model.azureApiVersion");
    const settings = {
      baseUrl,
      model: readSetting("model.name"),
      extraBody: readSetting("model.parameters"),
      ...(azureApiVersion !== "" && { azureApiVersion }),
      ...authorizedBy(readSetting("model.headers"), key === "" ? undefined : key),
    };
    this.keys.addSecretsOf(settings);
    return openAiModel(settings);
  }

  private async setUpServer(): Promise<boolean> {
    const title = vscode.l10n.t("Set Up an OpenAI-Compatible Server");
    const baseUrl = await enterText({
      title,
      prompt: vscode.l10n.t("Base URL; it usually ends in /v1"),
      value: readSetting("model.baseUrl"),
      ignoreFocusOut: true,
      validateInput: (value) =>
        originOf(value) === undefined
          ? vscode.l10n.t("Write the address in full, such as http://127.0.0.1:11434/v1")
          : undefined,
    });
    if (baseUrl === undefined) return false;
    const name = await enterText({
      title,
      prompt: vscode.l10n.t("The model's name, or for Azure the deployment's"),
      value: readSetting("model.name"),
      ignoreFocusOut: true,
      validateInput: (value) => (value.trim() === "" ? vscode.l10n.t("A name is needed") : undefined),
    });
    if (name === undefined) return false;
    const settings = vscode.workspace.getConfiguration("parallelTools");
    await settings.update("model.baseUrl", baseUrl.trim(), vscode.ConfigurationTarget.Global);
    await settings.update("model.name", name.trim(), vscode.ConfigurationTarget.Global);
    return (await this.keys.provide(baseUrl)) !== undefined;
  }

  private async chat(id: string): Promise<vscode.LanguageModelChat | undefined> {
    return (await vscode.lm.selectChatModels({ id }))[0];
  }

  private chosen(): ChosenModel {
    return this.workspaceState.get<ChosenModel>(chosenKey, { kind: "server" });
  }

  private async remember(chosen: ChosenModel): Promise<boolean> {
    await this.workspaceState.update(chosenKey, chosen);
    return true;
  }
}

function separator(label: string): vscode.QuickPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
