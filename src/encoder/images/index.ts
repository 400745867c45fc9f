/**
 * Images of the video: single frames as images, one of them as the poster, sheets of small ones from sync samples alone; and sync
 * samples as frames of video, for trick play. Each is decoded from the samples that it needs, as segments are, and checked before it is
 * returned.
 */

export { availableFormats } from './available-formats.js';
export { type ClipThumbnail, clipThumbnails } from './clip-thumbnails.js';
export { frameAt, type Moment } from './frame-at.js';
export type { ImageContext } from './frame-image.js';
export { type ImageChoice, imageRendition, imageRenditionWithId } from './image-renditions.js';
export { type ImageRequest, imageCount, produceImage } from './produce-image.js';
export { storyboardThumbnails, type Thumbnail } from './storyboard.js';
export { trickFrames } from './trick-frames.js';
export { trickFrameBits, trickRendition, trickRungId } from './trick-rendition.js';
