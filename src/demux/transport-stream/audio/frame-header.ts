/** What the header of an audio frame says. */
export interface FrameHeader {
  /** Of the whole frame, in bytes; larger than the header. */
  readonly size: number;
  /** Samples per channel that it decodes to; 0 where its header does not say. */
  readonly length: number;
  /** Samples per second; 0 where its header does not say. */
  readonly rate: number;
  /** Whether it is decoded together with the frame before it. */
  readonly isPart?: boolean;
  /** Whether a decoder can begin with it; by default it can. */
  readonly isSync?: boolean;
}

/** Reads the header at `at`, of which `HEADER_BYTES` are there; undefined if none begins there. */
export type ReadFrameHeader = (bytes: Uint8Array, at: number) => FrameHeader | undefined;

/** Room for the control header of Opus, whose length varies; the others are read up to their tenth byte. */
export const HEADER_BYTES = 16;
