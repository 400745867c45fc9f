/** From the samples of a track to cues. */
import { CueList } from '../cue-list.js';
import { TEXT_LIMITS, type TextLimits } from '../limits.js';
import { ProblemLog } from '../problems.js';
import type { TextDocument } from '../read-text.js';
import type { Reading } from '../reading.js';
import { readWebVtt } from '../webvtt/read-webvtt.js';
import { SAMPLE_READERS, type SampleCodec, type TextSample } from './sample-readers.js';
import { readWvttHead } from './wvtt.js';

/** What the container says of all samples: the `stsd` box of MP4, the `CodecPrivate` of Matroska. */
export interface SampleStream {
  readonly codec: SampleCodec;
  readonly configuration: Uint8Array;
}

/** Reads samples in the order of their times. Never throws; see `readText`. */
export function readSamples(
  samples: Iterable<TextSample>,
  { codec, configuration }: SampleStream,
  limits: TextLimits = TEXT_LIMITS,
): TextDocument {
  const log = new ProblemLog();
  // Containers store cues by other orders than that of their starts, and rightly so.
  const cues = new CueList(limits, log, { inOrder: false });
  const reading = { limits, log, cues };
  const reader = SAMPLE_READERS[codec](configuration, reading);
  for (const sample of samples) {
    reader.add(sample);
    if (cues.isCut) break;
  }
  reader.end?.();
  const head = headOf(codec, configuration);
  const { styles, regions } =
    head === '' ? { styles: [], regions: [] } : readWebVtt(head, headReading(limits));
  return { cues: cues.cues, styles, regions, problems: log.problems };
}

/** Only the style sheets and regions of a head are wanted; it has no cues. */
function headReading(limits: TextLimits): Reading {
  const log = new ProblemLog();
  return { limits, log, cues: new CueList(limits, log) };
}

function headOf(codec: SampleCodec, configuration: Uint8Array): string {
  if (codec === 'wvtt') return readWvttHead(configuration);
  return codec === 'webvtt' ? new TextDecoder().decode(configuration) : '';
}
