// The lines are named in the language of what they say.
const HEBREW = /[\u05d0-\u05ea]/;

interface Property { value: string; parameters: string }

// After the first colon outside quotes.
function valueBegins(line: string): number {
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') quoted = !quoted;
    else if (line[at] === ':' && !quoted) return at;
  }
  return -1;
}

function propertiesOf(text: string): Map<string, Property> {
  const found = new Map<string, Property>();
  let inside = false;
  // RFC 5545 3.1: a line that begins with white space goes on with the one before.
  for (const line of text.slice(0, 200_000).replace(/\r?\n[ \t]/g, '').split(/\r?\n/)) {
    if (/^BEGIN:(?:VEVENT|VTODO)\s*$/i.test(line)) inside = true;
    if (/^(?:BEGIN:VALARM|END:(?:VEVENT|VTODO))\s*$/i.test(line)) inside = false;
    const name = /^[A-Z-]{1,40}(?=[;:])/i.exec(line)?.[0].toUpperCase();
    const colon = inside && name ? valueBegins(line) : -1;
    if (name && colon > 0 && !found.has(name)) found.set(name, { value: line.slice(colon + 1), parameters: line.slice(name.length, colon) });
  }
  return found;
}

function plain(property: Property | undefined): string {
  return (property?.value ?? '').replace(/\\n/gi, ' ').replace(/\\([,;\\])/g, '$1').replace(/\s+/g, ' ').trim();
}

// As the calendar itself says it: 20261124T090000Z is read, a zone is named, nothing is calculated.
function time(property: Property | undefined): string {
  const [, year, month, day, hour, minute, utc] = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d*(Z?))?/.exec(property?.value ?? '') ?? [];
  if (!year) return '';
  const zone = utc ? 'UTC' : /TZID="?([^";:]+)/i.exec(property!.parameters)?.[1] ?? '';
  return [`${year}-${month}-${day}`, hour ? `${hour}:${minute}` : '', hour ? zone : ''].filter(Boolean).join(' ');
}

/** What an invitation is about, in lines that a person can read: summary, time, place, description. Null when it says nothing. */
export function calendarText(text: string): string | null {
  const properties = propertiesOf(text);
  const [summary, place, description] = ['SUMMARY', 'LOCATION', 'DESCRIPTION'].map((name) => plain(properties.get(name)));
  const [start, end] = [time(properties.get('DTSTART')), time(properties.get('DTEND'))];
  if (!summary && !start && !description) return null;
  const hebrew = HEBREW.test(`${summary} ${description} ${place}`);
  const when = start && end ? `${start} – ${end}` : start;
  const lines = [summary, when && `${hebrew ? 'מועד' : 'Time'}: ${when}`, place && `${hebrew ? 'מקום' : 'Place'}: ${place}`, description];
  return lines.filter(Boolean).join('\n').slice(0, 20_000);
}
