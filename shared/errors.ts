/** Every failure says who can help. Names are literal, because a minifier renames classes. */

/** A signature or token is wrong: 401, an empty body, nothing said. */
export class Untrusted extends Error {
  override readonly name = 'Untrusted';
}

/** From a sender we trust, in a shape we do not know: kept raw, quarantined, never thrown back. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** No such case, message or item. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}

/** Somebody changed it meanwhile; read again. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** An edit of what has changed since its writer read it: the version as it is now, and what they have not seen. */
export class Stale extends Error {
  override readonly name = 'Stale';
  readonly version: string;
  readonly changed: { field: string; now: string | number | null }[];
  readonly key: string;
  readonly values: Record<string, string>;
  constructor(version: string, changed: { field: string; now: string | number | null }[], key = 'changedMeanwhile', values: Record<string, string> = {}) {
    super(`stale: ${key}`);
    this.version = version;
    this.changed = changed;
    this.key = key;
    this.values = values;
  }
}

/** The platform or AWS says slow down: this item again after so many seconds. */
export class TryLater extends Error {
  override readonly name = 'TryLater';
  readonly seconds: number;
  constructor(seconds: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.seconds = seconds;
  }
}

/** Will never be taken: an agent is told the reason, nothing is retried. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly reason: string;
  constructor(reason: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** What a caller sent does not fit: 400 with the places that are wrong, never their values. `key`: what is wrong with them, where that can be said. */
export class Invalid extends Error {
  override readonly name = 'Invalid';
  readonly fields: string[];
  readonly key: string;
  readonly values: Record<string, string>;
  constructor(fields: string[], message = `invalid: ${fields.join(', ')}`, options: ErrorOptions & { key?: string; values?: Record<string, string> } = {}) {
    super(message, options);
    this.fields = fields;
    this.key = options.key ?? 'invalid';
    this.values = options.values ?? {};
  }
}
