/** These make what they name the scene. */
const choosing = new Set(["select", "switch", "use", "choose", "activate"]);
/** These do where what they name is a place to work in; with others (`set_page`, `change_profile`) they change the thing. */
const setting = new Set(["set", "change"]);
/** So do these where they name what is worked with, or nothing: `connect`, `reconnect_database`. */
const connecting = new Set(["connect", "disconnect", "reconnect"]);
const connectionEnds = new Set("server host instance connection mongodb mysql postgres redis sqlite".split(" "));
const qualifiers = new Set(["current", "active", "default", "working", "selected", "to", "the"]);
const places = new Set(
  `dir directory workdir cwd folder root database db catalog context workspace project namespace tab window session cluster
  region environment tenant`.split(/\s+/),
);
const things = new Set("page frame profile account schema target device branch repo repository bucket org".split(" "));
const endings = new Set(["id", "name", "path", "index"]);

/**
 * Whether a tool sets the scene for the calls behind it, by the words of its name: `set_working_dir`, `select_database`,
 * `use_context`, `tab_select`. What those calls name means something else from then on.
 */
export function setsScene(words: readonly string[]): boolean {
  if (words.length === 1 && (words[0] === "cd" || words[0] === "chdir")) return true;
  if (connecting.has(words[0] ?? "") && words.slice(1).every(isEnd)) return true;
  const last = words.at(-1) ?? "";
  if (connecting.has(last)) return true;
  if (choosing.has(last) && isScene(words.at(-2))) return true;
  return words.some((verb, place) => {
    if (!choosing.has(verb) && !setting.has(verb)) return false;
    const named = words.slice(place + 1).filter((word) => !qualifiers.has(word) && !endings.has(word));
    return named.length > 0 && named.every((word) => places.has(word) || (choosing.has(verb) && isScene(word)));
  });
}

function isEnd(word: string): boolean {
  return qualifiers.has(word) || connectionEnds.has(word) || isScene(word);
}

function isScene(word: string | undefined): boolean {
  return word !== undefined && (places.has(word) || things.has(word));
}
