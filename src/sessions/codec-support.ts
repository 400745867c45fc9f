/** Which codecs a player says it can play, in the words of RFC 6381 or by the codec's name. */

/** Names of one codec: sample entry types (RFC 6381 3.3) and what people call it. */
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

/** Profiles of H.264 that decoders of the later ones play too, by `profile_idc` in hexadecimal. */
const h264Profiles = ['42', '4d', '64'];

/** The items of a list as `avc1.64001f,mp4a.40.2` or `h264,aac`; undefined if it is malformed or names nothing known. */
export function parseCodecs(text: string): readonly string[] | undefined {
  const items = text.split(',').map((item) => item.trim().toLowerCase());
  const isGood = (item: string) => /^[a-z0-9.-]{1,64}$/.test(item) && familyOf(item) !== undefined;
  return items.length <= maximumItems && items.every(isGood) ? items : undefined;
}

/**
 * Whether a player that lists `supported` can play `codecs`, one codec of RFC 6381. A kind of track that the list does
 * not mention is not limited by it. A name alone stands for every profile; of H.264 a profile and level include the
 * lesser ones.
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

/** From `avc1.PPCCLL` (RFC 6381 3.3): the place of the profile among `h264Profiles`, and `level_idc`. */
function h264ProfileAndLevel(item: string): { readonly profile: number; readonly level: number } | undefined {
  const [, profile = '', level = ''] = /^avc[13]\.([0-9a-f]{2})[0-9a-f]{2}([0-9a-f]{2})$/.exec(item) ?? [];
  const place = h264Profiles.indexOf(profile);
  return place < 0 ? undefined : { profile: place, level: Number.parseInt(level, 16) };
}
