/** Chapters and attachments of a segment. What of them cannot be read is left out: a film is played without. */
import { ID, readChapters } from '../../matroska/index.js';
import { OnplayError } from '../../shared/errors.js';
import type { ByteSource } from '../../stores/index.js';
import { type Attachment, type Chapter, MAX_ATTACHMENTS, MAX_CHAPTERS } from '../../tracks/index.js';
import { elementAt, type FileElement, FileWindow } from './file-window.js';
import { masterElement } from './rules.js';
import type { Segment } from './segment.js';

/** A thousand chapters with titles in ten languages have less. */
const MAX_CHAPTERS_BYTES = 1024 * 1024;
/** Elements of an attachment: it has five. */
const MAX_FILE_ELEMENTS = 32;
const MAX_NAME_BYTES = 1024;
const NANOSECONDS_PER_MILLISECOND = 1e6;

/** @returns with starts in milliseconds of the segment. @throws what `read` throws. */
export async function matroskaChapters(
  source: ByteSource,
  { chapters, end }: Segment,
): Promise<readonly Chapter[]> {
  const element = await elementOf(source, chapters, ID.chapters, end);
  if (!element || element.size > MAX_CHAPTERS_BYTES) return [];
  const bytes = await source.read(element.contentStart, element.size);
  const titles = readable(() => readChapters(masterElement(bytes), MAX_CHAPTERS)) ?? [];
  return titles.map((chapter) => ({ ...chapter, start: chapter.start / NANOSECONDS_PER_MILLISECOND }));
}

/** @throws what `read` throws. */
export async function matroskaAttachments(
  source: ByteSource,
  { attachments, end }: Segment,
): Promise<readonly Attachment[]> {
  const all = await elementOf(source, attachments, ID.attachments, end);
  if (!all) return [];
  const window = new FileWindow(source);
  const found: Attachment[] = [];
  for (let at = all.contentStart; found.length < MAX_ATTACHMENTS; ) {
    const file = await sizedElement(window, at, all.contentStart + all.size);
    if (!file) break;
    const attachment = file.id === ID.attachedFile ? await attachmentIn(window, file) : undefined;
    if (attachment) found.push(attachment);
    at = file.contentStart + file.size;
  }
  return found;
}

/** RFC 9559 5.1.6.1 AttachedFile: FileName, FileMediaType, FileData. Undefined for one without data. */
async function attachmentIn(window: FileWindow, file: SizedElement): Promise<Attachment | undefined> {
  const end = file.contentStart + file.size;
  let [name, mediaType] = ['', ''];
  let data: SizedElement | undefined;
  for (let at = file.contentStart, count = 0; count < MAX_FILE_ELEMENTS; count++) {
    const element = await sizedElement(window, at, end);
    if (!element) break;
    if (element.id === ID.fileName) name = await textIn(window, element);
    if (element.id === ID.fileMediaType) mediaType = await textIn(window, element);
    if (element.id === ID.fileData) data = element;
    at = element.contentStart + element.size;
  }
  return data && data.size > 0 ? { name, mediaType, offset: data.contentStart, size: data.size } : undefined;
}

async function textIn(window: FileWindow, { contentStart, size }: SizedElement): Promise<string> {
  const length = Math.min(size, MAX_NAME_BYTES);
  if (!window.has(contentStart, length)) await window.load(contentStart, length);
  return new TextDecoder().decode(window.bytesAt(contentStart, length)).replace(/\0.*$/s, '');
}

type SizedElement = FileElement & { readonly size: number };

/** The element of that id at an offset; undefined if there is none such. */
async function elementOf(
  source: ByteSource,
  offset: number | undefined,
  id: number,
  end: number,
): Promise<SizedElement | undefined> {
  if (offset === undefined || offset >= end) return undefined;
  const element = await sizedElement(new FileWindow(source), offset, end);
  return element?.id === id ? element : undefined;
}

/** Undefined for one that does not lie within `end`. */
async function sizedElement(
  window: FileWindow,
  offset: number,
  end: number,
): Promise<SizedElement | undefined> {
  if (offset < 0 || offset >= end) return undefined;
  const element = await elementAt(window, offset, end);
  if (typeof element === 'string' || element.size === undefined || element.contentStart + element.size > end)
    return undefined;
  return { ...element, size: element.size };
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof OnplayError) return undefined;
    throw error;
  }
}
