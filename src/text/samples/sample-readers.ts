/** One reader for each way in which the samples of a track have text. */
import { assEvents } from '../ass/events.js';
import { placeSettings } from '../ass/place.js';
import { fieldsOf, readScript } from '../ass/script.js';
import { CaptionReader } from '../cea608/read-captions.js';
import { decodeBytes } from '../characters/decode-bytes.js';
import { plainText } from '../cue.js';
import { cutCueText } from '../cue-list.js';
import { linesOf } from '../lines.js';
import type { Reading } from '../reading.js';
import { readMarkup } from '../srt/read-markup.js';
import { TeletextReader } from '../teletext/read-teletext.js';
import { readTtml } from '../ttml/read-ttml.js';
import { SampleCues } from '../ttml/sample-cues.js';
import { JoinedCues } from './joined-cues.js';
import { readMovText } from './mov-text.js';
import { readMovTextEntry } from './mov-text-entry.js';
import { addWebVttCue, type WrittenWebVtt } from './webvtt-cue.js';
import { readWvtt } from './wvtt.js';

/**
 * How a track has its text. `webvtt` and `webvtt_webm` are those of Matroska (RFC 9559's codec mappings) and of WebM, `wvtt` that of MP4;
 * `mov_text` is `tx3g` and QuickTime's `text`, `ttml` is `stpp`; of `dvb_teletext`, a sample is a PES packet; `eia_608` is the caption track of QuickTime.
 */
export type SampleCodec =
  | 'mov_text'
  | 'wvtt'
  | 'ttml'
  | 'subrip'
  | 'ass'
  | 'webvtt'
  | 'webvtt_webm'
  | 'dvb_teletext'
  | 'eia_608';

export interface TextSample {
  /** Milliseconds of the presentation, half-open. */
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
  /** What Matroska stores beside a block: of `webvtt`, settings and id. */
  readonly addition?: Uint8Array;
}

/** Adds the cues of samples, in the order of their times. */
interface SampleReader {
  add(sample: TextSample): void;
  end?(): void;
}

export const SAMPLE_READERS: Readonly<
  Record<SampleCodec, (configuration: Uint8Array, reading: Reading) => SampleReader>
> = {
  mov_text: movTextReader,
  wvtt: wvttReader,
  ttml: ttmlReader,
  subrip: subripReader,
  ass: assReader,
  webvtt: (_, reading) => ({
    add: (sample) => addWebVttCue(matroskaCue(sample), { ...sample, origin: sample.start }, reading),
  }),
  webvtt_webm: (_, reading) => ({
    add: (sample) => addWebVttCue(webmCue(sample), { ...sample, origin: 0 }, reading),
  }),
  eia_608: (_, reading) => new CaptionReader(reading),
  dvb_teletext: (configuration, reading) => new TeletextReader(configuration, reading),
};

const decoder = new TextDecoder();

function movTextReader(configuration: Uint8Array, { limits, log, cues }: Reading): SampleReader {
  const { key, face } = readMovTextEntry(configuration);
  return {
    add({ start, end, bytes }) {
      const { nodes, isReduced } = readMovText(bytes, face, limits.maxCueCharacters);
      if (isReduced) log.add('markup_dropped');
      // A sample without text ends the one before.
      if (nodes.length === 0) return;
      const settings = placeSettings({ key, lines: plainText(nodes).split('\n').length });
      cues.add({ start, end, ...(settings && { settings }), payload: nodes });
    },
  };
}

function wvttReader(_: Uint8Array, reading: Reading): SampleReader {
  const joined = new JoinedCues<WrittenWebVtt>((cue, range) =>
    addWebVttCue(cue, { ...range, origin: 0 }, reading),
  );
  return {
    add({ start, end, bytes }) {
      joined.add(readWvtt(bytes), { start, end });
    },
    end: () => joined.end(),
  };
}

function ttmlReader(_: Uint8Array, reading: Reading): SampleReader {
  const samples = new SampleCues();
  return {
    add({ start, end, bytes }) {
      const document = readTtml(decodeBytes(bytes, reading.log), reading);
      for (const cue of samples.of(document, { start, end })) reading.cues.add(cue);
    },
  };
}

function subripReader(_: Uint8Array, { limits, log, cues }: Reading): SampleReader {
  return {
    add({ start, end, bytes }) {
      const text = cutCueText(linesOf(decodeBytes(bytes, log)).join('\n').trim(), { limits, log });
      const { nodes, settings, isReduced, isCut } = readMarkup(text, limits.maxDepth);
      if (isReduced) log.add('markup_dropped');
      if (isCut) log.add('nesting_cut');
      cues.add({ start, end, ...(settings && { settings }), payload: nodes });
    },
  };
}

/** Matroska: `ReadOrder, Layer, Style, Name, MarginL, MarginR, MarginV, Effect, Text`. */
const ASS_FIELDS = ['readorder', 'layer', 'style', 'name', 'marginl', 'marginr', 'marginv', 'effect', 'text'];

function assReader(configuration: Uint8Array, reading: Reading): SampleReader {
  const events = assEvents(readScript(linesOf(decoder.decode(configuration))), reading);
  return {
    add({ start, end, bytes }) {
      const { limits, log } = reading;
      const line = cutCueText(decodeBytes(bytes, log).trimEnd(), { limits, log });
      events.add(fieldsOf(line, ASS_FIELDS), { start, end });
    },
  };
}

/** The addition has the settings, the id, and comments, each in a line. */
function matroskaCue({ bytes, addition }: TextSample): WrittenWebVtt {
  const [settings = '', id = ''] = addition ? linesOf(decoder.decode(addition)) : [];
  return { id, settings, text: decoder.decode(bytes) };
}

/** The id, the settings, then the text. */
function webmCue({ bytes }: TextSample): WrittenWebVtt {
  const [id = '', settings = '', ...lines] = linesOf(decoder.decode(bytes));
  return { id, settings, text: lines.join('\n') };
}
