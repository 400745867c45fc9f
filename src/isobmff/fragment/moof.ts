import { box, fullBox, u32 } from '../boxes/write-box.js';
import { tfdt } from './tfdt.js';
import { type FragmentDefaults, tfhd } from './tfhd.js';
import { type FragmentSample, trun } from './trun.js';

/** Values of a movie fragment with one run of one track. */
interface MovieFragmentValues {
  /** Increases by 1 with each fragment in playback order (8.8.5). */
  readonly sequenceNumber: number;
  /** Decode time of the first sample, in ticks. */
  readonly baseMediaDecodeTime: number;
  readonly header: FragmentDefaults;
  readonly samples: readonly FragmentSample[];
}

/**
 * ISO/IEC 14496-12 8.8.4 Movie fragment box: header (8.8.5, `sequence_number u32`) and one track fragment
 * (8.8.6). Its data starts `gap` bytes after its end; `gap` is the size of the header of the media data box.
 */
export function moof(fragment: MovieFragmentValues, gap: number): Uint8Array {
  const { sequenceNumber, baseMediaDecodeTime, header, samples } = fragment;
  const withDataAt = (dataOffset: number) =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, u32(sequenceNumber)),
      box('traf', tfhd(header), tfdt(baseMediaDecodeTime), trun(samples, header, dataOffset)),
    );
  // The offset counts from the start of the moof, whose size does not depend on it.
  return withDataAt(withDataAt(0).length + gap);
}
