/** The answers about an upload that is a master now. A client whose last answer was lost asks once more. Pure. */
import { type AssetId, assetPath } from '../../shared/asset-id.js';
import { uploadUnknown } from './tus-errors.js';
import type { UploadAnswer, UploadRequest } from './tus-server.js';

export interface FinishedUpload {
  /** In bytes. */
  readonly size: number;
  readonly asset: AssetId;
}

/** The header that names the asset of a finished upload, percent-encoded as in its URLs. */
export const ASSET_HEADER = 'Onplay-Asset';

/** @throws OnplayError `upload_unknown` for what cannot be done with it any more. */
export function answerFinished({ method, headers }: UploadRequest, upload: FinishedUpload): UploadAnswer {
  const size = String(upload.size);
  const isRepeated = method === 'PATCH' && headers.get('upload-offset') === size;
  if (method !== 'HEAD' && !isRepeated) throw uploadUnknown();
  return {
    status: method === 'HEAD' ? 200 : 204,
    headers: new Headers({
      'Tus-Resumable': '1.0.0',
      'Upload-Offset': size,
      ...(method === 'HEAD' && { 'Upload-Length': size, 'Cache-Control': 'no-store' }),
      [ASSET_HEADER]: assetPath(upload.asset),
    }),
  };
}
