/** Which extensions sidecars have, and how large one of each role may be. */
import { extname } from 'node:path';
import { isAudioFile } from '../media-extensions.js';
import type { SidecarRole } from './sidecar.js';

/** In order of preference, should several files be of one language and purpose. Audio is in the table of masters. */
const FORMATS: Readonly<Record<Exclude<SidecarRole, 'audio'>, readonly string[]>> = {
  text: ['vtt', 'srt', 'ass', 'ssa'],
  poster: ['jpg', 'jpeg', 'png', 'webp'],
  metadata: ['json'],
};

/** Text of other kinds, so that it can be said that it is not shown. Everything else beside masters is left alone. */
const UNSUPPORTED = ['ttml', 'dfxp', 'sup', 'sub', 'idx', 'scc', 'stl', 'sbv', 'smi'];

const MEGABYTE = 1_000_000;

/** In bytes. What is indexed, as audio is, has no limit here: it is never read as a whole. */
const MAX_BYTES: Readonly<Record<SidecarRole, number>> = {
  /** 20,000 cues take two; ASS may bring drawings. */
  text: 16 * MEGABYTE,
  audio: Number.POSITIVE_INFINITY,
  poster: 32 * MEGABYTE,
  metadata: MEGABYTE / 4,
};

const ROLES: ReadonlyMap<string, SidecarRole> = new Map(
  Object.entries(FORMATS).flatMap(([role, formats]) =>
    formats.map((format) => [format, role as SidecarRole] as const),
  ),
);

/** The role of a file by its extension; `unsupported` for text that is not read, undefined for all that is no sidecar. */
export function sidecarRole(fileName: string): SidecarRole | 'unsupported' | undefined {
  const format = sidecarFormat(fileName);
  if (UNSUPPORTED.includes(format)) return 'unsupported';
  return ROLES.get(format) ?? (isAudioFile(fileName) ? 'audio' : undefined);
}

/** The extension in lower case, without the dot. */
export function sidecarFormat(fileName: string): string {
  return extname(fileName).slice(1).toLowerCase();
}

/** The place in the order of preference, of formats of one role; equal for those of audio. */
export function formatRank(role: SidecarRole, format: string): number {
  return role === 'audio' ? 0 : FORMATS[role].indexOf(format);
}

/** In bytes. */
export function maxSidecarBytes(role: SidecarRole): number {
  return MAX_BYTES[role];
}
