/** Reads masters: stores, containers, the index of a master, its segment map. */
export { audioConfiguration } from './demux/audio-configuration.js';
export { parseAvcConfiguration } from './demux/avc-configuration.js';
export { codecConfiguration } from './demux/codec-configuration.js';
export { isRandomAccessPoint } from './demux/random-access.js';
export type { ReserveMemory } from './index-budget.js';
export { transferableBuffers, withoutColumns } from './indexing/columns.js';
export { readIndexFile, writeIndexFile } from './indexing/index-file.js';
export { indexPrepared, openIndexed } from './indexing/index-master.js';
export type {
  AudioFacts,
  DecodableTrack,
  MediaTools,
  RemuxContext,
  RemuxedFile,
  VideoFacts,
} from './indexing/media-tools.js';
export { type CopyPlace, containerOf, type PreparedMaster, remuxMaster } from './indexing/prepare-master.js';
export { type MasterIndex, type MediaFile, presentationSeconds } from './master-index.js';
export { nalUnits } from './nal-units.js';
export {
  audioUnsupported,
  codecUnsupported,
  copiesFull,
  damaged,
  tooComplex,
  tooLargeToConform,
  truncated,
  withoutTracks,
} from './refusals.js';
export {
  AAC_FRAME_SAMPLES,
  audioFrameBoundaries,
  audioFramesOf,
  buildSegmentMap,
  framesOf,
  type SegmentMap,
  type SegmentMapOptions,
  segmentLength,
} from './segment-map/segment-map.js';
export { firstAtOrAfter } from './segment-map/sorted-search.js';
export { fileListStore } from './stores/file-list-store.js';
export { changed, fileMaster } from './stores/file-master.js';
export { assetOfFile, folderStore } from './stores/folder-store.js';
export { assetName } from './stores/read-folder.js';
export type { ByteSource, FindOptions, Master, MasterStore } from './stores/store.js';
export { isStoreFailure, storeUnavailable } from './stores/store-errors.js';
export { type FolderWatch, watchFolder } from './stores/watch-folder.js';
export type { AudioTrack, Colour, Orientation, SampleTable, VideoTrack } from './track.js';
