/** Matroska files of any structure, with what should be read of them. */
import fc from 'fast-check';
import { ID } from '../../../src/matroska/index.js';
import { element, openElement, padding, unsigned } from '../../matroska/support/write-ebml.js';
import {
  AUDIO,
  blockGroup,
  ebmlHeader,
  info,
  KEYFRAME,
  LACING,
  lace,
  simpleBlock,
  tracks,
  VIDEO,
} from '../../matroska/support/write-matroska.js';

export interface RandomBlock {
  readonly track: 1 | 2;
  /** Milliseconds from the start of the cluster. */
  readonly time: number;
  readonly isKey: boolean;
  readonly kind: 'simple' | 'group' | 'void';
  readonly lacing: 'none' | 'xiph' | 'ebml';
  /** Of each frame. */
  readonly sizes: readonly number[];
}

export interface RandomCluster {
  readonly isOpen: boolean;
  readonly blocks: readonly RandomBlock[];
}

export interface RandomMatroska {
  readonly isOpen: boolean;
  readonly clusters: readonly RandomCluster[];
}

const block: fc.Arbitrary<RandomBlock> = fc.record({
  track: fc.constantFrom(1, 2),
  time: fc.integer({ min: -100, max: 5000 }),
  isKey: fc.boolean(),
  kind: fc.constantFrom('simple', 'simple', 'group', 'void'),
  lacing: fc.constantFrom('none', 'none', 'xiph', 'ebml'),
  sizes: fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 4 }),
});

/** Audio whose times decrease has no end. */
const blocks = fc
  .array(block, { maxLength: 12 })
  .map((unordered) => [...unordered].sort((a, b) => a.time - b.time));

export const randomMatroska: fc.Arbitrary<RandomMatroska> = fc.record({
  isOpen: fc.boolean(),
  clusters: fc.array(fc.record({ isOpen: fc.boolean(), blocks }), { maxLength: 6 }),
});

/** A frame as it should be read. */
export interface ExpectedFrame {
  readonly track: 1 | 2;
  readonly offset: number;
  readonly size: number;
  readonly sync: number;
  /** Where its block ends in the file. */
  readonly blockEnd: number;
}

export interface WrittenMatroska {
  readonly file: Buffer;
  readonly frames: readonly ExpectedFrame[];
}

const SECONDS_OF_CLUSTER = 6;

/** Writes the file. Cluster n begins at 6 n seconds. */
export function writeMatroska({ isOpen, clusters }: RandomMatroska): WrittenMatroska {
  const written = clusters.map(({ isOpen: isOpenCluster, blocks }, n) => {
    const contents = blocks.map(blockBytes);
    const write = isOpenCluster ? openElement : element;
    const bytes = write(ID.cluster, unsigned(ID.timestamp, n * SECONDS_OF_CLUSTER * 1000), ...contents);
    return { bytes, contents, blocks };
  });
  const head = [info(), tracks(VIDEO, AUDIO)];
  const clusterBytes = written.map(({ bytes }) => bytes);
  const segment = (isOpen ? openElement : element)(ID.segment, ...head, ...clusterBytes);
  const file = Buffer.concat([ebmlHeader(), segment]);
  const frames: ExpectedFrame[] = [];
  let end = file.length;
  for (const { bytes, contents, blocks } of [...written].reverse()) {
    let blockEnd = end;
    for (const [i, block] of [...blocks.entries()].reverse()) {
      frames.unshift(...framesOf(block, blockEnd));
      blockEnd -= contents[i]!.length;
    }
    end -= bytes.length;
  }
  return { file, frames };
}

function blockBytes({ track, time, isKey, kind, lacing, sizes }: RandomBlock): Buffer {
  const frames = sizes.map((size, i) => Buffer.alloc(size, 0xa0 + i));
  const frame = lacing === 'none' ? frames[0]! : lace(lacing, frames);
  const flags = LACING[lacing];
  if (kind === 'void') return padding(sizes[0]!);
  if (kind === 'simple') return simpleBlock(track, time, flags | (isKey ? KEYFRAME : 0), frame);
  return blockGroup({ track, time, flags, frame, references: isKey ? [] : [-1] });
}

/** The frames end with the block; of a group that is no keyframe, a reference of three bytes follows. */
function framesOf({ track, isKey, kind, lacing, sizes }: RandomBlock, blockEnd: number): ExpectedFrame[] {
  if (kind === 'void') return [];
  const stored = lacing === 'none' ? sizes.slice(0, 1) : sizes;
  let offset = blockEnd - stored.reduce((sum, size) => sum + size, 0) - (kind === 'group' && !isKey ? 3 : 0);
  return stored.map((size) => {
    offset += size;
    return { track, offset: offset - size, size, sync: isKey || track === 2 ? 1 : 0, blockEnd };
  });
}
