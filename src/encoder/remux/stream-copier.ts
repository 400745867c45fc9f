/** Copies streams of a file, each into a file of its own, so that one that cannot be copied costs no other. */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OnplayError } from '../../shared/errors.js';
import { MAX_DURATION_SECONDS } from '../../tracks/index.js';
import type { EncoderSettings } from '../encoder.js';
import { type Clock, shiftOf } from './clock.js';
import { excessOf } from './copied-duration.js';
import { copyFailure, exitOf, requireWholeFile, withFullDisk } from './copy-failures.js';
import { type CopyForm, type CopyFormat, copyForms } from './copy-forms.js';
import { type DemuxedFile, runDemuxer } from './demuxer.js';
import type { Stream } from './list-streams.js';
import { PROGRESS_ARGUMENTS, progressReader, type WholeCopy } from './remux-progress.js';
import { ORDERED_BY_FRAMES } from './reorder-delay.js';

/** A stream's copy, or why there is none. */
export type CopiedStream =
  | {
      readonly stream: Stream;
      readonly path: string;
      readonly format: CopyFormat;
      /** The time in the copy at which the file begins, in seconds. */
      readonly startSeconds: number;
    }
  | { readonly stream: Stream; readonly error: OnplayError };

interface StreamsToCopy {
  readonly settings: EncoderSettings;
  readonly file: DemuxedFile;
  readonly clock: Clock;
  /** See `copyForms`. */
  readonly isPacked: boolean;
  /** See `reorderDelay`. */
  readonly delays: ReadonlyMap<Stream, number>;
  /** For the copies. */
  readonly folder: string;
  readonly whole: WholeCopy;
  /** Called with 0 to 0.99, never less than before. */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
  /** How long a copy may be; by default as long as a master. */
  readonly maxSeconds?: number;
}

/** Edit lists use it. With the usual milliseconds, tracks would start up to half a millisecond off. */
const MOVIE_TIMESCALE = '90000';
/** Usually copies half a gigabyte per second. A day of audio to decode takes minutes of CPU, of which encodes may leave a tenth. */
const COPY_TIMEOUT_MS = 30 * 60_000;

const EXTENSIONS = { mp4: 'mp4', mov: 'mov', matroska: 'mkv' } as const;

/**
 * Makes ffmpeg derive what a container does not state, from which frames are B-frames. Not where that is not known, and not of
 * packed ones: which sample a frame is in then says nothing.
 */
function presentationTimes(outputs: readonly Output[], isPacked: boolean): readonly string[] {
  const isDerived = !isPacked && !outputs.some(({ stream }) => ORDERED_BY_FRAMES.has(stream.codec));
  return isDerived ? ['-fflags', '+genpts'] : [];
}

/** One output of ffmpeg. */
interface Output {
  readonly stream: Stream;
  readonly form: CopyForm;
}

export class StreamCopier {
  readonly #copy: StreamsToCopy;
  #runs = 0;
  /** Of the copies so far: what is decoded may be larger than the file, and is more than one file. */
  #bytes = 0;
  #runsDone = 0;
  #share = 0;
  /** What ended a run as its streams have too much. */
  readonly #excesses = new Set<unknown>();

  constructor(copy: StreamsToCopy) {
    this.#copy = copy;
  }

