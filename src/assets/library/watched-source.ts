import type { ByteSource } from '../../stores/index.js';

/** The source, with each failed read reported: of a remote master only that shows that it was replaced. */
export function watchedSource(source: ByteSource, onFailure: (error: unknown) => void): ByteSource {
  const read = async (offset: number, length: number) => {
    try {
      return await source.read(offset, length);
    } catch (error) {
      onFailure(error);
      throw error;
    }
  };
  return { ...source, read };
}
