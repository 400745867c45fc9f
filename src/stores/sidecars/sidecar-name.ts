/**
 * The names of sidecars: `{asset}[.{tag}]*.{extension}`. Tags are in any order and any case.
 *
 *     extension                           tags
 *     vtt srt ass ssa                     a language, forced, sdh (or cc)
 *     one of a master of audio            a language, ad; at least one of them, since film.m4a is an asset of its own
 *     jpg jpeg png webp, and json         none
 */
import { languageOfTag } from './language-tag.js';
import type { NamedSidecar, SidecarFacts, SidecarProblem, SidecarRole } from './sidecar.js';
import { sidecarFormat, sidecarRole } from './sidecar-formats.js';

type Flag = 'forced' | 'sdh' | 'description';

const FLAGS: ReadonlyMap<string, { readonly flag: Flag; readonly of: SidecarRole }> = new Map([
  ['forced', { flag: 'forced', of: 'text' }],
  ['sdh', { flag: 'sdh', of: 'text' }],
  ['cc', { flag: 'sdh', of: 'text' }],
  ['ad', { flag: 'description', of: 'audio' }],
]);

const PLAIN = { language: 'und', forced: false, sdh: false, description: false };

/**
 * What a file name says, read as that of a sidecar of an asset, or what is wrong with it; undefined for a file that is none.
 * @param asset the last component of the asset's name.
 * @param fileName begins with that and a dot, in normalization form C.
 */
export function parseSidecarName(asset: string, fileName: string): NamedSidecar | SidecarProblem | undefined {
  const role = sidecarRole(fileName);
  if (role === undefined) return undefined;
  if (role === 'unsupported') return 'format_unsupported';
  const format = sidecarFormat(fileName);
  const rest = fileName.normalize('NFC').slice(asset.length, -(format.length + 1));
  const tags = rest === '' ? [] : rest.slice(1).split('.');
  if (role === 'audio' && tags.length === 0) return undefined;
  const tagged = parseTags(role, tags);
  return typeof tagged === 'string' ? tagged : { name: fileName, role, format, ...tagged };
}

function parseTags(
  role: SidecarRole,
  tags: readonly string[],
): Omit<SidecarFacts, 'role' | 'format'> | SidecarProblem {
  const found: Partial<Omit<SidecarFacts, 'role' | 'format'>>[] = [];
  for (const tag of tags) {
    const fact = factOf(role, tag);
    if (!fact) return 'tag_unknown';
    if (found.some((other) => Object.keys(fact).some((key) => key in other))) return 'tag_repeated';
    found.push(fact);
  }
  return Object.assign({ ...PLAIN }, ...found);
}

function factOf(role: SidecarRole, tag: string) {
  const known = FLAGS.get(tag.toLowerCase());
  if (known) return known.of === role ? { [known.flag]: true } : undefined;
  const language = role === 'text' || role === 'audio' ? languageOfTag(tag) : undefined;
  return language === undefined ? undefined : { language };
}