  /**
   * Copies each stream in the first of its forms that succeeds: all that need not be decoded in one run, so that the file is read
   * once; what needs to be, and what failed there, each in a run of its own.
   * @throws OnplayError `copies_full`, `master_truncated`, and what ends a run for reasons of no stream.
   */
  async copy(streams: readonly Stream[]): Promise<CopiedStream[]> {
    const outputs = streams.map((stream) => ({ stream, form: this.#formsOf(stream)[0]! }));
    const together = outputs.filter(({ form }) => !form.isDecoded);
    this.#runs = 1 + outputs.length - together.length;
    const copied = new Map<Stream, CopiedStream>();
    if (together.length > 1 && (await this.#succeeds(together)))
      for (const output of together) copied.set(output.stream, this.#copied(output));
    const results: CopiedStream[] = [];
    for (const stream of streams) results.push(copied.get(stream) ?? (await this.#copyAlone(stream)));
    return results;
  }

  async #copyAlone(stream: Stream): Promise<CopiedStream> {
    let failure: unknown;
    for (const form of this.#formsOf(stream)) {
      const output = { stream, form };
      try {
        await this.#run([output]);
        return this.#copied(output);
      } catch (error) {
        if (this.#isExcess(error)) return { stream, error };
        if (!exitOf(error)) throw error;
        failure = error;
      }
    }
    return { stream, error: copyFailure(failure, stream) };
  }

  async #succeeds(outputs: readonly Output[]): Promise<boolean> {
    try {
      await this.#run(outputs);
      return true;
    } catch (error) {
      if (!exitOf(error) && !this.#isExcess(error)) throw error;
      return false;
    }
  }

  #isExcess(error: unknown): error is OnplayError {
    return this.#excesses.has(error);
  }

  async #run(outputs: readonly Output[]): Promise<void> {
    const { settings, file, folder, clock, isPacked, whole, signal } = this.#copy;
    const { maxSeconds = MAX_DURATION_SECONDS } = this.#copy;
    const tooLong = new AbortController();
    const paths = outputs.map((output) => this.#pathOf(output));
    const run = {
      maxBytes: Math.min(settings.remuxMaxBytes, Math.max(0, settings.copiesMaxBytes - this.#bytes)),
      before: [...PROGRESS_ARGUMENTS, ...clock.input, ...presentationTimes(outputs, isPacked)],
      after: [...outputs.flatMap((output) => this.#outputArguments(output)), ...clock.output],
      timeoutMs: COPY_TIMEOUT_MS,
      folder,
      // Decoded audio has silence where there is none: a file of some bytes may state days of it.
      onOutput: progressReader(whole, (share, seconds) => {
        const isFilled = outputs.some(({ form }) => form.isDecoded);
        const reason = excessOf(seconds, { maxSeconds, ...(isFilled && { bytes: whole.bytes }) });
        if (reason) {
          this.#excesses.add(reason);
          tooLong.abort(reason);
        }
        this.#report(share);
      }),
    };
    const either = AbortSignal.any([signal, tooLong.signal]);
    const report = await runDemuxer(settings, file, run, either).catch(async (error: unknown) => {
      // Another form may follow, which needs the place and the room.
      for (const path of paths) await rm(path, { force: true });
      throw tooLong.signal.aborted ? tooLong.signal.reason : withFullDisk(error);
    });
    requireWholeFile(report);
    for (const path of paths) this.#bytes += (await stat(path)).size;
    this.#runsDone++;
  }

  #outputArguments(output: Output): string[] {
    const { stream, form } = output;
    return [
      ...['-map', `0:${stream.number}`, '-map_chapters', '-1', ...form.codec, '-strict', '-2'],
      ...this.#evenTimes(output),
      ...(form.format === 'matroska' ? [] : ['-movie_timescale', MOVIE_TIMESCALE]),
      ...['-output_ts_offset', `${shiftOf(this.#copy.clock, form.format)}`],
      ...['-f', form.format, this.#pathOf(output)],
    ];
  }

  /** The times of decoding, moved to those of presentation: the index puts the frames into the order that the bitstream says. */
  #evenTimes({ stream, form }: Output): readonly string[] {
    const delay = this.#copy.delays.get(stream);
    return delay === undefined || form.isDecoded ? [] : ['-bsf:v', `setts=ts=DTS+${delay}`];
  }

  #copied(output: Output): CopiedStream {
    const { stream, form } = output;
    const { clock } = this.#copy;
    const startSeconds = clock.startSeconds + shiftOf(clock, form.format);
    return { stream, path: this.#pathOf(output), format: form.format, startSeconds };
  }

  #formsOf(stream: Stream): readonly CopyForm[] {
    return copyForms(stream, this.#copy.isPacked);
  }

  #pathOf({ stream, form }: Output): string {
    return join(this.#copy.folder, `${stream.kind}-${stream.number}.${EXTENSIONS[form.format]}`);
  }

  #report(share: number): void {
    // A form that fails takes a run more than expected.
    const done = Math.min(this.#runsDone, this.#runs - 1);
    this.#share = Math.max(this.#share, (done + share) / this.#runs);
    this.#copy.onProgress(this.#share);
  }
}
