/** Finds out whether a file may still be written: by its container, and whether it is whole by its structure. */

import { fileBoxAt, readMatroska } from '../../demux/index.js';
import { OnplayError } from '../../shared/errors.js';
import { BufferedReader, type ByteSource } from '../../stores/index.js';
import { findGrid } from '../../transport-stream/index.js';
import { sniffContainer } from '../indexing/sniffing/sniff.js';

/** Of the containers that are played while they grow: where their media begins; undefined for a file that is whole. */
const MEDIA_STARTS: Readonly<Record<string, (source: ByteSource) => Promise<number | undefined>>> = {
  matroska: firstCluster,
  movie: firstFragment,
  mpegts: firstPacket,
};

/**
 * The offset of the first media of a file that may grow: it does not change while the file is written, nor when a writer fills in
 * what it left open before. Undefined for one that is whole, cannot be read yet, or is of another container.
 * @throws OnplayError as `read` does.
 */
export async function mediaStartOfOpen(source: ByteSource): Promise<number | undefined> {
  try {
    return await MEDIA_STARTS[await sniffContainer(source)]?.(source);
  } catch (error) {
    if (error instanceof OnplayError && error.about === 'subject') return undefined;
    throw error;
  }
}

/** Of the id and the size of a cluster, which some writers fill in later. */
const CLUSTER_HEADER_BYTES = 12;

async function firstCluster(source: ByteSource): Promise<number | undefined> {
  const { segment } = await readMatroska(source);
  const isWhole = segment.statedEnd !== undefined && segment.statedEnd <= source.size;
  return isWhole ? undefined : segment.firstCluster + CLUSTER_HEADER_BYTES;
}

/** What is before the first fragment: `ftyp`, `moov`, and perhaps media that `moov` describes. */
const MAX_BOXES_BEFORE = 64;
const WINDOW_BYTES = 64;

async function firstFragment(source: ByteSource): Promise<number | undefined> {
  if (await hasFragmentIndex(source)) return undefined;
  const file = new BufferedReader(source, WINDOW_BYTES);
  const types = new Set<string>();
  let offset = 0;
  for (let boxes = 0; boxes < MAX_BOXES_BEFORE && offset < source.size; boxes++) {
    const box = await fileBoxAt(file, offset, source.size);
    if (box === undefined || box === 'impossible') return undefined;
    if (box.type === 'moof') return offset;
    offset += box.size;
    types.add(box.type);
  }
  // Only a header: the first fragment may come next.
  return types.has('moov') && !types.has('mdat') && offset === source.size ? offset : undefined;
}

/** Of `mfro`, the last box in `mfra`, with which a fragmented movie ends (ISO 14496-12 8.8.11). */
const MFRO_BYTES = 16;

async function hasFragmentIndex(source: ByteSource): Promise<boolean> {
  const end = await source.read(Math.max(0, source.size - MFRO_BYTES), MFRO_BYTES);
  return Buffer.from(end.subarray(4, 8)).toString('latin1') === 'mfro';
}

/** As much tells that it is a transport stream. */
const HEAD_BYTES = 4096;

/** A transport stream never says that it is whole: a recorder may stop after any packet, and go on. */
async function firstPacket(source: ByteSource): Promise<number | undefined> {
  return findGrid(await source.read(0, HEAD_BYTES))?.start;
}
