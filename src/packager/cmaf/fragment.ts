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

/** Values of {@link fragment}. */
export interface Fragment {
  /** Grows by 1 with each fragment in playing order. */
  readonly sequenceNumber: number;
  /** Decode time of the first sample, in ticks: the durations of all earlier samples, summed. */
  readonly baseMediaDecodeTime: number;
  /** In decode order, at least one. */
  readonly samples: readonly FragmentSample[];
  /** Which entry of the movie's `stsd` the samples use, counted from 1; 1 unless given. */
  readonly sampleDescriptionIndex?: number;
}

/** Values of {@link mediaSegment}. */
export interface MediaSegment extends Fragment {
  /** The samples' bytes in decode order, in as many pieces as convenient. */
  readonly data: readonly Uint8Array[];
}

/**
 * A movie fragment box and the header of its media data box; the samples' bytes must follow, in decode order.
 *
 * Throws `packaging_impossible` without samples, or for a value that does not fit its field.
 */
export function fragment(values: Fragment): Uint8Array {
  const mdat = mdatHeader(dataSize(values.samples));
  const header = {
    ...sharedDefaults(values.samples),
    sampleDescriptionIndex: values.sampleDescriptionIndex ?? 1,
  };
  const { sequenceNumber, baseMediaDecodeTime, samples } = values;
  return concat([moof({ sequenceNumber, baseMediaDecodeTime, header, samples }, mdat.length), mdat]);
}

/**
 * A whole CMAF segment of one fragment: `styp`, `moof` and `mdat` with the data.
 *
 * Throws `packaging_impossible` as {@link fragment} does, and where the data is not as long as the samples say.
 */
export function mediaSegment({ data, ...values }: MediaSegment): Uint8Array {
  if (byteLength(data) !== dataSize(values.samples)) {
    throw packagingImpossible('the samples are not as long as announced');
  }
  return concat([styp(MEDIA_SEGMENT_BRANDS), fragment(values), ...data]);
}

function dataSize(samples: readonly FragmentSample[]): number {
  return samples.reduce((sum, { size }) => sum + size, 0);
}

/** What is the same for all samples, and so need be said only once. */
function sharedDefaults(samples: readonly FragmentSample[]): FragmentDefaults {
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
