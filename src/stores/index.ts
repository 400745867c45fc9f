/**
 * Where masters lie: files, folders and buckets, and byte ranges of them. Knows names and bytes, and nothing of media. A store says of each
 * failure whether it is about the master or about the moment.
 */

// Stores. `find` resolves to one version of a master, or to undefined; its `open` gives byte ranges [offset, offset +
// length). `fileListStore` serves files named one by one, `folderStore` a directory tree in which `a/b.mp4` is asset
// `a/b`, with notices of what is unusual there, `s3Store` a bucket, which `S3Connections` connects to. `watchFolder` reports changed
// paths, `assetsOfFile` the assets that one may concern; `mediaRank` is undefined for names that no master has.
// `isStoreFailure` is true for errors that say nothing about the master.

// Sidecars: files beside a master that belong to it, of which their names say what they are. They come with the master that `find`
// returns. `sidecarRole` and `parseSidecarName` say what a file would be by its name, `maxSidecarBytes` how large. `readSidecar` reads one, in the version that was found, and throws `sidecarChanged`.

export { readSidecar, sidecarChanged } from './sidecars/read-sidecar.js';
export {
  type IgnoredSidecar,
  ignoredSidecarText,
  type Sidecar,
  type SidecarRole,
} from './sidecars/sidecar.js';
export { maxSidecarBytes, sidecarRole } from './sidecars/sidecar-formats.js';
export { parseSidecarName } from './sidecars/sidecar-name.js';

// `download` copies a master into a local file.

export { assetsOfFile, filmsOfAudio } from './assets-of-file.js';
export { type DownloadContext, download } from './download.js';
export { fileListStore } from './file-list-store.js';
export { fileMaster, openFile } from './file-master.js';
export { folderStore } from './folder-store.js';
export { assetName } from './master-names.js';
export { mediaRank } from './media-extensions.js';
export { logNotices, type Notice, noticeText } from './notices.js';
export { isS3Url, parseS3Location, type S3Location, s3Url } from './s3/location.js';
export { MAX_PARTS, type MultipartUpload, type UploadedPart } from './s3/multipart/multipart.js';
export type { MultipartStore } from './s3/multipart/multipart-store.js';
export type { ListedObject, ObjectFacts, ObjectStore } from './s3/object-store.js';
export type { S3Settings } from './s3/s3-client.js';
export { S3Connections } from './s3/s3-connections.js';
export { s3Store } from './s3/s3-store.js';
export type { StoredObject } from './s3/stored-object.js';
export type {
  ByteRange,
  ByteSource,
  FileIdentity,
  FindOptions,
  Freshness,
  Growth,
  GrowthMarks,
  MarkedRange,
  Master,
  MasterStore,
  StoredSidecar,
  StoredSidecars,
} from './store.js';
export { isStoreFailure, masterChanged, masterUnreadable, storeUnavailable } from './store-errors.js';
export { type FolderWatch, watchFolder } from './watch-folder.js';

// Reading a byte source in small pieces: `BufferedReader` reads ahead, `QuickReads` has several reads under way at once.

export { BufferedReader } from './buffered-reader.js';
export { QuickReads } from './quick-reads.js';
