import type { JsonObject } from "../../model/data/json";
import type { ConflictMode, StateScope } from "../../model/manifest";
import type { SourceFacts } from "../../model/tool";
import { isAddressed } from "./addressed";
import type { ResourceUse } from "../edges/conflicts";
import { knownTool } from "../effects/knownServers";
import type { CallEffect } from "../effects/sourceEffects";
import { knownText, type KnownVariables } from "./knownText";
import { stateResource, type Resource, type StatePart } from "./resources";

/** A call as far as the state of its source is concerned. */
export interface StatefulCall {
  readonly source: string;
  readonly toolName: string;
  readonly arguments: JsonObject;
  readonly facts: SourceFacts;
  readonly effect: CallEffect;
  /** Whether it may write, by all that is known of it and of its source. */
  readonly writes: boolean;
  /** What the manifest's `state` says of its tool. */
  readonly stated: StateScope | undefined;
  /** Resources by which the manifest's `resources` parts the state of its source. */
  readonly parts: readonly Resource[];
  /** The files that it names. */
  readonly files: readonly ResourceUse[];
}

/** Whether a source keeps state between its calls by nature. HTTP is ordered by its URLs, and a process keeps nothing. */
export function keepsState({ kind }: SourceFacts): boolean {
  return kind === "server" || kind === "languageModel";
}

/** Whether a call may touch what its source keeps, as far as that can be told without what it names. */
export function mayTouchState(call: Pick<StatefulCall, "facts" | "toolName" | "stated">, mode: ConflictMode): boolean {
  if (mode === "off") return false;
  const scope = saidScope(call);
  return scope === undefined ? mode === "strict" || keepsState(call.facts) : scope !== "none";
}

/**
 * What calls touch of the state of their sources, by call. In a source that is addressed the files that calls name are its
 * state: only what names none of them, or sets the scene, touches all of it.
 */
export function stateUses(
  calls: readonly (StatefulCall | undefined)[],
  mode: ConflictMode,
  variables: KnownVariables,
): readonly (readonly ResourceUse[])[] {
  const scopes = calls.map((call) => (call === undefined || mode === "off" ? "none" : scopeOf(call, mode)));
  const touchedWhole = new Set<string>();
  for (const [index, call] of calls.entries()) {
    const scope = scopes[index];
    if (call === undefined || scope === "none") continue;
    if (scope !== "files" || touchesAll(call)) touchedWhole.add(call.source);
  }
  return calls.map((call, index) => {
    const scope = scopes[index];
    if (call === undefined || scope === undefined || scope === "none") return [];
    if (call.effect.setsScene) return [{ resource: stateResource(call.source, []), writes: true }];
    if (scope === "files" && !touchedWhole.has(call.source)) return [];
    return scope === "files" && !touchesAll(call)
      ? call.files.map((file) => part(call, file))
      : ofScope(call, scope, variables);
  });
}

function ofScope(call: StatefulCall, scope: StateScope | "files", variables: KnownVariables): readonly ResourceUse[] {
  const { source, writes, parts } = call;
  if (parts.length > 0 && call.stated === undefined) return parts.map((resource) => part(call, { resource, writes }));
  const named = Array.isArray(scope) ? partsOf(call, scope as readonly string[], variables) : [];
  return [{ resource: stateResource(source, [...providerOf(call), ...named]), writes }];
}

/**
 * The tools that an editor has for language models come from several extensions and servers. A server's begin with `mcp_`
 * and its name, of which one word is enough to keep what is one server's together.
 */
function providerOf({ facts, toolName }: StatefulCall): readonly StatePart[] {
  if (facts.kind !== "languageModel") return [];
  const provider = /^mcp_[^_]+/.exec(toolName)?.[0] ?? "extensions";
  return [{ label: provider, value: provider }];
}

function part(call: StatefulCall, { resource: { key, label }, writes }: ResourceUse): ResourceUse {
  return { resource: stateResource(call.source, [...providerOf(call), { label, value: key }]), writes };
}

function touchesAll({ effect, files }: StatefulCall): boolean {
  return effect.setsScene || files.length === 0;
}

/** What a call touches of its source's state; `files` when the files that it names are all that it touches. */
function scopeOf(call: StatefulCall, mode: ConflictMode): StateScope | "files" {
  const { facts, parts } = call;
  const known = saidScope(call);
  if (known !== undefined) return known;
  if (mode === "strict") return "shared";
  if (!keepsState(facts)) return "none";
  if (parts.length > 0) return "shared";
  return isAddressed(facts) ? "files" : "shared";
}

/** What the manifest says, or what is known of a well-known server. */
function saidScope({
  stated,
  facts,
  toolName,
}: Pick<StatefulCall, "facts" | "toolName" | "stated">): StateScope | undefined {
  return stated ?? knownTool(facts.serverName, toolName)?.state;
}

/** The part that arguments name, down to the first of them that is missing or that only the run tells. */
function partsOf({ arguments: args }: StatefulCall, names: readonly string[], variables: KnownVariables): StatePart[] {
  const parts: StatePart[] = [];
  for (const name of names) {
    const value = Object.hasOwn(args, name) ? args[name] : undefined;
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") break;
    const { text, knownLength } = knownText(String(value), variables);
    if (knownLength < text.length) break;
    parts.push({ label: `${name} ${text}`, value: text });
  }
  return parts;
}
