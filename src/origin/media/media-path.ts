/** The paths of media, as requests name them. */
export { type MediaPath, mediaFileOf, parseMediaPath } from '../../shared/media-url.js';
