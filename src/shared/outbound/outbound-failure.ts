/**
 * Why a request to a URL that others name was not made, or not answered. Callers turn it into an error of their own.
 * - `refused`: the form of the URL, its host or its address is not allowed.
 * - `failed`: the server sends elsewhere without end, or to nowhere.
 */
export class OutboundFailure extends Error {
  override readonly name = 'OutboundFailure';
  readonly kind: 'refused' | 'failed';

  /** @param message a clause that is safe to show: the URL may hold a secret and is not in it. */
  constructor(kind: OutboundFailure['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}
