import type { Resource } from "../resources/resources";
import type { ResourceTree } from "../resources/resourceTree";

/** What one call does with one resource. */
export interface Access {
  /** The resource's number in the tree. */
  readonly resource: number;
  readonly named: Resource;
  readonly writes: boolean;
}

/** `to` must wait for `from`, both call indexes; the accesses are those that conflict. */
export interface Conflict {
  readonly from: number;
  readonly to: number;
  readonly fromAccess: Access;
  readonly toAccess: Access;
}

/** An access that later ones may have to wait for, and its place in the order. */
interface Touch {
  readonly call: number;
  readonly place: number;
  readonly access: Access;
}

/** What is to be waited for at one resource: everything since it, or something that contains it, was last written. */
interface Frontier {
  writer: Touch | undefined;
  readers: Touch[];
  /** Resources directly below that have a frontier of their own. */
  below: Set<number>;
  /** The last writer of each resource anywhere below, kept only where the resource itself is read. */
  readonly writersBelow: Map<number, Touch>;
  /** A reader that has waited for all earlier writers below. */
  gate: Touch | undefined;
}

/**
 * Beyond this many edges a crowd of m × n conflicts is thinned to m + n, which comes to another one a call; see
 * {@link ConflictSweep}.
 */
const edgesPerCall = 1;
const edgesAtLeast = 10_000;
const smallestCrowd = 8;

/**
 * Finds, for calls in a given order, which earlier ones each must wait for, so that any two that touch one resource (or
 * one that contains the other's) are ordered when at least one writes.
 *
 * One pass: a writer takes the place of all that it waited for, so each access is waited for about once. Only m readers
 * of a directory beside n writers of different files in it truly need m × n edges. Where that would be more than
 * {@link edgesPerCall} a call altogether, one of the readers waits for the crowd and the others wait for that reader.
 */
export class ConflictSweep {
  readonly #containerOf: Int32Array;
  readonly #isRead: Uint8Array;
  readonly #frontiers: (Frontier | undefined)[];
  readonly #mostEdges: number;
  #place = 0;
  #found = 0;
  #waitsFor = new Map<number, Conflict>();

  constructor(tree: ResourceTree, callCount: number, isRead: Uint8Array) {
    this.#containerOf = tree.containerOf;
    this.#isRead = isRead;
    this.#frontiers = new Array<Frontier | undefined>(tree.containerOf.length);
    this.#mostEdges = Math.max(edgesAtLeast, edgesPerCall * callCount);
  }

  /** What the next call in the order waits for. */
  next(call: number, accesses: readonly Access[]): Iterable<Conflict> {
    this.#waitsFor = new Map();
    const extra: Conflict[] = [];
    for (const access of accesses) {
      const touch: Touch = { call, place: this.#place, access };
      if (access.writes) this.#write(touch, extra);
      else this.#read(touch);
    }
    this.#place++;
    this.#found += this.#waitsFor.size + extra.length;
    return extra.length === 0 ? this.#waitsFor.values() : [...this.#waitsFor.values(), ...extra];
  }

  #read(reader: Touch): void {
    const { resource } = reader.access;
    const frontier = this.#frontier(resource);
    if (frontier.gate !== undefined) this.#wait(frontier.gate, reader);
    for (const writer of frontier.writersBelow.values()) this.#wait(writer, reader);
    if (frontier.gate === undefined && frontier.writersBelow.size === 0) {
      const writer = this.#lastWriterAround(resource);
      if (writer !== undefined) this.#wait(writer, reader);
    }
    if (this.#isCrowded(frontier.writersBelow.size)) {
      frontier.writersBelow.clear();
      frontier.gate = reader;
    }
    frontier.readers.push(reader);
  }

  #write(writer: Touch, extra: Conflict[]): void {
    const { resource } = writer.access;
    const before = this.#lastWriterAround(resource);
    let waits = false;
    for (let around = resource; around !== -1; around = this.#containerOf[around] ?? -1) {
      const readers = this.#readersSince(this.#frontiers[around], before?.place ?? -1, extra);
      for (const reader of readers) this.#wait(reader, writer);
      waits ||= readers.length > 0;
    }
    const frontier = this.#frontier(resource);
    for (const below of frontier.below) {
      this.#takeAll(below, writer);
      waits = true;
    }
    if (!waits && before !== undefined) this.#wait(before, writer);
    frontier.writer = writer;
    frontier.readers = [];
    frontier.below = new Set();
    frontier.writersBelow.clear();
    frontier.gate = undefined;
    for (let around = this.#containerOf[resource] ?? -1; around !== -1; around = this.#containerOf[around] ?? -1) {
      if (this.#isRead[around] === 1) this.#frontier(around).writersBelow.set(resource, writer);
    }
  }

  /** Waits for all that is to be waited for at a resource below one that is written, and forgets it. */
  #takeAll(resource: number, writer: Touch): void {
    const open = [resource];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const taken = next;
      const frontier = this.#frontiers[taken];
      if (frontier === undefined) continue;
      for (const reader of frontier.readers) this.#wait(reader, writer);
      if (frontier.writer !== undefined) {
        if (frontier.readers.length === 0) this.#wait(frontier.writer, writer);
        this.#forgetWriter(taken);
      }
      for (const below of frontier.below) open.push(below);
      this.#frontiers[taken] = undefined;
    }
  }

  /** The readers of a resource after a place in the order; a crowd of them is reduced to its last, which waits for the others. */
  #readersSince(frontier: Frontier | undefined, place: number, extra: Conflict[]): readonly Touch[] {
    if (frontier === undefined) return [];
    const { readers } = frontier;
    let start = readers.length;
    while (start > 0 && (readers[start - 1]?.place ?? -1) > place) start--;
    const last = readers.at(-1);
    if (last !== undefined && this.#isCrowded(readers.length - start)) {
      for (const reader of readers) if (reader.call !== last.call) extra.push(conflict(reader, last));
      frontier.readers = [last];
      return frontier.readers;
    }
    return readers.slice(start);
  }

  #isCrowded(crowd: number): boolean {
    return crowd > smallestCrowd && this.#found + crowd > this.#mostEdges;
  }

  /** The last writer of a resource or of what contains it: the nearest one, since a writer clears all below it. */
  #lastWriterAround(resource: number): Touch | undefined {
    for (let around = resource; around !== -1; around = this.#containerOf[around] ?? -1) {
      const writer = this.#frontiers[around]?.writer;
      if (writer !== undefined) return writer;
    }
    return undefined;
  }

  #wait(from: Touch, to: Touch): void {
    if (from.call !== to.call && !this.#waitsFor.has(from.call)) this.#waitsFor.set(from.call, conflict(from, to));
  }

  #forgetWriter(resource: number): void {
    for (let around = this.#containerOf[resource] ?? -1; around !== -1; around = this.#containerOf[around] ?? -1) {
      this.#frontiers[around]?.writersBelow.delete(resource);
    }
  }

  /** The frontier of a resource, made known to all that contains it. */
  #frontier(resource: number): Frontier {
    const known = this.#frontiers[resource];
    if (known !== undefined) return known;
    const frontier: Frontier = {
      writer: undefined,
      readers: [],
      below: new Set(),
      writersBelow: new Map(),
      gate: undefined,
    };
    this.#frontiers[resource] = frontier;
    const container = this.#containerOf[resource] ?? -1;
    if (container !== -1) this.#frontier(container).below.add(resource);
    return frontier;
  }
}

function conflict(from: Touch, to: Touch): Conflict {
  return { from: from.call, to: to.call, fromAccess: from.access, toAccess: to.access };
}
