/** The texts of assets: each is read once and not for each segment, and what of it is not shown is remembered. */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { TextRendition, TextSource } from '../../encoder/index.js';
import type { Scheduler } from '../../shared/scheduler/scheduler.js';
import { SingleFlight, type WorkContext } from '../../shared/single-flight.js';
import {
  type MovTextSamples,
  type SourceSamples,
  type TextProblem,
  textProblem,
  type WrittenText,
} from '../../text/index.js';
import type { Asset } from '../asset.js';
import { KnownProblems } from './known-problems.js';
import { type SourceTrack, sourceTrack } from './source-track.js';
import type { ReadText, TextReading } from './text-reading.js';
import { type TextToRead, textTask } from './text-task.js';

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

export class Texts {
  readonly #options: TextsOptions;
  readonly #known = new LRUCache<string, ReadText>({ maxSize: MAX_BYTES, sizeCalculation: sizeOf });
  readonly #problems: KnownProblems;
  readonly #reading = new SingleFlight<ReadText>();

  constructor(options: TextsOptions) {
    this.#options = options;
    this.#problems = new KnownProblems(options.log);
  }

  /**
   * A text as players are given it; reads it in the light lane where it is not known.
   * @throws OnplayError as `unreadText`; `encode_cancelled`, `queue_full`, `shutting_down`.
   */
  async written(asset: Asset, rendition: TextRendition, context: WorkContext): Promise<WrittenText> {
    return (await this.#read({ ...rendition, asset, kind: 'webvtt' }, context)) as WrittenText;
  }

  /** A text as the track of a file has it, as long as the film. @throws OnplayError as `written`. */
  async movText(asset: Asset, rendition: TextRendition, context: WorkContext): Promise<MovTextSamples> {
    return (await this.#read({ ...rendition, asset, kind: 'mov_text' }, context)) as MovTextSamples;
  }

  /**
   * A text that is read as a whole as it is burned in: a file beside the master, or a track of a format that ffmpeg does not know.
   * @throws OnplayError as `written`; `burn_too_large` where reading it was stopped, which is remembered as any text is.
   */
  async sourceTrack(asset: Asset, source: TextSource, context: WorkContext): Promise<SourceTrack> {
    return sourceTrack((await this.#read({ asset, kind: 'source', source }, context)) as SourceSamples);
  }

  /** What is known of the texts that were read. */
  reports(asset: Asset): readonly TextReport[] {
    return asset.ladder.text.flatMap((rendition) => {
      const problems = this.#problemsOf(asset, rendition);
      return problems.length > 0 ? [{ rendition, problems }] : [];
    });
  }

  /** Those of the rendition, and those that it has where it is burned in. */
  #problemsOf(asset: Asset, { source }: TextRendition): readonly TextProblem[] {
    const shown = this.#problems.of(keyOf(asset, source)) ?? [];
    const burned = this.#problems.of(burnKeyOf(asset, source)) ?? [];
    return [...shown, ...burned.filter(({ code }) => !shown.some((problem) => problem.code === code))];
  }

  /** Reads all texts that were not read yet, so that `reports` tells of them. Those that cannot be opened are left. Never rejects. */
  async readAll(asset: Asset, context: WorkContext): Promise<void> {
    for (const rendition of asset.ladder.text) {
      if (this.#problems.of(keyOf(asset, rendition.source))) continue;
      await this.written(asset, rendition, context).catch(() => undefined);
    }
  }

  /** Says that segments of a text are cut: once, and not for each segment. */
  reportCut(asset: Asset, { id, source }: TextRendition): void {
    const facts = { asset: asset.id, rendition: id };
    this.#problems.add(keyOf(asset, source), textProblem('segment_cut'), facts);
  }

  /** Says that fonts are not used where a text is burned in: once, and not for each segment. */
  reportFontsLeftOut(asset: Asset, source: TextSource): void {
    this.#problems.add(burnKeyOf(asset, source), textProblem('fonts_left_out'), burnFacts(asset, source));
  }

  async #read(text: TextToRead, context: WorkContext): Promise<ReadText> {
    const key = `${text.kind}\0${keyOf(text.asset, text.source)}`;
    const known = this.#known.get(key);
    if (known) return known;
    const { signal, urgency, client } = context;
    const waiter = { signal, priority: urgency.priority, client, partOf: urgency };
    return this.#reading.share(key, waiter, async (own) => {
      const read = await this.#inSlot(text, own);
      this.#known.set(key, read);
      return read;
    }).promise;
  }

  #inSlot(text: TextToRead, { signal, urgency, client }: WorkContext): Promise<ReadText> {
    const { scheduler, reading } = this.#options;
    const work = async (): Promise<ReadText> => {
      const read = await reading(await textTask(text, signal), signal);
      this.#remember(text, read.problems);
      return read;
    };
    return scheduler.run({ lane: 'light', urgency, client }, work, signal);
  }

  #remember(text: TextToRead, problems: readonly TextProblem[]): void {
    const { asset, source } = text;
    if (text.kind === 'source')
      this.#problems.set(burnKeyOf(asset, source), problems, burnFacts(asset, source));
    else this.#problems.set(keyOf(asset, source), problems, { asset: asset.id, rendition: text.id });
  }
}

/** Clips have the text of the whole. A master that grows has more text with each look at it. */
function keyOf({ id, master, map, clip }: Asset, source: TextSource): string {
  const length = map.isOpen && !clip ? map.count : '';
  return [id, master.version, JSON.stringify(source), length].join('\0');
}

function burnKeyOf(asset: Asset, source: TextSource): string {
  return `burn\0${keyOf(asset, source)}`;
}

function burnFacts({ id }: Asset, source: TextSource) {
  return source.kind === 'sidecar' ? { asset: id, file: source.name } : { asset: id, track: source.trackId };
}

function sizeOf(text: ReadText): number {
  const arrays = Object.values(text).filter((value) => ArrayBuffer.isView(value));
  return TEXT_BYTES + arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
