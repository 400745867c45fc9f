/** Audio that lies in a file without a container, known by the header of its first frame; and the tags before it. */

export const ID3_HEADER_BYTES = 10;
const HAS_FOOTER = 0x10;

/** The length of an ID3v2 tag with its header (ID3v2.4 3.1); 0 where there is none. */
export function id3Length(bytes: Uint8Array): number {
  const [i, d, three, major = 0xff, minor = 0xff, flags = 0, ...size] = bytes.subarray(0, ID3_HEADER_BYTES);
  const isTag = i === 0x49 && d === 0x44 && three === 0x33 && major !== 0xff && minor !== 0xff;
  if (!isTag || size.length < 4 || size.some((part) => part >= 0x80)) return 0;
  const content = size.reduce((total, part) => total * 0x80 + part, 0);
  return ID3_HEADER_BYTES + content + (flags & HAS_FOOTER ? ID3_HEADER_BYTES : 0);
}

/** Names of ffmpeg's demuxers of `rawAudio`. */
export const RAW_AUDIO = ['ac3', 'eac3', 'aac', 'mp3'] as const;

/** The name of the demuxer for frames of AC-3, E-AC-3, ADTS or MPEG audio; undefined for anything else. */
export function rawAudio(head: Uint8Array): (typeof RAW_AUDIO)[number] | undefined {
  const identification = ac3Identification(head);
  if (identification !== undefined) return identification <= 10 ? 'ac3' : 'eac3';
  if (isAdts(head)) return 'aac';
  return isMpegAudio(head) ? 'mp3' : undefined;
}

/** `bsid` of a frame in either byte order (ETSI TS 102 366 4.3 and E.1.2.1); undefined where there is no sync word. */
function ac3Identification(head: Uint8Array): number | undefined {
  const isSwapped = head[0] === 0x77 && head[1] === 0x0b;
  if (!isSwapped && !(head[0] === 0x0b && head[1] === 0x77)) return undefined;
  const identification = (head[isSwapped ? 4 : 5] ?? 0xff) >> 3;
  return identification <= 16 ? identification : undefined;
}

/** ISO 13818-7 6.2: twelve sync bits and layer 0. */
function isAdts(head: Uint8Array): boolean {
  return head[0] === 0xff && ((head[1] ?? 0) & 0xf6) === 0xf0;
}

/** ISO 11172-3 2.4.2.3: eleven sync bits, a layer, and no reserved bitrate or sampling frequency. */
function isMpegAudio(head: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = head;
  if (first !== 0xff || (second & 0xe0) !== 0xe0 || (second & 0x06) === 0) return false;
  return (third & 0xf0) !== 0xf0 && (third & 0x0c) !== 0x0c;
}
