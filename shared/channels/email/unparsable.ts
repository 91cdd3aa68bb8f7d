/** This mail will not be read, today or tomorrow (too many parts, too deep): no reason to try again. */
export class Unparsable extends Error {
  override readonly name = 'Unparsable';
}
