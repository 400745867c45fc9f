/** User data of a movie and of its tracks (ISO/IEC 14496-12 8.10.1). What of it cannot be read is left out. */
import { OnplayError } from '../../shared/errors.js';
import { BufferedReader, type ByteSource } from '../../stores/index.js';
import { type Chapter, MAX_CHAPTERS } from '../../tracks/index.js';
import { type FileBox, fileBoxesIn } from './file-boxes.js';

/** Cover art and what cameras write may stand before it. */
const MAX_BOXES = 200;
/** 255 chapters with titles of 255 bytes have 70 kB. */
const MAX_BOX_BYTES = 128 * 1024;
const WINDOW_BYTES = 4096;
/** Of `chpl`, which counts tenths of a microsecond. */
const TICKS_PER_MILLISECOND = 10_000;

/**
 * Nero's chapters:
 *
 *     version   u8, flags u24
 *     reserved  u32  in version 1
 *     count     u8
 *       start   u64  in units of 100 ns
 *       length  u8
 *       title   UTF-8
 *
 * @returns with starts in milliseconds of the movie. @throws what `read` throws.
 */
export async function neroChapters(
  source: ByteSource,
  udta: FileBox | undefined,
): Promise<readonly Chapter[]> {
  const [chpl] = await contentsOf(source, udta, ['chpl']);
  if (!chpl || chpl.byteLength < 9) return [];
  const view = new DataView(chpl.buffer, chpl.byteOffset, chpl.byteLength);
  const countAt = view.getUint8(0) === 0 ? 4 : 8;
  const chapters: Chapter[] = [];
  for (let at = countAt + 1; at + 9 <= chpl.byteLength && chapters.length < MAX_CHAPTERS; ) {
    if (chapters.length === view.getUint8(countAt)) break;
    const length = view.getUint8(at + 8);
    const title = new TextDecoder().decode(chpl.subarray(at + 9, at + 9 + length));
    chapters.push({ start: Number(view.getBigUint64(at)) / TICKS_PER_MILLISECOND, title, language: 'und' });
    at += 9 + length;
  }
  return chapters;
}

/** By `kind` (ISO/IEC 14496-12 8.10.4) with DASH's roles, and by Apple's `tagc`. */
const HEARING_IMPAIRED =
  /urn:mpeg:dash:role:2011\0captions?\0|public\.accessibility\.(?:transcribes-spoken-dialog|describes-music)/;
const FORCED = /urn:mpeg:dash:role:2011\0forced[-_]subtitle\0/;

export interface TrackPurpose {
  readonly isHearingImpaired: boolean;
  readonly isForced: boolean;
}

/** What a track of text says that it is for. @throws what `read` throws. */
export async function trackPurpose(source: ByteSource, udta: FileBox | undefined): Promise<TrackPurpose> {
  const contents = await contentsOf(source, udta, ['kind', 'tagc']);
  const said = contents.map((bytes) => new TextDecoder('latin1').decode(bytes)).join('\n');
  return { isHearingImpaired: HEARING_IMPAIRED.test(said), isForced: FORCED.test(said) };
}

/** The contents of boxes of some types. */
async function contentsOf(
  source: ByteSource,
  udta: FileBox | undefined,
  types: readonly string[],
): Promise<readonly Uint8Array[]> {
  if (!udta) return [];
  const file = new BufferedReader(source, WINDOW_BYTES);
  const contents: Uint8Array[] = [];
  let count = 0;
  try {
    for await (const box of fileBoxesIn(file, udta.contentStart, udta.offset + udta.size)) {
      if (++count > MAX_BOXES) break;
      const size = box.offset + box.size - box.contentStart;
      if (types.includes(box.type) && size <= MAX_BOX_BYTES)
        contents.push(await file.read(box.contentStart, size));
    }
  } catch (error) {
    if (!(error instanceof OnplayError && error.about === 'subject')) throw error;
  }
  return contents;
}
