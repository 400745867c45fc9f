/** The XML parser inside mpd-parser: only the DOM members needed to copy a tree. */
declare module 'mpd-parser' {
  export interface XmlElement {
    readonly tagName: string;
    readonly textContent: string;
    readonly attributes: ArrayLike<{ readonly name: string; readonly value: string }>;
    readonly childNodes: ArrayLike<XmlElement & { readonly nodeType: number }>;
  }
  export function stringToMpdXml(text: string): XmlElement;
}
