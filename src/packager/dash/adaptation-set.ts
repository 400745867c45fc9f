import { channelConfiguration, packagingImpossible } from '../../isobmff/index.js';
import { frameRateText, isLarger, ratioText } from './fraction.js';
import { audioRepresentation, textRepresentation, videoRepresentation } from './representation.js';
import type {
  AdaptationSet,
  AudioAdaptationSet,
  CaptionsDescriptor,
  TextAdaptationSet,
  VideoAdaptationSet,
} from './values.js';
import { type Element, element, textElement, type XmlAttribute } from './xml.js';

/**
 * ISO/IEC 23009-1 5.3.3 AdaptationSet. The schema prescribes the order of its children: those of
 * RepresentationBaseType (AudioChannelConfiguration, Label), then Accessibility, Role, SegmentTemplate and Representation.
 *
 * @throws OnplayError `packaging_impossible` as `mediaPresentationDescription` does.
 */
export function adaptationSet(set: AdaptationSet, id: number): Element {
  const common = commonAttributes(set, id);
  if (set.contentType === 'video') return videoSet(set, common);
  return set.contentType === 'audio' ? audioSet(set, common) : textSet(set, common);
}

export function commonAttributes(
  { contentType }: Pick<AdaptationSet, 'contentType'>,
  id: number,
): readonly XmlAttribute[] {
  return [
    ['id', id],
    ['contentType', contentType],
    ['mimeType', MIME_TYPES[contentType]],
    ['segmentAlignment', 'true'],
    ['startWithSAP', 1],
  ];
}

const MIME_TYPES = { video: 'video/mp4', audio: 'audio/mp4', text: 'text/vtt' } as const;

function videoSet(set: VideoAdaptationSet, common: readonly XmlAttribute[]): Element {
  return element(
    'AdaptationSet',
    [...common, ...maximums(set)],
    ...(set.captions ?? []).map(captions),
    role(set.role),
    template(set),
    ...set.representations.map(videoRepresentation),
  );
}

function audioSet(set: AudioAdaptationSet, common: readonly XmlAttribute[]): Element {
  return element(
    'AdaptationSet',
    [...common, language(set)],
    descriptor(
      'AudioChannelConfiguration',
      'urn:mpeg:mpegB:cicp:ChannelConfiguration',
      String(channelConfiguration(set.channels)),
    ),
    ...label(set),
    ...(set.description ? [descriptor('Accessibility', AUDIO_PURPOSE, VISUALLY_IMPAIRED)] : []),
    role(set.role),
    template(set),
    ...set.representations.map(audioRepresentation),
  );
}

function textSet(set: TextAdaptationSet, common: readonly XmlAttribute[]): Element {
  return element(
    'AdaptationSet',
    [...common, language(set)],
    ...label(set),
    ...(set.isForHardOfHearing ? [descriptor('Accessibility', AUDIO_PURPOSE, HARD_OF_HEARING)] : []),
    ...set.roles.map(role),
    template(set),
    ...set.representations.map(textRepresentation),
  );
}

/** TV-Anytime (ETSI TS 102 822-3-1), as DVB-DASH has it (ETSI TS 103 285 7.1.2). */
const AUDIO_PURPOSE = 'urn:tva:metadata:cs:AudioPurposeCS:2007';
const VISUALLY_IMPAIRED = '1';
const HARD_OF_HEARING = '2';

function language({ language: tag }: { readonly language: string }): XmlAttribute {
  return ['lang', tag === 'und' ? undefined : tag];
}

function label({ label: text }: { readonly label: string }): readonly Element[] {
  return text === '' ? [] : [textElement('Label', text)];
}

/**
 * Maximum size and frame rate. The aspect ratio is that of the widest representation, which rounding to whole pixels
 * distorts least.
 */
function maximums({ representations }: VideoAdaptationSet): readonly XmlAttribute[] {
  const [first, ...others] = representations;
  if (first === undefined) throw packagingImpossible('an adaptation set needs a representation');
  const widest = others.reduce((best, each) => (each.width > best.width ? each : best), first);
  const fastest = others.reduce(
    (best, { frameRate }) => (isLarger(frameRate, best) ? frameRate : best),
    first.frameRate,
  );
  return [
    ['par', ratioText({ numerator: widest.width, denominator: widest.height })],
    ['maxWidth', widest.width],
    ['maxHeight', Math.max(...representations.map(({ height }) => height))],
    ['maxFrameRate', frameRateText(fastest)],
  ];
}

/** ANSI/SCTE 214-1 7.1.1: `und`, because what language they are in is not known. */
function captions({ standard, numbers }: CaptionsDescriptor): Element {
  const values = numbers.map((number) => (standard === 'cea-608' ? `CC${number}=und` : `${number}=lang:und`));
  return descriptor('Accessibility', `urn:scte:dash:cc:${standard}:2015`, values.join(';'));
}

function role(value: string): Element {
  return descriptor('Role', 'urn:mpeg:dash:role:2011', value);
}

/** The part that all representations share; their own templates add the URLs. */
export function template({
  timescale,
  startNumber,
  presentationTimeOffset,
  timeline,
  representations,
}: Pick<
  AdaptationSet,
  'timescale' | 'startNumber' | 'presentationTimeOffset' | 'timeline' | 'representations'
>): Element {
  const isTemplate = representations.every(({ media }) => typeof media === 'string');
  return element(
    isTemplate ? 'SegmentTemplate' : 'SegmentList',
    [
      ['timescale', timescale],
      ['startNumber', startNumber],
      ['presentationTimeOffset', presentationTimeOffset || undefined],
    ],
    timeline.element,
  );
}

/** DescriptorType, 5.8.2. */
export function descriptor(name: string, schemeIdUri: string, value: string): Element {
  return element(name, [
    ['schemeIdUri', schemeIdUri],
    ['value', value],
  ]);
}
