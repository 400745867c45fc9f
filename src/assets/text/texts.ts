/** The texts of assets: each is read once and not for each segment, and what of it is not shown is remembered. */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { TextRendition } from '../../encoder/index.js';
import type { Scheduler } from '../../shared/scheduler/scheduler.js';
import { SingleFlight, type WorkContext } from '../../shared/single-flight.js';
import { type MovTextSamples, type TextProblem, textProblem, type WrittenText } from '../../text/index.js';
import type { Asset } from '../asset.js';
import type { ReadText, TextReading, TextTask } from './text-reading.js';
import { unreadText } from './unread-text.js';

interface TextsOptions {
  readonly reading: TextReading;
  readonly scheduler: Scheduler;
  readonly log: Logger;
}

/** A text and what of it is not shown as it was written. */
export interface TextReport {
  readonly rendition: TextRendition;
  readonly problems: readonly TextProblem[];
}

/** Some fifty films in fifty languages, or two texts as large as they may be. */
const MAX_BYTES = 64 * 1024 * 1024;
const TEXT_BYTES = 1000;
/** Of which a few hundred bytes are kept each. */
const MAX_REPORTS = 10_000;

export class Texts {
  readonly #options: TextsOptions;
  readonly #known = new LRUCache<string, ReadText>({ maxSize: MAX_BYTES, sizeCalculation: sizeOf });
  readonly #problems = new LRUCache<string, readonly TextProblem[]>({ max: MAX_REPORTS });
  readonly #reading = new SingleFlight<ReadText>();

  constructor(options: TextsOptions) {
    this.#options = options;
  }

  /**
   * A text as players are given it; reads it in the light lane where it is not known.
   * @throws OnplayError as `unreadText`; `encode_cancelled`, `queue_full`, `shutting_down`.
   */
  async written(asset: Asset, rendition: TextRendition, context: WorkContext): Promise<WrittenText> {
    return (await this.#read(asset, rendition, 'webvtt', context)) as WrittenText;
  }

  /** A text as the track of a file has it, as long as the film. @throws OnplayError as `written`. */
  async movText(asset: Asset, rendition: TextRendition, context: WorkContext): Promise<MovTextSamples> {
    return (await this.#read(asset, rendition, 'mov_text', context)) as MovTextSamples;
  }

  /** What is known of the texts that were read. */
  reports(asset: Asset): readonly TextReport[] {
    return asset.ladder.text.flatMap((rendition) => {
      const problems = this.#problems.get(keyOf(asset, rendition));
      return problems && problems.length > 0 ? [{ rendition, problems }] : [];
    });
  }

  /** Reads all texts that were not read yet, so that `reports` tells of them. Those that cannot be opened are left. Never rejects. */
  async readAll(asset: Asset, context: WorkContext): Promise<void> {
    for (const rendition of asset.ladder.text) {
      if (this.#problems.has(keyOf(asset, rendition))) continue;
      await this.written(asset, rendition, context).catch(() => undefined);
    }
  }

  /** Says that segments of a text are cut: once, and not for each segment. */
  reportCut(asset: Asset, rendition: TextRendition): void {
    const key = keyOf(asset, rendition);
    const known = this.#problems.get(key) ?? [];
    if (known.some(({ code }) => code === 'segment_cut')) return;
    const cut = textProblem('segment_cut');
    this.#problems.set(key, [...known, cut]);
    this.#log(asset, rendition, [cut]);
  }

  async #read(
    asset: Asset,
    rendition: TextRendition,
    kind: TextTask['kind'],
    context: WorkContext,
  ): Promise<ReadText> {
    const key = `${kind}\0${keyOf(asset, rendition)}`;
    const known = this.#known.get(key);
    if (known) return known;
    const { signal, urgency, client } = context;
    const waiter = { signal, priority: urgency.priority, client, partOf: urgency };
    return this.#reading.share(key, waiter, async (own) => {
      const text = await this.#inSlot(asset, rendition, kind, own);
      this.#known.set(key, text);
      return text;
    }).promise;
  }

  #inSlot(
    asset: Asset,
    rendition: TextRendition,
    kind: TextTask['kind'],
    { signal, urgency, client }: WorkContext,
  ): Promise<ReadText> {
    const { scheduler, reading } = this.#options;
    const read = async (): Promise<ReadText> => {
      const { seconds } = (asset.clip?.whole ?? asset).presentation;
      const end = Math.max(1, Math.floor(seconds * 1000));
      const text = await reading({ kind, text: await unreadText(asset, rendition, signal), end }, signal);
      this.#problems.set(keyOf(asset, rendition), text.problems);
      this.#log(asset, rendition, text.problems);
      return text;
    };
    return scheduler.run({ lane: 'light', urgency, client }, read, signal);
  }

  #log({ id }: Asset, rendition: TextRendition, problems: readonly TextProblem[]): void {
    const facts = { asset: id, rendition: rendition.id };
    if (problems.length === 0) this.#options.log.info(facts, 'text read');
    else this.#options.log.warn({ ...facts, problems }, 'text is not shown as it was written');
  }
}

/** Clips have the text of the whole. A master that grows has more text with each look at it. */
function keyOf({ id, master, map, clip }: Asset, { source }: TextRendition): string {
  const length = map.isOpen && !clip ? map.count : '';
  return [id, master.version, JSON.stringify(source), length].join('\0');
}

function sizeOf(text: ReadText): number {
  const arrays = Object.values(text).filter((value) => ArrayBuffer.isView(value));
  return TEXT_BYTES + arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
