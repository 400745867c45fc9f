import {
  type ByteSource,
  type Growth,
  type GrowthMarks,
  type Master,
  masterChanged,
  openFile,
} from '../../stores/index.js';
import { holdsMarks } from './marks.js';

/** A master that was seen to grow, as plain values, which may be sent to another thread. */
export type GrowingMaster = Omit<Master, 'open' | 'size' | 'file'> & {
  readonly localPath: string;
  readonly growth: Growth;
};

/**
 * The master as it was at the last look: what was appended since is not seen. It opens as long as the file has the bytes that it
 * had then.
 */
export function growingMaster(described: GrowingMaster): Master {
  const { localPath, localRoot, growth } = described;
  const { file } = growth.marks;
  return { ...described, file, size: file.size, open: () => openMarked(localPath, localRoot, growth.marks) };
}

/** @throws OnplayError `master_changed` when it was replaced, or bytes that were there have changed; as `openFile`. */
async function openMarked(path: string, root: string | undefined, marks: GrowthMarks): Promise<ByteSource> {
  const opened = await openFile(path, root);
  if (!opened) throw masterChanged();
  const { source, file } = opened;
  const { size } = marks.file;
  try {
    if (!(await holdsMarks(source, file, marks))) throw masterChanged();
  } catch (error) {
    await source.close();
    throw error;
  }
  const read = (offset: number, length: number) =>
    source.read(offset, Math.max(0, Math.min(length, size - offset)));
  return { ...source, size, read };
}
