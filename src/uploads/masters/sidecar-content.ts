/** Whether a file beside a master is what its name says, as far as its first bytes tell. What is wrong further on, its reader says. */
import { open } from 'node:fs/promises';
import { parseFilmMetadata } from '../../assets/index.js';
import { maxSidecarBytes } from '../../stores/index.js';
import { sidecarRefused, uploadTooLarge } from '../upload-errors.js';
import type { IncomingSidecar } from './incoming.js';

type Role = IncomingSidecar['role'];

/** Within which the first cue is: before it are styles and comments. */
const HEAD_BYTES = 64 * 1024;

/** JPEG, PNG and WebP. */
const IMAGES = ['\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'RIFF'];
/** WebVTT; the times of a cue of SubRip; a script of ASS. */
const TEXT = /^\s*(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?WEBVTT|\d[,.]\d{1,3}\s*-->|\[(?:Script Info|Events)\]/i;

/** @throws OnplayError `upload_too_large`, `sidecar_refused`; the error of the file system. */
export async function assertSidecarContent(path: string, role: Role): Promise<void> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    if (size > maxSidecarBytes(role)) throw uploadTooLarge(maxSidecarBytes(role));
    const bytes = Buffer.alloc(Math.min(size, role === 'metadata' ? maxSidecarBytes(role) : HEAD_BYTES));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    const problem = problemOf(bytes.subarray(0, bytesRead), role);
    if (problem !== undefined) throw sidecarRefused(problem);
  } finally {
    await handle.close();
  }
}

/** What is wrong, as a sentence. @param bytes all of `metadata`, the first of the others. */
export function problemOf(bytes: Buffer, role: Role): string | undefined {
  if (role === 'metadata') {
    const read = parseFilmMetadata(bytes);
    return 'problem' in read ? read.problem : undefined;
  }
  const text = bytes.toString('latin1');
  if (role === 'poster')
    return IMAGES.some((signature) => text.startsWith(signature)) ? undefined : 'It is no JPEG, PNG or WebP.';
  // In UTF-16 too.
  const isText = bytes.length === 0 || TEXT.test(text.replaceAll('\0', ''));
  return isText ? undefined : 'It is no WebVTT, SubRip or ASS: it has no cue.';
}
