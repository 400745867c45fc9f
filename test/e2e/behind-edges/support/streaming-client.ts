/** A client that requests media as a player does, one segment after another. */
import { setTimeout } from 'node:timers/promises';
import { EVENT_MS } from '../../../support/budgets.js';
import { patientFetch } from '../../../support/patient-fetch.js';

const PAUSE_MS = 100;

export class StreamingClient {
  readonly #files: readonly URL[];
  #next = 0;

  private constructor(files: readonly URL[]) {
    this.#files = files;
  }

  /** Reads a manifest, and no media. */
  static async open(url: string): Promise<StreamingClient> {
    const text = await (await patientFetch(url)).text();
    const playlist = /^(?!#)\S*\/v\d+-\S+\/media\.m3u8$/m.exec(text)?.[0];
    if (playlist === undefined) throw new Error(`no playlist in: ${text}`);
    const files = ['media.m3u8', 'init.mp4', '0.m4s'];
    return new StreamingClient(files.map((file) => new URL(file, new URL(playlist, url))));
  }

  /** Requests the next thing. @returns `ok`, or the code of the problem. */
  async ask(): Promise<string> {
    const response = await patientFetch(this.#files[this.#next++ % this.#files.length]!);
    if (!response.ok) return ((await response.json()) as { code: string }).code;
    await response.arrayBuffer();
    return 'ok';
  }

  /** Requests each thing once. */
  async askForAll(): Promise<readonly string[]> {
    const answers: string[] = [];
    for (const _file of this.#files) answers.push(await this.ask());
    return answers;
  }

  /** Goes on until it is one stream too many. @returns when it sent the last request that was not, on the clock of `performance.now()`. */
  async askUntilRefused(): Promise<number> {
    const until = performance.now() + EVENT_MS;
    let lastAnsweredAt = Number.NEGATIVE_INFINITY;
    while (performance.now() < until) {
      const sentAt = performance.now();
      const answer = await this.ask();
      if (answer === 'too_many_streams') return lastAnsweredAt;
      if (answer !== 'ok') throw new Error(`it was refused with ${answer}`);
      lastAnsweredAt = sentAt;
      await setTimeout(PAUSE_MS);
    }
    throw new Error('it was never refused');
  }
}
