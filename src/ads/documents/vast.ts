/** VAST 2 to 4.3 (IAB Tech Lab): the ads of a document, of which linear ones can be played. `AdVerifications`, companions and icons are ignored. Pure. */
import type { Advert, UnplayableReason, VastAd } from './advert.js';
import { creativeFiles } from './creative-files.js';
import { childOf, childrenOf, type Element } from './element.js';
import { MAX_ADS, MAX_TRACKING } from './limits.js';
import { adUrls, clickUrls, trackingOf } from './tracking.js';
import { readBoolean, readCount, readName, readOffset, readTime, readUrl } from './values.js';

/** @param root the element `VAST`. */
export function readVast(root: Element): readonly VastAd[] {
  return childrenOf(root, 'Ad', MAX_ADS).map((ad) => {
    const sequence = readCount(ad.attributes.get('sequence'));
    return { ...readAd(ad), ...(sequence !== undefined && { sequence }) };
  });
}

function readAd(ad: Element): VastAd {
  const inline = childOf(ad, 'InLine');
  if (inline) return readInline(inline, ad.attributes.get('id'));
  const wrapper = childOf(ad, 'Wrapper');
  return wrapper ? readWrapper(wrapper) : unplayable('ad_not_linear');
}

function readInline(inline: Element, adId: string | undefined): VastAd {
  const linear = linearsOf(inline)[0];
  if (!linear) return unplayable('ad_not_linear');
  const durationMs = readTime(childOf(linear, 'Duration')?.text);
  if (durationMs === undefined || durationMs === 0) return unplayable('ad_without_duration');
  const files = creativeFiles(linear);
  if (files.length === 0) return unplayable('ad_without_file');
  const id = readName(adId);
  const title = readName(childOf(inline, 'AdTitle')?.text);
  const skipOffset = readOffset(linear.attributes.get('skipoffset'));
  const advert: Advert = {
    ...(id !== undefined && { id }),
    ...(title !== undefined && { title }),
    durationMs,
    ...(skipOffset && { skipOffset }),
    files,
    tracking: [...adUrls(inline), ...trackingOf(linear), ...clickUrls(linear)].slice(0, MAX_TRACKING),
  };
  return { kind: 'inline', advert };
}

/** `fallbackOnNoAd` is not read: an ad that leads to none is always replaced by one that is in no pod. */
function readWrapper(wrapper: Element): VastAd {
  const url = readUrl(childOf(wrapper, 'VASTAdTagURI')?.text);
  if (url === undefined) return unplayable('ad_without_url');
  const linears = linearsOf(wrapper);
  return {
    ...{ kind: 'wrapper', url },
    mayWrap: readBoolean(wrapper.attributes.get('followAdditionalWrappers')) ?? true,
    mayBePod: readBoolean(wrapper.attributes.get('allowMultipleAds')) ?? false,
    tracking: [
      ...adUrls(wrapper),
      ...linears.flatMap((linear) => [...trackingOf(linear), ...clickUrls(linear)]),
    ].slice(0, MAX_TRACKING),
  };
}

/** In the order of the creatives' `sequence`. */
function linearsOf(ad: Element): readonly Element[] {
  const creatives = childrenOf(childOf(ad, 'Creatives'), 'Creative', MAX_ADS);
  const place = ({ attributes }: Element) => readCount(attributes.get('sequence')) ?? 0;
  return [...creatives]
    .sort((a, b) => place(a) - place(b))
    .flatMap((creative) => childOf(creative, 'Linear') ?? []);
}

function unplayable(reason: UnplayableReason): VastAd {
  return { kind: 'unplayable', reason };
}
