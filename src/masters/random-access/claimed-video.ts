import type { SampleTable } from '../../tracks/index.js';
import type { AccessPoints } from './found-points.js';

/** A track as its container describes it. */
export interface ClaimedVideo {
  /** As the container names the codec; absent where its table is believed. */
  readonly coding?: string;
  /** Empty where there is none. */
  readonly sampleDescription: Uint8Array;
  /** What the container has of the codec's headers of the whole stream, where that is not in the sample description. */
  readonly configuration?: Uint8Array;
  /** Where the container's reader knows them from the bitstream: then samples are not read again. */
  readonly points?: AccessPoints;
  readonly timescale: number;
  readonly table: SampleTable;
  /** Presented samples in presentation order. */
  readonly frames: Uint32Array;
}
