import type { MasterElement } from '../ebml/read-element.js';
import { ID } from './ids.js';

/** Matroska counts times in nanoseconds, whatever the length of a tick (RFC 9559 11.1). */
export const NANOSECONDS_PER_SECOND = 1_000_000_000;
export const DEFAULT_TIMESTAMP_SCALE = 1_000_000;

/** Of a whole segment. */
export interface SegmentInfo {
  /** Nanoseconds of a tick, at least 1: a millisecond in nearly all files. */
  readonly timestampScale: number;
  /** In ticks; absent where it is not known, as while a file is still written. */
  readonly duration?: number;
  /** When it was written, in milliseconds since 1970. */
  readonly dateUtc?: number;
  readonly title: string;
  /** The library that wrote it, such as `Lavf60.3.100`; empty if it does not say. */
  readonly muxingApp: string;
}

/**
 * RFC 9559 5.1.2 Info
 *
 *     TimestampScale  unsigned  1000000
 *     Duration        float     optional, in ticks
 *     DateUTC         date      optional
 *     Title           UTF-8     optional
 *     MuxingApp       UTF-8
 */
export function readInfo(info: MasterElement): SegmentInfo {
  const duration = info.float(ID.duration);
  const dateUtc = info.date(ID.dateUtc);
  return {
    timestampScale: info.unsigned(ID.timestampScale, DEFAULT_TIMESTAMP_SCALE) || DEFAULT_TIMESTAMP_SCALE,
    ...(duration !== undefined && duration > 0 && Number.isFinite(duration) && { duration }),
    ...(dateUtc !== undefined && { dateUtc }),
    title: info.text(ID.title, ''),
    muxingApp: info.text(ID.muxingApp, ''),
  };
}
