/** Masters that are being indexed, how far each is, and how long those who ask wait for it. */
import { OnplayError } from '../shared/errors.js';

/** What is done to a master just now. `queued` and `remuxing` may take minutes, `indexing` a second. */
type Phase = 'queued' | 'remuxing' | 'indexing';

export interface Progress {
  readonly phase: Phase;
  /** Of a remux. */
  readonly percent?: number;
  /** Of one that waits: 1 is the next. */
  readonly queuePlace?: number;
}

/** Told by the work itself. */
export interface Preparation {
  enter(phase: Phase): void;
  /** @param share 0 to 1. */
  advance(share: number): void;
}

/** How long who asks waits. Commands wait until the end. */
export interface Patience {
  /** A short file is remuxed within it, so that it plays at once; a player asks again for a longer one. */
  readonly remuxMs: number;
  /** Whatever takes so long: less than any client or proxy waits for an answer. */
  readonly longestMs: number;
}

const PATIENCE: Patience = { remuxMs: 2000, longestMs: 20_000 };

interface State {
  phase: Phase;
  share: number;
}

export class Preparations {
  readonly #patience: Patience | 'unlimited';
  /** In the order in which they came. */
  readonly #states = new Map<string, State>();

  constructor(patience: Patience | 'unlimited' = PATIENCE) {
    this.#patience = patience;
  }

  /** Follows work on a master, from now until it has settled. */
  async follow<T>(key: string, work: (preparation: Preparation) => Promise<T>): Promise<T> {
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

  /** Undefined where nothing is under way. */
  progressOf(key: string): Progress | undefined {
    const state = this.#states.get(key);
    if (!state) return undefined;
    const { phase, share } = state;
    if (phase === 'queued') return { phase, queuePlace: this.#queuePlaceOf(state) };
    return phase === 'remuxing' ? { phase, percent: Math.floor(share * 100) } : { phase };
  }

  /**
   * What the work on a master gives, if it does so within the patience.
   * @throws OnplayError `master_preparing` else.
   */
  async withPatience<T>(key: string, work: Promise<T>): Promise<T> {
    if (this.#patience === 'unlimited') return work;
    const { remuxMs, longestMs } = this.#patience;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<never>((_resolve, reject) => {
      let waitedMs = 0;
      timer = setInterval(() => {
        waitedMs += remuxMs;
        const progress = this.progressOf(key);
        const isLong = progress !== undefined && progress.phase !== 'indexing';
        if (isLong || waitedMs >= longestMs) reject(masterPreparing(progress));
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

/** @param progress as it stands now. */
function masterPreparing(progress: Progress = { phase: 'indexing' }): OnplayError {
  return new OnplayError('master_preparing', {
    publicDetail: `${describe(progress)} Try again in a few seconds.`,
    retryable: true,
    about: 'moment',
    extensions: { preparing: progress },
  });
}

function describe({ phase, percent = 0, queuePlace = 1 }: Progress): string {
  if (phase === 'queued')
    return `The master waits to be prepared for playing, at place ${queuePlace} in the queue.`;
  if (phase === 'remuxing') return `The master is being prepared for playing: ${percent} % is done.`;
  return 'The master is being looked at for the first time.';
}
