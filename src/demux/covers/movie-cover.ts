import { OnplayError } from '../../shared/errors.js';
import { BufferedReader, type ByteSource } from '../../stores/index.js';
import type { Attachment } from '../../tracks/index.js';
import { type FileBox, fileBoxesIn } from '../movie/file-boxes.js';
import { coverAt } from './cover.js';

/** The tags of iTunes are a hundred at most. */
const MAX_BOXES = 200;
const WINDOW_BYTES = 4096;
/** Version and flags of `meta`, which QuickTime writes without. */
const FULL_BOX_BYTES = 4;
/** Type and locale, before the bytes of `data`. */
const DATA_FIELDS = 8;

/**
 * The first picture among the tags of an MP4 or MOV, as iTunes and ffmpeg write them:
 *
 *     udta
 *       meta      with version and flags, or without
 *         ilst
 *           covr
 *             data   type u32, locale u32, the picture
 *
 * Undefined where there is none, or it cannot be found. @throws what `read` throws.
 */
export async function movieCover(
  source: ByteSource,
  udta: FileBox | undefined,
): Promise<Attachment | undefined> {
  if (!udta) return undefined;
  const file = new BufferedReader(source, WINDOW_BYTES);
  try {
    const meta = await childOf(file, udta, 'meta');
    const ilst = meta && (await childOf(file, await tagsOf(file, meta), 'ilst'));
    const covr = ilst && (await childOf(file, ilst, 'covr'));
    const data = covr && (await childOf(file, covr, 'data'));
    if (!data) return undefined;
    const offset = data.contentStart + DATA_FIELDS;
    return await coverAt(source, { offset, size: data.offset + data.size - offset });
  } catch (error) {
    if (error instanceof OnplayError && error.about === 'subject') return undefined;
    throw error;
  }
}

/** The box from where its children begin. */
async function tagsOf(file: BufferedReader, meta: FileBox): Promise<FileBox> {
  const head = Buffer.from(await file.read(meta.contentStart, 2 * FULL_BOX_BYTES)).toString('latin1');
  const isFull = head.slice(FULL_BOX_BYTES) !== 'hdlr';
  return isFull ? { ...meta, contentStart: meta.contentStart + FULL_BOX_BYTES } : meta;
}

async function childOf(file: BufferedReader, parent: FileBox, type: string): Promise<FileBox | undefined> {
  let count = 0;
  for await (const box of fileBoxesIn(file, parent.contentStart, parent.offset + parent.size)) {
    if (box.type === type) return box;
    if (++count > MAX_BOXES) return undefined;
  }
  return undefined;
}
