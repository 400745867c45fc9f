/** mp4box, a reader that shares no code with the packager. */
import { createFile, type ISOFile, MP4BoxBuffer } from 'mp4box';

/** Parses the concatenation of `parts`, whole boxes each, as one file. */
export function readIndependently(...parts: readonly Uint8Array[]): ISOFile<unknown, unknown> {
  const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
  const file = createFile(true);
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(bytes.buffer, 0));
  file.flush();
  return file;
}
