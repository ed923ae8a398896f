/** What a word says of a call: that it reads or computes, or that it writes, moves or drives something. */
export type WordEffect = "reads" | "writes";

/**
 * Verbs of reading and computing. What is in neither list is unknown, so a verb that might go either way (`process`,
 * `generate`, `format`) is left out.
 */
const readers = `get ls list read search find describe count calculate convert translate summarise summarize classify extract
  validate fetch show view query lookup look retrieve inspect explain check verify compare diff analyse analyze estimate detect
  recognise recognize parse decode encode hash compute measure predict recommend suggest preview browse scan grep glob
  head tail cat stat has is contains match filter sort rank audit lint peek echo ping geocode autocomplete transcribe tokenize
  visit crawl scrape whoami pwd discover enumerate sum average round solve display identify return report monitor examine
  transform lemmatize normalise normalize correlate aggregate simulate forecast score infer`;

/** Verbs of writing, moving and driving; also of taking, since what was taken is not there the next time. */
const writers = `create add set update insert write edit delete move send post save upload download run execute navigate goto
  click type select start stop commit remove put patch replace append prepend rename copy link unlink mkdir touch rm rmdir mv cp
  drop truncate clear reset purge flush wipe erase destroy kill terminate cancel abort pause resume restart reboot launch open
  close connect disconnect login logout signup signin signout register unregister subscribe unsubscribe publish unpublish deploy
  undeploy install uninstall upgrade downgrade apply revert rollback undo redo restore backup archive unarchive merge rebase
  push pull checkout checkin switch stash tag fork clone branch init initialize initialise setup configure enable disable toggle
  lock unlock assign unassign approve reject accept decline complete finish mark unmark reopen submit fill press drag hover scroll
  resize import export sync synchronize refresh reload record schedule trigger invoke dispatch emit enqueue reply comment react
  invite kick ban grant revoke change modify alter adjust increment decrement transfer pay buy sell order book reserve refund
  charge migrate rewrite refactor activate deactivate choose attach detach mount unmount spawn exec eval call tap swipe
  focus forward remember memorize memorise forget store persist observe ingest reindex expire evict lpush rpush lpop rpop hset
  hdel sadd srem zadd zrem incr decr control inject intercept override upsert build share unshare pin unpin star unstar follow
  unfollow block unblock mute unmute vote cast bind unbind expand collapse shift unshift manage back drive provision
  sleep wait take claim acquire release consume dequeue lease advance next pop poll receive ack acknowledge`;

/** Names of what runs whatever it is given, where a name has no verb. */
const engines = "python shell bash zsh sh powershell cmd terminal repl jupyter interpreter browser computer";

/** Nouns that stand for looking at something, where neither name nor description has a verb. */
const views = `status info help version health history log logs stats statistics weather snapshot screenshot docs documentation
  details summary overview metadata schema time date distance directions tree blame reflog`;

/** Verbs that are nouns as well, behind which a verb of reading decides: `branch_list` reads. */
const nounsBeforeReaders = "branch commit order comment stash post";

/** Verbs that are nouns as well, behind which a verb of writing decides: `list_add` and `queue_push` write. */
const nounsBeforeWriters = "monitor list search find query view count match filter sort rank report hash sum average";

/** Verbs of writing that are nouns behind those: `list_commit` reads. */
const nounsBehindReaders = `branch commit tag order post comment record schedule trigger fork stash book star vote share build
  backup archive link copy update run type release call patch log`;

/** Whatever a hint says, these change what the next one of them gets. */
const neverFree = "next pop poll receive ack acknowledge dequeue";

const effectByVerb = new Map<string, WordEffect>([...setOf(readers, "reads"), ...setOf(writers, "writes")]);
const engineNouns = new Set(engines.split(/\s+/));
const viewNouns = new Set(views.split(/\s+/));
const beforeReaders = new Set(nounsBeforeReaders.split(/\s+/));
const beforeWriters = new Set(nounsBeforeWriters.split(/\s+/));
const behindReaders = new Set(nounsBehindReaders.split(/\s+/));
const neverFreeVerbs = new Set(neverFree.split(/\s+/));

function setOf(words: string, effect: WordEffect): [string, WordEffect][] {
  return words.split(/\s+/).map((word) => [word, effect]);
}

/** What a verb in its plain form says, or undefined for any other word. */
export function verbEffect(word: string): WordEffect | undefined {
  return effectByVerb.get(word);
}

export function isEngine(word: string): boolean {
  return engineNouns.has(word);
}

export function isView(word: string): boolean {
  return viewNouns.has(word);
}

export function isNeverFree(word: string): boolean {
  return neverFreeVerbs.has(word);
}

/** Whether the last word of a name is its verb, and the first one what that is done to: `list_add`, `branch_list`. */
export function lastWordDecides(first: string, last: string): boolean {
  if (effectByVerb.get(last) === "writes") return beforeWriters.has(first) && !behindReaders.has(last);
  return beforeReaders.has(first) && effectByVerb.get(last) === "reads";
}

/** The verb that a word is, a form of, or does: `calculator` and `calculating` are `calculate`. */
export function verbOf(word: string): string | undefined {
  if (effectByVerb.has(word)) return word;
  return [...agentStems(word), ...inflectedStems(word)].find((stem) => effectByVerb.has(stem));
}

/** The verb of one who does it: `translator`, `runner`, `finder`. */
export function agentVerbOf(word: string): string | undefined {
  return effectByVerb.has(word) ? word : agentStems(word).find((stem) => effectByVerb.has(stem));
}

function agentStems(word: string): string[] {
  // A browser does not only browse, and a computer not only compute.
  if (engineNouns.has(word)) return [];
  return /.{2}(er|or)s?$/.test(word) ? stems(word.replace(/(er|or)s?$/, "")) : [];
}

function inflectedStems(word: string): string[] {
  if (/.{2}ing$/.test(word)) return stems(word.slice(0, -3));
  if (/.ies$/.test(word)) return [`${word.slice(0, -3)}y`];
  if (/.es$/.test(word)) return [word.slice(0, -1), word.slice(0, -2)];
  return /.s$/.test(word) ? [word.slice(0, -1)] : [];
}

/** `calculat` of `calculate`, `runn` of `run`, `verifi` of `verify`. */
function stems(trunk: string): string[] {
  const doubled = /(.)\1$/.test(trunk) ? [trunk.slice(0, -1)] : [];
  return [trunk, `${trunk}e`, ...doubled, ...(trunk.endsWith("i") ? [`${trunk.slice(0, -1)}y`] : [])];
}
