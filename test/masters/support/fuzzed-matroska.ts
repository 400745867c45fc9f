/** Matroska files changed at random from a seed: the sizes, values and structure of their elements, and the headers of blocks. */
import { ID, readElementHeader } from '../../../src/matroska/index.js';
import { idBytes, integer, unknownSize } from '../../matroska/support/write-ebml.js';
import { LACING } from '../../matroska/support/write-matroska.js';

interface Node {
  readonly id: number;
  contents: Uint8Array | Node[];
  /** What it states its size to be, if that is not the truth. */
  stated?: number | 'unknown';
  /** Elements before it that are written as they are. */
  before?: Uint8Array;
}

const CUES = [0x1c53bb6b, 0xbb, 0xb7];
const MASTERS: ReadonlySet<number> = new Set([
  ...[ID.ebml, ID.segment, ID.seekHead, ID.seek, ID.info, ID.tracks, ID.trackEntry, ID.video, ID.audio],
  ...[ID.colour, ID.projection, ID.contentEncodings, ID.contentEncoding, ID.contentCompression],
  ...[ID.cluster, ID.blockGroup, ...CUES],
]);
const BLOCKS: ReadonlySet<number> = new Set([ID.simpleBlock, ID.block]);

/** Sizes at which positions overflow, wrap around or are barely plausible. */
const SIZES = [0, 1, 127, 2 ** 14, 2 ** 31, 2 ** 32 + 5, 6e10, 2 ** 53 - 1, 2 ** 56 - 2] as const;
/** Most bytes that repeating or nesting an element adds. */
const MOST_ADDED_BYTES = 8_000_000;

/** The file with up to five changes. What is around a changed element is adapted to it, so that it is still read. */
export function changedElements(file: Buffer, random: () => number): Buffer {
  const root = elementsIn(file);
  for (let left = 1 + Math.floor(random() * 5); left > 0; left--) changeOnce(root, random);
  const changed = Buffer.concat(root.map(bytesOf));
  return random() < 0.1 ? changed.subarray(0, Math.floor(random() * changed.length)) : changed;
}

/** Up to the first that is no element. */
function elementsIn(bytes: Uint8Array): Node[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const nodes: Node[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const header = readElementHeader(view, at, bytes.byteLength);
    if (typeof header === 'string') break;
    const { id, headerSize, size } = header;
    const end = Math.min(at + headerSize + (size ?? bytes.byteLength), bytes.byteLength);
    const contents = bytes.subarray(at + headerSize, end);
    const stated = size === undefined ? { stated: 'unknown' as const } : {};
    nodes.push({ id, contents: MASTERS.has(id) ? elementsIn(contents) : contents, ...stated });
    at = end;
  }
  return nodes;
}

function bytesOf({ id, contents, stated, before = new Uint8Array() }: Node): Buffer {
  const bytes = Array.isArray(contents) ? Buffer.concat(contents.map(bytesOf)) : contents;
  const size = stated === 'unknown' ? unknownSize() : integer(stated ?? bytes.byteLength, stated && 8);
  return Buffer.concat([before, idBytes(id), size, bytes]);
}

/** An element and the list that it is in. */
interface Place {
  readonly node: Node;
  readonly siblings: Node[];
}

function* placesIn(siblings: Node[]): Generator<Place> {
  for (const node of siblings) {
    yield { node, siblings };
    if (Array.isArray(node.contents)) yield* placesIn(node.contents);
  }
}

const pick = <T>(random: () => number, values: readonly T[]): T | undefined =>
  values[Math.floor(random() * values.length)];

type Change = (place: Place, random: () => number) => void;

function changeOnce(root: Node[], random: () => number): void {
  const all = [...placesIn(root)];
  const blocks = all.filter(({ node }) => BLOCKS.has(node.id));
  // There are far more blocks than other elements.
  const others = all.filter(({ node }) => !BLOCKS.has(node.id));
  const place = pick(random, random() < 0.4 && blocks.length > 0 ? blocks : others);
  const changes = place && BLOCKS.has(place.node.id) ? CHANGES_OF_BLOCKS : CHANGES;
  if (place) pick(random, changes)!(place, random);
}

const restate: Change = ({ node }, random) => {
  const { length } = bytesOf({ ...node, stated: 0 });
  node.stated = pick(random, ['unknown', length, Math.max(0, length - 30), ...SIZES] as const)!;
};

/** A number, a float or a text becomes another. */
const revalue: Change = ({ node }, random) => {
  if (Array.isArray(node.contents)) return;
  const length = pick(random, [node.contents.byteLength, 1, 2, 4, 8, 9])!;
  const bytes = Buffer.alloc(Math.min(length, 64), pick(random, [0, 1, 0x7f, 0x80, 0xff])!);
  if (bytes.byteLength === 8 && random() < 0.3)
    bytes.writeDoubleBE(pick(random, [Number.NaN, Number.POSITIVE_INFINITY, -1, 1e300, 1e-300])!);
  node.contents = bytes;
};

const repeat: Change = ({ node }, random) => {
  const bytes = bytesOf(node);
  const most = Math.floor(MOST_ADDED_BYTES / bytes.length);
  node.before = Buffer.concat(new Array<Buffer>(Math.min(most, pick(random, [1, 300, 20_000])!)).fill(bytes));
};

const nest: Change = ({ node }, random) => {
  const { id, contents } = node;
  let bytes = Array.isArray(contents) ? Buffer.concat(contents.map(bytesOf)) : contents;
  const depth = bytes.byteLength > 10_000 ? 2 : pick(random, [2, 50, 800])!;
  for (let i = 0; i < depth; i++) bytes = bytesOf({ id, contents: bytes });
  node.contents = bytes;
};

const remove: Change = ({ node, siblings }) => {
  siblings.splice(siblings.indexOf(node), 1);
};

const toEnd: Change = ({ node, siblings }) => {
  siblings.push(...siblings.splice(siblings.indexOf(node), 1));
};

const CHANGES: readonly Change[] = [restate, restate, revalue, revalue, revalue, repeat, nest, remove, toEnd];

/** The number of the track, the timestamp, or the flags, which say whether and how there is a lace. */
const rehead: Change = ({ node }, random) => {
  if (Array.isArray(node.contents) || node.contents.byteLength < 4) return;
  const head = Buffer.from(node.contents.subarray(0, 4));
  const lacing = pick(random, Object.values(LACING))!;
  switch (pick(random, ['track', 'time', 'flags', 'flags'] as const)) {
    case 'track':
      head[0] = pick(random, [0, 1, 0x80, 0x81, 0x82, 0x83, 0xff])!;
      break;
    case 'time':
      head.writeInt16BE(pick(random, [-32_768, -1, 0, 32_767])!, 1);
      break;
    default:
      head[3] = lacing | (random() < 0.5 ? 0x80 : 0) | (random() < 0.2 ? 0x08 : 0);
  }
  node.contents = Buffer.concat([head, node.contents.subarray(4)]);
};

/** As many frames as a lace can have, of sizes that any bytes say. */
const relace: Change = ({ node }, random) => {
  if (Array.isArray(node.contents)) return;
  const sizes = Buffer.alloc(pick(random, [0, 255, 2000])!, pick(random, [0, 1, 0x81, 0xff])!);
  const lace = Buffer.concat([Buffer.of(pick(random, [0, 1, 255])!), sizes]);
  node.contents = Buffer.concat([node.contents.subarray(0, 4), lace, node.contents.subarray(4)]);
  rehead({ node, siblings: [] }, random);
};

const CHANGES_OF_BLOCKS: readonly Change[] = [rehead, rehead, relace, relace, restate, repeat, remove, toEnd];
