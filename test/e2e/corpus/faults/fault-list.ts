/** What is known of the masters in `faults/` and `hostile/` beside their manifest. */
import type { FaultEntry } from '../../../support/corpus.js';
import type { Outcome } from '../outcomes.js';
import type { Presented } from '../reference/presented-media.js';

/** Samples that the encoder of the AAC in these files adds in front, in seconds. */
const PRIMING = 1024 / 48_000;

/** Where ffmpeg alone would not present a master as is right. */
const PRESENTED: Readonly<Record<string, Presented>> = {
  'faults/edit_cut_out.mp4': {
    edits: {
      ...{
        video: [
          [0, 3],
          [6, 10],
        ],
      },
      ...{
        audio: [
          [PRIMING, 3 + PRIMING],
          [6 + PRIMING, 10 + PRIMING],
        ],
      },
    },
  },
  'faults/frag_cut.mp4': { cutOff: true },
  'faults/mkv_cut.mkv': { cutOff: true },
  // ffmpeg takes the delay of the codec off twice.
  'faults/mkv_opus_pcm.mkv': { tooEarly: { 0: 0.007 } },
  'faults/mkv_cover_first.mkv': { videoStream: 1 },
  'faults/ts_sar_change.ts': { withoutDelay: true },
};

/**
 * What is not right yet, and why. A test fails when one of these is right: remove its line then.
 */
const NOT_YET: Readonly<Record<string, string>> = {};

export function presentedOf({ file }: FaultEntry): Presented {
  return PRESENTED[file] ?? {};
}

/** Why the master is not treated as it should be yet; undefined if it is. */
export function notYet({ file }: FaultEntry): string | undefined {
  return NOT_YET[file];
}

/** The outcomes that the manifest allows. */
export function allowedOutcomesOfFault({ expected }: FaultEntry): readonly Outcome[] {
  if (expected.startsWith('refused')) return ['refused'];
  return expected.includes('else refused') ? ['served', 'refused'] : ['served'];
}
