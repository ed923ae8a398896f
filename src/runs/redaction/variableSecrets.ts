import type { InputDefinition } from "../../model/manifest";
import type { Redaction } from "./redactor";
import { isSecretName } from "./keyPatterns";

/** Variables that every machine has and that tell nothing: taking their values out would only garble paths. */
const ordinaryVariables = new Set([
  ...[
    "HOME",
    "USER",
    "LOGNAME",
    "USERNAME",
    "USERPROFILE",
    "PWD",
    "OLDPWD",
    "PATH",
    "SHELL",
    "LANG",
    "LANGUAGE",
    "TERM",
  ],
  ...["TMPDIR", "TEMP", "TMP", "TZ", "HOSTNAME", "COMPUTERNAME", "EDITOR", "VISUAL", "DISPLAY", "CI", "NODE_ENV"],
  ...["APPDATA", "LOCALAPPDATA", "PROGRAMFILES", "PROGRAMDATA", "SYSTEMROOT", "WINDIR", "COMSPEC", "OS"],
]);

/** A variable whose name does not say that it is secret is taken for one from this length on: shorter ones are words. */
const shortestOrdinaryValue = 6;

/** Tells the redaction of a value that `${env:name}` stood for, or that an `envFile` gave to a server. */
export function addVariableSecret(redaction: Redaction, name: string, value: string): void {
  const upper = name.toUpperCase();
  if (ordinaryVariables.has(upper) || upper.startsWith("LC_") || upper.startsWith("XDG_")) return;
  if (isSecretName(upper) || value.length >= shortestOrdinaryValue) redaction.addSecret(value);
}

/** Tells the redaction of an answer. What was picked from a list is written in the manifest for all to read. */
export function addInputSecret(redaction: Redaction, input: InputDefinition, value: string): void {
  if (input.type === "promptString" || input.password === true) redaction.addSecret(value);
}
