/** Tracks the masters that are being prepared, the progress of each, and how long requests wait for them. */
import { OnplayError } from '../../shared/errors.js';

/** The current step: `queued` (for one of the next two), `remuxing` and `scanning` may take minutes, `indexing` a second. */
type Phase = 'queued' | 'remuxing' | 'scanning' | 'indexing';

export interface Progress {
  readonly phase: Phase;
  /** Progress of a remux or a scan, 0 to 100. */
  readonly percent?: number;
  /** Position in the queue for them, from 1. */
  readonly queuePlace?: number;
}

/** Through this the work reports its progress. */
export interface Preparation {
  enter(phase: Phase): void;
  /** @param share of the remux or the scan that is done, 0 to 1. */
  advance(share: number): void;
}

/** How long a request waits for a master before it is refused with `master_preparing`. Commands wait without a limit. */
export interface Patience {
  /** For a remux or a scan: a short file is done within it and plays at once; for a longer one the player retries. */
  readonly remuxMs: number;
  /** For everything else: shorter than the timeout of any client or proxy. */
  readonly maxWaitMs: number;
}

const PATIENCE: Patience = { remuxMs: 2000, maxWaitMs: 20_000 };

interface State {
  phase: Phase;
  share: number;
}

export class Preparations {
  readonly #patience: Patience | 'unlimited';
  /** In order of arrival. */
  readonly #states = new Map<string, State>();

  constructor(patience: Patience | 'unlimited' = PATIENCE) {
    this.#patience = patience;
  }

  /** Runs work on a master and tracks its progress until it settles. Settles as the work does. */
  async track<T>(key: string, work: (preparation: Preparation) => Promise<T>): Promise<T> {
    const state: State = { phase: 'indexing', share: 0 };
    this.#states.set(key, state);
    try {
      return await work({
        enter: (phase) => {
          state.phase = phase;
        },
        advance: (share) => {
          state.share = share;
        },
      });
    } finally {
      if (this.#states.get(key) === state) this.#states.delete(key);
    }
  }

  /** The progress of a master; undefined where it is not in progress. */
  progressOf(key: string): Progress | undefined {
    const state = this.#states.get(key);
    if (!state) return undefined;
    const { phase, share } = state;
    if (phase === 'queued') return { phase, queuePlace: this.#queuePlaceOf(state) };
    return phase === 'remuxing' || phase === 'scanning'
      ? { phase, percent: Math.floor(share * 100) }
      : { phase };
  }

  /**
   * Waits for the work on a master within the patience, and settles as it does.
   * @throws OnplayError `master_preparing` when it takes longer.
   */
  async withPatience<T>(key: string, work: Promise<T>): Promise<T> {
    if (this.#patience === 'unlimited') return work;
    const { remuxMs, maxWaitMs } = this.#patience;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<never>((_resolve, reject) => {
      let waitedMs = 0;
      timer = setInterval(() => {
        waitedMs += remuxMs;
        const progress = this.progressOf(key);
        const isLong = progress !== undefined && progress.phase !== 'indexing';
        if (isLong || waitedMs >= maxWaitMs) reject(masterPreparing(progress));
      }, remuxMs);
    });
    try {
      return await Promise.race([work, patience]);
    } finally {
      clearInterval(timer);
    }
  }

  #queuePlaceOf(state: State): number {
    const queued = [...this.#states.values()].filter(({ phase }) => phase === 'queued');
    return queued.indexOf(state) + 1;
  }
}

/** @returns `master_preparing`, with the progress if it is known. */
export function masterPreparing(progress: Progress = { phase: 'indexing' }): OnplayError {
  return new OnplayError('master_preparing', {
    publicDetail: `${describe(progress)} Try again in a few seconds.`,
    retryable: true,
    about: 'moment',
    extensions: { preparing: progress },
  });
}

function describe({ phase, percent = 0, queuePlace = 1 }: Progress): string {
  if (phase === 'queued')
    return `The master is waiting to be prepared for playback, at position ${queuePlace} in the queue.`;
  if (phase === 'remuxing') return `The master is being prepared for playback: ${percent} % done.`;
  if (phase === 'scanning') return `The master is being read for the first time: ${percent} % done.`;
  return 'The master is being indexed for the first time.';
}
