/** Detects that the process at the other end of a channel no longer answers: hung, stopped or starved. */

export interface HeartbeatOptions {
  /** Between two pings, in milliseconds. */
  readonly intervalMs: number;
  /** How many pings in a row may go unanswered; at least 1. */
  readonly maxUnanswered: number;
  /** Sends a ping. */
  readonly ping: () => void;
  /** Called once, at the first ping due after `maxUnanswered` unanswered ones. */
  readonly onSilent: () => void;
}

/**
 * Counts pings instead of measuring time: when this process itself is stalled, so is its timer, and the answers that arrived
 * meanwhile are read before the next ping.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #timer: NodeJS.Timeout;
  #unanswered = 0;
  #isSilent = false;

  /** Sends the first ping after one interval. Does not keep this process alive. */
  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#beat(), options.intervalMs).unref();
  }

  /** Whether too many pings went unanswered. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** Call for every message: any message counts as an answer. */
  onMessage(): void {
    this.#unanswered = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    const { maxUnanswered, ping, onSilent } = this.#options;
    if (this.#unanswered === maxUnanswered) {
      this.stop();
      this.#isSilent = true;
      onSilent();
      return;
    }
    this.#unanswered += 1;
    ping();
  }
}
