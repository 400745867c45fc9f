/** Notices that the process at the other end of a channel has stopped answering: hung, stopped or starved. */

export interface HeartbeatOptions {
  /** Between two questions, in milliseconds. */
  readonly intervalMs: number;
  /** How many questions in a row may go unanswered. At least 1. */
  readonly maxUnanswered: number;
  /** Sends the question. */
  readonly ask: () => void;
  /** Called once, when one more went unanswered. */
  readonly onSilent: () => void;
}

/**
 * Counts questions and not time: when this process itself stands still, its timer does too, and what was answered
 * meanwhile is read before the next question.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #timer: NodeJS.Timeout;
  #unanswered = 0;
  #isSilent = false;

  /** Asks for the first time after one interval. Keeps no process alive. */
  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#beat(), options.intervalMs).unref();
  }

  /** Whether too many questions went unanswered. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** To be called at every message: whatever it says, it is a sign of life. */
  onMessage(): void {
    this.#unanswered = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    const { maxUnanswered, ask, onSilent } = this.#options;
    if (this.#unanswered === maxUnanswered) {
      this.stop();
      this.#isSilent = true;
      onSilent();
      return;
    }
    this.#unanswered += 1;
    ask();
  }
}
