/** The files from which ffmpeg draws the marks of one segment. */
import { join } from 'node:path';
import { subtitleFile } from '../../matroska/index.js';
import { isText } from '../../shared/marks/mark.js';
import type { MarkTimes } from '../../shared/marks/mark-times.js';
import { type BurnFiles, type BurnPlace, withTextFiles } from '../burn/burn-files.js';
import type { DrawnImage } from '../plan/mark-image-filters.js';
import type { VideoRendition } from '../rendition.js';
import { drawnSize, imageStays } from './images/image-stays.js';
import type { MarkImages } from './images/mark-images.js';
import { canvasOf, type ScriptLine, scriptBlock, scriptHeader, scriptLines } from './mark-script.js';

/** What marks are drawn from. */
export interface MarkFiles {
  /** Absolute; has all that is drawn. */
  readonly folder: string;
  /** Absent where none is text. */
  readonly text?: BurnFiles;
  readonly images: readonly DrawnImage[];
}

interface MarkPlace extends BurnPlace {
  readonly images: MarkImages;
}

/** An image of a segment, without its file. */
type PlacedImage = Omit<DrawnImage, 'pixels'> & { readonly rgba: Uint8Array };

/** Around a segment, so that no rounding of a frame's time leaves its first or its last frame out. */
const AROUND_MS = 100;

/**
 * Writes the files for a segment that has marks, and removes them when `use` has settled. Returns its result.
 * @param range the segment, in milliseconds of the asset.
 * @throws Error where nothing is shown within the range: the segment would be one without a mark; what writing and `use` throw.
 */
export async function withMarkFiles<T>(
  rendition: VideoRendition,
  range: MarkTimes,
  place: MarkPlace,
  use: (files: MarkFiles) => Promise<T>,
): Promise<T> {
  const around = {
    start: Math.max(0, Math.floor(range.start) - AROUND_MS),
    end: Math.ceil(range.end) + AROUND_MS,
  };
  const lines = scriptLines(rendition.marks?.list ?? [], around, canvasOf(rendition));
  const images = placedImages(rendition, around, place.images);
  if (lines.length + images.length === 0) throw new Error('no mark is shown in a segment that has marks');
  if (lines.length > 0 && place.standIns.length === 0) throw new Error('there is no font to draw marks with');
  const more = images.map(({ rgba }, i) => ({ name: imageName(i), bytes: rgba }));
  const script = { name: 'marks.mkv', bytes: markScript(rendition, lines), fonts: place.standIns };
  return withTextFiles({ ...script, more }, place, (files) =>
    use({
      folder: files.folder,
      ...(lines.length > 0 && { text: files }),
      images: images.map(({ rgba: _, ...image }, i) => ({
        ...image,
        pixels: join(files.folder, imageName(i)),
      })),
    }),
  );
}

function imageName(number: number): string {
  return `${number}.rgba`;
}

function markScript(rendition: VideoRendition, lines: readonly ScriptLine[]): Uint8Array {
  const header = scriptHeader(canvasOf(rendition));
  return subtitleFile(
    { codecId: 'S_TEXT/ASS', codecPrivate: Buffer.from(header) },
    lines.map((line, order) => ({
      ...{ start: line.start, duration: line.end - line.start },
      bytes: Buffer.from(scriptBlock(line, order)),
    })),
  );
}

/** The images that are shown within a range. @throws Error for one that is not there. */
function placedImages(
  { marks, width, height }: VideoRendition,
  range: MarkTimes,
  images: MarkImages,
): readonly PlacedImage[] {
  const frame = { width, height };
  return (marks?.list ?? []).flatMap((mark) => {
    if (isText(mark)) return [];
    const image = images.get(mark.image.name);
    if (image?.hash !== mark.image.hash || !image) throw new Error('the image of a mark is not there');
    const drawn = drawnSize(mark, image, frame);
    const stays = imageStays(mark, drawn, frame, range);
    const size = { width: image.width, height: image.height };
    return stays.length === 0 ? [] : [{ rgba: image.rgba, size, drawn, opacity: mark.opacity, stays }];
  });
}
