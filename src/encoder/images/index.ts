/**
 * Images of the video: single frames as images, one of them as the poster, sheets of small ones from sync samples alone; and sync
 * samples as frames of video, for trick play. Each is decoded from the samples that it needs, as segments are, and checked before it is
 * returned.
 */

export { availableFormats } from './formats/available-formats.js';
export { isPosterFormat } from './formats/poster-formats.js';
export { type ClipThumbnail, clipThumbnails } from './frames/clip-thumbnails.js';
export { frameAt, type Moment } from './frames/frame-at.js';
export { showsMarks } from './frames/shows-marks.js';
export { storyboardThumbnails, type Thumbnail } from './frames/storyboard.js';
export { trickFrames } from './frames/trick-frames.js';
export { type ImageChoice, imageRendition, imageRenditionWithId } from './image-renditions.js';
export { markedImage, parseMarkedStillId, unmarkedImage } from './marked-image.js';
export type { ImageContext } from './produce/frame-image.js';
export { type ImageRequest, imageCount, produceImage } from './produce/produce-image.js';
export { trickFrameBits, trickRendition, trickRungId } from './trick-rendition.js';
