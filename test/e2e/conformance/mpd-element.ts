/** An MPD as a tree of plain elements. */
import { stringToMpdXml, type XmlElement } from 'mpd-parser';

export class MpdElement {
  constructor(
    readonly name: string,
    readonly attributes: ReadonlyMap<string, string>,
    readonly children: readonly MpdElement[],
    readonly text: string,
  ) {}

  /** The value of an attribute. @throws Error if it is missing */
  get(attribute: string): string {
    const value = this.attributes.get(attribute);
    if (value === undefined) throw new Error(`${this.name} has no ${attribute}`);
    return value;
  }

  number(attribute: string): number {
    return Number(this.get(attribute));
  }

  all(name: string): readonly MpdElement[] {
    return this.children.filter((child) => child.name === name);
  }

  /** The only child of that name. */
  only(name: string): MpdElement {
    const [child, second] = this.all(name);
    if (!child || second) throw new Error(`expected one ${name} in ${this.name}`);
    return child;
  }
}

const ELEMENT_NODE = 1;

/** Parses an MPD and returns its root element. @throws Error if it is not an MPD in well-formed XML */
export function parseMpd(text: string): MpdElement {
  return copy(stringToMpdXml(text));
}

function copy({ tagName, attributes, childNodes, textContent }: XmlElement): MpdElement {
  const elements = Array.from(childNodes).filter(({ nodeType }) => nodeType === ELEMENT_NODE);
  return new MpdElement(
    tagName,
    new Map(Array.from(attributes, ({ name, value }) => [name, value])),
    elements.map(copy),
    elements.length > 0 ? '' : textContent,
  );
}

/** The adaptation sets of the only Period that are for regular playback. */
export function adaptationSets(mpd: MpdElement): readonly MpdElement[] {
  return allSets(mpd).filter((set) => set.get('contentType') !== 'image' && !isForTrickModes(set));
}

/** The adaptation sets for trick modes. */
export function trickModeSets(mpd: MpdElement): readonly MpdElement[] {
  return allSets(mpd).filter(isForTrickModes);
}

function isForTrickModes(set: MpdElement): boolean {
  return set
    .all('EssentialProperty')
    .some((property) => property.get('schemeIdUri') === 'http://dashif.org/guidelines/trickmode');
}

/** The adaptation sets of thumbnails. */
export function thumbnailSets(mpd: MpdElement): readonly MpdElement[] {
  return allSets(mpd).filter((set) => set.get('contentType') === 'image');
}

function allSets(mpd: MpdElement): readonly MpdElement[] {
  return mpd.only('Period').all('AdaptationSet');
}

/** A segment in a `SegmentTimeline`, in ticks. */
export interface TimelineEntry {
  readonly start: number;
  readonly duration: number;
  /** Whether `@t` is present. */
  readonly explicit: boolean;
}

/** The timeline of an adaptation set, with `@r` expanded (ISO/IEC 23009-1 5.3.9.6). */
export function timelineOf(adaptationSet: MpdElement): readonly TimelineEntry[] {
  let start = 0;
  return adaptationSet
    .only('SegmentTemplate')
    .only('SegmentTimeline')
    .all('S')
    .flatMap(({ attributes }) => {
      const [t, d, r = '0'] = ['t', 'd', 'r'].map((name) => attributes.get(name));
      if (t !== undefined) start = Number(t);
      return Array.from({ length: Number(r) + 1 }, (_, index) => {
        const entry = { start, duration: Number(d), explicit: index === 0 && t !== undefined };
        start += Number(d);
        return entry;
      });
    });
}

/** Seconds of an `xs:duration` in hours, minutes and seconds. */
export function secondsOf(duration: string): number {
  const [whole, hours = '0', minutes = '0', seconds = '0'] =
    /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(duration) ?? [];
  if (!whole) throw new Error(`${duration} is not a duration`);
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
