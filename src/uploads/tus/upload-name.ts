/** What an upload says of itself in `Upload-Metadata` (tus 1.0.0, "Creation"). Pure. */
import { assertNamed, type Incoming, type IncomingFile, incomingOf } from '../masters/incoming.js';
import { uploadInvalid } from './tus-errors.js';

export interface NamedUpload {
  readonly incoming: Incoming;
  readonly file: IncomingFile;
  /** Whether what has this name is replaced. */
  readonly replace: boolean;
}

/** With the longest name and type. */
const MAX_VALUE = 2048;

/**
 * Reads `asset` (what it is to be called; by default as the file), `filename`, `filetype` and `replace` (`true`).
 * @throws OnplayError `upload_invalid`, `asset_name_invalid`, `media_type_unknown`.
 */
export function namedUpload(metadata: Readonly<Record<string, string | null>> | undefined): NamedUpload {
  const value = (key: string) => {
    const text = (metadata && Object.hasOwn(metadata, key) ? metadata[key] : undefined) ?? undefined;
    if (text !== undefined && text.length > MAX_VALUE) throw uploadInvalid(`\`${key}\` is too long.`);
    return text;
  };
  const fileName = value('filename');
  const asset = value('asset') ?? fileName;
  if (asset === undefined)
    throw uploadInvalid(
      '`Upload-Metadata` has to name the `asset`, or the `filename` that it is called after.',
    );
  const contentType = value('filetype')?.split(';')[0]?.trim().toLowerCase();
  const file = { name: asset, hints: { fileName, contentType } };
  assertNamed(file);
  return { incoming: incomingOf(asset), file, replace: value('replace') === 'true' };
}
