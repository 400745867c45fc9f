/** Which codecs a player can play, as it lists them: RFC 6381 codec strings or codec names. */

/** The names of each codec: sample entry types (RFC 6381 3.3) and common names. */
const families = [
  { kind: 'video', names: ['h264', 'avc1', 'avc3'] },
  { kind: 'video', names: ['hevc', 'h265', 'hvc1', 'hev1'] },
  { kind: 'video', names: ['av1', 'av01'] },
  { kind: 'video', names: ['vp9', 'vp09'] },
  { kind: 'audio', names: ['aac', 'mp4a'] },
  { kind: 'audio', names: ['ac-3'] },
  { kind: 'audio', names: ['ec-3'] },
  { kind: 'audio', names: ['opus'] },
  { kind: 'audio', names: ['flac'] },
] as const;

type Family = (typeof families)[number];

const maximumItems = 16;

/** H.264 profiles by `profile_idc` in hexadecimal; a decoder of one also plays those before it. */
const h264Profiles = ['42', '4d', '64'];

/**
 * The items, in lower case, of a list such as `avc1.64001f,mp4a.40.2` or `h264,aac`. Undefined if it has more than 16
 * items, or if one is malformed or names no known codec.
 */
export function parseCodecs(text: string): readonly string[] | undefined {
  const items = text.split(',').map((item) => item.trim().toLowerCase());
  const isGood = (item: string) => /^[a-z0-9.-]{1,64}$/.test(item) && familyOf(item) !== undefined;
  return items.length <= maximumItems && items.every(isGood) ? items : undefined;
}

/**
 * Whether a player that lists `supported` can play `codecs`, one codec string of RFC 6381. A list without any video codec
 * does not limit video, and the same goes for audio. A codec name stands for every profile; an H.264 profile and level
 * include the lower ones.
 */
export function isCodecSupported(codecs: string, supported: readonly string[]): boolean {
  const wanted = codecs.toLowerCase();
  const family = familyOf(wanted);
  const ofKind = supported.filter((item) => familyOf(item)?.kind === family?.kind);
  return (
    ofKind.length === 0 || ofKind.some((item) => familyOf(item) === family && includesProfile(item, wanted))
  );
}

function familyOf(item: string): Family | undefined {
  const name = item.split('.', 1)[0];
  return families.find(({ names }) => names.some((candidate) => candidate === name));
}

function includesProfile(offered: string, wanted: string): boolean {
  if (!offered.includes('.') || offered === wanted) return true;
  const decoder = h264ProfileAndLevel(offered);
  const stream = h264ProfileAndLevel(wanted);
  return (
    decoder !== undefined &&
    stream !== undefined &&
    decoder.profile >= stream.profile &&
    decoder.level >= stream.level
  );
}

/** From `avc1.PPCCLL` (RFC 6381 3.3): the index of the profile in `h264Profiles`, and `level_idc`. */
function h264ProfileAndLevel(item: string): { readonly profile: number; readonly level: number } | undefined {
  const [, profile = '', level = ''] = /^avc[13]\.([0-9a-f]{2})[0-9a-f]{2}([0-9a-f]{2})$/.exec(item) ?? [];
  const index = h264Profiles.indexOf(profile);
  return index < 0 ? undefined : { profile: index, level: Number.parseInt(level, 16) };
}
