/** What this process sent lately, to be sent again where Redis has lost it. */

/** A process that was away for longer when Redis lost the stream cannot know what it missed. */
export const SENT_AGAIN_MS = 10 * 60_000;
/** A purge takes some 300 bytes. */
const MAX_SENT = 1000;

export class SentMessages {
  /** The oldest first. */
  readonly #sent: { readonly text: string; readonly atMs: number }[] = [];

  /** @param nowMs on a monotonic clock, as everywhere here. */
  add(text: string, nowMs: number): void {
    this.#sent.push({ text, atMs: nowMs });
    if (this.#sent.length > MAX_SENT) this.#sent.shift();
  }

  /** The texts of the last ten minutes. */
  recent(nowMs: number): readonly string[] {
    return this.#sent.filter(({ atMs }) => nowMs - atMs < SENT_AGAIN_MS).map(({ text }) => text);
  }
}
