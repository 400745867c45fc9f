/**
 * How masters come into a folder of masters and go from it: resumable uploads (tus), copies of URLs, deletion, and notices of
 * stores. Serves no HTTP. A master comes whole or not at all, and replaces another only where that is asked for.
 */

// All of it: `uploads` answers requests of the tus protocol, `imports` copies from URLs, `ready` has assets indexed before a
// viewer asks, `removeMaster` deletes, `changedAssets` reads notifications of S3. `begin` removes what an earlier process left.

export type { Imports } from './imports/imports.js';
export { type FurtherImports, Intake, type IntakeOptions } from './intake.js';

// Where masters go to: the folder of the masters, or a bucket by way of a folder; `minFreeBytes` are left free on the disk.

export { MasterBucket } from './masters/master-bucket.js';
export type { MasterDestination } from './masters/master-destination.js';
export { MasterFolder, type MasterFolderOptions } from './masters/master-folder.js';

// The records of imports, and the body that starts one.

export { type ImportRecord, importRequestSchema, importSchema, isOver } from './imports/import-record.js';

// Requests of the tus protocol, under this path.

export { UPLOADS_PATH, type UploadAnswer, type UploadRequest } from './tus/tus-server.js';
