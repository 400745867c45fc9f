/**
 * Reads the hidden mark of a copy, given the master. Pure but for `assetFrames`, which decodes; knows no tokens.
 *
 * `readCopy` finds where in a film a copy begins and how it is cropped, and reads of each segment which of its variants it is; it returns
 * why if it cannot. `accusedOf` says which codes fit that better than chance would have it, `mostFitting` which one of all codes fits best.
 */
export { type Accusation, accusedOf, MAX_CHANCE, mostFitting } from './accusations.js';
export { assetFrames } from './asset-frames.js';
export { COPY_GRID, MASTER_GRID } from './luma-frame.js';
export { type ReadCopy, readCopy, type Unreadable } from './read-copy.js';
