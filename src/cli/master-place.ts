import { type Master, s3Url } from '../stores/index.js';

/** Where a master lies, and how it is read there, for the operator. */
export function masterPlace({ object, localPath }: Pick<Master, 'object' | 'localPath'>) {
  if (!object) return { location: localPath, read: 'as a local file' };
  return { location: s3Url({ bucket: object.bucket, prefix: '' }, object.key), read: 'by byte ranges' };
}
