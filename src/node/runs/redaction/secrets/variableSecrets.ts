import type { InputDefinition } from "../../../../core/model/manifest";
import type { Redaction } from "../redactor";
import { isSecretName } from "./secretNames";
import { addUrlSecrets } from "./urlSecrets";

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

/**
 * Tells the redaction of a variable that a definition gives to a program as it is written there: one whose name says that it
 * is secret, and one that is no word, number, path or address, which say what the program is to do.
 */
export function addWrittenVariable(redaction: Redaction, name: string, value: string): void {
  if (isSecretName(name.toUpperCase()) || !isOrdinaryValue(value)) addVariableSecret(redaction, name, value);
}

function isOrdinaryValue(value: string): boolean {
  return /^(?:\p{L}*|[-+.\d]*|[~.]{0,2}[/\\].*|[A-Za-z]:[/\\].*)$/su.test(value) || /^[a-z]+:\/\/[^@]*$/i.test(value);
}

/** In characters. A variable that nothing refers to is a secret only where its name says so, and no word. */
const shortestNamedValue = 8;

/** Tells the redaction of all variables of this process that are secret by their names: any program that it starts has them. */
export function addProcessSecrets(redaction: Redaction, variables: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value = ""] of Object.entries(variables)) {
    if (isSecretName(name.toUpperCase()) && value.length >= shortestNamedValue) redaction.addSecret(value);
    if (/proxy$/i.test(name)) addUrlSecrets(redaction, value);
  }
}

/** In characters. What follows an option may be no secret but a word, though the option's name says otherwise. */
const shortestOption = 4;

/**
 * Tells the redaction of the secrets in the arguments of a program: what options such as `--api-key` and `--token=` give,
 * headers and variables that are written as one argument, and what looks like a key.
 */
export function addCommandLineSecrets(redaction: Redaction, args: readonly string[]): void {
  for (const [index, arg] of args.entries()) {
    const [, name, written] = /^(?:-{1,2}|\/)?([\w.-]+)(?:[=:]\s*(.*))?$/s.exec(arg) ?? [];
    if (name !== undefined && isSecretOption(name)) addOption(redaction, written ?? valueAfter(args, index));
    else if (written !== undefined) addCommandLineSecrets(redaction, [written]);
    else if (looksSecret(arg)) addWritten(redaction, arg);
    if (hasCredentials(arg)) addUrlSecrets(redaction, arg);
  }
}

function isSecretOption(name: string): boolean {
  return isSecretName(name) || isSecretName(name.replaceAll("-", "_").toUpperCase());
}

function addOption(redaction: Redaction, value: string | undefined): void {
  if (value !== undefined && value.length >= shortestOption) addWritten(redaction, value);
}

/** A name that stands alone before a host is mostly that of a person or a program. */
function hasCredentials(arg: string): boolean {
  if (!URL.canParse(arg)) return false;
  const { username, password } = new URL(arg);
  return password !== "" || looksSecret(username);
}

/** Only an option has its value in the next argument. */
function valueAfter(args: readonly string[], index: number): string | undefined {
  const next = args[index + 1];
  return args[index]?.startsWith("-") === true && next?.startsWith("-") === false ? next : undefined;
}

/** What variables are filled in to is found out where they are. */
function addWritten(redaction: Redaction, value: string): void {
  if (!/[{}]/.test(value)) redaction.addSecret(value);
}

/** Headers that say nothing that is to be kept secret. */
const ordinaryHeaders =
  /^(?:accept.*|api-version|cache-control|content-.*|http-referer|origin|referer|user-agent|x-title)$/i;

/** Tells the redaction of a header's value, such as one that is sent to a model. */
export function addHeaderSecret(redaction: Redaction, name: string, value: string): void {
  if (!ordinaryHeaders.test(name)) redaction.addSecret(value);
}

/** Whether a value looks like a key: long, without blanks or paths, of letters and digits. */
export function looksSecret(value: string): boolean {
  return /^[\w+=.~-]{20,}$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value);
}

/** Tells the redaction of an answer. What was picked from a list is written in the manifest for all to read. */
export function addInputSecret(redaction: Redaction, input: InputDefinition, value: string): void {
  if (input.type === "promptString" || input.password === true) redaction.addSecret(value);
}
