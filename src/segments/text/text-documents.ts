/** The texts that were read, so that a file of many thousand cues is read once and not for each segment. */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { type Asset, readTextOf } from '../../assets/index.js';
import type { TextRendition } from '../../encoder/index.js';
import type { Scheduler } from '../../shared/scheduler/scheduler.js';
import { SingleFlight, type WorkContext } from '../../shared/single-flight.js';
import { plainText, type TextDocument, textProblem } from '../../text/index.js';

interface TextDocumentsOptions {
  readonly scheduler: Scheduler;
  readonly log: Logger;
}

/** Some ten films in fifty languages, or two texts as large as they may be. */
const MAX_BYTES = 64 * 1024 * 1024;
/** The memory of a cue beside its text, of two bytes a character. */
const CUE_BYTES = 400;
const DOCUMENT_BYTES = 1000;

export class TextDocuments {
  readonly #options: TextDocumentsOptions;
  readonly #known = new LRUCache<string, TextDocument>({ maxSize: MAX_BYTES, sizeCalculation: sizeOf });
  readonly #reading = new SingleFlight<TextDocument>();
  /** Those of which was said that segments are cut. */
  readonly #cut = new WeakSet<TextDocument>();

  constructor(options: TextDocumentsOptions) {
    this.#options = options;
  }

  /**
   * The cues of a text; reads it in the light lane where it is not known.
   * @throws OnplayError as `readTextOf`; `encode_cancelled`, `queue_full`, `shutting_down`.
   */
  async of(asset: Asset, rendition: TextRendition, context: WorkContext): Promise<TextDocument> {
    const key = keyOf(asset, rendition);
    const known = this.#known.get(key);
    if (known) return known;
    const { signal, urgency, client } = context;
    const waiter = { signal, priority: urgency.priority, client, partOf: urgency };
    return this.#reading.share(key, waiter, async (own) => {
      const document = await this.#read(asset, rendition, own);
      this.#known.set(key, document);
      return document;
    }).promise;
  }

  /** Runs `work` in the light lane. @throws OnplayError `encode_cancelled`, `queue_full`, `shutting_down`; what `work` throws. */
  inSlot<T>(work: () => Promise<T>, { signal, urgency, client }: WorkContext): Promise<T> {
    return this.#options.scheduler.run({ lane: 'light', urgency, client }, work, signal);
  }

  /** Says in the log that segments of a text are cut: once, and not for each segment. */
  reportCut(asset: Asset, rendition: TextRendition, document: TextDocument): void {
    if (this.#cut.has(document)) return;
    this.#cut.add(document);
    this.#report(asset, rendition, { ...document, problems: [textProblem('segment_cut')] });
  }

  #read(asset: Asset, rendition: TextRendition, context: WorkContext): Promise<TextDocument> {
    const read = async (): Promise<TextDocument> => {
      const document = await readTextOf(asset, rendition, context.signal);
      this.#report(asset, rendition, document);
      return document;
    };
    return this.inSlot(read, context);
  }

  #report({ id }: Asset, rendition: TextRendition, { cues, problems }: TextDocument): void {
    const facts = { asset: id, rendition: rendition.id, cues: cues.length };
    if (problems.length === 0) this.#options.log.info(facts, 'text read');
    else this.#options.log.warn({ ...facts, problems }, 'text is not shown as it was written');
  }
}

/** A master that grows has more text with each look at it. */
function keyOf({ id, map, keyOf }: Asset, rendition: TextRendition): string {
  return `${id}\0${keyOf(rendition)}\0${map.isOpen ? map.count : ''}`;
}

function sizeOf({ cues, styles }: TextDocument): number {
  const characters = cues.reduce((sum, { payload }) => sum + plainText(payload).length, 0);
  const ofStyles = styles.reduce((sum, sheet) => sum + sheet.length, 0);
  return DOCUMENT_BYTES + CUE_BYTES * cues.length + 2 * (characters + ofStyles);
}
