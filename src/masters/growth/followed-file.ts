import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type ByteSource,
  type FileIdentity,
  type GrowthMarks,
  type MarkedRange,
  type Master,
  openFile,
} from '../../stores/index.js';
import { growingMaster } from './growing-master.js';
import { firstRange, holdsMarks, marksOf } from './marks.js';
import { mediaStartOfOpen } from './media-start.js';

export interface FollowOptions {
  /** How long a file that grew may go without being written to before it counts as finished. */
  readonly pauseMs: number;
  /** How long after its last write a file that is seen for the first time may turn out to grow; by default two seconds. */
  readonly quietMs?: number;
  /** Milliseconds from any fixed moment. */
  readonly clock?: () => number;
}

/** A master of the store below, which is a local file. */
export interface LocalFile {
  readonly master: Master;
  readonly localPath: string;
  readonly file: FileIdentity;
}

/** What is known of a file that was seen to grow. */
interface Growing {
  readonly version: string;
  /** Undefined while there is too little of it: then the version is for the time being. */
  readonly first: MarkedRange | undefined;
  readonly marks: GrowthMarks;
  /** When it was first seen as it is, by the clock. */
  readonly seenAt: number;
  /** Stays true: what was published as the end does not turn out to be none. */
  readonly isOver: boolean;
}

const QUIET_MS = 2000;
const POLL_MS = 200;

/** One file, from one look to the next. */
export class FollowedFile {
  readonly #path: string;
  readonly #root: string | undefined;
  readonly #pauseMs: number;
  readonly #quietMs: number;
  readonly #clock: () => number;
  /** At the last look; undefined before the first. */
  #file: FileIdentity | undefined;
  #growing: Growing | undefined;
  /** Tells apart the versions of a file that begins with the same bytes, and was changed behind them. */
  #change = '';

  constructor({ localPath, master }: LocalFile, { pauseMs, quietMs, clock }: FollowOptions) {
    this.#path = localPath;
    this.#root = master.localRoot;
    this.#pauseMs = pauseMs;
    this.#quietMs = quietMs ?? QUIET_MS;
    this.#clock = clock ?? (() => performance.now());
  }

  /** Whether that is the same file, at the same path. */
  isOf({ localPath, file }: LocalFile): boolean {
    return localPath === this.#path && (this.#file === undefined || this.#file.ino === file.ino);
  }

  /**
   * Returns the master as it is now: in the version of the look before, if all that has happened since is that it was appended to.
   * @param local what the store says of it.
   * @throws OnplayError as `openFile`.
   */
  async look({ master, file }: LocalFile): Promise<Master> {
    if (this.#growing || (await this.#isSeenToGrow(file))) this.#growing = await this.#growth();
    const growing = this.#growing;
    this.#file = growing?.marks.file ?? file;
    if (!growing) return master;
    const { version, marks, isOver } = growing;
    const { asset } = master;
    const root = this.#root === undefined ? {} : { localRoot: this.#root };
    return growingMaster({ asset, version, localPath: this.#path, ...root, growth: { marks, isOver } });
  }

  /** Waits, at the first look at a file that may grow, until it has, or was quiet for long enough. */
  async #isSeenToGrow(file: FileIdentity): Promise<boolean> {
    if (this.#file) return file.size > this.#file.size;
    if (!this.#isRecent(file)) return false;
    if ((await this.#withSource(mediaStartOfOpen)) === undefined) return false;
    const end = this.#clock() + 2 * this.#quietMs;
    for (let now: FileIdentity | undefined = file; now && this.#isRecent(now) && this.#clock() < end; ) {
      await delay(POLL_MS);
      now = await this.#withSource(async (_source, found) => found);
      if (now && now.size > file.size) return true;
    }
    return false;
  }

  #isRecent({ mtimeMs }: FileIdentity): boolean {
    return Math.abs(Date.now() - mtimeMs) < this.#quietMs;
  }

  /** What is known of the file now; undefined where it does not grow, or is not what it was. */
  #growth(): Promise<Growing | undefined> {
    return this.#withSource(async (source, file) => {
      const growing = this.#growing;
      if (!growing) return this.#begin(source, file);
      const before = growing.marks.file;
      if (file.size === before.size && file.mtimeMs === before.mtimeMs)
        return { ...growing, isOver: growing.isOver || this.#clock() - growing.seenAt > this.#pauseMs };
      const { first, isOver } = growing;
      if (!first) return this.#begin(source, file);
      const mayBeSame = !isOver || file.size === before.size;
      if (mayBeSame && (await holdsMarks(source, file, growing.marks)))
        return this.#continued({ ...growing, first }, source, file);
      this.#change = `${file.size}:${file.mtimeMs}`;
      return file.size > before.size ? this.#begin(source, file) : undefined;
    });
  }

  async #continued(
    growing: Growing & { readonly first: MarkedRange },
    source: ByteSource,
    file: FileIdentity,
  ): Promise<Growing> {
    const marks = await marksOf(source, file, growing.first);
    const isWhole = (await mediaStartOfOpen(source)) === undefined;
    return { ...growing, marks, seenAt: this.#clock(), isOver: growing.isOver || isWhole };
  }

  async #begin(source: ByteSource, file: FileIdentity): Promise<Growing | undefined> {
    const start = await mediaStartOfOpen(source);
    if (start === undefined) return undefined;
    const first = await firstRange(source, start);
    const marks = first ? await marksOf(source, file, first) : { file, ranges: [] };
    const version = versionOf(file, first ?? { offset: start, digest: '' }, this.#change);
    return { version, first, marks, seenAt: this.#clock(), isOver: false };
  }

  /** Undefined where there is no such file any more. */
  async #withSource<T>(use: (source: ByteSource, file: FileIdentity) => Promise<T>): Promise<T | undefined> {
    const opened = await openFile(this.#path, this.#root);
    if (!opened) return undefined;
    try {
      return await use(opened.source, opened.file);
    } finally {
      await opened.source.close();
    }
  }
}

/** Ten bytes, as hex digits: the same on all servers that see the file grow, however far it was when they saw it first. */
function versionOf(
  { ino }: FileIdentity,
  { offset, digest }: Pick<MarkedRange, 'offset' | 'digest'>,
  change: string,
): string {
  return createHash('sha256')
    .update(`growing:${ino}:${offset}:${digest}:${change}`)
    .digest('hex')
    .slice(0, 20);
}
