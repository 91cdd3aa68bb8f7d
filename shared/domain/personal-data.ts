import { isCaseNumber } from './check-digit.ts';

export type PersonalDataKind = 'phone' | 'identityNumber' | 'card' | 'orderNumber';
export interface PersonalData { kind: PersonalDataKind; /** As written. */ value: string; at: number }

const LONGEST = 10_000;
// Digits in groups, with what people put between them; invisible direction marks among it.
const BETWEEN = '[ .\\u00a0\\u2010-\\u2015\\u200e\\u200f\\u2066-\\u2069-]';
const NUMBER = new RegExp(`(?<![\\p{L}\\p{N}_/#.-])\\+?\\(?\\d(?:(?:${BETWEEN}|[()]){0,3}\\d){5,22}(?!\\p{N})(?![-/.:]\\p{N})`, 'gu');
const ORDER = /(?<![\p{L}\p{N}])(?:[והבלמש]{0,3}הזמנה(?:\s+(?:שלי|מספר|מס['׳]?))*|(?:my\s+)?order(?:\s+(?:number|no\.?|id))*|ord|inv|invoice|חשבונית)\s*[:#-]?\s*([\p{L}]{0,4}-?\d[\d-]{3,15})(?!\p{N})/giu;

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/** The check digit of an Israeli identity number: nine digits, weights 1 and 2 in turn, the sum divisible by ten. */
export function isIdentityNumber(nine: string): boolean {
  if (!/^\d{9}$/.test(nine) || /^0+$/.test(nine)) return false;
  const sum = [...nine].reduce((total, digit, place) => {
    const product = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return total + (product > 9 ? product - 9 : product);
  }, 0);
  return sum % 10 === 0;
}

/** Luhn's check over 13 to 19 digits. */
export function isCardNumber(digits: string): boolean {
  if (!/^\d{13,19}$/.test(digits) || /^(\d)\1*$/.test(digits)) return false;
  const sum = [...digits].toReversed().reduce((total, digit, place) => {
    const product = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return total + (product > 9 ? product - 9 : product);
  }, 0);
  return sum % 10 === 0;
}

// Israeli: 0 and eight or nine digits, or +972; foreign only with its plus.
function isPhone(written: string, digits: string): boolean {
  if (/^\s*\+/.test(written) && !digits.startsWith('972')) return digits.length >= 8 && digits.length <= 15;
  const national = digits.replace(/^(?:00)?972\(?0?/, '0');
  return /^0(?:5\d{8}|7[2-9]\d{7}|[23489]\d{7})$/.test(national) || /^1[78]00\d{6}$/.test(digits);
}

function kindOf(written: string): PersonalDataKind | undefined {
  const digits = digitsOf(written);
  // Our own number in public gives nothing away; numbers that could be both are never given out.
  if (digits.length === 9 && isCaseNumber(digits)) return undefined;
  if (isCardNumber(digits) && /^[23456]/.test(digits)) return 'card';
  if (isPhone(written, digits)) return 'phone';
  return isIdentityNumber(digits) ? 'identityNumber' : undefined;
}

/** Phones, identity numbers, cards and order numbers in a text, in its order; never our own case numbers. */
export function personalDataIn(text: string): PersonalData[] {
  const read = text.slice(0, LONGEST);
  const found: PersonalData[] = [];
  for (const match of read.matchAll(NUMBER)) {
    const kind = kindOf(match[0]);
    if (kind) found.push({ kind, value: match[0], at: match.index });
  }
  for (const match of read.matchAll(ORDER)) {
    const value = match[1]!;
    const at = match.index + match[0].lastIndexOf(value);
    const digits = digitsOf(value);
    if (isCaseNumber(digits) || found.some((other) => at < other.at + other.value.length && other.at < at + value.length)) continue;
    found.push({ kind: 'orderNumber', value, at });
  }
  return found.toSorted((a, b) => a.at - b.at);
}
