/** VMAP 1.0 (IAB Tech Lab): the breaks of a programme, each with its ads or with where they are asked for. Pure. */
import type { BreakTime, VmapBreak } from './advert.js';
import { childOf, childrenOf, type Element } from './element.js';
import { MAX_BREAKS } from './limits.js';
import { trackingOf } from './tracking.js';
import { readBoolean, readName, readOffset, readUrl } from './values.js';
import { readVast } from './vast.js';

/** @param root the element `VMAP`. */
export function readVmap(root: Element) {
  const list = childrenOf(root, 'AdBreak', MAX_BREAKS);
  const breaks = list.flatMap((element) => readBreak(element) ?? []);
  return { breaks, leftOut: list.length - breaks.length };
}

/** Undefined where it is not for linear ads, or at a place or from a source that is not understood. */
function readBreak(element: Element): VmapBreak | undefined {
  const { attributes } = element;
  const types = (attributes.get('breakType') ?? 'linear').split(',').map((type) => type.trim());
  const at = readBreakTime(attributes.get('timeOffset'));
  const adSource = childOf(element, 'AdSource');
  const source = adSource && readSource(adSource);
  if (!types.includes('linear') || !at || !source) return undefined;
  const id = readName(attributes.get('breakId'));
  return {
    at,
    ...(id !== undefined && { id }),
    tracking: trackingOf(element),
    mayBePod: readBoolean(adSource.attributes.get('allowMultipleAds')) ?? true,
    mayWrap: readBoolean(adSource.attributes.get('followRedirects')) ?? true,
    source,
  };
}

/** `timeOffset`: `start`, `end`, a time or a share. The number of an opportunity (`#1`) is not known to a server. */
function readBreakTime(text: string | undefined): BreakTime | undefined {
  const name = text?.trim();
  return name === 'start' || name === 'end' ? { kind: name } : readOffset(name);
}

/** `AdSource`: a document of VAST itself, which VMAP 1.0 calls `VASTData`, or its URL. Of other templates nothing is known. */
function readSource(adSource: Element): VmapBreak['source'] | undefined {
  const data = childOf(adSource, 'VASTAdData') ?? childOf(adSource, 'VASTData');
  const vast = childOf(data, 'VAST');
  if (vast) return { ads: readVast(vast) };
  const url = readUrl(childOf(adSource, 'AdTagURI')?.text);
  return url === undefined ? undefined : { url };
}
