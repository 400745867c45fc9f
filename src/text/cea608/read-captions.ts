/** From samples of a caption track to the cues of its first channel that has any. */
import type { Cue } from '../cue.js';
import type { Reading } from '../reading.js';
import { CaptionChannel } from './channel.js';
import { type Pair, pairsOf } from './pairs.js';

const FIELDS = 2;
/** First bytes of control codes, of the first and of the second channel of a field (ANSI/CTA-608 8.4). */
const [FIRST_CONTROL, SECOND_CHANNEL, FIRST_CHARACTER] = [0x10, 0x08, 0x20];

interface CaptionSample {
  /** Milliseconds of the presentation, half-open: each of its pairs has an equal part of that. */
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** What a field has sent. */
interface Field {
  readonly channels: readonly { readonly channel: CaptionChannel; readonly cues: Cue[] }[];
  /** That the codes of characters are of; undefined while they are of none, as of extended data services. */
  current: CaptionChannel | undefined;
  /** The control code that came last: the same one again is the copy that is sent for safety. */
  repeated: number | undefined;
}

export class CaptionReader {
  readonly #reading: Reading;
  readonly #fields: readonly Field[];
  #end = 0;

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#fields = Array.from({ length: FIELDS }, () => newField(reading.limits.maxCues));
  }

  add({ start, end, bytes }: CaptionSample): void {
    this.#end = end;
    const counts = [0, 0];
    const pairs = [...pairsOf(bytes)];
    const perField = Math.max(1, ...[1, 2].map((one) => pairs.filter(({ field }) => field === one).length));
    for (const pair of pairs) {
      const before = counts[pair.field - 1]!++;
      this.#read(pair, Math.round(start + ((end - start) * before) / perField));
    }
  }

  /** A viewer who does not choose is shown the first channel. */
  end(): void {
    const channels = this.#fields.flatMap(({ channels: own }) => own);
    for (const { channel } of channels) channel.end(Math.round(this.#end));
    const first = channels.find(({ cues }) => cues.length > 0);
    for (const cue of first?.cues ?? []) this.#reading.cues.add(cue);
  }

  #read({ field: number, first, second }: Pair, time: number): void {
    const field = this.#fields[number - 1]!;
    if (first >= FIRST_CONTROL && first < FIRST_CHARACTER) control(field, { first, second, time });
    else {
      field.repeated = undefined;
      if (first >= FIRST_CHARACTER) field.current?.characters(first, second, time);
      // Extended data services, up to the next control code.
      else if (first > 0) field.current = undefined;
    }
  }
}

function newField(maxCues: number): Field {
  const channels = [0, 1].map(() => {
    const cues: Cue[] = [];
    const channel = new CaptionChannel((cue) => {
      // One more than there may be tells that there are too many.
      if (cues.length <= maxCues) cues.push(cue);
    });
    return { channel, cues };
  });
  return { channels, current: undefined, repeated: undefined };
}

function control(
  field: Field,
  { first, second, time }: { readonly first: number; readonly second: number; readonly time: number },
): void {
  const code = (first << 8) | second;
  const isCopy = code === field.repeated;
  field.repeated = isCopy ? undefined : code;
  if (isCopy) return;
  field.current = field.channels[first & SECOND_CHANNEL ? 1 : 0]!.channel;
  field.current.control(first & ~SECOND_CHANNEL, second, time);
}
