/** The XML parser inside mpd-parser: as much of the DOM as is needed to copy it. */
declare module 'mpd-parser' {
  export interface XmlElement {
    readonly tagName: string;
    readonly textContent: string;
    readonly attributes: ArrayLike<{ readonly name: string; readonly value: string }>;
    readonly childNodes: ArrayLike<XmlElement & { readonly nodeType: number }>;
  }
  export function stringToMpdXml(text: string): XmlElement;
}
