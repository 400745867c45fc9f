import {
  byteLength,
  concat,
  type FragmentDefaults,
  type FragmentSample,
  MEDIA_SEGMENT_BRANDS,
  mdatHeader,
  moof,
  packagingImpossible,
  sampleFlags,
  styp,
} from '../../isobmff/index.js';

/** The samples of a segment, without their bytes. */
export interface SegmentSamples {
  /** Decode time of the first sample, in ticks: the sum of the durations of all earlier samples. */
  readonly baseMediaDecodeTime: number;
  /** In decode order, at least one. */
  readonly samples: readonly FragmentSample[];
}

/** Values of {@link fragment}. */
interface Fragment extends SegmentSamples {
  /** Increases by 1 with each fragment in playback order. */
  readonly sequenceNumber: number;
  /** Index of the `stsd` entry that the samples use, from 1; 1 by default. */
  readonly sampleDescriptionIndex?: number;
}

/** Values of {@link mediaSegment}. */
interface MediaSegment extends Fragment {
  /** The bytes of the samples in decode order, in any number of pieces. */
  readonly data: readonly Uint8Array[];
}

/**
 * Writes a movie fragment box and the header of its media data box. The bytes of the samples must follow in decode order.
 *
 * @throws OnplayError `packaging_impossible` without samples, or for a value that does not fit its field.
 */
export function fragment(values: Fragment): Uint8Array {
  const mdat = mdatHeader(dataSize(values.samples));
  const { sequenceNumber, baseMediaDecodeTime, samples, sampleDescriptionIndex = 1 } = values;
  const header = { ...sharedDefaults(samples), sampleDescriptionIndex };
  return concat([moof({ sequenceNumber, baseMediaDecodeTime, header, samples }, mdat.length), mdat]);
}

/**
 * Writes a complete CMAF segment of one fragment: `styp`, `moof` and `mdat` with the data.
 *
 * @throws OnplayError `packaging_impossible` as {@link fragment} does, and if the length of `data` is not the sum of the
 *   sample sizes.
 */
export function mediaSegment({ data, ...values }: MediaSegment): Uint8Array {
  if (byteLength(data) !== dataSize(values.samples)) {
    throw packagingImpossible('the data is not as long as the samples together');
  }
  return concat([styp(MEDIA_SEGMENT_BRANDS), fragment(values), ...data]);
}

function dataSize(samples: readonly FragmentSample[]): number {
  return samples.reduce((sum, { size }) => sum + size, 0);
}

/** Values that all samples share, and that are therefore stated once in the header. */
function sharedDefaults(
  samples: readonly FragmentSample[],
): Omit<FragmentDefaults, 'sampleDescriptionIndex'> {
  const [first] = samples;
  if (first === undefined) throw packagingImpossible('a fragment needs at least one sample');
  const shared = (field: 'duration' | 'size' | 'sync') =>
    samples.every((sample) => sample[field] === first[field]);
  return {
    duration: shared('duration') ? first.duration : undefined,
    size: shared('size') ? first.size : undefined,
    flags: shared('sync') ? sampleFlags(first.sync) : undefined,
  };
}
