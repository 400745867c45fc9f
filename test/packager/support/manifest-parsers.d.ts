/** The parts of these parsers that the tests use; neither comes with types. */
declare module 'm3u8-parser' {
  export class Parser {
    readonly manifest: unknown;
    on(event: 'warn', listener: (event: { readonly message: string }) => void): void;
    push(text: string): void;
    end(): void;
  }
}

declare module 'mpd-parser' {
  export function parse(
    text: string,
    options: {
      readonly manifestUri: string;
      readonly eventHandler: (event: { readonly type: string; readonly message: string }) => void;
    },
  ): unknown;
}
