/** Documents of ad servers, written for tests. */

/** A document of VAST with these ads. */
export function vast(...ads: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<VAST version="4.2">${ads.join('\n')}</VAST>`;
}

interface InlineOptions {
  readonly sequence?: number;
  readonly linear?: string;
  readonly files?: string;
}

const FILE = `<MediaFile delivery="progressive" type="video/mp4" width="1280" height="720" bitrate="2000">
  <![CDATA[ https://cdn.example/ad.mp4 ]]></MediaFile>`;

/** An ad of 15 seconds with one file. */
export function inline(title: string, { sequence, linear, files = FILE }: InlineOptions = {}): string {
  return `<Ad id="${title}"${sequence === undefined ? '' : ` sequence="${sequence}"`}><InLine>
    <AdSystem>Test</AdSystem><AdTitle>${title}</AdTitle>
    <Impression><![CDATA[https://t.example/${title}/impression]]></Impression>
    <Creatives><Creative>${linear ?? `<Linear><Duration>00:00:15</Duration><MediaFiles>${files}</MediaFiles></Linear>`}
    </Creative></Creatives></InLine></Ad>`;
}

interface WrapperOptions {
  readonly sequence?: number;
  readonly attributes?: string;
}

/** An ad that leads to another document. */
export function wrapper(url: string, { sequence, attributes = '' }: WrapperOptions = {}): string {
  return `<Ad${sequence === undefined ? '' : ` sequence="${sequence}"`}><Wrapper ${attributes}>
    <VASTAdTagURI><![CDATA[${url}]]></VASTAdTagURI><Impression>https://t.example/wrapped</Impression>
    <Creatives><Creative><Linear><TrackingEvents><Tracking event="start">https://t.example/start</Tracking></TrackingEvents>
    <VideoClicks><ClickThrough>https://wrapper.example/</ClickThrough></VideoClicks></Linear></Creative></Creatives>
  </Wrapper></Ad>`;
}

/** A document of VMAP with these breaks. */
export function vmap(...breaks: readonly string[]): string {
  return `<vmap:VMAP xmlns:vmap="http://www.iab.net/videosuite/vmap" version="1.0">${breaks.join('\n')}</vmap:VMAP>`;
}

/** A break whose ads a URL has. */
export function breakOfUrl(timeOffset: string, url: string): string {
  return `<vmap:AdBreak timeOffset="${timeOffset}" breakType="linear"><vmap:AdSource>
    <vmap:AdTagURI templateType="vast4"><![CDATA[${url}]]></vmap:AdTagURI></vmap:AdSource></vmap:AdBreak>`;
}

/** A break that has its ads. */
export function breakOfAds(timeOffset: string, ...ads: readonly string[]): string {
  return `<vmap:AdBreak timeOffset="${timeOffset}" breakType="linear" breakId="b1"><vmap:AdSource>
    <vmap:VASTAdData><VAST version="3.0">${ads.join('\n')}</VAST></vmap:VASTAdData></vmap:AdSource>
    <vmap:TrackingEvents><vmap:Tracking event="breakStart">https://t.example/break</vmap:Tracking></vmap:TrackingEvents>
  </vmap:AdBreak>`;
}
