/** How images are produced: one way for each purpose. */
import type { VideoTrack } from '../../../tracks/index.js';
import type { EncodedSegment } from '../../produce/producer.js';
import type { ImagePurpose, ImageRendition, StillRendition } from '../../rendition.js';
import { sheetCount, sheetGrid } from '../frames/storyboard.js';
import { trickFrames } from '../frames/trick-frames.js';
import { imageOfFile } from './file-image.js';
import { frameImage, type ImageContext } from './frame-image.js';
import { posterImage } from './poster-image.js';
import { previewImage } from './preview-image.js';
import { sheetImage } from './sheet-image.js';
import { trickImage } from './trick-image.js';

/** Which image, and of what. */
export interface ImageRequest {
  /** Absent for posters of audio. */
  readonly track: VideoTrack | undefined;
  readonly rendition: StillRendition;
  /** From 0, below `imageCount`. */
  readonly segment: number;
}

/** An image of video. */
interface FramesRequest {
  readonly track: VideoTrack;
  readonly rendition: ImageRendition;
  readonly segment: number;
}

interface Purpose {
  count(track: VideoTrack, rendition: ImageRendition): number;
  image(request: FramesRequest, context: ImageContext): Promise<Uint8Array>;
}

const purposes: Readonly<Record<ImagePurpose, Purpose>> = {
  frame: {
    count: ({ frames }) => frames.length,
    image: ({ segment, ...request }, context) => frameImage({ ...request, frame: segment }, context),
  },
  poster: {
    count: () => 1,
    image: ({ track, rendition }, context) => posterImage(track, rendition, context),
  },
  preview: {
    count: () => 1,
    image: ({ track, rendition }, context) => previewImage(track, rendition, context),
  },
  sheet: {
    count: (track, { grid = sheetGrid(track) }) => sheetCount(track, grid),
    image: ({ track, rendition, segment }, context) => {
      const { grid = sheetGrid(track) } = rendition;
      return sheetImage(track, { ...rendition, grid }, segment, context);
    },
  },
};

/** How many images a rendition has. @param track absent for audio. */
export function imageCount(track: VideoTrack | undefined, rendition: StillRendition): number {
  if (rendition.purpose !== 'trick' && rendition.file) return 1;
  if (!track) return 0;
  if (rendition.purpose === 'trick') return trickFrames(track).frames.length;
  return purposes[rendition.purpose].count(track, rendition);
}

/** Produces an image. @throws OnplayError as `frameImage`; as `imageOfFile`; as `trickImage`. */
export async function produceImage(request: ImageRequest, context: ImageContext): Promise<EncodedSegment> {
  const startedAt = performance.now();
  const bytes = await imageOf(request, context);
  return { bytes, timings: { feedMs: 0, encodeMs: performance.now() - startedAt, packageMs: 0 } };
}

function imageOf({ track, rendition, segment }: ImageRequest, context: ImageContext): Promise<Uint8Array> {
  if (rendition.purpose !== 'trick' && rendition.file) return imageOfFile(rendition.file, rendition, context);
  if (!track) throw new Error('audio has no images but the poster of a file');
  if (rendition.purpose === 'trick') return trickImage({ track, rendition, segment }, context);
  return purposes[rendition.purpose].image({ track, rendition, segment }, context);
}
