import { BitReader, readH264Picture, unescaped } from '../../../bitstream/index.js';
import { type FieldSyntax, fieldSyntaxOf } from './h264-fields.js';
import type { Finding, VideoRules } from './video-rules.js';

/** `nal_unit_type` (ITU-T H.264 table 7-1). */
const NAL = {
  slice: 1,
  partitionA: 2,
  idr: 5,
  supplement: 6,
  sequence: 7,
  picture: 8,
  delimiter: 9,
} as const;
const FIRST_EXTENSION = 14;
const LAST_EXTENSION = 18;
const SLICE_BYTES = 32;
const PARAMETER_BYTES = 512;

/** A first field whose second is still to come. */
interface OpenField {
  readonly frameNumber: number;
  readonly isBottom: boolean;
}

/** H.264: which NAL units begin an access unit (7.4.1.2.3), and which fields are of one frame (3.30). */
export class H264Rules implements VideoRules {
  #fields: FieldSyntax | undefined;
  #openField: OpenField | undefined;

  read(head: Uint8Array) {
    return readH264Picture(head, 'start codes');
  }

  headBytes(first: number): number {
    const type = first & 0x1f;
    if (isSlice(type)) return SLICE_BYTES;
    if (type === NAL.supplement || type === NAL.sequence) return PARAMETER_BYTES;
    if (type === NAL.delimiter) return 2;
    return type === NAL.picture || (type >= FIRST_EXTENSION && type <= LAST_EXTENSION) ? 1 : 0;
  }

  look(head: Uint8Array): Finding {
    const type = head[0]! & 0x1f;
    const payload = head.subarray(1);
    if (isSlice(type)) return this.#slice(unescaped(payload));
    if (type === NAL.sequence) this.#fields = fieldSyntaxOf(unescaped(payload));
    return 'opening';
  }

  /** A picture begins with the slice of its first macroblock. */
  #slice(bytes: Uint8Array): Finding {
    const reader = new BitReader(bytes);
    if (reader.unsigned() !== 0) return 'nothing';
    const field = this.#fields && readField(reader, this.#fields);
    const open = this.#openField;
    const isSecond =
      open !== undefined &&
      field !== undefined &&
      field.isBottom !== open.isBottom &&
      field.frameNumber === open.frameNumber;
    this.#openField = isSecond ? undefined : field;
    return isSecond ? 'second field' : 'picture';
  }
}

function isSlice(type: number): boolean {
  return type === NAL.slice || type === NAL.partitionA || type === NAL.idr;
}

/** The rest of a slice header up to `bottom_field_flag` (7.3.3); undefined for a frame. */
function readField(reader: BitReader, syntax: FieldSyntax): OpenField | undefined {
  const { frameNumberBits, hasColourPlanes, hasFields } = syntax;
  if (!hasFields) return undefined;
  // slice_type, pic_parameter_set_id
  reader.unsigned();
  reader.unsigned();
  if (hasColourPlanes) reader.skip(2);
  const frameNumber = reader.bits(frameNumberBits);
  const isField = reader.flag();
  const isBottom = reader.flag();
  return isField && !reader.isExhausted ? { frameNumber, isBottom } : undefined;
}
