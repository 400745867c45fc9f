import { frameRateText } from './fraction.js';
import type { AudioRepresentation, TextRepresentation, VideoRepresentation } from './values.js';
import { type Element, element, textElement, type XmlAttribute } from './xml.js';

/** ISO/IEC 23009-1 5.3.5 Representation, of video. */
export function videoRepresentation(values: VideoRepresentation): Element {
  return representation(values, [
    ['width', values.width],
    ['height', values.height],
    ['sar', '1:1'],
    ['frameRate', frameRateText(values.frameRate)],
  ]);
}

/** ISO/IEC 23009-1 5.3.5 Representation, of audio. */
export function audioRepresentation(values: AudioRepresentation): Element {
  return representation(values, [['audioSamplingRate', values.sampleRate]]);
}

/** ISO/IEC 23009-1 5.3.5 Representation, of text. */
export function textRepresentation({ id, bandwidth, media }: TextRepresentation): Element {
  const template = element('SegmentTemplate', [['media', media]]);
  return element(
    'Representation',
    [
      ['id', id],
      ['bandwidth', Math.ceil(bandwidth)],
    ],
    template,
  );
}

/** Its SegmentTemplate, or SegmentList, has only the URLs; the rest is inherited from that of the adaptation set (5.3.9.1). */
function representation(
  { id, bandwidth, codecs, baseUrl, media, initialization }: VideoRepresentation | AudioRepresentation,
  specific: readonly XmlAttribute[],
): Element {
  const segments =
    typeof media === 'string' ? segmentTemplate(initialization, media) : segmentList(initialization, media);
  return element(
    'Representation',
    [['id', id], ['bandwidth', Math.ceil(bandwidth)], ['codecs', codecs], ...specific],
    ...(baseUrl === undefined ? [] : [textElement('BaseURL', baseUrl)]),
    segments,
  );
}

function segmentTemplate(initialization: string, media: string): Element {
  return element('SegmentTemplate', [
    ['initialization', initialization],
    ['media', media],
  ]);
}

/** 5.3.9.3: for segments whose URLs no template gives. */
function segmentList(initialization: string, media: readonly string[]): Element {
  return element(
    'SegmentList',
    [],
    element('Initialization', [['sourceURL', initialization]]),
    ...media.map((url) => element('SegmentURL', [['media', url]])),
  );
}
