/** Clips: the part of an asset that a token, a query or a grant is for. */
import { z } from 'zod';

/** A moment of the presentation in seconds, or the number of a frame from 0. */
export type ClipMoment = { readonly seconds: number } | { readonly frame: number };

/** From `start` up to, and without, `end`; by default from the beginning, and to the end. */
export interface ClipRange {
  readonly start?: ClipMoment;
  readonly end?: ClipMoment;
}

/** The frames [first, end) of an asset. */
export interface ClipFrames {
  readonly first: number;
  readonly end: number;
}

/** A clip in one version of an asset, as grants name it. */
export interface GrantedClip extends ClipFrames {
  /** See `versionMarkOf` (media-url.ts): frames and segments of other versions are others. */
  readonly version: string;
  /** The segments [first, end) that lie within it whole, and so are those of every viewer; empty if there are none. */
  readonly shared: { readonly first: number; readonly end: number };
}

/** Later than the end of any master. */
const MAX_SECONDS = 999_999;
const FRAME = /^f(\d{1,8})$/;
const SECONDS = /^\d{1,6}(?:\.\d{1,9})?$/;

/** What a client is told that a moment in a query must be. */
export const MOMENT_FORM = 'seconds, as 12.5, or f and the number of a frame from 0, as f300';

/** As it stands in a query: `12.5`, or `f300`; undefined for any other text. */
export function parseClipMoment(text: string): ClipMoment | undefined {
  const frame = FRAME.exec(text)?.[1];
  if (frame !== undefined) return { frame: Number(frame) };
  return SECONDS.test(text) ? { seconds: Number(text) } : undefined;
}

/** As it stands in JSON: `12.5`, or `"f300"`. */
export const clipMomentSchema = z.union([z.number().min(0).max(MAX_SECONDS), z.string().regex(FRAME)], {
  error: 'it must be seconds, as 12.5, or f and the number of a frame from 0, as "f300"',
});

/** The moment of a checked member of JSON. */
export function clipMomentOf(member: z.output<typeof clipMomentSchema>): ClipMoment {
  return typeof member === 'number' ? { seconds: member } : { frame: Number(member.slice(1)) };
}

const GRANTED = /^([0-9a-f]{6});(\d{1,9})-(\d{1,9});(\d{1,7})-(\d{1,7})$/;

/** A clip as it stands in a grant: `7a3f01;100-700;2-9`. */
export function writeGrantedClip({ version, first, end, shared }: GrantedClip): string {
  return `${version};${first}-${end};${shared.first}-${shared.end}`;
}

/** Undefined for a text that `writeGrantedClip` does not write. */
export function readGrantedClip(text: string): GrantedClip | undefined {
  const [, version, ...numbers] = GRANTED.exec(text) ?? [];
  if (version === undefined) return undefined;
  const [first, end, sharedFirst, sharedEnd] = numbers.map(Number) as [number, number, number, number];
  const clip = { version, first, end, shared: { first: sharedFirst, end: sharedEnd } };
  return writeGrantedClip(clip) === text ? clip : undefined;
}
